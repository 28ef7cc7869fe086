"""Municipalities in groups: by labour-market region, by size, or by any column of a file. Pure but for reading it.

A file is a CSV with a heading line: `code` (CBS, GM and four digits), further columns are groupings with the name of
the group in each cell. `name` is for people and not read; `inhabitants`, whole numbers, makes `municipality_size` by
the classes of CBS. docs/tables.md says where ours comes from.
"""

import csv
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from exports.declared import WronglyDeclared
from surveys.declarations import folder_of
from surveys.engine.problems import Problem
from surveys.engine.text import Text
from surveys.place_order import DATA, municipality_names

REGION, SIZE = "labour_market_region", "municipality_size"
FILE = "areas.csv"
CODE, NAME, INHABITANTS = "code", "name", "inhabitants"
COLUMN = re.compile(r"[a-z][a-z0-9_]{0,31}")
LABELS: Mapping[str, Text] = {
    REGION: Text({"nl": "Arbeidsmarktregio", "en": "Labour-market region"}),
    SIZE: Text({"nl": "Grootte van de gemeente", "en": "Size of the municipality"}),
}
CLASSES: Sequence[tuple[int, str, Text]] = (
    (20_000, "under_20k", Text({"nl": "minder dan 20.000 inwoners", "en": "under 20,000 inhabitants"})),
    (50_000, "20k_50k", Text({"nl": "20.000 tot 50.000 inwoners", "en": "20,000 to 50,000 inhabitants"})),
    (100_000, "50k_100k", Text({"nl": "50.000 tot 100.000 inwoners", "en": "50,000 to 100,000 inhabitants"})),
    (150_000, "100k_150k", Text({"nl": "100.000 tot 150.000 inwoners", "en": "100,000 to 150,000 inhabitants"})),
    (250_000, "150k_250k", Text({"nl": "150.000 tot 250.000 inwoners", "en": "150,000 to 250,000 inhabitants"})),
)
LARGEST = ("250k_and_more", Text({"nl": "250.000 inwoners of meer", "en": "250,000 inhabitants or more"}))
"""The classes of CBS (Gemeentegrootte), the three lowest put together."""
LARGEST_FILE = 1_000_000


class BadAreas(WronglyDeclared):
    """A file of municipalities that cannot be used. The message says which line, and what to do."""

    def __init__(self, where: str, message: str, what_to_do: str) -> None:
        super().__init__([Problem(where, "wrong_areas", message, what_to_do)])


@dataclass(frozen=True)
class Grouping:
    """`groups` are codes and labels in the order of the file; `of`: CBS code → code of its group."""

    name: str
    label: Text
    groups: tuple[tuple[str, Text], ...]
    of: Mapping[str, str]

    def inside(self) -> Mapping[str, frozenset[str]]:
        """Group → the CBS codes in it."""
        found: dict[str, set[str]] = {code: set() for code, _label in self.groups}
        for place, group in self.of.items():
            found[group].add(place)
        return {code: frozenset(places) for code, places in found.items()}


@dataclass
class _Made:
    """A grouping while the file is read."""

    groups: dict[str, Text] = field(default_factory=dict)
    of: dict[str, str] = field(default_factory=dict)


def own() -> tuple[Grouping, ...]:
    """Our table of all municipalities."""
    return read(DATA / FILE)


def of_study(slug: str) -> tuple[Grouping, ...]:
    """As a file `areas.csv` in the study's folder says, else our own table. Raises BadAreas."""
    folder = folder_of(slug)
    return read(folder / FILE) if folder and (folder / FILE).is_file() else own()


def read(path: Path) -> tuple[Grouping, ...]:
    """Every grouping of a file. Raises BadAreas, OSError. Read again where the file changed."""
    found = path.stat()
    return _read(path, found.st_mtime_ns, found.st_size)


@lru_cache(maxsize=8)
def _read(path: Path, changed: int, size: int) -> tuple[Grouping, ...]:
    if size > LARGEST_FILE:
        raise BadAreas(path.name, "The file is too large for a list of municipalities.", "Leave out what is no place.")
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadAreas(path.name, "The file is not UTF-8.", "Save it as UTF-8.") from error
    return parse(path.name, text)


