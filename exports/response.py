"""Who was invited and who responded, with their categories of the register: what R-indicators are about. Reads only."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from django.db.models import QuerySet
from django.utils.translation import gettext_noop

from exports.clean_people import CleanPeople
from exports.refusals import Refused
from exports.representativity import Units
from exports.retention_models import KeptResponse
from invitations.models import Mailing, SampleUnit
from invitations.samples import OUTSIDE, sample_of
from respondents.models import InterviewLink
from respondents.outcomes import Disposition
from surveys.engine.definition import Definition
from surveys.models import Study

Cell = list[Any]
Response = Literal["complete", "partial", "started"]
COUNTED: dict[Response, frozenset[int]] = {
    "complete": frozenset({int(Disposition.COMPLETE)}),
    "partial": frozenset({int(Disposition.COMPLETE), int(Disposition.PARTIAL)}),
    "started": frozenset(map(int, Disposition)),
}
"""Dispositions that count as a response: as AAPOR's RR1, as its RR2, or everybody who began."""


@dataclass(frozen=True)
class Asked:
    """`by`: columns of the list, () for those that the study is weighted by. `mailing`: only whom it went to."""

    study: str
    by: tuple[str, ...] = ()
    mailing: str = ""
    response: Response = "partial"


def units_of(asked: Asked, people: CleanPeople) -> Units:
    """Units that were sampled and are not left out or deceased; who responded is read from `people` of the study.

    Whose interview was removed by decision counts as invited, and not as a response. Raises Refused.
    """
    kept = KeptResponse.objects.filter(study__slug=asked.study).first()
    if kept:
        return _kept_units(asked, people, kept)
    return keyed_units(asked, people)[1]


def _kept_units(asked: Asked, people: CleanPeople, kept: KeptResponse) -> Units:
    """After a purge: from counts. Raises Refused for one mailing alone, or for a column that was not kept."""
    if asked.mailing:
        raise Refused(
            gettext_noop("The list of %(study)s was purged: who got which letter is not kept. Leave the mailing out."),
            study=asked.study,
        )
    definition = people.read.definition
    names = _variables(asked, definition.strata, definition.document.get("margins") or {})
    lost = [name for name in names if name not in kept.columns]
    if lost:
        raise Refused(
            gettext_noop("The list of %(study)s was purged, and %(names)s was not kept. Kept: %(known)s."),
            study=asked.study,
            names=", ".join(lost),
            known=", ".join(kept.columns) or "–",
        )
    people_of = np.array([number for *_, number in kept.cells])
    places = {name: kept.columns.index(name) for name in names}
    return Units(
        {
            name: np.repeat([values[place] for values, *_ in kept.cells], people_of).tolist()
            for name, place in places.items()
        },
        np.repeat([float(found in COUNTED[asked.response]) for _, _, found, _ in kept.cells], people_of),
        np.repeat([1 / chance if chance else 1.0 for _, chance, _, _ in kept.cells], people_of),
    )


def cells_of(study: Study, definition: Definition, people: CleanPeople | None) -> tuple[list[str], list[Cell]]:
    """What a purge keeps for R-indicators: the list's strata, and [values, chance, disposition, people] of each cell.

    `people` None: nobody answered. The disposition is None for who did not.
    """
    columns = list(definition.strata)
    found = people.columns if people else {"respnr": (), "disposition": ()}
    outcome = dict(zip(found["respnr"], found["disposition"], strict=True))
    links = InterviewLink.objects.filter(unit__study=study).values_list("unit_id", "interview__respnr")
    responded = {unit: outcome.get(number) for unit, number in links}
    cells: Counter[tuple[tuple[str, ...], float, int]] = Counter()
    for pk, group, strata, chance in _invited(study, "").values_list("pk", "group", "strata", "chance").iterator():
        known = {**strata, "group": group}
        values = tuple(str(known.get(name, "") or "") for name in columns)
        cells[values, chance or 0.0, responded.get(pk) or 0] += 1
    return columns, [[list(values), chance, done or None, n] for (values, chance, done), n in sorted(cells.items())]


def keyed_units(asked: Asked, people: CleanPeople) -> tuple[list[int], Units]:
    """The same with the key of each unit, in the same order. Raises Refused."""
    study, definition = Study.objects.get(slug=asked.study), people.read.definition
    names = _variables(asked, definition.strata, definition.document.get("margins") or {})
    outcome = dict(zip(people.columns["respnr"], people.columns["disposition"], strict=True))
    links = InterviewLink.objects.filter(unit__study=study).values_list("unit_id", "interview__respnr")
    responded = {unit for unit, number in links if outcome.get(number) in COUNTED[asked.response]}
    rows = list(_invited(study, asked.mailing).values_list("pk", "group", "strata", "chance"))
    if not rows:
        raise Refused(
            gettext_noop(
                "%(study)s has no list with people who got a code%(mailing)s. R-indicators compare who responded with "
                "who was invited, so they need one."
            ),
            study=asked.study,
            mailing=f" ({asked.mailing})" if asked.mailing else "",
        )
    known = [{**strata, "group": group} for _, group, strata, _ in rows]
    return [pk for pk, _, _, _ in rows], Units(
        {name: [str(one.get(name, "") or "") for one in known] for name in names},
        np.array([float(pk in responded) for pk, _, _, _ in rows]),
        np.array([1 / chance if chance else 1.0 for _, _, _, chance in rows]),
    )


def _invited(study: Study, mailing: str) -> QuerySet[SampleUnit]:
    """People with a code of the mailing, or of any; who is left out or deceased is no part of it."""
    found = sample_of(study).exclude(state__in=OUTSIDE)
    codes = {"codes__mailing__kind": mailing} if mailing else {"codes__isnull": False}
    return found.filter(**codes).distinct().order_by("pk")


def _variables(asked: Asked, strata: Sequence[str], margins: dict) -> Sequence[str]:
    declared = (margins.get("weighting") or {}).get("margins") or strata
    names = asked.by or tuple(name for name in declared if name in strata)
    strange = [name for name in names if name not in strata]
    if strange or not names:
        raise Refused(
            gettext_noop("The list of %(study)s has no strata %(names)s. Known: %(known)s."),
            study=asked.study,
            names=", ".join(strange) or "–",
            known=", ".join(strata) or "–",
        )
    return names


def mailings() -> tuple[str, ...]:
    return tuple(Mailing.Kind.values)
