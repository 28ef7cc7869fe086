"""How somebody gets to a page of a questionnaire that is tried out: with which answers, or why not. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from random import Random
from typing import Any, Literal

from respondents.plausible import plausible
from respondents.preview.trial import Trial, answers_of, arrived, end_of, path_with, stored
from surveys.engine.answers import Answer, AnswerError, from_json
from surveys.engine.definition import Definition
from surveys.engine.path import BuiltIns, next_page, screening_path
from surveys.engine.seek import Seeker, fewest

How = Literal["there", "never", "unknown"]
TRIES = 400
"""Walks through the screening before it counts as not found."""


@dataclass(frozen=True)
class Arrival:
    """`trial`: the person at the page; unchanged where there is no way. `filled`: questions answered for them. `moved`:
    into another group than before.

    `how` is `never` where it is proved that nobody comes there, `unknown` where no way was found and nothing proved.
    """

    trial: Trial
    how: How
    filled: tuple[str, ...] = ()
    moved: bool = False


def begun(definition: Definition, trial: Trial, group: str) -> Trial:
    """Somebody straight in a group's questionnaire ('' = at the beginning of the screening)."""
    fresh = Trial(trial.language, trial.reader)
    if not group:
        return fresh
    found = screened(definition, group)
    if found is None:
        return replace(fresh, group=group, agreed=True)
    answers, known = found
    names = tuple(answers)
    pages = tuple(page.name for page in definition.screening.pages)
    return replace(
        fresh, group=group, agreed=True, known_group=known, answers=stored(definition, answers), filled=names,
        passed=pages,
    )  # fmt: skip


def screened(definition: Definition, group: str) -> tuple[dict[str, Answer], str] | None:
    """Screening answers that lead to the group, and what the register says; None where no walk of many ended there.

    Worked out once per definition; the same every time.
    """
    known: dict[str, Any] = definition.memo.setdefault("screened", {})
    if group not in known:
        known[group] = _screened(definition, group)
    found: tuple[dict[str, Answer], str] | None = known[group]
    return found


def _screened(definition: Definition, group: str) -> tuple[dict[str, Answer], str] | None:
    if not definition.screening.outcomes:
        return {}, ""
    random = Random(group)  # noqa: S311 - made-up answers, no secrets
    for known in (group, ""):
        for _ in range(TRIES):
            answers = _walked(definition, {"channel": "", "known_group": known}, random)
            trial = Trial(known_group=known, answers=stored(definition, answers))
            end = end_of(definition, trial)
            if end and end.group == group:
                return answers, known
    return None


def _walked(definition: Definition, built_ins: BuiltIns, random: Random) -> dict[str, Answer]:
    answers: dict[str, Answer] = {}
    passed: set[str] = set()
    while shown := next_page(screening_path(definition, answers, built_ins), passed):
        passed.add(shown.name)
        for item in shown.questions:
            given = plausible(item.question, item.options, random) if item.question.asks else None
            if given is not None:
                answers[item.question.name] = given
    return answers


def question_named(definition: Definition, name: str) -> str:
    """A question by its own name or its page's; '' where there is none."""
    if name in definition.page_of:
        return name
    page = definition.page_by_name.get(name)
    return page.questions[0].name if page and page.questions else ""


def groups_for(definition: Definition, trial: Trial, question: str) -> tuple[str, ...]:
    """The groups to try for a question, the present one first; only the screening for what stands there."""
    if not definition.page_of[question].section:
        return ("",)
    groups = tuple(definition.groups)
    return (trial.group, *(name for name in groups if name != trial.group)) if trial.group else groups


def arrive(definition: Definition, trial: Trial, question: str, ways: Mapping[str, Any]) -> Arrival:
    """To the page of a question, in the present group or else in another. `ways`: as `engine.proof.ways` gives them."""
    page = definition.page_of[question].name
    nowhere: list[bool] = []
    for group in groups_for(definition, trial, question):
        start = trial if trial.group == group else begun(definition, trial, group)
        found = _way(definition, start, question, ways)
        if found is not None:
            return replace(_there(definition, start, page, *found), moved=trial.group not in ("", group))
        nowhere.append(page in ways.get("never", {}).get(group, ()))
    return Arrival(trial, "never" if nowhere and all(nowhere) else "unknown")


def _way(
    definition: Definition, trial: Trial, question: str, ways: Mapping[str, Any]
) -> tuple[Mapping[str, Answer], str] | None:
    """What was answered with what it takes; else somebody whom the proof met. With what the register says."""
    found = Seeker(definition, trial.group, trial.built_ins).way(question, answers_of(definition, trial))
    if found is not None:
        return found, trial.known_group
    page = definition.page_of[question].name
    place = ways.get("pages", {}).get(trial.group, {}).get(page)
    if place is None:
        return None
    person = ways["people"][place]
    known = str(person["built_ins"].get("known_group", ""))
    met = answers_of(definition, Trial(answers=person["answers"]))
    asked = replace(trial, known_group=known).built_ins
    if not Seeker(definition, trial.group, asked).shows(question, met):
        return None
    return fewest(definition, trial.group, asked, question, met), known


def _there(definition: Definition, trial: Trial, page: str, answers: Mapping[str, Answer], known: str) -> Arrival:
    was = answers_of(definition, trial)
    changed = {name for name, answer in answers.items() if was.get(name) != answer}
    new = tuple(name for name in definition.questions if name in changed)
    filled = tuple(dict.fromkeys((*trial.filled, *new)))
    moved = replace(trial, known_group=known, answers=stored(definition, answers), filled=filled, agreed=True)
    return Arrival(arrived(definition, moved, page), "there", new)


def as_somebody(definition: Definition, trial: Trial, somebody: Mapping[str, Any], page: str) -> Arrival:
    """The respondent of a finding, at the page it is about, or at the last one they see before it.

    `somebody`: group, built_ins and answers, as `Respondent.as_json` gives them.
    """
    group = somebody["group"] if somebody["group"] in definition.groups else ""
    known = str(somebody["built_ins"].get("known_group", ""))
    answers = {name: value for name, value in somebody["answers"].items() if _fits(definition, name, value)}
    fresh = Trial(trial.language, trial.reader, group, known, True, answers, (), tuple(answers))
    names = path_with(definition, fresh, page).names
    if page in names:
        return Arrival(arrived(definition, fresh, page), "there", tuple(answers))
    last = _last_before(definition, names, page)
    return Arrival(arrived(definition, fresh, last) if last else fresh, "never", tuple(answers))


def _fits(definition: Definition, name: str, value: Any) -> bool:
    question = definition.questions.get(name)
    try:
        return question is not None and from_json(question, value) is not None
    except AnswerError:
        return False


def _last_before(definition: Definition, names: Iterable[str], page: str) -> str:
    """The last page on the path that stands before this one; the first of the path where none does, '' without any."""
    order = {one.name: place for place, one in enumerate(definition.all_pages())}
    shown = list(names)
    earlier = [name for name in shown if order[name] < order.get(page, len(order))]
    return earlier[-1] if earlier else next(iter(shown), "")
