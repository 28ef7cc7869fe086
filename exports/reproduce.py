"""Printed figures → a whole crowd of respondents whose answers give those figures back. Pure; chance is an argument.

Questions are dealt with in the order of the path, so that a figure after a filter is about people who get there. Each
answer is chosen by `fit`; a question without figures gets plausible answers.
"""

import re
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from random import Random
from typing import Any

from exports.deal import Hand, deal
from exports.fit import Kind, fit
from exports.made_numbers import made_numbers
from exports.published import CLAIMED, NUMERIC, About, Figure, Published
from exports.ranges import Range
from exports.scheme import (
    SKIP,
    SKIP_SHARE,
    CannotReproduce,
    Person,
    Scheme,
    about_codes,
    about_of,
    aim_of,
    holds,
    key_of,
)
from respondents.plausible import plausible
from surveys.engine.answers import Answer, Choice, Choices, DateRange, Months, Number, Refusal, rule_value
from surveys.engine.definition import Definition, Derived, Option, Page, Question
from surveys.engine.derive import add_derived
from surveys.engine.expressions import references
from surveys.engine.path import outcome, screening_path, show, start_values
from surveys.engine.plan import ShownQuestion, gets, plan
from surveys.engine.rules import evaluate

REST = "(rest)"
TICK = "(ticked)"
FREE_SHARE = 0.08
"""How often an option of which nothing was printed is ticked."""
TRIES = 5_000
PRINTED = re.compile(r"<?[0-9]+(\.[0-9]+)?")
LONGEST: Mapping[str, int] = {"number": 100, "duration": 120}
"""By type of question: the largest number, or months, where neither the question nor the map gives one."""
AIMED = CLAIMED | {"fitted", "range"}

Limits = Mapping[str, Sequence[Any]]
"""By question: the least and largest number or day that made-up people give."""


@dataclass(frozen=True)
class Recipe:
    """What to make: figures, how many of each group, what is chosen before the rest, and limits."""

    published: Published
    sizes: Mapping[str, int]
    first: Sequence[str] = ()
    limits: Limits = field(default_factory=dict)
    languages: Mapping[str, int] = field(default_factory=dict)
    """How many answered in each language, where the report says so."""

    @classmethod
    def read(cls, published: Published, about: Mapping[str, Any]) -> "Recipe":
        found = about.get("first", ()), about.get("limits", {}), about.get("languages", {})
        return cls(published, about["sizes"], *found)


def crowd(
    definition: Definition, recipe: Recipe, seed: int, progress: Callable[[], None] = lambda: None
) -> list[Person]:
    """Everybody, in random order, with an answer to each question on their path but those they skip.

    `progress` is called once per page. Raises CannotReproduce.
    """
    random = Random(seed)  # noqa: S311 - reproducible by design
    people = list(_people(definition, recipe.sizes, random))
    maker = _Maker(definition, recipe, random, people)
    for name in recipe.first:
        if name not in definition.questions:
            raise CannotReproduce(f"{definition.study} has no question “{name}” to begin with. Correct `first`.")
        maker.ahead(definition.questions[name])
    for page in definition.pages:
        maker.page(page)
        progress()
    random.shuffle(people)
    return people


def languages_of(recipe: Recipe, offered: Sequence[str], seed: int) -> list[str]:
    """The language of each person, in random order; empty where the report says nothing. Raises CannotReproduce."""
    lacking = sorted(set(recipe.languages) - set(offered))
    if lacking:
        raise CannotReproduce(
            f"People answered in {', '.join(lacking)}, and the edition does not offer that. Complete its translations."
        )
    found = [language for language, count in recipe.languages.items() for _ in range(count)]
    if found and len(found) != sum(recipe.sizes.values()):
        raise CannotReproduce("The numbers of `languages` and of `sizes` do not add up to the same. Correct the map.")
    Random(seed).shuffle(found)  # noqa: S311 - reproducible by design
    return found


def _people(definition: Definition, sizes: Mapping[str, int], random: Random) -> Iterator[Person]:
    for group, size in sizes.items():
        if group not in definition.groups:
            raise CannotReproduce(f"{definition.study} has no group “{group}”. Correct `sizes`.")
        screening = _screening(definition, group, random)
        for _ in range(size):
            values = start_values(definition, group, None)
            yield Person(group, values, {"group": frozenset({group})}, dict(screening))


