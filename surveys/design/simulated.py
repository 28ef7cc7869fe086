"""Made-up respondents walked through a study: how many come past each page. Pure; imports the solver.

Answers are drawn by lot, each option as likely as the next, one in ten skipped: the numbers tell which ways are wide
and which are narrow by their rules alone, and nothing about people. What nobody met by lot the proof looks for.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

from surveys.design.seen import Count, Seen
from surveys.engine.answers import Answer, rule_value
from surveys.engine.definition import Definition
from surveys.engine.derive import add_derived
from surveys.engine.path import counts, outcome, path, show, start_values
from surveys.engine.plan import ShownPage, Step, plan
from surveys.engine.proof.built_ins import channels, known_groups
from surveys.engine.proof.chance import at_random
from surveys.engine.proof.literals import Literals
from surveys.engine.proof.respondents import Choose, Respondent
from surveys.engine.prove import cover
from surveys.engine.values import Value

PER_GROUP = 250
TRIES = 8
"""Screenings by lot for each respondent that is wanted, before the proof's own are taken."""
Progress = Callable[[int, int], None]
Pages = tuple[ShownPage, ...]


@dataclass(frozen=True)
class Way:
    """Somebody made up, and the pages that they came past."""

    answers: Mapping[str, Answer]
    built_ins: Mapping[str, str]
    pages: Pages


def simulate(
    definition: Definition, *, per_group: int = PER_GROUP, seed: int = 0, progress: Progress = lambda done, total: None
) -> Seen:
    """As many respondents in each group that somebody can get into; the same seed gives the same."""
    made = _Maker(definition, Random(seed))  # noqa: S311 - made-up answers, no secrets
    covering = [one for one in cover(definition, seed=seed) if one.group]
    count, groups = Count(), list(definition.groups)
    starts = made.starts(per_group, covering)
    for place, group in enumerate(groups):
        for number, start in enumerate(starts.get(group, ())):
            count.add(group, (*start.pages, *made.questionnaire(group, start).pages))
            progress(place * per_group + number + 1, len(groups) * per_group)
    return Seen(count.groups(groups), _reached(definition, covering, count))


def _reached(definition: Definition, covering: Sequence[Respondent], count: Count) -> Mapping[str, frozenset[str]]:
    """The covering set of the proof sees every page that somebody of a group can see."""
    reached = {group: set(count.pages.get(group, ())) for group in definition.groups}
    for one in covering:
        reached[one.group].update(path(definition, one.group, one.answers, one.built_ins).names)
    return {group: frozenset(pages) for group, pages in reached.items()}


@dataclass
class _Maker:
    """Makes respondents up, one after the other."""

    definition: Definition
    random: Random
    choose: Choose = field(init=False)
    known: Sequence[str] = field(init=False)
    ways: Sequence[str] = field(init=False)

    def __post_init__(self) -> None:
        literals = Literals(self.definition)
        self.choose = at_random(self.random, literals)
        self.known, self.ways = ("", *known_groups(self.definition)), channels(literals)

    def starts(self, wanted: int, covering: Sequence[Respondent]) -> Mapping[str, list[Way]]:
        """Screenings by the group that they lead to: by lot as long as that goes well, then those the proof found."""
        if not self.definition.screening.outcomes:
            return {group: [self._start() for _ in range(wanted)] for group in self.definition.groups}
        found: dict[str, list[Way]] = {group: [] for group in self.definition.groups}
        for way in (self._start() for _ in range(wanted * TRIES)):
            group = self._leads_to(way)
            if group in found and len(found[group]) < wanted:
                found[group].append(way)
        for group, ways in found.items():
            proved = [self._screened(one) for one in covering if one.group == group]
            ways += [self.random.choice(proved) for _ in range(wanted - len(ways) if proved else 0)]
        return found

    def _start(self) -> Way:
        built_ins = {"known_group": self.random.choice(self.known), "channel": self.random.choice(self.ways)}
        values = start_values(self.definition, "", built_ins)
        answers: dict[str, Answer] = {}
        return Way(answers, built_ins, tuple(self._through(plan(self.definition, "").screening, values, answers)))

    def _screened(self, respondent: Respondent) -> Way:
        """The answers to the screening of somebody whom the proof found."""
        values = start_values(self.definition, "", respondent.built_ins)
        answers: dict[str, Answer] = {}
        screening = plan(self.definition, "").screening
        pages = self._through(screening, values, answers, lambda shown: respondent.answers.get(shown.question.name))
        return Way(answers, respondent.built_ins, tuple(pages))

    def questionnaire(self, group: str, start: Way) -> Way:
        """Somebody of this group, from the end of the screening on."""
        planned, answers = plan(self.definition, group), dict(start.answers)
        values = start_values(self.definition, group, start.built_ins)
        questions = self.definition.questions
        values |= {name: rule_value(questions[name], answer) for name, answer in answers.items()}
        add_derived(planned.first, values)
        return Way(answers, start.built_ins, tuple(self._through(planned.steps, values, answers)))

    def _through(
        self, steps: Sequence[Step], values: dict[str, Value], answers: dict[str, Answer], choose: Choose | None = None
    ) -> Iterator[ShownPage]:
        for step in steps:
            shown = show(step, values)
            if shown is not None:
                yield shown
                values.update(self._answered(shown, answers, choose or self.choose))
            add_derived(step.derived, values)

    def _answered(self, shown: ShownPage, answers: dict[str, Answer], choose: Choose) -> dict[str, Value]:
        """What the page gives to rules behind it; the answers are noted."""
        found: dict[str, Value] = {}
        for item in shown.questions:
            answer = choose(item)
            counted = counts(item, answer) if answer is not None else None
            if counted is not None:
                answers[item.question.name] = counted
                found[item.question.name] = rule_value(item.question, counted)
        return found

    def _leads_to(self, way: Way) -> str | None:
        try:
            return outcome(self.definition, way.answers, way.built_ins).group
        except LookupError:
            return None
