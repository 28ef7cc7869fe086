"""Make a study's weights and keep them: reads interviews and selection chances, the only writer of sets of weights."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import numpy as np
from django.db import transaction
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_noop

from exports.case_columns import REGISTER
from exports.clean_people import CleanPeople, clean_people
from exports.counting import GROUP, Data
from exports.dataset import Dataset
from exports.models import Weight, WeightSet
from exports.refusals import Refused
from exports.weight_diagnostics import Diagnostics, Without, diagnose
from exports.weight_plan import plan_of, trimmed_at
from exports.weights import Margin, People, Plan, weigh
from exports.weights_models import forget
from exports.weights_stored import PREFIX
from respondents.models import Interview
from staff import audit
from surveys.models import Study

NAME = re.compile(r"[a-z][a-z0-9_]{0,19}")
CHUNK = 2000


@dataclass(frozen=True)
class Wish:
    """`table`: margins from a file in place of the study's own. `largest`: another upper limit, times the mean.

    `as_listed`: without the factors by which the study declares that its list stands for more people.
    """

    study: str
    name: str
    table: tuple[Margin, ...] = ()
    largest: float | None = None
    default: bool = False
    as_listed: bool = False


@dataclass(frozen=True)
class Case:
    """One interview that can be weighted: its place in the data and its selection chance, None where it has none."""

    place: int
    interview: Any
    chance: float | None


@dataclass(frozen=True)
class Worked:
    """Weights that are not stored yet: each interview's, how they were made, and what they do."""

    plan: Plan
    diagnostics: Diagnostics
    values: tuple[tuple[Case, float], ...]
    made_up: bool


def make(wish: Wish, *, now: datetime, user: Any = None) -> WeightSet:
    """Make a set and store it, or nothing. Raises NothingToExport, Refused."""
    worked = work_out(wish)
    with transaction.atomic():
        return _store(wish, worked, now=now, user=user)


def work_out(wish: Wish) -> Worked:
    """What a wish comes to; nothing is stored. Raises NothingToExport, Refused."""
    if not NAME.fullmatch(wish.name):
        raise Refused(
            gettext_noop("“%(name)s” cannot name weights: use up to 20 small letters, digits and _, a letter first."),
            name=wish.name,
        )
    clean = clean_people(wish.study)
    plan = _plan(wish, clean.read.definition.document.get("margins") or {})
    _refuse_taken(wish, clean.read)
    data = clean.data
    cases = _cases(wish.study, data, clean.read)
    people = _people(data, cases, plan)
    raked = weigh(people, plan)
    found = diagnose(people, plan, raked, without=_without(clean, cases))
    return Worked(plan, found, tuple(zip(cases, raked.weights.tolist(), strict=True)), clean.synthetic)


def _plan(wish: Wish, margins: Mapping[str, Any]) -> Plan:
    return trimmed_at(plan_of(margins, wish.table, as_listed=wish.as_listed), wish.largest)


def _without(clean: CleanPeople, cases: Sequence[Case]) -> Without:
    return Without(
        weight=clean.made_up + len(clean) - len(cases),
        removed=clean.removed,
        chance=sum(case.chance is None for case in cases),
    )


def _refuse_taken(wish: Wish, read: Dataset) -> None:
    taken = {column.name for column in read.columns if column.question or column.part}
    if f"{PREFIX}{wish.name}" in taken:
        raise Refused(
            gettext_noop("The study has a question %(column)s. Give the weights another name."),
            column=f"{PREFIX}{wish.name}",
        )


def _cases(study: str, data: Data, read: Dataset) -> list[Case]:
    """Interviews with one answer or more after screening."""
    numbers = data.columns["respnr"]
    of_study = Interview.objects.filter(edition__study__slug=study)
    ids = dict(of_study.values_list("respnr", "pk"))
    chance = Coalesce("chance", "link__unit__chance")
    chances = dict(of_study.values_list("respnr").annotate(at=chance).values_list("respnr", "at"))
    answered = [place for place in range(len(data)) if _answered(data, read, place)]
    return [Case(place, ids[number], chances.get(number)) for place in answered if (number := numbers[place]) in ids]


def _answered(data: Data, read: Dataset, place: int) -> bool:
    screening = {question.name for page in read.definition.screening.pages for question in page.questions}
    return any(
        isinstance(value := data.columns[column.name][place], int | float) and value >= 0
        for column in read.columns
        if column.question and column.question not in screening
    )


def _people(data: Data, cases: Sequence[Case], plan: Plan) -> People:
    if not cases:
        raise Refused(gettext_noop("Nobody has answered a question yet, so there is nobody to weight."))
    names = dict.fromkeys([GROUP, *(margin.variable for margin in plan.margins)])
    values = {name: list(codes_of(name, data, cases)) for name in names}
    base = [
        1 / case.chance if case.chance else plan.base.get(group, 1.0)
        for case, group in zip(cases, values[GROUP], strict=True)
    ]
    return People(values, np.array(base))


def codes_of(name: str, data: Data, cases: Sequence[Case]) -> Iterator[str]:
    """The register's value where the person came with a letter, else their own answer; '' where there is neither.

    Raises Refused for what is neither in the list nor asked.
    """
    register = data.columns.get(f"{REGISTER}{name}")
    own = data.chosen(name) if name in data.variables and not data.variables[name].multi else None
    if register is None and own is None:
        raise Refused(
            gettext_noop(
                "The margin %(name)s is no question with one answer, no derived value and no column of the list. Put "
                "its name right."
            ),
            name=name,
        )
    for case in cases:
        known = str(register[case.place] or "") if register is not None else ""
        given = own[case.place] if own is not None else 0
        yield known or ("" if isinstance(given, int) else next(iter(given), ""))


def _store(wish: Wish, worked: Worked, *, now: datetime, user: Any) -> WeightSet:
    study = Study.objects.select_for_update().get(slug=wish.study)
    before = WeightSet.objects.filter(study=study, name=wish.name).order_by("-version").first()
    made = WeightSet.objects.create(
        study=study,
        name=wish.name,
        version=before.version + 1 if before else 1,
        made_at=now,
        made_by=user,
        default=wish.default,
        synthetic=worked.made_up,
        recipe=recipe(worked.plan),
        diagnostics=worked.diagnostics.as_json(),
    )
    rows = [Weight(of_set=made, interview_id=case.interview, value=value) for case, value in worked.values]
    Weight.objects.bulk_create(rows, batch_size=CHUNK)
    forget(Weight.objects.filter(of_set=made, interview__state=Interview.State.WITHDRAWN))
    audit.record(
        user, "weights.made", f"study:{wish.study}", name=wish.name, version=made.version, interviews=len(worked.values)
    )
    return made


def recipe(plan: Plan) -> dict[str, Any]:
    """The plan as JSON, as it is kept with the set."""
    return {**asdict(plan), "missing": {name: sorted(codes) for name, codes in plan.missing.items()}}
