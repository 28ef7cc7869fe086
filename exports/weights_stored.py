"""Stored sets of weights → columns of the dataset. Reads only."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from exports.columns import Column
from exports.models import Weight, WeightSet
from surveys.engine.text import Text

PREFIX = "weight_"


@dataclass(frozen=True)
class Stored:
    """The newest version of each set of a study. `default`: the column that weights the dataset, '' for none."""

    columns: tuple[Column, ...] = ()
    sets: tuple[WeightSet, ...] = ()
    default: str = ""

    @cached_property
    def held(self) -> tuple[Mapping[UUID, float], ...]:
        """Per set the weights by interview, read when the first is asked for."""
        return tuple(dict(Weight.objects.filter(of_set=one).values_list("interview_id", "value")) for one in self.sets)

    def values(self, interview: UUID) -> tuple[float | None, ...]:
        """Its weight in each set; None where it has none."""
        return tuple(weights.get(interview) for weights in self.held)


def newest_sets(study: str) -> list[WeightSet]:
    """The newest version of each name, by name."""
    found: dict[str, WeightSet] = {}
    for one in WeightSet.objects.filter(study__slug=study).order_by("name", "version"):
        found[one.name] = one
    return list(found.values())


def default_name(study: str) -> str:
    """The name of the newest set that was made the study's default; '' where none was."""
    found = WeightSet.objects.filter(study__slug=study, default=True).first()
    return found.name if found else ""


def stored(study: str) -> Stored:
    """Every column `weight_<name>` of a study, with the weights by interview."""
    sets = newest_sets(study)
    default = default_name(study)
    return Stored(
        tuple(_column(one) for one in sets),
        tuple(sets),
        f"{PREFIX}{default}" if default else "",
    )


def _column(one: WeightSet) -> Column:
    """The label says how it was made, so that every codebook does."""
    margins = ", ".join(dict.fromkeys(margin["variable"] for margin in one.recipe["margins"]))
    deff = one.diagnostics["whole"]["design_effect"]
    about = f"{one.version}, {one.made_at:%Y-%m-%d}"
    label = Text(
        {
            "nl": f"Gewicht {one.name} (versie {about}): naar het register op {margins}; designeffect {deff:.2f}",
            "en": f"Weight {one.name} (version {about}): raked to the register on {margins}; design effect {deff:.2f}",
        }
    )
    return Column(f"{PREFIX}{one.name}", label, storage="decimal", measure="scale", reasons=False)
