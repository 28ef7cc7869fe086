"""The translations of a study's draft: where each stands, and the only writer of single texts and of their record.

Texts live in the translated columns of the draft; here is kept what was done to them, by whom and when (TextEvent).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from staff import audit
from staff.models import User
from staff.roles import may
from surveys import drafts
from surveys.draft_texts import ascii_digits, read, source_of, take_texts
from surveys.engine.checks.freshness import Known, known_pairs
from surveys.engine.checks.wording import BRACES
from surveys.models import Draft, Option, Question, Study, TextEvent
from surveys.text_states import (
    MISSING,
    PAIRING,
    STALE,
    STEPS,
    Event,
    Record,
    Standing,
    earlier_sources,
    record_of,
    standing,
    standings,
)
from surveys.translation import TEXT_FIELDS
from surveys.translation_units import Unit, units

DRAFT_OF = {Question: "page__draft", Option: "option_list__draft"}
"""How to reach the draft from a row; directly where nothing is said."""

EVENT = tuple(field.name for field in fields(Event))
"""Columns of TextEvent that make an Event, in its order."""
LONGEST = 20_000
LONGEST_REMARK = 2_000


class TextChanged(Exception):
    """The pair that somebody worked on is no longer in the draft: the source or the translation was changed."""

    def __init__(self, unit_id: str) -> None:
        super().__init__(
            f"This text is no longer in the draft as you saw it ({unit_id}). Somebody changed the source or the "
            "translation meanwhile. Look at it again and make your change there."
        )


class TextsChanged(Exception):
    """The texts that somebody read in order to sign them are not the texts of the draft any more."""

    words = _("Texts were changed since you opened this page. Let the native speaker read the changes first.")

    def __init__(self) -> None:
        super().__init__(self.words)


class NotAllowed(ValueError):
    """The text or the step cannot be taken. The message says why and what to do; `words` and `values` are its parts,
    for who shows it in another language."""

    def __init__(self, words: str, **values: object) -> None:
        self.words, self.values = words, values
        super().__init__(words % values if values else words)


def known(study: Study) -> Known:
    """The recorded pairs of the study, for the check of freshness."""
    rows = study.text_events.filter(kind__in=PAIRING).values_list("language", "source_hash", "text_hash").distinct()
    return known_pairs(rows)


def record(study: Study, language: str) -> Record:
    rows = study.text_events.filter(language=language).values_list(*EVENT)
    return record_of((Event(*row) for row in rows), language)


def event_of(row: TextEvent) -> Event:
    return Event(row.language, row.source_hash, row.text_hash, row.kind, row.by, row.at, row.note, row.earlier_hash)


def standings_of(study: Study, language: str) -> tuple[Standing, ...]:
    """Every text of the draft in this language with its state. Raises drafts.NoDraft."""
    return standings(units(drafts.document_of(study), language), record(study, language))


@transaction.atomic
def translate(
    study: Study, unit: Unit, text: str, *, user: User | None, by: str = "", kind: str = "translated"
) -> Unit:
    """Give the unit another translation, everywhere it stands. Raises TextChanged, NotAllowed.

    `by`: who made it, where that is not the user (an agency). Digits of any script are written as 0 to 9.
    """
    text = ascii_digits(text.strip())
    require_sound(unit, text)
    draft = drafts.locked(study)
    places = _replace(draft, source_language(study), unit, text)
    if not places:
        raise TextChanged(unit.id)
    draft.revision = F("revision") + 1
    draft.save(update_fields=["revision", "changed_at"])
    changed = Unit(unit.language, unit.source, text, unit.places, unit.context)
    note(study, changed, kind, user=user, by=by)
    audit.record(user, "text.translate", f"{study.slug}/{unit.language}", source=unit.source_hash[:16], places=places)
    return changed


@transaction.atomic
def write_part(study: Study, place: str, part: Mapping[str, Any], *, user: User | None) -> int:
    """Replace a part of the draft outside its tables, such as one letter, in every language; how many texts differ.

    A translation that was not there before is recorded as translated. One that stays while its source changed is stale
    from now on, as everywhere. Raises drafts.NoDraft.
    """
    drafts.locked(study)
    document = drafts.beside_tables(study)
    source = source_of(document)
    before, after = _texts_below(document, place), take_texts(part, tuple(read(place)))[1]
    drafts.replace_part(study, place, part)
    there = {(tag, words) for text in before.values() for tag, words in text.items()}
    pairs = ((tag, text.get(source, ""), words) for text in after.values() for tag, words in text.items())
    made = dict.fromkeys(pair for pair in pairs if pair[0] != source and (pair[0], pair[2]) not in there)
    for language, words, translation in made:
        if translation:
            note(study, Unit(language, words, translation, (place,)), "translated", user=user)
    differing = sum(before.get(at, {}) != after.get(at, {}) for at in {*before, *after})
    audit.record(user, "text.part", f"{study.slug}/{place}", texts=differing)
    return differing


def _texts_below(document: Mapping[str, Any], place: str) -> dict[str, dict[str, str]]:
    return {at: text for at, text in take_texts(document)[1].items() if at.startswith(f"{place}/")}


def require_sound(unit: Unit, text: str) -> None:
    """Raises NotAllowed where the text is empty, too long, or has other names in braces than the source."""
    if not text:
        raise NotAllowed(_("The translation is empty. Write it, or leave the text as it is."))
    if len(text) > LONGEST:
        raise NotAllowed(_("The translation has %(found)s characters; %(most)s fit."), found=len(text), most=LONGEST)
    if "\x00" in text or any("\ud800" <= sign <= "\udfff" for sign in text):
        raise NotAllowed(_("The text holds characters that cannot be stored. Type it again."))
    wanted, found = sorted(BRACES.findall(unit.source)), sorted(BRACES.findall(text))
    if wanted != found:
        named = ", ".join(f"{{{name}}}" for name in wanted) or "none"
        raise NotAllowed(_("The names in braces differ from the source. Use exactly these: %(names)s."), names=named)


@transaction.atomic
def mark(study: Study, unit: Unit, kind: str, *, user: User | None, by: str = "", remark: str = "") -> None:
    """A step was taken with the translation as it is: reviewed, adjudicated, tested. Raises NotAllowed, TextChanged."""
    if kind not in STEPS[1:]:
        raise NotAllowed(_("“%(kind)s” is not a step. Steps: %(steps)s."), kind=kind, steps=", ".join(STEPS[1:]))
    if not unit.translation:
        raise NotAllowed(_("There is no translation yet. Write it first."))
    _require_there(study, unit)
    if unit.source_hash not in record(study, unit.language).known.get(unit.text_hash, {unit.source_hash}):
        raise NotAllowed(
            _("The source was changed after this translation was made. Translate it, or say that it fits.")
        )
    if kind == "reviewed" and made_by(study, unit, user):
        raise NotAllowed(_("You translated this text yourself. Let somebody else review it."))
    if kind == "adjudicated" and made_by(study, unit, user) and not may(user, "researcher", study.slug):
        raise NotAllowed(_("You translated this text yourself. Let somebody else, or a researcher, adjudicate it."))
    note(study, unit, kind, user=user, by=by, remark=remark)
    audit.record(user, f"text.{kind}", f"{study.slug}/{unit.language}", source=unit.source_hash[:16])


def made_by(study: Study, unit: Unit, user: User | None) -> bool:
    """Whether this user made the translation, also where it was confirmed to fit a later source: four eyes see more."""
    if user is None or not unit.translation:
        return False
    of_text = study.text_events.filter(language=unit.language, text_hash=unit.text_hash)
    earlier = of_text.filter(source_hash=unit.source_hash, kind="fits").values("earlier_hash")
    pairs = Q(source_hash=unit.source_hash) | Q(source_hash__in=earlier)
    return of_text.filter(pairs, kind="translated", user=user).exists()


@transaction.atomic
def confirm_fits(study: Study, unit: Unit, reason: str, *, user: User | None, by: str = "") -> None:
    """The source changed and the meaning did not: a stale translation keeps the state it had. Raises NotAllowed."""
    if not reason.strip():
        raise NotAllowed(_("Say why the change of the source does not affect the meaning."))
    _require_there(study, unit)
    earlier = earlier_sources(unit, record(study, unit.language))
    if not earlier:
        raise NotAllowed(_("This translation is not older than its source."))
    newest = study.text_events.filter(
        language=unit.language, text_hash=unit.text_hash, source_hash__in=earlier, kind__in=PAIRING
    ).last()
    note(study, unit, "fits", user=user, by=by, remark=reason, earlier=newest.source_hash if newest else "")
    audit.record(user, "text.fits", f"{study.slug}/{unit.language}", source=unit.source_hash[:16])


@transaction.atomic
def comment(study: Study, unit: Unit, words: str, *, user: User | None, by: str = "") -> None:
    """A remark on the source text in this language. It stays when the translation changes."""
    if not words.strip():
        raise NotAllowed(_("The comment is empty."))
    note(study, unit, "comment", user=user, by=by, remark=words.strip()[:LONGEST_REMARK])
    audit.record(user, "text.comment", f"{study.slug}/{unit.language}", source=unit.source_hash[:16])


@transaction.atomic
def settle(study: Study, unit: Unit, words: str, *, user: User | None, by: str = "") -> None:
    """The open comments on the source text were dealt with; `words` say how. Raises NotAllowed."""
    if not words.strip():
        raise NotAllowed(_("Say how the comments were settled."))
    drafts.locked(study)
    if not standing(unit, record(study, unit.language)).open_comments:
        raise NotAllowed(_("There is no open comment on this text."))
    note(study, unit, "settled", user=user, by=by, remark=words.strip()[:LONGEST_REMARK])
    audit.record(user, "text.settle", f"{study.slug}/{unit.language}", source=unit.source_hash[:16])


@transaction.atomic
def sign(study: Study, language: str, by: str, *, user: User | None, seen: str | None = None) -> int:
    """A native speaker read every text in this language and agrees; how many texts that were newly signed.

    `seen`: the digest of the texts that were read (`digest_of`). Raises TextsChanged where they are other texts now,
    NotAllowed where a text is missing or stale: nobody can have read it.
    """
    if not by.strip():
        raise NotAllowed(_("Give the name of the native speaker who read the texts."))
    drafts.locked(study)
    found = standings_of(study, language)
    unfit = [item for item in found if item.state in (MISSING, STALE)]
    if unfit:
        raise NotAllowed(
            _("%(texts)s texts are missing or older than their source. Finish them first."), texts=len(unfit)
        )
    if seen is not None and seen != digest_of(item.unit for item in found):
        raise TextsChanged
    new = [item.unit for item in found if not item.native]
    at = timezone.now()
    TextEvent.objects.bulk_create(event_row(study, unit, "native", user=user, by=by, at=at) for unit in new)
    audit.record(user, "text.sign", f"{study.slug}/{language}", texts=len(new))
    return len(new)


def digest_of(found: Iterable[Unit]) -> str:
    """The same again only while no text was changed, added or taken away."""
    return sha256("\n".join(sorted(unit.id for unit in found)).encode()).hexdigest()


def unsigned(study: Study, document: Mapping[str, Any], languages: Iterable[str]) -> dict[str, int]:
    """How many texts of this document no native speaker signed, for each language that has such; the source needs none.

    Texts for colleagues count only in the languages that colleagues read.
    """
    source = source_of(document)
    found: dict[str, int] = {}
    for language in languages:
        if language != source:
            of_language = standings(units(document, language), record(study, language))
            found[language] = sum(not item.native for item in of_language)
    return {language: number for language, number in found.items() if number}


@transaction.atomic
def take_record(study: Study, events: Iterable[Event]) -> int:
    """Add what a record says and is not there yet; how many events that were. Taking it twice adds nothing."""
    there = set(study.text_events.values_list("language", "source_hash", "text_hash", "kind", "by", "note"))
    new = [
        event
        for event in events
        if (event.language, event.source_hash, event.text_hash, event.kind, event.by, event.note) not in there
    ]
    TextEvent.objects.bulk_create(
        TextEvent(
            study=study,
            language=event.language,
            source_hash=event.source_hash,
            text_hash=event.text_hash,
            kind=event.kind,
            by=event.by,
            at=event.at,
            note=event.note,
        )
        for event in new
    )
    return len(new)


def note(
    study: Study, unit: Unit, kind: str, *, user: User | None, by: str = "", remark: str = "", earlier: str = ""
) -> None:
    event_row(study, unit, kind, user=user, by=by, at=timezone.now(), remark=remark, earlier=earlier).save()


def find(found: Sequence[Standing], unit_id: str) -> Standing:
    """The text with this id. Raises TextChanged where it is not (or no longer) there."""
    for item in found:
        if item.unit.id == unit_id:
            return item
    raise TextChanged(unit_id)


def source_language(study: Study) -> str:
    languages = drafts.languages_of(study)
    return languages[0] if languages else "nl"


def event_row(
    study: Study,
    unit: Unit,
    kind: str,
    *,
    user: User | None,
    by: str,
    at: datetime,
    remark: str = "",
    earlier: str = "",
) -> TextEvent:
    """An event to be saved, about this pair. `by`: who did it, where that is not the user."""
    return TextEvent(
        study=study,
        language=unit.language,
        source_hash=unit.source_hash,
        text_hash=unit.text_hash,
        kind=kind,
        earlier_hash=earlier,
        user=user,
        by=(by or str(user or "")).strip()[:120],
        at=at,
        note=remark.strip(),
    )


def _require_there(study: Study, unit: Unit) -> None:
    draft = drafts.locked(study)
    if not any(rows.exists() for _column, rows in _rows(draft, source_language(study), unit)):
        raise TextChanged(unit.id)


def _rows(draft: Draft, source: str, unit: Unit) -> Iterable[tuple[str, Any]]:
    """Column and rows of every text field, the rows being those that hold this pair."""
    for model, names in TEXT_FIELDS.items():
        for name in names:
            own = f"{name}_{unit.language}"
            pair = Q(**{own: unit.translation}) if unit.translation else Q(**{own: ""}) | Q(**{f"{own}__isnull": True})
            place = {f"{name}_{source}": unit.source, DRAFT_OF.get(model, "draft"): draft}
            yield own, model._default_manager.filter(pair, **place)


def _replace(draft: Draft, source: str, unit: Unit, text: str) -> int:
    """Write the text into every row that holds the pair; how many that were."""
    return sum(rows.update(**{column: text}) for column, rows in _rows(draft, source, unit))
