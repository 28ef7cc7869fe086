"""Everything of a study that a table can be made of, in the order of asking. Pure."""

from exports.counting import Data
from exports.measures import measured_of


def names_in_order(data: Data, *, means: bool) -> tuple[str, ...]:
    """Questions with their coded answers behind them, derived values, scales. What stands beside only when named."""
    definition = data.definition
    measured = {one.name for one in measured_of(definition, means=means)}
    coded: dict[str, list[str]] = {}
    for variable in data.beside:
        if variable.waiting:
            coded.setdefault(variable.source, []).append(variable.name)
    asked = [name for question in definition.questions for name in (question, *coded.get(question, ()))]
    worked_out = [*(one.name for one in definition.derived), *(one.name for one in definition.scales)]
    beside = {one.name for one in data.beside if not one.waiting}
    known = (data.variables.keys() | measured) - beside
    return tuple(name for name in ("group", *asked, *worked_out) if name in known)
