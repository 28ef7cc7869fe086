"""What is known against our packages: holes are told, and what could not be learnt is not called clean."""

from pathlib import Path
from typing import Any

import pytest
import requests

from config import known_holes

HOLE = {"id": "X-1", "aliases": [], "fixed_in": ["2.0"], "summary": "s", "published": "2026-01-01T00:00:00Z"}
PAGES = {
    "clean/1.0": {"info": {"version": "1.0"}, "vulnerabilities": []},
    "holed/1.0": {"info": {"version": "1.0"}, "vulnerabilities": [HOLE]},
    "newest": {"info": {"version": "3.0"}, "vulnerabilities": []},
    "newest-holed": {"info": {"version": "3.0"}, "vulnerabilities": [HOLE]},
}
"""Of an index that has pages of versions for two packages, and of the newest version alone for the others."""


class Index:
    def get(self, url: str, timeout: int | None = None) -> requests.Response:
        page = PAGES.get(url.split("/pypi/")[1].removesuffix("/json"))
        answer = requests.Response()
        answer.status_code = 200 if page else 404
        answer.json = lambda **_: page  # type: ignore[method-assign]
        return answer


class Away:
    def get(self, url: str, timeout: int | None = None) -> requests.Response:
        raise requests.ConnectTimeout


@pytest.mark.parametrize(
    ("packages", "code", "holes", "unknown"),
    [
        pytest.param([("clean", "1.0"), ("newest", "3.0")], 0, {}, 0, id="nothing known"),
        pytest.param([("clean", "1.0"), ("holed", "1.0")], 1, {"holed 1.0": ["X-1"]}, 0, id="a hole"),
        pytest.param([("newest-holed", "3.0")], 1, {"newest-holed 3.0": ["X-1"]}, 0, id="a hole in the newest"),
        pytest.param([("newest", "2.0"), ("clean", "1.0")], 2, {}, 1, id="older than the newest"),
        pytest.param([("nowhere", "1.0")], 2, {}, 1, id="no page at all"),
        pytest.param([("nowhere", "1.0"), ("holed", "1.0")], 1, {"holed 1.0": ["X-1"]}, 1, id="both"),
    ],
)
def test_asked(packages: list[tuple[str, str]], code: int, holes: dict[str, Any], unknown: int) -> None:
    told = known_holes.ask(packages, Index())
    assert (told.code, told.holes, len(told.unknown)) == (code, holes, unknown)
    assert known_holes.lines(told)[-1].startswith(f"{len(packages)} packages: ")
    assert len(known_holes.lines(told)) == len(holes) + unknown + 1


def test_every_package_of_the_lock_is_asked_for() -> None:
    lock = Path("requirements.lock").read_text()
    found = known_holes.pins(lock)
    assert len(found) == sum(1 for line in lock.splitlines() if "==" in line and not line.startswith((" ", "#")))
    assert {"django", "celery", "psycopg"} <= {name for name, _ in found}


@pytest.mark.parametrize("arguments", [[], ["a", "b"], ["nowhere.lock"], ["README.md"]], ids=str)
def test_without_a_lock(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert known_holes.main(arguments) == known_holes.NOT_TOLD
    assert "Name a lock file" in capsys.readouterr().err


def test_an_index_that_is_away_is_no_good_news(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("pip_audit._service.pypi.caching_session", lambda folder: Away())
    assert known_holes.main(["requirements.lock"]) == known_holes.NOT_TOLD
    assert "Nothing was learnt" in capsys.readouterr().err
