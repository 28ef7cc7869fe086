"""Where people live, as variables of tables: the municipality, and the groups that it is put in. Pure."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from exports.areas import Grouping
from exports.case_columns import REGISTER
from exports.counting import Variable
from exports.values import Value
from surveys.engine.definition import Definition
from surveys.engine.text import Text
from surveys.place_order import municipality_names

Held = Mapping[str, Sequence[Value]]


@dataclass(frozen=True)
class Places:
    """A column that holds municipalities: as numbers of a question, or as codes of the list."""

    name: str
    label: Text

    def value(self, code: str) -> Value:
        return code if self.name.startswith(REGISTER) else int(code.removeprefix("GM"))


def area_variables(definition: Definition, held: Held, groupings: Sequence[Grouping]) -> tuple[Variable, ...]:
    """The municipality and its groups, for each column that holds one: what a question asks, or the list says.

    A study with one such column has groups with their own names (`labour_market_region`), one with more has them behind
    the column's (`lives_in_labour_market_region`).
    """
    columns = [one for one in _columns(definition) if one.name in held]
    return tuple(
        variable
        for one in columns
        for variable in _of_column(one, held, groupings, f"{one.name}_" if len(columns) > 1 else "")
    )


def _columns(definition: Definition) -> Iterator[Places]:
    """A column of the list only where the study says that it is copied to answers (`frame/strata`)."""
    for question in definition.questions.values():
        if question.type == "municipality":
            yield Places(question.name, question.short_label or question.label)
    for column in definition.list_columns:
        if column.get("type") == "municipality" and column["name"] in definition.strata:
            yield Places(f"{REGISTER}{column['name']}", Text({"nl": "Gemeente", "en": "Municipality"}))


def _of_column(one: Places, held: Held, groupings: Sequence[Grouping], before: str) -> Iterator[Variable]:
    names = municipality_names()
    by_value = {one.value(code): code for code in names}
    size = Counter(by_value[value] for value in held[one.name] if value in by_value)
    codes = sorted(size, key=lambda code: (-size[code], code))
    options = tuple((code, Text({"nl": names[code], "en": names[code]})) for code in codes)
    yield Variable(one.name, one.label, options, ((one.name, by_value),), places=True)
    for grouping in groupings:
        values = {one.value(code): group for code, group in grouping.of.items()}
        groups = grouping.groups
        column = ((one.name, values),)
        name = f"{before}{grouping.name}"
        yield Variable(name, grouping.label, groups, column, inside=grouping.inside(), parts=one.name)