def _screening(definition: Definition, group: str, random: Random) -> dict[str, Answer]:
    """Screening answers that lead to this group, found by trying."""
    for _ in range(TRIES):
        answers: dict[str, Answer] = {}
        for page in definition.screening.pages:
            shown = screening_path(definition, answers).page(page.name)
            for item in shown.questions if shown else ():
                given = plausible(item.question, item.options, random)
                answers |= {item.question.name: given} if given else {}
        if outcome(definition, answers).group == group:
            return answers
    raise CannotReproduce(f"No screening answers of {definition.study} were found that lead to {group}.")


@dataclass
class _Maker:
    definition: Definition
    recipe: Recipe
    random: Random
    people: Sequence[Person]

    def __post_init__(self) -> None:
        self.steps = {
            group: {step.page.name: step for step in plan(self.definition, group).steps}
            for group in {person.group for person in self.people}
        }
        self.derived = {item.name: item for item in self.definition.derived}
        self.figures: dict[str, list[Figure]] = {}
        for figure in (*self.recipe.published.assumed, *in_the_middle(self.recipe.published.figures)):
            if figure.about and figure.kind in AIMED and PRINTED.fullmatch(figure.expected):
                for name in self._asked_for(figure.about):
                    self.figures.setdefault(name, []).append(figure)

    def _asked_for(self, about: About) -> Sequence[str]:
        """The question whose answers decide about a figure: its own, or the one it is derived from."""
        if about.measure not in {"base", "count", "percent"} | NUMERIC:
            return ()
        return tuple(self._source(name) for name in about.questions)

    def _source(self, name: str) -> str:
        if name in self.derived:
            asked = [one for one in references(self.derived[name].expression) if one in self.definition.questions]
            return asked[0] if len(asked) == 1 else name
        return name

    def ahead(self, question: Question) -> None:
        """A question that everybody in its groups gets, chosen before what stands before it."""
        page = self.definition.page_of[question.name]
        shown = ShownQuestion(question, question.options)
        asked = [(person, shown) for person in self.people if gets(self.definition, page, person.group)]
        self._choose(question, asked)

    def page(self, page: Page) -> None:
        """Every question of the page, for all who get it; then what is worked out after it."""
        shown = [(person, self._shown(person, page)) for person in self.people]
        for question in page.questions:
            asked = [(person, items[question.name]) for person, items in shown if question.name in items]
            if question.asks and question.name not in self.recipe.first:
                self._choose(question, asked)
            for person, _ in asked:
                if question.name in person.answers:
                    person.values[question.name] = rule_value(question, person.answers[question.name])
        self._derive(page)

    def _shown(self, person: Person, page: Page) -> dict[str, ShownQuestion]:
        step = self.steps[person.group].get(page.name)
        shown = show(step, person.values) if step and step.questions else None
        return {item.question.name: item for item in shown.questions} if shown else {}

    def _derive(self, page: Page) -> None:
        for person in self.people:
            step = self.steps[person.group].get(page.name)
            if step and step.derived:
                add_derived(step.derived, person.values)
                for item in step.derived:
                    self._note(person, item)

    def _note(self, person: Person, item: Derived) -> None:
        value = person.values.get(item.name)
        if any(option.code == value for option in item.options):
            person.chosen[item.name] = frozenset({str(value)})

    def _choose(self, question: Question, asked: Sequence[tuple[Person, ShownQuestion]]) -> None:
        figures = self.figures.get(question.name, [])
        if not figures:
            for person, shown in asked:
                self._freely(person, question, shown.options)
        elif question.type in LONGEST and set(_names(figures)) == {question.name}:
            self._number(question, asked, figures)
        elif question.type == "multi":
            _Multi(self, question, asked, figures).choose()
        else:
            self._one_of(question, asked, figures)

    def _freely(self, person: Person, question: Question, options: Sequence[Option]) -> None:
        answer = None if self.random.random() < SKIP_SHARE else plausible(question, options, self.random)
        if answer is not None:
            person.answers[question.name] = answer
            codes = _codes(answer)
            person.chosen |= {question.name: codes} if codes else {}

    def _number(
        self, question: Question, asked: Sequence[tuple[Person, ShownQuestion]], figures: Sequence[Figure]
    ) -> None:
        people = [person for person, _ in asked]
        limits = _limits(question, self.recipe.limits.get(question.name, ()))
        for person, number in made_numbers(question.name, people, figures, limits, self.random):
            person.answers[question.name] = Months(number) if question.type == "duration" else Number(Decimal(number))

    def _one_of(
        self, question: Question, asked: Sequence[tuple[Person, ShownQuestion]], figures: Sequence[Figure]
    ) -> None:
        derived = next((self.derived[one] for one in _names(figures) if one in self.derived), None)
        options = derived.options if derived else question.options
        scheme = Scheme(tuple(option.code for option in options), question.reasons)
        people = [person for person, _ in asked]
        for person, code in self.distribute(people, scheme, figures):
            if code == SKIP:
                continue
            answer = self._answer(question, derived, code, scheme)
            person.answers[question.name] = answer
            person.chosen[derived.name if derived else question.name] = frozenset({code})

    def distribute(
        self, people: Sequence[Person], scheme: "Scheme", figures: Sequence[Figure], beside: Sequence[Person] = ()
    ) -> Iterator[tuple[Person, str]]:
        """Each of the people with one code of the scheme. `beside`: others who are in the base of the figures."""
        wheres = list(dict.fromkeys(key_of(figure) for figure in figures))
        kinds: dict[tuple[Any, ...], list[Person]] = {}
        for person in people:
            sign = (person.group, *(holds(person, dict(where)) for where in wheres))
            kinds.setdefault(sign, []).append(person)
        place = {where: number for number, where in enumerate(wheres, start=1)}
        signs = list(kinds)
        aims = [
            aim_of(figure, scheme, [n for n, sign in enumerate(signs) if sign[place[key_of(figure)]]], beside)
            for figure in figures
        ]
        sizes = [Kind(sign[0], len(kinds[sign])) for sign in signs]
        counts = fit(sizes, scheme.shares(figures, sizes), [aim for aim in aims if aim.kinds], self.random)
        for sign, given in zip(signs, counts, strict=True):
            codes = [code for code, count in given.items() for _ in range(count)]
            self.random.shuffle(codes)
            yield from zip(kinds[sign], codes, strict=True)

    def _answer(self, question: Question, derived: Derived | None, code: str, scheme: "Scheme") -> Answer:
        if code in scheme.reasons:
            return Refusal(code)  # type: ignore[arg-type]
        return Choice(code) if derived is None else self._that_gives(question, derived, code)

    def _that_gives(self, question: Question, derived: Derived, code: str) -> Answer:
        """An answer from which the derived value follows, found by trying."""
        limits = self.recipe.limits.get(question.name, ())
        for _ in range(TRIES):
            answer = plausible(question, question.options, self.random)
            if answer is None or isinstance(answer, Refusal) or not _within(answer, limits):
                continue
            if evaluate(derived.expression, {question.name: rule_value(question, answer)}) == code:
                return answer
        raise CannotReproduce(f"No answer to {question.name} was found that makes {derived.name} {code}.")


