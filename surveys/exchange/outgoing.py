"""Texts with their states → the rows that travel. Pure."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from surveys.draft_texts import in_language, source_of
from surveys.exchange.rows import Package, Row
from surveys.text_states import STATES, Event, Standing

REFERENCE = "en"
"""The language that goes along beside the source: agencies for Tigrinya often work from English."""


def package(
    document: Mapping[str, Any],
    found: Sequence[Standing],
    language: str,
    *,
    states: Collection[str] = STATES,
    revision: int = 0,
) -> Package:
    """The texts in these states, each id once. `found`: the standings of all units in the language."""
    source = source_of(document)
    english = {} if REFERENCE in (language, source) else in_language(document, REFERENCE)
    terms = tuple(_terms(document, source, language))
    rows: dict[str, Row] = {}
    for item in found:
        if item.state in states:
            rows.setdefault(item.unit.id, _row(item, english, terms))
    return Package(str(document.get("study", "")), source, language, tuple(rows.values()), revision)


def _row(item: Standing, english: Mapping[str, str], terms: Sequence[tuple[str, str]]) -> Row:
    unit = item.unit
    return Row(
        id=unit.id,
        source=unit.source,
        translation=unit.translation,
        state=item.state,
        place=unit.places[0],
        context=unit.context if len(unit.places) == 1 else f"{unit.context} (+{len(unit.places) - 1})",
        english=next((english[place] for place in unit.places if english.get(place)), ""),
        glossary="\n".join(hint for term, hint in terms if _speaks_of(unit.source, term)),
        comments="\n".join(_remarks(item)),
        back=item.back.note if item.back else "",
    )


def _terms(document: Mapping[str, Any], source: str, language: str) -> Iterator[tuple[str, str]]:
    """Policy words as they stand in texts, each with its hint: `PIP = …: what it means`."""
    for term in (document.get("terms") or {}).values():
        label = term.get("label", {}).get(source, "")
        if label:
            meaning = term.get("explanation", {})
            told = meaning.get(language) or meaning.get(REFERENCE) or meaning.get(source, "")
            yield label, f"{label} = {term['label'].get(language) or '…'}: {told}"


def _speaks_of(source: str, label: str) -> bool:
    """Whether the text has the word, also without what stands behind it in brackets."""
    forms = {label, label.split(" (")[0]}
    return any(re.search(rf"(?<!\w){re.escape(form)}(?!\w)", source, re.IGNORECASE) for form in forms)


def _remarks(item: Standing) -> Iterable[str]:
    """Comments on the source and remarks that came with a step, oldest first. No e-mail address leaves the house."""
    steps = (event for event in item.history if event.kind not in ("back", "fits"))
    for event in sorted((*item.comments, *steps), key=lambda event: event.at):
        if event.note:
            yield f"{event.at:%Y-%m-%d} {_who(event)}: {event.note}"


def _who(event: Event) -> str:
    return event.kind if "@" in event.by else event.by
