"""Comparison of waves as sheets to print. Reads interviews and the study's files; stores nothing."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from django.utils.translation import gettext, gettext_noop

from exports.clean_people import CleanPeople, clean_people
from exports.counting import Data, tally
from exports.printed_sheets import Head, Sheet, Value
from exports.published import About as CellAbout
from exports.refusals import Refused
from exports.release_marks import release_marks
from exports.sheets_wish import Wish
from exports.waves import CAUTIONS, About, BadWaves, Fact, Pair, Reason, abouts, compare, facts
from surveys.design.change_words import TOLD_WORDS
from surveys.engine import wave_items
from surveys.engine.problems import DefinitionError
from surveys.engine.wave_items import STANDINGS, WaveItems
from surveys.load import CannotRead, place_of, read_file
from surveys.wave_items import declared_by

FACTS, MAP = "other_waves.yaml", "waves_map.yaml"
WORDS: dict[Reason, str] = {
    "wording": gettext_noop("asked in other words"),
    "base": gettext_noop("asked of others"),
    "options": gettext_noop("other answers to choose from"),
    "population": gettext_noop("about another population"),
    "wave_unknown": gettext_noop("the source does not say which wave it is of"),
    "sources": gettext_noop("two sources of this wave contradict each other"),
    "not_asked": gettext_noop("not asked in this wave, or not of such people"),
    "changed": gettext_noop("asked otherwise then"),
    "not_asked_then": gettext_noop("not asked then"),
    "unknown_then": gettext_noop("not known whether it was asked then"),
    "unit": gettext_noop("a mean, not a share"),
    "not_printed": gettext_noop("no figure was printed"),
    "nobody": gettext_noop("nobody answered this"),
    "rough": gettext_noop("told in words: a range"),
    "no_n": gettext_noop("printed without N, so without an interval"),
    "least_n": gettext_noop("printed without N: interval by the smallest base that can be defended"),
    "same_wave": gettext_noop("of this very wave, told elsewhere: no change over time"),
    "weighting": gettext_noop("this wave is weighted, the other not"),
}


TOO_FEW = gettext_noop("not told, to protect the people it is about")


class NoWaves(ValueError):
    """The study has no figures of other waves, or they cannot be read. The message says what to do."""


@dataclass(frozen=True)
class Made:
    """`hidden`: whether a publication would hide this wave's number, per pair."""

    pairs: tuple[Pair, ...]
    people: CleanPeople
    hidden: tuple[bool, ...] = ()
    declared: Mapping[str, WaveItems] = field(default_factory=dict)

    @property
    def comparable(self) -> int:
        """Pairs that have a difference."""
        return sum(pair.points is not None for pair in self.pairs)

    @property
    def ranges(self) -> int:
        """Pairs that lie in a range, above it or below it."""
        return sum(pair.beyond is not None for pair in self.pairs)

    @property
    def intervals(self) -> int:
        """Pairs whose difference has an interval."""
        return sum(pair.low is not None for pair in self.pairs)


@dataclass(frozen=True)
class PrintedWaves:
    """What the study's files say: figures of other waves, and what each is held against. `digest`: of all of it.

    `declared`: by the name of a wave, what the study of that wave says of this one's questions.
    """

    facts: tuple[Fact, ...]
    abouts: Mapping[tuple[str, str, str], About]
    this_wave: str
    digest: str
    declared: Mapping[str, WaveItems] = field(default_factory=dict)


def printed_waves(study: str) -> PrintedWaves:
    """Raises NoWaves."""
    try:
        folder = place_of(study)
        given, told = read_file(folder / MAP), read_file(folder / FACTS)
        printed = facts(told)
        declared = _declared(study, given.get("waves") or {})
        whole = json.dumps([given, told, repr(declared)], sort_keys=True, default=str)
        digest = sha256(whole.encode()).hexdigest()
        return PrintedWaves(printed, abouts(given, printed), str(given["this_wave"]), digest, declared)
    except (CannotRead, DefinitionError, BadWaves, KeyError) as problem:
        raise NoWaves(f"Other waves of {study} cannot be read from {FACTS} and {MAP}. {problem}") from problem


def _declared(study: str, waves: Mapping[str, str]) -> dict[str, WaveItems]:
    """By wave, what its study says of this one. Raises BadWaves where it says nothing of this one."""
    found = {}
    for wave, slug in waves.items():
        items = declared_by(slug)
        if items is None or items.study != study:
            raise BadWaves(f"waves: {slug} has no {wave_items.FILE} about {study}. Correct the name, or leave it out.")
        found[wave] = items
    return found


def make(wish: Wish) -> Made:
    """Raises NoWaves, NothingToExport, Refused."""
    printed = printed_waves(wish.study)
    people = clean_people(wish.study, wish.edition)
    if not len(people):
        raise Refused(gettext_noop("%(study)s has no interviews to compare."), study=wish.study)
    weights = people.weights(wish.weight)
    pairs = compare(printed.facts, printed.abouts, people.data, printed.this_wave, weights, printed.declared)
    return Made(pairs, people, _hidden(pairs, people.data), printed.declared)


