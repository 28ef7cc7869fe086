"""Where the report of a fieldwork takes its figures and the actions of municipalities from. Reads only."""

from collections.abc import Mapping

from exports.closing.report import Actions
from exports.monitor import store
from exports.monitor.figures import Figures
from invitations.effort_table import EffortTable
from invitations.models import Effort
from respondents.municipality.overview import effort_table_of
from surveys.models import Study


def figures_of(study: Study) -> Figures | None:
    """The monitor's newest record; None where nothing was counted yet."""
    return store.latest(study)


def actions_of(study: Study) -> Actions | None:
    """What municipalities did, in words of the language that is active; None where no municipality takes part."""
    table = effort_table_of(study)
    return actions_in(table, {kind.value: str(kind.label) for kind in Effort.Kind}) if table.lines else None


def actions_in(table: EffortTable, words: Mapping[str, str]) -> Actions:
    """How often each kind was done; municipalities that did nothing are in it. `words`: of each kind."""
    lines = tuple((line.organisation, tuple(cell.times for cell in line.cells)) for line in table.lines)
    return Actions(tuple(words[kind] for kind in table.kinds), lines)
