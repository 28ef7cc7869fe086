"""Small numbers are not shown: a count under ten could point at somebody. Pure; for every room that shows counts."""

from collections.abc import Iterable, Sequence

LEAST = 10
"""The smallest count that is shown in a stored report."""


def shown(count: int, least: int = LEAST) -> int | None:
    """The count; None where it is too small to be shown. Nought is small too: it says something about everybody."""
    return count if count >= least else None


def shown_steps(counts: Sequence[int], least: int = LEAST) -> tuple[int | None, ...]:
    """Numbers of people who came ever further, the first step first; those told differ by `least` or not at all.

    Steps of one week need not be parts of each other (who began on Sunday may finish on Monday), so a later one may
    be more. A small difference tells of few people whichever is more, so the later number is not told then.
    """
    told: list[int] = []
    found: list[int | None] = []
    for count in counts:
        apart = all(count == other or abs(count - other) >= least for other in told)
        found.append(shown(count, least) if apart else None)
        told += [count] if found[-1] is not None else []
    return tuple(found)


def shown_sum(cells: Iterable[int | None]) -> int | None:
    """The sum of what is told: no number that is not told is in it, so none can be taken out of it.

    None where nothing is told.
    """
    told = [cell for cell in cells if cell is not None]
    return sum(told) if told else None


def shown_part(whole: int, part: int, least: int = LEAST) -> tuple[int | None, int | None]:
    """A number and a part of it, so that neither of the two, nor what one is less than the other, is a small number.

    The whole stays where only one of the two can. A rest of nought may be seen: the two numbers are then the same.
    """
    rest = whole - part
    if rest < 0:
        raise ValueError("A part is not more than its whole.")
    told = shown(part, least) if rest == 0 or rest >= least else None
    return shown(whole, least), told if whole >= least else None
