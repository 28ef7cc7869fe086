"""Why a cell is empty."""

from enum import IntEnum


class Missing(IntEnum):
    """The reasons, with the numbers they have in every export."""

    DONT_KNOW = -1
    PREFER_NOT = -2
    NOT_APPLICABLE = -3
    NOT_ASKED = -4
    SKIPPED = -5
    NOT_REACHED = -6
    NOT_INCLUDED = -7
    UNKNOWN = -8
    CLEANED = -9


CHOSEN = frozenset({Missing.DONT_KNOW, Missing.PREFER_NOT, Missing.NOT_APPLICABLE})
"""Reasons that people chose themselves."""
