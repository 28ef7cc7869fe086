"""What changed in a study's texts since its letters were last printed."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from invitations.letter_text import LetterTextMissing, letter_text
from invitations.models import Batch, Mailing
from invitations.studies import StudyNotReady, newest_edition
from surveys import drafts
from surveys.models import Edition, Study
from surveys.text_changes import TextChange, newest, text_changes


@dataclass(frozen=True)
class LastPrint:
    """The newest letters of one kind. `same_words`: whether the newest edition would print these very words again.

    `in_letter` and `elsewhere`: texts that differ between the edition it was printed from and the draft.
    """

    kind: str
    kind_in_words: str
    printed_at: datetime
    edition: int
    text_hash: str
    same_words: bool
    in_letter: tuple[TextChange, ...]
    elsewhere: tuple[TextChange, ...]

    @property
    def changes(self) -> int:
        return len(self.in_letter) + len(self.elsewhere)


def last_prints(study: Study) -> tuple[LastPrint, ...]:
    """One per kind of letter that was ever printed, in the order of the kinds.

    Raises drafts.NoDraft, and DefinitionError where the draft cannot be cut to one edition.
    """
    batches = list(_newest_batches(study))
    if not batches:
        return ()
    now, next_edition = newest(drafts.document_of(study)).document, _next_edition(study)
    return tuple(_last_print(batch, now, next_edition) for batch in batches)


def split(changes: Sequence[TextChange], kind: str) -> tuple[tuple[TextChange, ...], tuple[TextChange, ...]]:
    """Changes of the letter's own words, and all others."""
    own = f"materials/letters/{kind}/"
    inside = tuple(change for change in changes if change.place.startswith(own))
    return inside, tuple(change for change in changes if not change.place.startswith(own))


def _newest_batches(study: Study) -> Iterator[Batch]:
    """Of each kind the batch that was sealed last, with its mailing and edition."""
    sealed = Batch.objects.filter(mailing__study=study, state=Batch.State.SEALED)
    for kind in Mailing.Kind.values:
        of_kind = sealed.filter(mailing__kind=kind).select_related("mailing__edition")
        newest_of_kind = of_kind.order_by("-sealed_at", "-pk").first()
        if newest_of_kind:
            yield newest_of_kind


def _next_edition(study: Study) -> Edition | None:
    try:
        return newest_edition(study)
    except StudyNotReady:
        return None


def _last_print(batch: Batch, now: Mapping[str, Any], next_edition: Edition | None) -> LastPrint:
    mailing = batch.mailing
    changes = text_changes(json.loads(mailing.edition.document), now)
    return LastPrint(
        mailing.kind,
        mailing.get_kind_display(),
        batch.sealed_at,
        mailing.edition.number,
        mailing.text_hash,
        next_edition is not None and words_hash(next_edition, mailing.kind) == mailing.text_hash,
        *split(changes, mailing.kind),
    )


def words_hash(edition: Edition, kind: str) -> str:
    """Hash of the words that this edition prints; '' where its letter is not complete."""
    try:
        return letter_text(json.loads(edition.document), kind, edition.offered).text_hash
    except LetterTextMissing:
        return ""
