"""No room of the platform knows a study: what is particular to one stands in its folder."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from surveys import load
from surveys.load import read_folder

pytestmark = pytest.mark.once
ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("config", "exports", "invitations", "locale", "respondents", "staff", "static", "surveys", "templates")
SUFFIXES = {".py", ".html", ".typ", ".js", ".css", ".yaml", ".csv", ".json"}
EXAMPLE = re.compile(r"for example|such as|EXAMPLE|examples=|example = |For example|write column:category")
"""A name may stand in a help text or message as an example of what to type."""
ORDINARY = {"gemeente", "voorbeeld"}
"""Words of slugs that stand in any Dutch text about municipalities."""
KNOWN = {
    "exports/management/commands/demo.py": "the demonstration shows one study, and says which",
}


def slugs() -> list[str]:
    return sorted(folder.name for folder in load.STUDIES.iterdir() if (folder / "study.yaml").exists())


def names() -> list[str]:
    """Slugs, their telling words, and the groups: what only somebody who knows a study would write."""
    found = set(slugs())
    for slug in slugs():
        found |= {word for word in slug.split("-") if len(word) > 6 and word not in ORDINARY}
        found |= {group for group in read_folder(slug)["groups"] if "_" in group}
    return sorted(found)


def mentions(files: dict[str, str], wanted: list[str]) -> Iterator[str]:
    """`file:line: name` for each name in a line that is no example."""
    pattern = re.compile("|".join(map(re.escape, sorted(wanted, key=len, reverse=True))), re.IGNORECASE)
    for name, text in files.items():
        for number, line in enumerate(text.splitlines(), start=1):
            found = pattern.search(line)
            if found and not EXAMPLE.search(line) and name not in KNOWN:
                yield f"{name}:{number}: {found[0]}"


def files() -> dict[str, str]:
    found = {}
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*")):
            if path.suffix in SUFFIXES and not path.is_relative_to(load.STUDIES) and path.is_file():
                found[str(path.relative_to(ROOT))] = path.read_text(encoding="utf-8", errors="replace")
    return found


def test_no_room_knows_a_study():
    assert {"perspectief-2024", "niet-ingeburgerden-2023"} <= set(slugs())
    looked_at = files()
    assert len(looked_at) > 500
    assert list(mentions(looked_at, names())) == []


@pytest.mark.parametrize(
    ("line", "found"),
    [
        pytest.param("if study.slug == 'niet-ingeburgerden-2023':", ["a.py:1: niet-ingeburgerden-2023"], id="a slug"),
        pytest.param('TITLE = "Perspectief"', ["a.py:1: Perspectief"], id="a word of one"),
        pytest.param('if group == "wi2013_gezin":', ["a.py:1: wi2013_gezin"], id="a group"),
        pytest.param('help="slug, for example perspectief-2024"', [], id="an example of what to type"),
        pytest.param("for group in definition.groups:", [], id="nothing of a study"),
    ],
)
def test_the_look_would_find_one(line, found):
    assert list(mentions({"a.py": line}, names())) == found


def test_what_is_known_is_still_there():
    """A reason for something that is gone would hide the next."""
    wanted = re.compile("|".join(names()), re.IGNORECASE)
    assert [name for name in KNOWN if not wanted.search((ROOT / name).read_text(encoding="utf-8"))] == []
