"""What a screen reader meets on a page, in its order: the browser's own accessibility tree as lines of text.

The intended order stands in `readings/<language>.txt`, page after page; READINGS=write writes it anew, to be read by
somebody before it is committed.
"""

import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).with_name("readings")
ROLE = re.compile(r"\s*- ['\"]?([a-z]+)")
CODE = re.compile(r"\b[0-9A-Z]{4}(?: [0-9A-Z]{4}){2,3}\b|\b\d{3} \d{3}\b")
LAST_DAY = re.compile(r"(?<=Dat kan tot en met )\d{1,2} [a-z]+ \d{4}")
"""Until when answers can be taken back: it depends on the day of the test."""
STATUS = re.compile("- status: .*")
"""Whether an answer is saved: that comes when it comes."""
HEAD = "== "


def reading(page: Any) -> tuple[str, ...]:
    """Roles, names and states of all that a reader is told, from top to bottom. Codes become C, last days D."""
    said = page.locator("body").aria_snapshot()
    lines = (LAST_DAY.sub("D", CODE.sub("C", STATUS.sub("- status", line))) for line in said.splitlines())
    return tuple(line for line in lines if not line.strip().startswith("- /url:"))


def roles(lines: Iterable[str]) -> tuple[str, ...]:
    """The order of things without their words: the same in every language.

    Bare text is left out: where a sentence goes on after a link depends on the language.
    """
    return tuple(found[1] for line in lines if (found := ROLE.match(line)) and found[1] != "text")


def intended(language: str) -> dict[str, tuple[str, ...]]:
    """Page → lines, of the file."""
    found: dict[str, tuple[str, ...]] = {}
    for part in (FOLDER / f"{language}.txt").read_text(encoding="utf-8").split(f"\n{HEAD}"):
        name, *lines = part.removeprefix(HEAD).strip("\n").split("\n")
        found[name] = tuple(lines)
    return found


def keep(language: str, read: Mapping[str, tuple[str, ...]]) -> None:
    """With READINGS=write: what was read is from now on what is intended."""
    if os.environ.get("READINGS") == "write":
        pages = ("\n".join((f"{HEAD}{name}", *lines)) for name, lines in read.items())
        FOLDER.mkdir(exist_ok=True)
        (FOLDER / f"{language}.txt").write_text("\n\n".join(pages) + "\n", encoding="utf-8")
