"""The structure of each batch of a folder, for people who let their letter be read out, and for archives."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from invitations import manifest, pdf_structure, proof
from invitations.letter_text import letter_text
from invitations.models import Mailing
from invitations.proof import Fault

How = Literal["sample", "all"]
"""Content of the first letter of each file, or of every page. The structure tree is read whole either way."""


def faults(folder: Path, how: How) -> Iterator[Fault]:
    """Every fault of the batches that lie there. Raises proof.NothingToVerify."""
    for path in sorted(folder.glob("*-manifest.csv")):
        mailing = proof.mailing_of(path)
        pages, languages = _asked_of(mailing)
        for batch in manifest.printed(mailing).filter(removed_at=None).order_by("number"):
            yield from _batch_faults(folder / manifest.file_name(mailing, batch), pages, languages, how)


def _batch_faults(pdf: Path, pages: int, languages: tuple[str, ...], how: How) -> Iterator[Fault]:
    if not pdf.exists():
        return
    looked_at = pages if how == "sample" else 0
    try:
        for one in pdf_structure.check(pdf, pages_each=pages, languages=languages, looked_at=looked_at):
            yield Fault(pdf.name, one.page, "", f"{one.what} (structure: {one.rule})")
    except pdf_structure.NotReadable as error:
        yield Fault(pdf.name, 0, "", str(error))


def _asked_of(mailing: Mailing) -> tuple[int, tuple[str, ...]]:
    """Pages of each letter, and the languages that every one of them speaks beside its own."""
    edition = mailing.edition
    text = letter_text(json.loads(edition.document), mailing.kind, edition.offered)
    by_frame = mailing.text_hash == text.by_frame_hash
    return text.pages, () if by_frame else tuple(other.language for other in text.others)
