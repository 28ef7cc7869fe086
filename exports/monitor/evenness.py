"""People of the sample → R-indicator and partial ones of a usable questionnaire. Pure; needs numpy."""

from collections.abc import Mapping, Sequence

import numpy as np

from exports.monitor.figures import NOT_ELIGIBLE, USABLE, PartialOf, PartialR, Representative
from exports.monitor.rows import Person, outcome_of
from exports.refusals import Refused
from exports.representativity import Representativity, Units, Variable, representativity

OUTSIDE = (*NOT_ELIGIBLE, "not_written")
MOST_CATEGORIES = 40
"""A column with more categories (all municipalities of the country) is left out of the model: it would be slow, and its
categories are mostly too small to tell apart. It still stands among the strata."""


def representative(people: Sequence[Person], names: Sequence[str]) -> Representative:
    """Over everybody who was written to and is eligible, by the columns `names` (`Person.even`).

    A column of which some category responded wholly or not at all cannot be modelled and is left out; its name then
    stands in `pooled`. Where nothing is left, `why` says so.
    """
    base = [person for person in people if outcome_of(person) not in OUTSIDE]
    responded = np.array([float(outcome_of(person) in USABLE) for person in base])
    weights = np.array([1 / person.chance for person in base])
    columns = {name: [person.even[place] for person in base] for place, name in enumerate(names)}
    large = [name for name, values in columns.items() if len(set(values)) > MOST_CATEGORIES]
    left_out = [f"{name}: *" for name in large]
    kept: Mapping[str, Sequence[str]] = {name: values for name, values in columns.items() if name not in large}
    while True:
        try:
            return _told(representativity(Units(kept, responded, weights)), left_out)
        except Refused as problem:
            name = str(problem.values.get("name", ""))
            if name not in kept or len(kept) == 1:
                about = {key: str(value) for key, value in problem.values.items()}
                return Representative(len(base), pooled=tuple(left_out), why=problem.template, about=about)
            left_out.append(f"{name}: *")
            kept = {other: values for other, values in kept.items() if other != name}


def _told(found: Representativity, left_out: Sequence[str]) -> Representative:
    return Representative(
        units=found.units,
        r=found.r.value,
        r_se=found.r.se,
        raw=found.raw,
        cv=found.cv,
        variables=tuple(map(_variable, found.variables)),
        pooled=(*found.pooled, *left_out),
    )


def _variable(found: Variable) -> PartialR:
    categories = tuple(
        PartialOf(one.code, one.units, one.rate, one.unconditional.value, one.unconditional.se, one.conditional)
        for one in found.categories
    )
    alone, beside = found.unconditional, found.conditional
    return PartialR(found.name, alone.value, alone.se, beside.value, beside.se, categories)