def in_the_middle(figures: Sequence[Figure]) -> Iterator[Figure]:
    """With a whole percentage to aim at for each told in words: the middle of what all of the same thing allow."""
    allowed: dict[Hashable, Range] = {}
    for figure in figures:
        if figure.kind == "range":
            known = allowed.get(_same(figure))
            allowed[_same(figure)] = (known.within(figure.range) or known) if known else figure.range
    for figure in figures:
        aim = str(round(allowed[_same(figure)].middle)) if figure.kind == "range" else figure.expected
        yield replace(figure, expected=aim)


def _same(figure: Figure) -> Hashable:
    """Equal for figures of the same thing, told twice."""
    about = about_of(figure)
    return about.questions, about.codes, key_of(figure), about.base


def _codes(answer: Answer) -> frozenset[str]:
    if isinstance(answer, Choices):
        return answer.codes
    return frozenset({answer.code}) if isinstance(answer, Choice) else frozenset()


def _limits(question: Question, own: Sequence[Any]) -> tuple[int, int]:
    """Least and largest whole number, or number of months, that made-up people give."""
    if own:
        return int(own[0]), int(own[1])
    unit = 12 if question.type == "duration" else 1
    low, high = (
        None if bound is None else int(bound) * unit  # type: ignore[arg-type]  # of such questions these are numbers
        for bound in (question.minimum, question.maximum)
    )
    return low or 0, LONGEST[question.type] if high is None else high


