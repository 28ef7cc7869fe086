"""Addresses for the window, read from a file at the moment letters are made and kept nowhere. Pure.

PostNL's rules for addressing (postnl.nl, "Addressing tips"): three to six lines, the last `1234 AB  PLAATS` with one
space inside the postcode, two after it, and the town in capitals. Abroad the last line is the country in capitals.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from babel import Locale

from invitations.frame_problems import FrameProblem, FrameUnreadable
from invitations.kix import TOWN_LINE
from invitations.sheet import Sheet

FEWEST_LINES, MOST_LINES = 3, 6
LONGEST_LINE = 40
"""Characters that fit the window at about 10 points."""
COUNTRY_LANGUAGES = ("nl", "en", "fr")
"""Languages in which the post takes names of countries (French is the Universal Postal Union's)."""
_LATIN = ("LATIN", "COMBINING", "MODIFIER", "SUPERSCRIPT", "VULGAR", "MASCULINE", "FEMININE")
"""First words of the Unicode names of what belongs to Latin script."""


@dataclass(frozen=True)
class Address:
    """Lines as they are printed: postcode and town last, or abroad the country."""

    lines: tuple[str, ...]


def addresses(sheet: Sheet) -> Mapping[str, Address]:
    """Addresses by frame id from columns `frame_id, line_1 … line_6`. Raises FrameUnreadable with every problem."""
    lines = sorted((name for name in sheet.header if re.fullmatch(r"line_[1-9][0-9]?", name)), key=_place)
    if "frame_id" not in sheet.header or set(sheet.header) != {"frame_id", *lines} or not lines:
        what_to_do = "Use the columns frame_id, line_1 to line_6 and no others."
        raise FrameUnreadable([FrameProblem(1, "", "columns", "These are not the columns of addresses.", what_to_do)])
    found: dict[str, Address] = {}
    problems: list[FrameProblem] = []
    for number, cells in sheet.rows:
        row = dict(zip(sheet.header, cells, strict=False))
        address = Address(tuple(_put_right([row.get(name, "") for name in lines])))
        problems += _problems(number, row.get("frame_id", ""), address, found)
        found[row.get("frame_id", "")] = address
    if problems:
        raise FrameUnreadable(problems)
    return found


def missing(found: Mapping[str, Address], frame_ids: Sequence[str]) -> list[FrameProblem]:
    """A problem for each letter without an address."""
    return [
        FrameProblem(0, "frame_id", "no_address", f"{frame_id} has no address.", "Add a row for it.")
        for frame_id in frame_ids
        if frame_id not in found
    ]


def undrawable(found: Mapping[str, Address], drawable: Collection[int]) -> list[FrameProblem]:
    """A problem for each address with characters outside `drawable` (code points that the fonts have)."""
    problems = []
    for frame_id, address in found.items():
        lacking = sorted({letter for line in address.lines for letter in line if ord(letter) not in drawable})
        if lacking:
            message = f"{frame_id}: the fonts cannot draw {' '.join(lacking)}."
            problems.append(FrameProblem(0, "", "glyph", message, "Write the address with other letters."))
    return problems


@lru_cache(maxsize=1)
def countries() -> frozenset[str]:
    """Names of countries but the Netherlands in Dutch, English and French (CLDR), in capitals."""
    names = {
        name.upper()
        for language in COUNTRY_LANGUAGES
        for code, name in Locale(language).territories.items()
        if len(code) == 2 and code != "NL"
    }
    return frozenset(names)


def _place(name: str) -> int:
    return int(name.removeprefix("line_"))


def _put_right(lines: Sequence[str]) -> list[str]:
    """Empty lines and invisible marks left out; postcode and town, or country, in PostNL's form where told."""
    visible = ("".join(_without_marks(line)) for line in lines)
    filled = [" ".join(line.split()) for line in visible if line.strip()]
    if filled and (town := TOWN_LINE.fullmatch(filled[-1])):
        filled[-1] = f"{town[1]} {town[2].upper()}  {town[3].upper()}"
    elif filled and filled[-1].upper() in countries():
        filled[-1] = filled[-1].upper()
    return filled


def _without_marks(line: str) -> Iterator[str]:
    return (letter for letter in unicodedata.normalize("NFC", line) if unicodedata.category(letter) != "Cf")


def _problems(row: int, frame_id: str, address: Address, before: Mapping[str, Address]) -> Iterator[FrameProblem]:
    """What is wrong with one address. The address itself is not repeated."""
    name = frame_id or "(no frame id)"
    if not frame_id or frame_id in before:
        yield FrameProblem(row, "frame_id", "frame_id", "The frame id is empty or twice there.", "Put it right.")
    if not FEWEST_LINES <= len(address.lines) <= MOST_LINES:
        message = f"{name}: the address has {len(address.lines)} lines."
        yield FrameProblem(row, "", "lines", message, f"Give {FEWEST_LINES} to {MOST_LINES}.")
    if any(len(line) > LONGEST_LINE for line in address.lines):
        yield FrameProblem(row, "", "long", f"{name}: a line is over {LONGEST_LINE} characters.", "Shorten it.")
    if scripts := sorted({script for line in address.lines for script in map(_script, line) if script}):
        message = f"{name}: the address has {', '.join(scripts)} letters or digits."
        yield FrameProblem(row, "", "script", message, "Write it in Latin script: sorting machines read no other.")
    if address.lines and (fault := _last_line_fault(address.lines)):
        yield FrameProblem(row, "", "town", f"{name}: {fault[0]}", fault[1])


def _script(letter: str) -> str:
    """The script of a letter, mark or digit that is not Latin; "" for all else."""
    if letter.isascii() or unicodedata.category(letter)[0] not in "LMN":
        return ""
    first = unicodedata.name(letter, "unknown").split()[0]
    return "" if first in _LATIN else first.partition("-")[0].capitalize()


def _last_line_fault(lines: Sequence[str]) -> tuple[str, str] | None:
    """What is wrong with the last line, and what to do; None where it is a town or a country."""
    *before, last = lines
    if last.upper() in countries():
        if any(TOWN_LINE.fullmatch(line) for line in before[-1:]):
            return "a country stands below a Dutch postcode.", "Leave out the country, or the Dutch postcode."
        return None
    if TOWN_LINE.fullmatch(last):
        return None
    if any(TOWN_LINE.fullmatch(line) for line in before):
        return "a line stands below postcode and town.", "Let postcode and town be the last line."
    message = "the last line is neither postcode and town nor a country."
    return message, "Write 1234 AB  PLAATS, or the country's name in Dutch, English or French."
