"""docs/checks-compared.md names a test behind each fault that we say we find: those tests exist."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
DOCUMENT = HERE.parent.parent / "docs" / "checks-compared.md"
ANSWERS = {"yes", "part", "no", "unknown"}


def rows(text: str) -> list[list[str]]:
    """Cells of every line of the tables, headings left out."""
    lines = [line.strip("| ") for line in text.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.split(" | ")] for line in lines if not line.startswith("fault |")]


def named(cells: list[str]) -> list[str]:
    return re.findall(r"`([^`]+)`", cells[5]) if len(cells) > 5 else []


ROWS = rows(DOCUMENT.read_text(encoding="utf-8"))
NAMED = sorted({name for cells in ROWS for name in named(cells)})


@pytest.fixture(scope="module")
def collected() -> set[str]:
    """Every test of the named files, as pytest itself calls them."""
    files = sorted({str(HERE / name.partition("::")[0]) for name in NAMED})
    asked = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", *files]
    said = subprocess.run(asked, capture_output=True, text=True, check=True, cwd=HERE.parent.parent)
    return {line.rpartition("tests/engine/")[2] for line in said.stdout.splitlines() if "::" in line}


def test_every_named_test_exists(collected):
    assert len(NAMED) > 60
    assert [name for name in NAMED if name not in collected] == []


def test_a_test_that_does_not_exist_is_noticed(collected):
    (cells,) = rows("| A fault | no | no | no | yes | `test_definitions.py::test_invalid[no_such_code]` |")
    assert [name for name in named(cells) if name not in collected] == [
        "test_definitions.py::test_invalid[no_such_code]"
    ]


@pytest.mark.parametrize("cells", ROWS, ids=[cells[0][:40] for cells in ROWS])
def test_what_we_say_we_find_has_a_test(cells):
    assert set(cells[1:5]) <= ANSWERS
    assert (cells[4] == "yes") is bool(named(cells))
