"""Small numbers are not shown: a count under ten could point at somebody. Pure; for every room that shows counts."""

LEAST = 10
"""The smallest count that is shown in a stored report."""


def shown(count: int, least: int = LEAST) -> int | None:
    """The count; None where it is too small to be shown. Nought is small too: it says something about everybody."""
    return count if count >= least else None


def shown_part(whole: int, part: int, least: int = LEAST) -> tuple[int | None, int | None]:
    """A number and a part of it, so that neither of the two, nor what one is less than the other, is a small number.

    The whole stays where only one of the two can. A rest of nought may be seen: the two numbers are then the same.
    """
    rest = whole - part
    if rest < 0:
        raise ValueError("A part is not more than its whole.")
    told = shown(part, least) if rest == 0 or rest >= least else None
    return shown(whole, least), told if whole >= least else None
