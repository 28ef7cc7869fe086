"""Sets of weights: what each does, and how near it brings people to the register. Small numbers are left out."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Path
from pydantic import Field

from exports.api.core import SLUG, About, Answer, Slug, resource
from exports.api.problems import not_found
from exports.api.studies import Shape
from exports.models import WeightSet
from exports.monitor.hide import apart
from exports.weights_stored import PREFIX, default_name, newest_sets
from surveys.engine.disclose import shown

ANALYSTS = ("analyst",)
Name = Annotated[
    str, Path(description="Name of a set, without `weight_`.", pattern=SLUG, max_length=20, examples=["main"])
]


class SpreadTold(Shape):
    """Weights of some people."""

    n: int | None = Field(description="How many people; null where that is too small to be told.")
    effective: float | None = Field(description="Kish's effective number: (Σw)² / Σw².")
    design_effect: float | None = Field(description="n divided by the effective number.")
    smallest: float | None = Field(description="The smallest weight; the mean is 1.")
    largest: float | None = Field(description="The largest weight.")


class SetTold(Shape):
    """A set of weights, in its newest version."""

    name: str = Field(description="Its name.")
    column: str = Field(description="The column of the dataset, and the value of `weight` in `tables`.")
    version: int = Field(description="Its version; only the newest counts.")
    made_at: datetime = Field(description="When it was made.")
    default: bool = Field(description="Whether it weights the dataset.")
    made_up: bool = Field(description="Whether it is of made-up people.")
    whole: SpreadTold = Field(description="All people who have a weight.")


class MarginCell(Shape):
    """A cell of a margin. Shares are 0 to 1, of the people with a value; null where the cell is too small."""

    codes: list[str] = Field(description="Codes that it holds; several where cells were merged.")
    n: int | None = Field(description="Respondents.")
    count: float = Field(description="People in the register.")
    register_share: float = Field(description="Share in the register.")
    unweighted: float | None = Field(description="Share without weights.")
    base: float | None = Field(description="Share by base weights (1 / selection chance).")
    weighted: float | None = Field(description="Share by the weights.")


class MarginTold(Shape):
    """One margin that people were raked to."""

    margin: str = Field(description="What it is of.")
    reference: str = Field(description="Where its numbers come from.")
    without: int | None = Field(description="People without a value here; null where that is too small to be told.")
    cells: list[MarginCell] = Field(description="Its cells.")


class GroupSpread(Shape):
    """Weights within a group."""

    group: str = Field(description="Code of the group in datasets; empty for none.")
    weights: SpreadTold = Field(description="Their weights.")


class DiagnosticsTold(SetTold):
    """What a set of weights does."""

    groups: list[GroupSpread] = Field(description="By group.")
    margins: list[MarginTold] = Field(description="Each margin before and after.")
    rounds: int = Field(description="Rounds of raking.")
    gap: float = Field(description="The largest distance to a margin that is left, 0 to 1.")
    at_limit: int | None = Field(description="Weights at the limit; null where that is too small to be told.")
    without_weight: int | None = Field(description="Interviews without a weight; null where too small to be told.")
    left_out: list[str] = Field(description="Margins that were left out, as one cell or none was left.")


class SetsTold(Shape):
    """All sets of a study."""

    items: list[SetTold] = Field(description="By name.")


@resource("/studies/{slug:study}/weights", About("weights", ANALYSTS, "Sets of weights", "weights", SetsTold))
def weights(request: HttpRequest, study: Slug) -> Answer:
    """The newest version of each set, by name."""
    default = default_name(study)
    found = newest_sets(study)
    modified = max((one.made_at for one in found), default=None)
    return Answer(SetsTold(items=[SetTold(**_set(one, default)) for one in found]), modified=modified)


@resource(
    "/studies/{slug:study}/weights/{slug:name}",
    About("weights_of", ANALYSTS, "What a set of weights does", "weights", DiagnosticsTold),
)
def weights_of(request: HttpRequest, study: Slug, name: Name) -> Answer:
    """Spread, effective number and each margin before and after (docs/weights.md)."""
    found = {one.name: one for one in newest_sets(study)}
    if name not in found:
        known = ", ".join(found) or _("none")
        raise not_found(_("There are no weights “%(asked)s”. Known are: %(known)s.") % {"asked": name, "known": known})
    one = found[name]
    told = one.diagnostics
    groups = apart([spread["n"] for _name, spread in told["groups"]])
    return Answer(
        DiagnosticsTold(
            **_set(one, default_name(study)),
            groups=[
                GroupSpread(group=group, weights=_spread(spread, n))
                for (group, spread), n in zip(told["groups"], groups, strict=True)
            ],
            margins=[_margin(margin) for margin in told["margins"]],
            rounds=told["rounds"],
            gap=told["gap"],
            at_limit=_told(told["cut"]),
            without_weight=_told(told["unweighted"]),
            left_out=told["left_out"],
        ),
        modified=one.made_at,
    )


def _set(one: WeightSet, default: str) -> dict[str, Any]:
    whole = one.diagnostics["whole"]
    return {
        "name": one.name,
        "column": f"{PREFIX}{one.name}",
        "version": one.version,
        "made_at": one.made_at,
        "default": one.name == default,
        "made_up": one.synthetic,
        "whole": _spread(whole, shown(whole["n"])),
    }


def _spread(one: Mapping[str, Any], n: int | None) -> SpreadTold:
    names = ("effective", "design_effect", "smallest", "largest")
    return SpreadTold(n=n, **{name: None if n is None else one[name] for name in names})


def _margin(one: Mapping[str, Any]) -> MarginTold:
    """Of a cell that is left out no share is told either: it gives the number."""
    cells: Sequence[Mapping[str, Any]] = one["cells"]
    told = apart([cell["n"] for cell in cells])
    return MarginTold(
        margin=one["margin"],
        reference=one["reference"],
        without=_told(one["without"]),
        cells=[_cell(cell, n) for cell, n in zip(cells, told, strict=True)],
    )


def _cell(one: Mapping[str, Any], n: int | None) -> MarginCell:
    shares = {name: None if n is None else one[name] for name in ("unweighted", "base", "weighted")}
    return MarginCell(codes=one["codes"], n=n, count=one["count"], register_share=one["register"], **shares)


def _told(number: int) -> int | None:
    """Nought is told: that nobody lacks a weight says nothing of anybody's answers."""
    return number if number == 0 else shown(number)
