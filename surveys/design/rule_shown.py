"""A rule as its page shows it: rows with what can be chosen, and what it means for whom."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from surveys.design.conditions import OPERATORS, BadRow, Joined, Kept, Part, Row, faults, read, write
from surveys.design.desk import Desk
from surveys.design.figures import Run
from surveys.design.page_words import source_words
from surveys.design.rule_choices import Choice, Value, choices, unknown
from surveys.design.rule_form import ROOT, tidy, word_of
from surveys.design.rule_places import RulePlace, Setting, setting_of
from surveys.design.rule_words import BUILT_IN_WORDS, FAULT_WORDS, JOIN_WORDS, OPERATOR_WORDS, WHY_WORDS, words_language
from surveys.engine.definition import Definition
from surveys.engine.expressions import Expression, ExpressionError, parse_expression
from surveys.engine.problems import Problem
from surveys.engine.reach import Level, Share, reach
from surveys.engine.words import in_words

Said = str | Promise


@dataclass(frozen=True)
class State:
    """A rule in the making: rows, or the expression itself. `text`: the latter is what is shown and sent.

    `focus`: the place that the keyboard goes to.
    """

    rows: Joined
    source: str = ""
    text: bool = False
    focus: str = ""

    @cached_property
    def written(self) -> str:
        """The rule as it would be saved; '' for none. Raises BadRow, ExpressionError."""
        source = self.source if self.text else write(tidy(self.rows))
        if source.strip():
            parse_expression(source)
        return source if source.strip() else ""


def state_of(source: str, *, text: bool = False) -> State:
    """What a stored rule opens as: rows, unless it cannot be read or has nothing but parts that no row can show."""
    try:
        rows = read(parse_expression(source).tree) if source else Joined("and", ())
    except ExpressionError:
        return State(Joined("and", ()), source, text=True)
    only_kept = bool(rows.parts) and all(isinstance(part, Kept) for part in rows.parts)
    return State(rows, source, text or only_kept)


@dataclass(frozen=True)
class Unreadable:
    """An expression that cannot be read, cut at the place of the fault."""

    before: str
    at: str
    after: str
    problem: Problem


def unreadable(source: str, error: ExpressionError) -> Unreadable:
    start = max(error.position - 1, 0)
    message = f"{error.message} (character {error.position})"
    problem = Problem("", "bad_rule", message, error.what_to_do).in_language(words_language())
    return Unreadable(source[:start], source[start : start + 1], source[start + 1 :], problem)


@dataclass(frozen=True)
class Chooser:
    """What all rows of one page choose from."""

    definition: Definition
    place: RulePlace
    setting: Setting

    @cached_property
    def all(self) -> Mapping[str, Choice]:
        found = choices(self.definition, self.place, self.setting, words_language())
        return {one.name: self._worded(one) for one in found}

    def _worded(self, choice: Choice) -> Choice:
        label = BUILT_IN_WORDS.get(choice.name)
        part = {"built_in": _("Known of everybody"), "derived": _("Derived values"), "screening": _("Screening")}
        return replace(choice, label=str(label or choice.label), part=part.get(choice.part, choice.part))

    def of(self, name: str) -> Choice | None:
        return (self.all.get(name) or unknown(name)) if name else None

    @cached_property
    def parts(self) -> Sequence[tuple[str, Sequence[Choice]]]:
        """What can be chosen, section by section."""
        allowed = (one for one in self.all.values() if one.allowed)
        return [(part, list(found)) for part, found in groupby(allowed, key=lambda one: one.part)]

    @cached_property
    def refused(self) -> Sequence[tuple[Said, Sequence[Choice]]]:
        """What cannot be chosen, by reason."""
        found = [one for one in self.all.values() if not one.allowed]
        return [(words, named) for why, words in WHY_WORDS.items() if (named := [o for o in found if o.why == why])]


def chooser(desk: Desk, place: RulePlace) -> Chooser | None:
    """None where too much is wrong with the draft's form to choose anything."""
    definition = desk.readable
    return Chooser(definition, place, setting_of(definition, place)) if definition else None


@dataclass(frozen=True)
class Shown:
    """One part of the rule on the page: a group, a row, or a part that is kept as it is."""

    kind: str
    place: str
    part: Part
    number: str = ""
    focus: bool = False
    word: str = ""
    parts: tuple["Shown", ...] = ()
    choice: Choice | None = None
    operators: tuple[tuple[str, Said, bool], ...] = ()
    values: tuple[tuple[str, str, bool], ...] = ()
    held: str = ""
    why: Said = ""
    fault: Said = ""
    said: str = ""


def shown(chosen: Chooser, state: State, told: bool) -> Shown:
    """The whole rule. `told`: whether rows that are not complete say so."""
    broken = {id(error.row): error.code for error in faults(state.rows)} if told else {}
    return _Show(chosen, state.focus, broken).part(state.rows, ROOT, "")


