"""Whom figures are about: a study's interviews by column after the decisions of cleaning. Reads only.

The one place that says so for models, other waves, weights and R-indicators. Made-up people are in it only where there
are no others.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext, gettext_noop

from exports.clean_data import clean_data, removed_among
from exports.counting import Data, by_column
from exports.dataset import Dataset, dataset
from exports.refusals import Refused
from exports.values import Value
from exports.weights_stored import PREFIX
from respondents.models import Interview


@dataclass(frozen=True)
class CleanPeople:
    """`read` tells columns and definitions; its rows have been read.

    `synthetic`: all of them are made up. `removed`: taken out by decisions in force. `made_up`: made-up people who are
    left out because there are others.
    """

    read: Dataset
    columns: Mapping[str, Sequence[Value]]
    synthetic: bool
    removed: int
    made_up: int

    def __len__(self) -> int:
        return len(self.columns["synthetic"])

    @property
    def data(self) -> Data:
        """By the names of the newest edition in it."""
        return Data(self.read.definition, self.columns, self.synthetic)

    def weights(self, name: str) -> list[float] | None:
        """Of a set, 0 for who has none; None where no set is named. Raises Refused for one that there is not."""
        if not name:
            return None
        if f"{PREFIX}{name}" not in self.columns:
            raise Refused(
                gettext_noop("There are no weights %(name)s. Make them: make_weights %(study)s --name %(name)s"),
                name=name,
                study=self.read.study,
            )
        return [float(value or 0) for value in self.columns[f"{PREFIX}{name}"]]

    def notes(self) -> Iterator[str]:
        """What stands under every table that is made of them."""
        if self.removed:
            yield gettext("Interviews removed by decision in cleaning, and left out: %(n)s.") % {"n": self.removed}
        if self.synthetic:
            yield gettext("Made-up people: these figures say nothing about anybody.")


def clean_people(study: str, edition: int | None = None) -> CleanPeople:
    """Of one edition or of all together. Raises NothingToExport."""
    read = clean_data(dataset(study, edition=edition))
    columns = by_column(read.columns, read.rows)
    real = [place for place, made_up in enumerate(columns["synthetic"]) if not made_up]
    synthetic, everybody = not real and read.synthetic, len(columns["synthetic"])
    kept = columns if len(real) in (0, everybody) else _at(real, columns)
    about = Interview.objects.filter(edition__study__slug=study, synthetic=synthetic)
    about = about.filter(edition__number__in=[number for number, _ in read.editions])
    left_out = everybody - len(kept["synthetic"])
    return CleanPeople(read, kept, synthetic, removed_among(study, about), left_out)


def _at(places: Sequence[int], columns: Mapping[str, Sequence[Value]]) -> dict[str, list[Value]]:
    return {name: [values[place] for place in places] for name, values in columns.items()}
