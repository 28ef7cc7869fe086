"""Comparison of waves as sheets to print. Reads interviews and the study's files; stores nothing."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext, gettext_noop

from exports.clean_people import CleanPeople, clean_people
from exports.counting import Data
from exports.printed_sheets import Head, Sheet, Value
from exports.refusals import Refused
from exports.sheets_wish import Wish
from exports.waves import CAUTIONS, BadWaves, Pair, Reason, abouts, compare, facts
from surveys.engine.problems import DefinitionError
from surveys.load import CannotRead, place_of, read_file

FACTS, MAP = "other_waves.yaml", "waves_map.yaml"
WORDS: dict[Reason, str] = {
    "wording": gettext_noop("asked in other words"),
    "base": gettext_noop("asked of others"),
    "options": gettext_noop("other answers to choose from"),
    "population": gettext_noop("about another population"),
    "wave_unknown": gettext_noop("the source does not say which wave it is of"),
    "sources": gettext_noop("two sources of this wave contradict each other"),
    "not_asked": gettext_noop("not asked in this wave, or not of such people"),
    "unit": gettext_noop("a mean, not a share"),
    "not_printed": gettext_noop("no figure was printed"),
    "nobody": gettext_noop("nobody answered this"),
    "rough": gettext_noop("printed as a rough word, so without an interval"),
    "no_n": gettext_noop("printed without N, so without an interval"),
    "least_n": gettext_noop("printed without N: interval by the smallest base that can be defended"),
    "same_wave": gettext_noop("of this very wave, told elsewhere: no change over time"),
    "weighting": gettext_noop("this wave is weighted, the other not"),
}


class NoWaves(ValueError):
    """The study has no figures of other waves, or they cannot be read. The message says what to do."""


@dataclass(frozen=True)
class Made:
    pairs: tuple[Pair, ...]
    people: CleanPeople

    @property
    def comparable(self) -> int:
        """Pairs that have a difference."""
        return sum(pair.points is not None for pair in self.pairs)

    @property
    def intervals(self) -> int:
        """Pairs whose difference has an interval."""
        return sum(pair.low is not None for pair in self.pairs)


def make(wish: Wish) -> Made:
    """Raises NoWaves, NothingToExport, Refused."""
    try:
        folder = place_of(wish.study)
        given, printed = read_file(folder / MAP), facts(read_file(folder / FACTS))
        about, this_wave = abouts(given, printed), str(given["this_wave"])
    except (CannotRead, DefinitionError, BadWaves, KeyError) as problem:
        raise NoWaves(f"Other waves of {wish.study} cannot be read from {FACTS} and {MAP}. {problem}") from problem
    people = clean_people(wish.study, wish.edition)
    if not len(people):
        raise Refused(gettext_noop("%(study)s has no interviews to compare."), study=wish.study)
    return Made(compare(printed, about, people.data, this_wave, people.weights(wish.weight)), people)


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
        Head(gettext("Why not, or with what care")),
    )
    by_source: dict[tuple[str, str], list[Pair]] = {}
    for pair in made.pairs:
        by_source.setdefault((pair.fact.document, pair.fact.wave), []).append(pair)
    data = made.people.data
    for (document, wave), pairs in by_source.items():
        rows = tuple(_row(pair, data, language) for pair in pairs)
        yield Sheet(f"{document}{f' ({wave})' if wave else ''}", heads, rows, tuple(_notes(made)))


def _row(pair: Pair, data: Data, language: str) -> tuple[Value, ...]:
    fact, variable = pair.fact, data.variables.get(pair.question)
    label = variable.label.shown(language, data.definition.source).text if variable else fact.table
    options = [text for code, text in variable.options if code in pair.codes] if variable else []
    answer = " + ".join(text.shown(language, data.definition.source).text for text in options) or fact.row
    why = "; ".join(gettext(WORDS[reason]) for reason in sorted(pair.reasons, key=lambda one: one in CAUTIONS))
    then, now = (None if share is None else share * 100 for share in (fact.share, pair.share))
    return (
        label,
        answer,
        _who(pair, data, language),
        then,
        pair.then_n,
        now,
        pair.n or None,
        pair.points,
        pair.low,
        pair.high,
        why,
    )


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
