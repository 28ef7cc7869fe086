"""A proof set: first, last and some other letters of a run once more, marked as a proof, in a file of their own.

For the eye: what the printer holds against the first prints. The codes in it are those of the letters themselves.
"""

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

from invitations import letters, manifest
from invitations.models import Mailing
from surveys import typeset
from surveys.files import part_of


def chosen(frame_ids: Sequence[str], n: int | None, seed: int) -> frozenset[str]:
    """First, last and `n` others at random, the same for the same seed and list; none where `n` is None."""
    if n is None or not frame_ids:
        return frozenset()
    middle = frame_ids[1:-1]
    others = Random(seed).sample(middle, min(n, len(middle)))  # noqa: S311 (which letters to look at, repeatable)
    return frozenset({frame_ids[0], frame_ids[-1], *others})


def path_of(mailing: Mailing, folder: Path) -> Path:
    return folder / f"{manifest.stem(mailing)}-proof-set.pdf"


def write(mailing: Mailing, shared: letters.Look, proofs: Sequence[letters.Letter], folder: Path) -> Path:
    """The set as PDF, put in the place of an earlier one in one go. Raises typeset.TypesetError."""
    path = path_of(mailing, folder)
    part = part_of(path)
    title = f"{mailing.study.title}: {mailing.get_kind_display()}"
    data = letters.chunk_data(replace(shared, stamped=True), proofs, title)
    typeset.write_pdf(letters.document(data), part)
    os.replace(part, path)
    return path
