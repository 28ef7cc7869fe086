"""Which texts a study wants heard, per language: by its draft and its newest edition, and by any edition at all."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from surveys import drafts
from surveys.editions import DEFINITIONS_KEPT, definition_of
from surveys.engine.checks.freshness import source_hash
from surveys.engine.definition import Definition
from surveys.engine.editions import edition_numbers, select_edition
from surveys.engine.parse import parse
from surveys.engine.problems import DefinitionError
from surveys.engine.spoken import spoken_texts
from surveys.interface_texts import interface_texts
from surveys.load import read_folder
from surveys.models import Edition, Study

CHARACTERS_A_SECOND = {"nl": 12.5, "en": 12.5, "tr": 12.0, "ar": 9.0, "ti": 8.0}
"""Four fifths of the pace of the computer voice, measured on one question per language: people read out more slowly."""
PAUSE = 0.5


class NothingToHear(LookupError):
    """The study has no draft and no edition that can be read."""


@dataclass(frozen=True)
class Spoken:
    """One text to be heard, with every place it stands at, in the order of the questionnaire."""

    language: str
    text: str
    text_hash: str
    places: tuple[str, ...]

    @property
    def seconds(self) -> int:
        """About how long somebody reads it out."""
        return round(PAUSE + len(self.text) / CHARACTERS_A_SECOND.get(self.language, 11.0)) or 1


def spoken_in(definitions: Iterable[Definition], language: str) -> tuple[Spoken, ...]:
    """The texts in this language, each once, in order; those of the interface last. Missing translations drop out."""
    every = tuple(definitions)
    found: dict[str, Spoken] = {}
    placed = (pair for definition in every for pair in _own(definition, language))
    around = (pair for definition in every for pair in interface_texts(definition, language))
    for where, text in (*placed, *around):
        key = source_hash(text)
        before = found.get(key)
        places = (*before.places, *(() if where in before.places else (where,))) if before else (where,)
        found[key] = Spoken(language, " ".join(text.split()), key, places)
    return tuple(found.values())


def _own(definition: Definition, language: str) -> Iterator[tuple[str, str]]:
    for where, text in spoken_texts(definition):
        words = text.get(language)
        if words and words.strip():
            yield where, words


def definitions_of(study: Study) -> tuple[Definition, ...]:
    """The newest edition of the draft, then the newest published one where it differs. Raises NothingToHear."""
    draft, published = _draft(study), _published(study)
    found = tuple(one for one in (draft, None if published == draft else published) if one is not None)
    if not found:
        raise NothingToHear(
            f"{study.slug} has no draft or edition that can be read: manage.py check_study {study.slug}"
        )
    return found


def shipped(slug: str) -> tuple[Definition, ...]:
    """The newest edition of a shipped study. Raises CannotRead, DefinitionError."""
    document = read_folder(slug)
    return (parse(select_edition(document, max(edition_numbers(document)))),)


def _draft(study: Study) -> Definition | None:
    try:
        document = drafts.document_of(study)
        return parse(select_edition(document, max(edition_numbers(document))))
    except (drafts.NoDraft, DefinitionError):
        return None


def _published(study: Study) -> Definition | None:
    newest = study.editions.order_by("-number").first()
    return definition_of(newest) if newest else None


@lru_cache(maxsize=DEFINITIONS_KEPT)
def _said(edition_id: int, document_hash: str) -> frozenset[tuple[str, str]]:
    """(language, hash) of all that an edition says; worked out once per process, editions never change."""
    definition = definition_of(Edition(pk=edition_id, document_hash=document_hash))
    every = (one for tag in definition.languages for one in spoken_in([definition], tag))
    return frozenset((one.language, one.text_hash) for one in every)


def recordings_wanted(language: str, text_hash: str) -> frozenset[str]:
    """What editions that say this text ask of its voice: `any`, `human`; empty where no edition says it."""
    editions = Edition.objects.defer("document")
    return frozenset(
        definition_of(edition).audio.recordings
        for edition in editions
        if (language, text_hash) in _said(edition.pk, edition.document_hash)
    )
