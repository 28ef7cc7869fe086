"""Addresses for the window, read from a file at the moment letters are made and kept nowhere. Pure.

PostNL's rules for addressing: three to six lines, the last but for a country `1234 AB  PLAATS` with one space
inside the postcode, two after it, and the town in capitals.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from invitations.frame_problems import FrameProblem, FrameUnreadable
from invitations.sheet import Sheet

FEWEST_LINES, MOST_LINES = 3, 6
LONGEST_LINE = 40
"""Characters that fit the window at 10 points."""
_TOWN_LINE = re.compile(r"([1-9][0-9]{3}) ?([A-Za-z]{2}) +(\S.*)")


@dataclass(frozen=True)
class Address:
    """Lines as they are printed, the postcode and town last."""

    lines: tuple[str, ...]


def addresses(sheet: Sheet) -> Mapping[str, Address]:
    """Addresses by frame id from columns `frame_id, line_1 … line_6`. Raises FrameUnreadable with every problem."""
    lines = [name for name in sheet.header if re.fullmatch(r"line_[1-6]", name)]
    if "frame_id" not in sheet.header or set(sheet.header) != {"frame_id", *lines} or not lines:
        what_to_do = "Use the columns frame_id, line_1 to line_6 and no others."
        raise FrameUnreadable([FrameProblem(1, "", "columns", "These are not the columns of addresses.", what_to_do)])
    found: dict[str, Address] = {}
    problems: list[FrameProblem] = []
    for number, cells in sheet.rows:
        row = dict(zip(sheet.header, cells, strict=False))
        address = Address(tuple(_put_right([row.get(name, "") for name in sorted(lines)])))
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


def _put_right(lines: Sequence[str]) -> list[str]:
    """Empty lines left out; postcode and town in PostNL's form where they can be told."""
    filled = [" ".join(line.split()) for line in lines if line.strip()]
    if filled and (town := _TOWN_LINE.fullmatch(filled[-1])):
        filled[-1] = f"{town[1]} {town[2].upper()}  {town[3].upper()}"
    return filled


def _problems(row: int, frame_id: str, address: Address, before: Mapping[str, Address]) -> list[FrameProblem]:
    found = []
    if not frame_id or frame_id in before:
        found.append(
            FrameProblem(row, "frame_id", "frame_id", "The frame id is empty or twice there.", "Put it right.")
        )
    if not FEWEST_LINES <= len(address.lines) <= MOST_LINES:
        message = f"The address has {len(address.lines)} lines."
        found.append(FrameProblem(row, "", "lines", message, f"Give {FEWEST_LINES} to {MOST_LINES}."))
    if address.lines and not _TOWN_LINE.fullmatch(address.lines[-1]):
        found.append(FrameProblem(row, "", "town", "The last line is not postcode and town.", "Write 1234 AB  PLAATS."))
    if any(len(line) > LONGEST_LINE for line in address.lines):
        found.append(FrameProblem(row, "", "long", f"A line is over {LONGEST_LINE} characters.", "Shorten it."))
    return found