def _hidden(pairs: Sequence[Pair], data: Data) -> tuple[bool, ...]:
    """By the rules of a publication, from numbers of people; those of one question make one table."""
    cells = [
        None if pair.share is None else CellAbout("percent", (pair.question,), pair.codes, pair.where or {})
        for pair in pairs
    ]
    marks = release_marks(cells, lambda name, about: tally(data, name, about.where, about.base), data)
    return tuple(mark == "hidden" for mark in marks)


def sheets(made: Made, language: str) -> Iterator[Sheet]:
    """One per document and wave, in the order of the file."""
    heads = (
        Head(gettext("Question")),
        Head(gettext("Answer")),
        Head(gettext("Who")),
        Head(gettext("Then, per cent"), 0),
        Head("n", 0),
        Head(gettext("Now, per cent"), 0),
        Head("n", 0),
        Head(gettext("Difference"), 0),
        Head(gettext("95% from"), 0),
        Head(gettext("to"), 0),
        Head(gettext("Told in words: from … to")),
        Head(gettext("Beside that")),
        Head(gettext("Why not, or with what care")),
    )
    by_source: dict[tuple[str, str], list[tuple[Pair, bool]]] = {}
    for pair, hidden in zip(made.pairs, made.hidden, strict=True):
        by_source.setdefault((pair.fact.document, pair.fact.wave), []).append((pair, hidden))
    data = made.people.data
    for (document, wave), pairs in by_source.items():
        rows = tuple(_row(pair, hidden, data, language) for pair, hidden in pairs)
        yield Sheet(f"{document}{f' ({wave})' if wave else ''}", heads, rows, tuple(_notes(made)))
    for wave, declared in made.declared.items():
        yield _questions_then(wave, declared, data, language)


def _questions_then(wave: str, declared: WaveItems, data: Data, language: str) -> Sheet:
    """Each question of this wave: whether it was asked in the other, and what shows that."""
    heads = (Head(gettext("Question")), Head(gettext("Name")), Head(gettext("In that wave")), Head(gettext("Shown by")))
    rows = tuple(
        (
            _label(data, one.name, language),
            one.name,
            str(TOLD_WORDS[one.standing]),
            "; ".join(part for part in (", ".join(one.figures), one.words) if part),
        )
        for one in sorted(declared.items, key=lambda one: STANDINGS.index(one.standing))
    )
    counts = ", ".join(f"{TOLD_WORDS[standing]} {number}" for standing, number in declared.counts().items())
    return Sheet(gettext("Questions of this wave, in wave %(wave)s") % {"wave": wave}, heads, rows, (counts,))


def _label(data: Data, name: str, language: str) -> str:
    variable = data.variables.get(name)
    return variable.label.shown(language, data.definition.source).text if variable else name


def _row(pair: Pair, hidden: bool, data: Data, language: str) -> tuple[Value, ...]:
    fact, variable = pair.fact, data.variables.get(pair.question)
    label = _label(data, pair.question, language) if variable else fact.table
    options = [text for code, text in variable.options if code in pair.codes] if variable else []
    answer = " + ".join(text.shown(language, data.definition.source).text for text in options) or fact.row
    reasons = sorted(pair.reasons, key=lambda one: one in CAUTIONS)
    why = "; ".join([gettext(WORDS[reason]) for reason in reasons] + ([gettext(TOO_FEW)] if hidden else []))
    then = None if fact.share is None else fact.share * 100
    now = None if pair.share is None or hidden else pair.share * 100
    of_both: tuple[Value, ...] = (pair.points, pair.low, pair.high)
    return (
        label,
        answer,
        _who(pair, data, language),
        then,
        fact.n if hidden else pair.then_n,
        now,
        None if hidden else pair.n or None,
        *((None, None, None) if hidden else of_both),
        fact.range.signs if fact.range else "",
        "" if hidden else _beside(pair),
        why,
    )


def _beside(pair: Pair) -> str:
    """Where this wave lies beside a range."""
    if pair.beyond is None or pair.fact.range is None or pair.share is None:
        return ""
    if pair.share * 100 in pair.fact.range:
        return gettext("inside")
    words = gettext("above by at least %(points).1f") if pair.beyond >= 0 else gettext("below by at least %(points).1f")
    return words % {"points": abs(pair.beyond)}


def _who(pair: Pair, data: Data, language: str) -> str:
    """People of a column by the labels of what they have in common; the source's own word where that is not known."""
    if pair.where is None or not pair.where.keys() <= data.variables.keys():
        return pair.fact.column
    parts = []
    for name, codes in pair.where.items():
        labels = [text for code, text in data.variables[name].options if code in codes]
        parts.append(" + ".join(label.shown(language, data.definition.source).text for label in labels))
    return "; ".join(parts) or gettext("Everybody")


def _notes(made: Made) -> Iterator[str]:
    yield gettext("Difference: now minus then, in percentage points, with its 95% interval (Newcombe 1998).")
    yield from made.people.notes()
