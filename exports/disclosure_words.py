"""What was done to tables before they left, in words."""

from collections.abc import Iterable

from django.utils.translation import gettext, gettext_noop, override

from exports.disclosure_merge import Note, What

SAID: dict[What, str] = {
    "answers merged": gettext_noop("%(of)s: answers put together, since some were few: %(parts)s."),
    "columns merged": gettext_noop("%(of)s: columns of few people put together: %(parts)s."),
    "column left out": gettext_noop("%(of)s: column left out: %(parts)s."),
    "cells hidden": gettext_noop("%(of)s: %(cells)s cells are not shown: small ones, and those that give them away."),
    "means hidden": gettext_noop("%(of)s: means that would give that of few people away are not shown: %(parts)s."),
    "medians hidden": gettext_noop(
        "%(of)s: medians are not shown where columns beside each other leave few people over: %(parts)s."
    ),
    "table left out": gettext_noop("%(of)s: this table is left out; no cell of it may leave."),
    "same answers": gettext_noop(
        "%(of)s: left out beside %(parts)s. Both come from the same answers, and one could be subtracted from the "
        "other. Ask for one of the two."
    ),
    "cannot be checked": gettext_noop(
        "%(of)s: left out. Other numbers were told of the same people before (another base, or answers that were "
        "withdrawn or cleaned since), so nobody can check what the two tell together."
    ),
}


NAMED_APART: frozenset[What] = frozenset({"table left out", "cannot be checked"})


def done_to(notes: Iterable[Note], language: str) -> list[str]:
    """What was done to tables that did leave, in Dutch or English."""
    with override(language):
        return sentences(note for note in notes if note.what not in NAMED_APART)


def sentences(notes: Iterable[Note]) -> list[str]:
    """One per note, in the language of the page."""
    return [
        gettext(SAID[note.what]) % {"of": note.of, "parts": ", ".join(note.parts), "cells": note.cells}
        for note in notes
    ]
