"""What the workbench shows, worked out from the texts and where they stand. Pure: no request, no database."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from surveys.draft_texts import in_language, nodes, read, source_of
from surveys.engine.checks.freshness import source_hash
from surveys.engine.folding import fold
from surveys.text_record import parts_of_back
from surveys.text_states import STALE, STATES, Event, Record, Standing, earlier_sources
from surveys.translation_units import ID_LENGTH, Unit, for_colleagues, units

HELP = "en"
"""Translators read this language beside the source."""
READERS = ("respondents", "colleagues")
"""Who reads a text: people who answer, or staff and analysts (labels in datasets and tables)."""


@dataclass(frozen=True)
class Texts:
    """The texts of a draft as the workbench needs them; `helps`: the English by place."""

    document: Mapping[str, Any]
    languages: tuple[str, ...]
    by_language: Mapping[str, tuple[Unit, ...]]
    helps: Mapping[str, str]

    @property
    def source(self) -> str:
        return self.languages[0]

    def english(self, unit: Unit) -> str:
        """The English of the text, '' where it is the English that is translated, or the source."""
        return "" if HELP in (unit.language, self.source) else self.helps.get(unit.places[0], "")


def texts_of(document: Mapping[str, Any]) -> Texts:
    found = document.get("languages")
    languages = tuple(map(str, found)) if isinstance(found, list) and found else ("nl",)
    by_language = {tag: units(document, tag) for tag in languages[1:]}
    return Texts(document, languages, by_language, in_language(document, HELP))


@dataclass(frozen=True)
class Row:
    """A text in the list: where it stands, with the English, the parts of the study that it occurs in, and who reads
    it there (`READERS`)."""

    standing: Standing
    english: str = ""
    parts: frozenset[str] = frozenset()
    readers: frozenset[str] = frozenset()

    @property
    def unit(self) -> Unit:
        return self.standing.unit

    @cached_property
    def searched(self) -> str:
        return fold(" ".join((self.unit.source, self.unit.translation, self.english, self.unit.context)))


@dataclass(frozen=True)
class Filter:
    """What somebody wants to see of the list; '' = everything."""

    state: str = ""
    part: str = ""
    search: str = ""
    readers: str = ""
    comments: str = ""

    def __bool__(self) -> bool:
        return any(vars(self).values())

    @property
    def query(self) -> str:
        """For addresses, without a question mark."""
        return urlencode({key: value for key, value in vars(self).items() if value})

    def takes(self, row: Row) -> bool:
        return (
            self.state in ("", row.standing.state)
            and self.part in ("", *row.parts)
            and self.readers in ("", *row.readers)
            and not (self.comments and not row.standing.open_comments)
            and fold(self.search) in row.searched
        )


def filter_of(given: Mapping[str, str]) -> Filter:
    """From an address's query; a choice that does not exist filters nothing."""

    def chosen(name: str, choices: Iterable[str]) -> str:
        return given[name] if given.get(name) in tuple(choices) else ""

    part, search = given.get("part", "")[:200], given.get("search", "").strip()[:200]
    return Filter(chosen("state", STATES), part, search, chosen("readers", READERS), chosen("comments", ("open",)))


def rows_of(texts: Texts, found: Iterable[Standing]) -> tuple[Row, ...]:
    return tuple(
        Row(item, texts.english(item.unit), _parts(texts.document, item.unit), readers_of(item.unit)) for item in found
    )


def readers_of(unit: Unit) -> frozenset[str]:
    return frozenset(READERS[for_colleagues(place)] for place in unit.places)


def part_of(document: Mapping[str, Any], place: str) -> str:
    """The part of the study that a place lies in: its first step, and for sections their name too."""
    first, *further = read(place)
    sections = document.get(first)
    if first != "sections" or not further or not isinstance(sections, list):
        return first
    section = sections[int(further[0])]
    name = section.get("name") if isinstance(section, Mapping) else None
    return f"sections/{name or int(further[0]) + 1}"


def section_title(document: Mapping[str, Any], part: str) -> Mapping[str, str]:
    """The title of the section that this part is, by language; {} where it is none or has no title."""
    sections = document.get("sections") if part.startswith("sections/") else None
    for number, section in enumerate(sections if isinstance(sections, list) else ()):
        if part_of(document, f"sections/{number}") == part and isinstance(section, Mapping):
            title = section.get("title")
            return title if isinstance(title, Mapping) else {}
    return {}


