"""A table of how many to draw of each stratum, as a file or as typed on a page. Pure: rows in, shares out."""

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction

from invitations.frame_problems import FrameProblem, FrameUnreadable
from invitations.sampling import Key, Months, Share
from invitations.sheet import Sheet

MONTHS: Mapping[str, Months] = {"": "all", "all": "all", "odd": "odd", "even": "even"}
MONTHS_IN_DUTCH: Mapping[str, Months] = {"alle": "all", "oneven": "odd"}

_FRACTION = re.compile(r"(?P<number>[0-9]{1,6}(?:\.[0-9]{1,9})?)(?:/(?P<below>0*[1-9][0-9]{0,5})| ?(?P<percent>%))?")


def shares(sheet: Sheet, by: Sequence[str]) -> Mapping[Key, Share]:
    """Columns: those of `by`, and of `n`, `fraction` and `months` at least one; a row without n and fraction is all.

    Raises FrameUnreadable with every problem of the table.
    """
    _refuse_columns(sheet.header, by)
    found: dict[Key, Share] = {}
    problems: list[FrameProblem] = []
    for number, cells in sheet.rows:
        row = dict(zip(sheet.header, [*cells, *[""] * len(sheet.header)], strict=False))
        key = tuple(row[name] for name in by)
        if key in found:
            message = "The stratum stands there twice."
            problems.append(FrameProblem(number, "", "stratum_twice", message, "Keep one of the rows."))
        share = _share(number, row)
        if isinstance(share, FrameProblem):
            problems.append(share)
        else:
            found[key] = share
    if problems:
        raise FrameUnreadable(problems)
    return found


def fraction_of(text: str) -> Fraction | None:
    """`0.5`, `0,5`, `50%` or `1/2`; None where it is no number from 0 to 1."""
    found = _FRACTION.fullmatch(text.strip().replace(",", "."))
    if found is None:
        return None
    part = Fraction(found["number"]) / (100 if found["percent"] else int(found["below"] or 1))
    return part if part <= 1 else None


def _refuse_columns(header: Sequence[str], by: Sequence[str]) -> None:
    sizes = {"n", "fraction", "months"}
    wrong = not set(by) <= set(header) <= {*by, *sizes} or len(set(header)) < len(header) or not sizes & set(header)
    if wrong:
        needed = ", ".join([*by, "n"])
        advice = f"Use the columns {needed}; also allowed: fraction, months."
        raise FrameUnreadable([FrameProblem(1, "", "columns", "These are not the columns of such a table.", advice)])


def _share(number: int, row: Mapping[str, str]) -> Share | FrameProblem:
    n, fraction, months = (row.get(name, "") for name in ("n", "fraction", "months"))
    if n and fraction:
        return FrameProblem(number, "n", "one_size", "The row has both n and fraction.", "Keep one of them.")
    if n and not (n.isascii() and n.isdigit() and len(n) <= 6):
        return FrameProblem(number, "n", "n", "This is no number of people.", "Use a whole number of at most 6 digits.")
    if fraction and fraction_of(fraction) is None:
        return FrameProblem(number, "fraction", "fraction", "A fraction lies between 0 and 1.", "Write a half as 0.5.")
    known = {**MONTHS, **MONTHS_IN_DUTCH}
    if months.casefold() not in known:
        return FrameProblem(number, "months", "months", "The months are unknown.", "Use odd, even or all.")
    return Share(int(n) if n else None, fraction_of(fraction) if fraction else None, known[months.casefold()])