def _within(answer: Answer, limits: Sequence[Any]) -> bool:
    if not limits:
        return True
    if isinstance(answer, Number):
        return bool(limits[0] <= answer.value <= limits[1])
    if isinstance(answer, DateRange) and answer.precision not in ("before", "after"):
        return bool(limits[0] <= answer.lower and answer.upper <= limits[1])
    return True


def _names(figures: Sequence[Figure]) -> list[str]:
    return [name for figure in figures if figure.about for name in figure.about.questions]


@dataclass
class _Multi:
    """A question with ticks: who answers, who ticks what stands alone, then each other option by itself."""

    maker: _Maker
    question: Question
    asked: Sequence[tuple[Person, ShownQuestion]]
    figures: Sequence[Figure]

    def choose(self) -> None:
        answering = self._answering([person for person, _ in self.asked])
        alone = self._alone(answering)
        ticking = [person for person in answering if id(person) not in {id(one) for one, _ in alone}]
        ticks = self._ticks(ticking, [person for person, _ in alone])
        for person, code in alone:
            ticks.append((person, frozenset({code})))
        for person, codes in ticks:
            person.answers[self.question.name] = Choices(codes)
            person.chosen[self.question.name] = codes

    def _answering(self, people: Sequence[Person]) -> list[Person]:
        figures = [figure for figure in self.figures if about_of(figure).measure == "base"]
        found = self.maker.distribute(people, Scheme((REST,)), figures)
        return [person for person, code in found if code == REST]

    def _alone(self, people: Sequence[Person]) -> list[tuple[Person, str]]:
        """Who ticked an option that stands alone. A figure of all others together is about the rest."""
        told = frozenset[str]().union(*(about_of(figure).codes for figure in self.figures))
        codes = tuple(option.code for option in self.question.options if option.exclusive and option.code in told)
        others = frozenset(option.code for option in self.question.options if not option.exclusive)
        figures = [
            about_codes(figure, about_of(figure).codes)
            for figure in self.figures
            if about_of(figure).codes & set(codes)
        ]
        figures += [
            about_codes(f, frozenset({REST})) for f in self.figures if about_of(f).codes and others <= about_of(f).codes
        ]
        if not codes:
            return []
        found = self.maker.distribute(people, Scheme((*codes, REST), skips=False), figures)
        return [(person, code) for person, code in found if code != REST]

    def _ticks(self, people: Sequence[Person], beside: Sequence[Person]) -> list[tuple[Person, frozenset[str]]]:
        """Ticks of those who may tick several, so that everybody has one or more."""
        shown = {id(person): frozenset(option.code for option in item.options) for person, item in self.asked}
        offered = [shown[id(person)] for person in people]
        ticked: dict[str, set[int]] = {}
        free: list[str] = []
        for option in self.question.options:
            if option.exclusive:
                continue
            figures = [figure for figure in self.figures if about_of(figure).codes == {option.code}]
            able = [place for place, codes in enumerate(offered) if option.code in codes]
            if figures:
                ticked[option.code] = self._one_option([people[place] for place in able], figures, beside)
            else:
                free.append(option.code)
                ticked[option.code] = {id(people[n]) for n in able if self.maker.random.random() < FREE_SHARE}
        hands = [
            Hand(codes, self._kinds(person), {code for code, ids in ticked.items() if id(person) in ids})
            for person, codes in zip(people, offered, strict=True)
        ]
        deal(hands, free, self.maker.random)
        return [(person, frozenset(hand.ticks)) for person, hand in zip(people, hands, strict=True) if hand.ticks]

    def _kinds(self, person: Person) -> tuple[Hashable, ...]:
        wheres = dict.fromkeys(key_of(figure) for figure in self.figures)
        return (person.group, *(holds(person, dict(where)) for where in wheres)), person.group

    def _one_option(self, able: Sequence[Person], figures: Sequence[Figure], beside: Sequence[Person]) -> set[int]:
        made = [about_codes(figure, frozenset({TICK})) for figure in figures]
        scheme = Scheme((TICK, REST), skips=False)
        return {id(person) for person, code in self.maker.distribute(able, scheme, made, beside) if code == TICK}
