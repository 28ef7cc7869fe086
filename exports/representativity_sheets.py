"""R-indicators as sheets to print, and as JSON."""

from dataclasses import asdict
from typing import Any

from django.utils.translation import gettext

from exports.printed_sheets import Head, Sheet
from exports.representativity import Figure, Representativity


def sheets(found: Representativity, notes: tuple[str, ...] = ()) -> tuple[Sheet, ...]:
    """`notes`: what is said of the interviews, under the first."""
    return (_whole(found, notes), *(_variable(found, place) for place in range(len(found.variables))))


def _whole(found: Representativity, about: tuple[str, ...]) -> Sheet:
    heads = (Head(""), Head(gettext("Value"), 3), Head("SE", 3))
    rows = [
        (gettext("R-indicator"), found.r.value, found.r.se),
        (gettext("R-indicator, not adjusted for bias"), found.raw, None),
        (gettext("Coefficient of variation of response chances"), found.cv, None),
        (gettext("Response rate"), found.rate, None),
    ]
    for variable in found.variables:
        rows.append((", ".join((variable.name, gettext("unconditional"))), *_pair(variable.unconditional)))
        rows.append((", ".join((variable.name, gettext("conditional"))), *_pair(variable.conditional)))
    notes = [
        gettext("%(units)s people were invited, %(responses)s responded. R = 1: all kinds respond alike.")
        % {"units": found.units, "responses": found.responses}
    ]
    if found.pooled:
        notes.append(
            gettext("Under 30 people, so taken together or (%(n)s people) left out: %(names)s.")
            % {"names": ", ".join(found.pooled), "n": found.left_out}
        )
    return Sheet(gettext("Representativity of the response"), heads, tuple(rows), (*notes, *about))


def _pair(figure: Figure) -> tuple[float, float | None]:
    return figure.value, figure.se


def _variable(found: Representativity, place: int) -> Sheet:
    variable = found.variables[place]
    heads = (
        Head(gettext("Category")),
        Head(gettext("Invited"), 0),
        Head(gettext("Response rate"), 3),
        Head(gettext("Unconditional"), 4),
        Head("SE", 4),
        Head(gettext("Conditional"), 4),
    )
    rows = tuple((c.code, c.units, c.rate, *_pair(c.unconditional), c.conditional) for c in variable.categories)
    note = gettext("Below 0: responds less than the whole. Conditional: what is left beside the other variables.")
    return Sheet(variable.name, heads, rows, (note,))


def as_json(found: Representativity) -> dict[str, Any]:
    return asdict(found)