def notes_at(document: Mapping[str, Any], places: Iterable[str]) -> tuple[str, ...]:
    """What researchers wrote down (`notes`) at the questions and derived values that these places belong to."""
    found = (note for place in places for note in _notes(document, place))
    return tuple(dict.fromkeys(found))


def _notes(document: Any, place: str) -> Iterator[str]:
    for node in nodes(document, read(place)):
        if isinstance(node, Mapping) and isinstance(node.get("notes"), str):
            yield node["notes"]


def parts_of(rows: Iterable[Row]) -> tuple[str, ...]:
    """The parts that occur, each once, as the texts come."""
    return tuple(dict.fromkeys(part for row in rows for part in sorted(row.parts)))


def following(rows: Sequence[Row], unit_id: str, wanted: Filter) -> Row | None:
    """The next text of the list after this one; from the beginning again after the last."""
    at = next((number for number, row in enumerate(rows) if row.unit.id == unit_id), -1)
    around = (*rows[at + 1 :], *rows[: max(at, 0)])
    return next((row for row in around if wanted.takes(row)), None)


def text_now(texts: Iterable[Unit], unit_id: str, place: str = "") -> Unit | None:
    """What became of a text that is no longer there under this id: at the same place, or one of its two texts."""
    found = tuple(texts)
    source, _, text = unit_id.partition("-")
    same_place = (unit for unit in found if place and place in unit.places)
    same_source = (unit for unit in found if unit.source_hash[:ID_LENGTH] == source)
    same_text = (unit for unit in found if text != "new" and unit.text_hash[:ID_LENGTH] == text)
    return next((unit for which in (same_place, same_source, same_text) for unit in which), None)


def with_past(item: Standing, record: Record) -> Standing:
    """A text that is older than its source, with what was done to it and said of it before the source changed."""
    if item.state != STALE:
        return item
    earlier = sorted(earlier_sources(item.unit, record))
    done = (event for source in earlier for event in record.history(source, item.unit.text_hash))
    said = (event for source in earlier for event in record.comments.get(source, ()))
    return replace(item, history=_in_time((*done, *item.history)), comments=_in_time((*said, *item.comments)))


def _in_time(events: Iterable[Event]) -> tuple[Event, ...]:
    return tuple(sorted(events, key=lambda event: event.at))


def sources_by_hash(document: Mapping[str, Any]) -> dict[str, str]:
    """Every source text of a document by its hash."""
    return {source_hash(text): text for text in in_language(document, source_of(document)).values() if text}


def earlier_source(hashes: Iterable[str], published: Iterable[Mapping[str, str]]) -> str:
    """The first of the published source texts with one of these hashes, which may be cut short; '' = none."""
    wanted = tuple(hashes)
    return next(
        (text for known in published for full, text in known.items() if any(full.startswith(cut) for cut in wanted)), ""
    )


@dataclass(frozen=True)
class Back:
    """A translation back into the source language, and how it compared."""

    by: str
    verdict: str
    changed: bool
    words: str
    note: str


def back_of(event: Event | None) -> Back | None:
    if event is None:
        return None
    verdict, changed, words, said = parts_of_back(event.note)
    return Back(event.by, verdict, bool(changed), words, said)


@dataclass(frozen=True)
class Tally:
    """How far one language is."""

    language: str
    numbers: Mapping[str, int] = field(default_factory=dict)

    @property
    def all_signed(self) -> bool:
        return self.numbers["signed"] == self.numbers["all"]


def term_labels(document: Mapping[str, Any]) -> tuple[str, ...]:
    """The Dutch of the terms, which are explained to respondents."""
    terms = document.get("terms")
    entries = terms.values() if isinstance(terms, Mapping) else ()
    labels = (entry.get("label") for entry in entries if isinstance(entry, Mapping))
    return tuple(label.get("nl", "") for label in labels if isinstance(label, Mapping))


def _parts(document: Mapping[str, Any], unit: Unit) -> frozenset[str]:
    return frozenset(part_of(document, place) for place in unit.places)
