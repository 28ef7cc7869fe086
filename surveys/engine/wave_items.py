"""What is known of an earlier wave, per question of a later one: asked, changed, not asked, or unknown. Pure.

A study of a series that is a reconstruction, or of which little is known, says so in `wave_items.yaml`:

study: wave-2024                  # the later wave, by its slug, and the edition whose questions are meant
edition: 1
items:
  asked: {age: {figures: [t1]}, gender: {words: men and women are told apart}}
  changed: {work: {words: another time, here: worked_since}}
  not_asked: {health: {words: called new}}
  unknown: [household]
routing: [gender]                 # asked here only to lead people, or to break figures down
only_here: {azc: {figures: [t2]}} # what the later wave does not have
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

from surveys.engine.definition import Definition
from surveys.engine.document import At, Report, string, strings, whole
from surveys.engine.editions import edition_numbers, select_edition
from surveys.engine.problems import DefinitionError, Problem

FILE, FIGURES = "wave_items.yaml", "published.yaml"
WHERE = "wave_items"
WRONG_WAVE = "wrong_wave"
SPELLING = "Check the spelling."
Standing = Literal["asked", "changed", "not_asked", "unknown"]
STANDINGS: tuple[Standing, ...] = get_args(Standing)


@dataclass(frozen=True)
class Item:
    """A question of the later wave. `figures`: tables that show it; `here`: its name in this wave, where it differs."""

    name: str
    standing: Standing
    figures: tuple[str, ...] = ()
    words: str = ""
    here: str = ""


@dataclass(frozen=True)
class WaveItems:
    """What a study declares about the questions of `edition` of the later wave `study`."""

    study: str
    edition: int
    items: tuple[Item, ...]
    routing: tuple[str, ...] = ()
    only_here: tuple[Item, ...] = ()

    def standing(self, name: str) -> Standing | None:
        """None for a question that the later wave did not have."""
        return next((one.standing for one in self.items if one.name == name), None)

    def counts(self) -> dict[Standing, int]:
        return {standing: sum(one.standing == standing for one in self.items) for standing in STANDINGS}


def read(raw: Any) -> WaveItems:
    """Raises DefinitionError where it is not in the form above."""
    report = Report()
    found = _read(At(raw, WHERE, report))
    if report.problems:
        raise DefinitionError(sorted(set(report.problems)))
    return found


def _read(root: At) -> WaveItems:
    fields = root.fields("study edition items", "routing only_here")
    return WaveItems(
        fields.read("study", string, ""),
        fields.read("edition", whole, 0),
        fields.read("items", _items, ()),
        fields.read("routing", strings, ()),
        fields.read("only_here", lambda at: tuple(_item(one, name, "asked") for name, one in at.entries().items()), ()),
    )


def _items(at: At) -> tuple[Item, ...]:
    fields = at.fields("", " ".join(STANDINGS))
    found = [Item(name, "unknown") for name in fields.read("unknown", strings, ())]
    for standing in STANDINGS[:-1]:
        entries = fields.given[standing].entries() if standing in fields.given else {}
        found += [_item(one, name, standing) for name, one in entries.items()]
    return tuple(found)


def _item(at: At, name: str, standing: Standing) -> Item:
    fields = at.fields("", "figures words here")
    figures, words = fields.read("figures", strings, ()), fields.read("words", string, "")
    if not figures and not words:
        at.problem(WRONG_WAVE, "Nothing shows it.", "Give figures, or words on where it is told.")
    return Item(name, standing, figures, words, fields.read("here", string, ""))


def later_wave(raw: Any) -> str:
    """The slug that the file names; '' where it names none."""
    named = raw.get("study") if isinstance(raw, dict) else None
    return named if isinstance(named, str) else ""


def problems(raw: Any, own: Definition, later: Mapping[str, Any] | None, figures: Any) -> Iterator[Problem]:
    """`later`: the document of the wave that is named, None where there is none; `figures`: of FIGURES."""
    try:
        declared = read(raw)
    except DefinitionError as fault:
        yield from fault.problems
        return
    yield from _names_twice(declared)
    yield from _of_this_wave(declared, own)
    yield from _not_printed(declared, figures)
    if later is None or not own.series or later.get("series") != own.series:
        yield _wrong("study", f"“{declared.study}” is no study of the same series that ships.", SPELLING)
    elif declared.edition not in edition_numbers(later):
        yield _wrong("edition", f"“{declared.study}” announces no such edition.", "Name one that it announces.")
    else:
        yield from _beside(declared, later)


def _beside(declared: WaveItems, later: Mapping[str, Any]) -> Iterator[Problem]:
    try:
        asked = questions_of(select_edition(dict(later), declared.edition))
    except (DefinitionError, KeyError, TypeError, AttributeError):
        yield _wrong("study", f"“{declared.study}” cannot be read.", "Check that study first.")
        return
    yield from _unlike(declared, asked)


def questions_of(document: Mapping[str, Any]) -> tuple[str, ...]:
    """Names of what is asked in an edition's document, screening first."""
    pages = [*document.get("screening", {}).get("pages", ())]
    pages += [page for section in document["sections"] for page in section["pages"]]
    asked = (one for page in pages for one in page["questions"] if one["type"] != "statement")
    return tuple(dict.fromkeys(one["name"] for one in asked))


def _wrong(where: str, message: str, what_to_do: str) -> Problem:
    return Problem(f"{WHERE}/{where}", WRONG_WAVE, message, what_to_do)


def _names_twice(declared: WaveItems) -> Iterator[Problem]:
    names = [one.name for one in declared.items]
    for name in sorted({one for one in names if names.count(one) > 1}):
        yield _wrong(f"items/{name}", f"“{name}” stands here twice.", "Keep it once.")


def _unlike(declared: WaveItems, asked: Sequence[str]) -> Iterator[Problem]:
    """Questions of the later wave that are not named, and names that it does not ask."""
    named = {one.name for one in declared.items}
    for name in asked:
        if name not in named:
            advice = "Say whether it was asked; unknown where nobody knows."
            yield _wrong(f"items/{name}", f"“{name}” of the later wave is not named.", advice)
    for name in sorted(named - set(asked)):
        yield _wrong(f"items/{name}", f"The later wave asks no “{name}”.", SPELLING)
    for one in declared.only_here:
        if one.name in asked:
            yield _wrong(f"only_here/{one.name}", "The later wave asks this too.", "Name it under items.")


def _of_this_wave(declared: WaveItems, own: Definition) -> Iterator[Problem]:
    """What has a figure must be in this questionnaire, and nothing else but what it takes to lead people there."""
    shown = {one.here or one.name for one in (*declared.items, *declared.only_here) if one.figures or one.here}
    for name in sorted((shown | set(declared.routing)) - own.questions.keys()):
        yield _wrong(f"items/{name}", f"This wave asks no “{name}”.", "Add the question, or take its figures out.")
    for name in own.questions:
        if name not in shown | set(declared.routing):
            advice = "Name its figures, or put it under routing."
            yield _wrong(f"items/{name}", f"Nothing says why “{name}” is asked here.", advice)


def _not_printed(declared: WaveItems, figures: Any) -> Iterator[Problem]:
    tables = figures.get("tables", ()) if isinstance(figures, dict) else ()
    known = {str(one.get("id")) for one in tables if isinstance(one, dict)}
    for one in (*declared.items, *declared.only_here):
        for name in one.figures:
            if name not in known:
                yield _wrong(f"items/{one.name}", f"No table of figures is called “{name}”.", SPELLING)