def parse(file: str, text: str) -> tuple[Grouping, ...]:
    """The groupings that this text of a CSV file says; `file` is how errors call it. Raises BadAreas."""
    lines = csv.DictReader(text.splitlines(), delimiter=";" if ";" in text.partition("\n")[0] else ",", strict=True)
    try:
        columns = _columns(file, lines.fieldnames or ())
        made = _groupings(file, columns, lines)
    except csv.Error as error:
        message = f"This cannot be read as CSV: {error}."
        raise BadAreas(_line(file, lines.line_num), message, "Save it anew from a spreadsheet.") from error
    return tuple(
        Grouping(name, LABELS.get(name) or _label(name), _in_order(name, one), one.of) for name, one in made.items()
    )


def _columns(file: str, heading: Sequence[str]) -> tuple[str, ...]:
    named = [name.strip() for name in heading if name]
    if CODE not in named:
        raise BadAreas(file, "There is no column “code” with CBS codes, such as GM0363.", "Add it.")
    groupings = tuple(name for name in named if name not in (CODE, NAME))
    wrong = next((name for name in groupings if not COLUMN.fullmatch(name)), None)
    if wrong is not None or len(set(named)) < len(named) or {SIZE, INHABITANTS} <= set(named):
        message = f"“{(wrong or ', '.join(named))[:60]}” cannot be a column."
        raise BadAreas(file, message, "Use small letters, digits and _, and each name once.")
    if not groupings:
        raise BadAreas(file, "There is no column beside the code to group municipalities by.", "Add one.")
    return groupings


def _groupings(file: str, columns: Sequence[str], lines: "csv.DictReader[str]") -> dict[str, _Made]:
    made = {SIZE if name == INHABITANTS else name: _Made() for name in columns}
    known, seen = municipality_names(), set[str]()
    for line in lines:
        code = (line.get(CODE) or "").strip().upper()
        if code not in known or code in seen:
            message = f"“{code[:20]}” is no municipality of today, or stands there twice."
            raise BadAreas(_line(file, lines.line_num), message, "Put it right, or take the line out.")
        seen.add(code)
        for name in columns:
            cell = (line.get(name) or "").strip()
            if cell:
                _put(made, name, code, cell, _line(file, lines.line_num))
    return made


def _line(file: str, number: int) -> str:
    return f"{file}, line {number}"


def _put(made: Mapping[str, _Made], name: str, code: str, cell: str, where: str) -> None:
    if name != INHABITANTS:
        group, label = slug(cell), Text({"nl": cell, "en": cell})
        if made[name].groups.setdefault(group, label) != label:
            message = f"“{cell[:60]}” differs from “{made[name].groups[group]['nl'][:60]}” in signs only."
            raise BadAreas(where, message, "Write both the same.")
        made[name].of[code] = group
        return
    plain = cell.replace(".", "").replace(" ", "")
    if not (plain.isascii() and plain.isdigit() and len(plain) < 9):
        raise BadAreas(where, f"“{cell[:40]}” is no number of inhabitants.", "Write a whole number.")
    made[SIZE].of[code] = size_class(int(plain))


def size_class(inhabitants: int) -> str:
    """The class of CBS that a municipality of so many inhabitants is in."""
    return next((code for below, code, _label in CLASSES if inhabitants < below), LARGEST[0])


def _in_order(name: str, made: _Made) -> tuple[tuple[str, Text], ...]:
    """Groups by name; sizes from small to large."""
    if made.groups:
        return tuple(sorted(made.groups.items(), key=lambda one: one[1]["nl"].casefold()))
    held = set(made.of.values())
    every = [*((code, label) for _below, code, label in CLASSES), LARGEST]
    return tuple((code, label) for code, label in every if code in held)


def slug(label: str) -> str:
    """`Gooi- en Vechtstreek` → `gooi_en_vechtstreek`: what is typed in filters and stands in files."""
    bare = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "_", bare).strip("_") or "group"


def _label(name: str) -> Text:
    said = name.replace("_", " ").capitalize()
    return Text({"nl": said, "en": said})