@dataclass(frozen=True)
class _Show:
    chosen: Chooser
    focus: str
    broken: Mapping[int, str]

    def part(self, part: Part, place: str, number: str) -> Shown:
        focus = place == self.focus
        if isinstance(part, Joined):
            return Shown("joined", place, part, number, focus, word_of(part), tuple(self._below(part, place, number)))
        if isinstance(part, Kept):
            return Shown("kept", place, part, number, focus, said=source_words(self.chosen.definition, part.source))
        return self._row(part, Shown("row", place, part, number, focus))

    def _below(self, part: Joined, place: str, number: str) -> Iterator[Shown]:
        for step, one in enumerate(part.parts):
            yield self.part(one, f"{place}.{step}", f"{number}.{step + 1}".lstrip("."))

    def _row(self, row: Row, found: Shown) -> Shown:
        choice = self.chosen.of(row.asked)
        if choice is None:
            return replace(found, fault=self._fault(row))
        operator = row.operator or next(iter(choice.operators), "")
        keys = dict.fromkeys((*choice.operators, *([operator] if operator in OPERATORS else ())))
        return replace(
            found,
            choice=choice,
            operators=tuple((key, OPERATOR_WORDS[key], key == operator) for key in keys),
            values=tuple(_values(self.chosen, choice, operator, row.value)),
            held=OPERATORS[operator].held if operator in OPERATORS else "",
            why=WHY_WORDS.get(choice.why, ""),
            fault=self._fault(row),
        )

    def _fault(self, row: Row) -> Said:
        return FAULT_WORDS.get(self.broken.get(id(row), ""), "")


def _values(chosen: Chooser, choice: Choice, operator: str, value: str) -> Iterator[tuple[str, str, bool]]:
    """(code, label, chosen) of what can be chosen; a value that is not among them stays, at the end."""
    found: Iterable[Value] = choice.values_for(operator)
    if operator in OPERATORS and OPERATORS[operator].held == "answer":
        alike = (one for one in chosen.all.values() if one.kind == choice.kind and one.allowed)
        found = [Value(one.name, one.label) for one in alike if one.name != choice.name]
    listed = [(one.code, one.label, one.code == value) for one in found]
    yield from listed
    if listed and value and not any(picked for *_rest, picked in listed):
        yield value, value, True


@dataclass(frozen=True)
class ForGroup:
    """Whom of one group it concerns. `met`: what a run of made-up respondents, or the proof, found."""

    name: str
    label: str
    share: Share
    met: str = ""


@dataclass(frozen=True)
class Meaning:
    """What a rule says: in words, and for whom. `fault`: why that cannot be told."""

    source: str = ""
    words: str = ""
    groups: tuple[ForGroup, ...] = ()
    unreadable: Unreadable | None = None
    incomplete: Said = ""


def meaning(desk: Desk, chosen: Chooser | None, state: State) -> Meaning:
    try:
        source = state.written
    except ExpressionError as error:
        return Meaning(state.source, unreadable=unreadable(state.source, error))
    except BadRow as error:
        return Meaning(incomplete=FAULT_WORDS[error.code])
    if chosen is None:
        return Meaning(source)
    rule = parse_expression(source) if source else None
    words = "" if rule is None and chosen.place.needed else in_words(rule, chosen.definition, words_language())
    return Meaning(source, words, tuple(_groups(chosen, rule)))


def _groups(chosen: Chooser, rule: Expression | None) -> Iterator[ForGroup]:
    if chosen.setting.screening or chosen.place.needed:
        return
    for group in chosen.definition.groups.values():
        of = reach(chosen.definition, group.name)
        shares = [of.share((*way, Level(None, rule))) for way in chosen.setting.ways]
        best: Share = next((share for share in SHARES if share in shares), "nobody")
        label = group.label.shown(words_language(), chosen.definition.source)
        yield ForGroup(group.name, str(label) or group.name, best)


def with_run(found: Meaning, chosen: Chooser | None, run: Run | None) -> Meaning:
    """The same with what was found, where a run of this very draft is at hand and the rule is the one in it."""
    if chosen is None or run is None or not run.current or found.source != chosen.place.source:
        return found
    names = [page.name for page in chosen.setting.pages]
    return replace(found, groups=tuple(replace(one, met=_met(run, one, names)) for one in found.groups))


def _met(run: Run, group: ForGroup, pages: Sequence[str]) -> str:
    seen, reached = run.seen.groups.get(group.name), run.seen.reached.get(group.name, frozenset())
    if seen is None or not pages or group.share == "nobody":
        return ""
    if not reached.intersection(pages):
        return _("The proof found nobody who gets here.")
    most = max(seen.page(name) or 0 for name in pages)
    return _("Simulated: %(seen)s of %(people)s made-up respondents.") % {"seen": most, "people": seen.people}


SHARES: tuple[Share, ...] = ("everybody", "some", "nobody")


def about_rows(chosen: Chooser, state: State, told: bool) -> dict[str, Any]:
    return {"chooser": chosen, "root": shown(chosen, state, told), "join_words": JOIN_WORDS.items()}
