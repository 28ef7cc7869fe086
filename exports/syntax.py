"""syntax.sps: from the .csv file to the very data of the .sav file, step by step, for SPSS and PSPP. Pure.

Labels, missing values, multiple-response sets and weight are declared; derived values and scales are worked out anew
where they have a value (their reasons -9 to -1 stay as read); selections stand ready behind a star.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from exports.dataset import Dataset
from exports.writers.chunks import longest_texts
from exports.writers.sav import LABEL_BYTES, TEXT_BYTES, VALUE_LABEL_BYTES
from exports.writers.table import ResponseSet, Table, Variable, cut_bytes
from surveys.engine.definition import Definition, Derived, Question, Scale
from surveys.engine.expressions import parse_expression
from surveys.engine.plan import page_rules
from surveys.engine.spss import CannotSay, broken, condition
from surveys.engine.spss_columns import in_groups, variables_of
from surveys.engine.spss_values import Condition, both

FORMATS: Mapping[str, str] = {"byte": "F8.0", "int": "F8.0", "long": "F11.0", "whole": "F16.0", "double": "F22.12"}
LEVELS = ("nominal", "ordinal", "scale")
SAVED = "-from-csv.sav"
WIDTH = 100


def syntax(data: Dataset, table: Table) -> str:
    """The whole file. It runs in the folder of the package."""
    open_text = any(column.open_text for column in data.columns)
    parts = [
        [f"* {data.study}: the data of {data.study}.csv with all that SPSS can know of them."],
        _from_sav(data.study) if open_text else _from_csv(data.study, table),
        _labels(table.variables),
        [*_missing(table.variables), *_levels(table.variables)],
        [_set(found) for found in table.sets],
        [f"WEIGHT BY {table.weight}."] if table.weight else [],
        ["* Derived values and scales, worked out anew where the data have a value.", *_derived(data)],
        ["EXECUTE.", f"SAVE OUTFILE='{data.study}{SAVED}'."],
        list(_selections(data)),
    ]
    return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


def _from_sav(study: str) -> list[str]:
    return [
        "* Texts that people typed can have line breaks, which GET DATA cannot read: so from .sav.",
        f"GET FILE='{study}.sav'.",
    ]


def _from_csv(study: str, table: Table) -> list[str]:
    widths = text_bytes(table)
    names = [f"  {variable.name} {_format(variable, widths)}" for variable in table.variables]
    return [
        "SET DECIMAL=DOT.",
        f"GET DATA /TYPE=TXT /FILE='{study}.csv' /ENCODING='UTF8' /ARRANGEMENT=DELIMITED /FIRSTCASE=2",
        "  /DELIMITERS=',' /QUALIFIER='\"' /VARIABLES=",
        *names[:-1],
        f"{names[-1]}.",
        *(_unquoted(name) for name in widths),
    ]


def _format(variable: Variable, widths: Mapping[str, int]) -> str:
    return f"A{widths[variable.name]}" if variable.storage == "text" else FORMATS[variable.width]


def text_bytes(table: Table) -> dict[str, int]:
    """Width of each text variable: room for its longest text and the quote before it, at most what SPSS holds."""
    longest = longest_texts(table.chunks, (one.name for one in table.variables if one.storage == "text"))
    return {name: min(size + 1, TEXT_BYTES) for name, size in longest.items()}


def _unquoted(name: str) -> str:
    """Take back the quote that keeps spreadsheets from running a text."""
    first = f'SUBSTR(LTRIM({name}, "\'"), 1, 1)'
    return f"IF (SUBSTR({name}, 1, 1) = \"'\" AND ANY({first}, '=', '+', '-', '@')) {name} = SUBSTR({name}, 2)."


def _labels(variables: Sequence[Variable]) -> list[str]:
    """Labels of variables, then those of values: once for all variables that share them."""
    shared: dict[tuple[tuple[int, str], ...], list[str]] = {}
    for variable in variables:
        if variable.labels:
            shared.setdefault(tuple(variable.labels.items()), []).append(variable.name)
    named = [f"VARIABLE LABELS {one.name} {quoted(cut_bytes(one.label, LABEL_BYTES))}." for one in variables]
    return [*named, *(_value_labels(names, labels) for labels, names in shared.items())]


def _value_labels(names: Sequence[str], labels: Iterable[tuple[int, str]]) -> str:
    lines = [f"  {value} {quoted(cut_bytes(label, VALUE_LABEL_BYTES))}" for value, label in labels]
    return "\n".join([f"VALUE LABELS {_wrapped(names)}", *lines]) + "."


def quoted(text: str) -> str:
    return "'" + " ".join(text.split()).replace("'", "''") + "'"


def _wrapped(names: Sequence[str]) -> str:
    """Names with a line break where a line is full."""
    lines = [""]
    for name in names:
        if len(lines[-1]) + len(name) > WIDTH:
            lines.append("   ")
        lines[-1] += f" {name}" if lines[-1] else name
    return "\n".join(lines)


def _missing(variables: Iterable[Variable]) -> list[str]:
    names = [variable.name for variable in variables if variable.reasons and variable.storage != "text"]
    return [f"MISSING VALUES {_wrapped(names)} (-9 THRU -1)."] if names else []


def _levels(variables: Sequence[Variable]) -> Iterator[str]:
    for level in LEVELS:
        names = [variable.name for variable in variables if variable.measure == level]
        if names:
            yield f"VARIABLE LEVEL {_wrapped(names)} ({level.upper()})."


def _set(found: ResponseSet) -> str:
    label = quoted(cut_bytes(found.label, LABEL_BYTES))
    return f"MRSETS /MDGROUP NAME=${found.name} LABEL={label}\n  VARIABLES={_wrapped(found.variables)} VALUE=1."


def _derived(data: Dataset) -> Iterator[str]:
    here = {column.name for column in data.columns}
    names = dict.fromkeys(item.name for one in data.definitions for item in one.derived)
    for name in names:
        if name in here:
            yield "\n".join(_made_again(name, _code_commands(name, data)))
    for scale in {item.name: item for one in reversed(data.definitions) for item in one.scales}.values():
        if scale.name in here:
            yield "\n".join(_made_again(scale.name, _scale_commands(scale.name, data)))


def _made_again(name: str, commands: Iterable[str]) -> Iterator[str]:
    try:
        lines = list(commands)
    except CannotSay as problem:
        yield f"* {name} stays as read: {' '.join(str(problem).split()).rstrip('.')}."
        return
    yield f"DO IF NOT MISSING({name})."
    yield f"COMPUTE {name} = $SYSMIS."
    yield from lines
    yield "END IF."


def _editions(data: Dataset) -> Iterator[tuple[Condition, Definition]]:
    """Each edition, and the condition under which a row is of it."""
    several = len(data.editions) > 1
    for number, definition in data.editions or ((1, data.definition),):
        yield (f"edition = {number}" if several else True), definition


def _code_commands(name: str, data: Dataset) -> Iterator[str]:
    for of_edition, definition in _editions(data):
        item = next((item for item in definition.derived if item.name == name), None)
        if item is not None:
            yield from _codes(item, definition, of_edition)


def _codes(item: Derived, definition: Definition, of_edition: Condition) -> Iterator[str]:
    if not item.options:
        raise CannotSay(item.name, "it is a number, not one of several values")
    for option in item.options:
        chosen = condition(parse_expression(f"${{{item.name}}} = '{option.code}'"), definition)
        if option.value is not None:
            yield broken(f"IF ({both(of_edition, chosen)}) {item.name} = {option.value}.").rstrip()


def _scale_commands(name: str, data: Dataset) -> Iterator[str]:
    for of_edition, definition in _editions(data):
        scale = next((item for item in definition.scales if item.name == name), None)
        if scale is not None:
            yield from _mean(scale, definition, of_edition)


def _mean(scale: Scale, definition: Definition, of_edition: Condition) -> Iterator[str]:
    scores = [f"#s{place}" for place in range(1, len(scale.items) + 1)]
    for item, score in zip(scale.items, scores, strict=True):
        options = definition.questions[item].options
        scored = " ".join(f"({option.value} = {option.score})" for option in options if option.score is not None)
        yield f"RECODE {item} {scored} (ELSE = SYSMIS) INTO {score}."
    mean = f"{scale.name} = MEAN.{max(1, scale.min_items)}({', '.join(scores)})."
    yield f"COMPUTE {mean}" if of_edition is True else f"IF ({of_edition}) {mean}"


def _selections(data: Dataset) -> Iterator[str]:
    """One comment per base: whose questions these were, by the rules of the newest edition."""
    yield "* Selections. Take away the stars of TEMPORARY and SELECT IF: the next command is about these only."
    bases: dict[str, list[str]] = {}
    for question in data.definition.questions.values():
        if said := asked_condition(question, data.definition):
            bases.setdefault(said, []).append(question.name)
    for said, names in bases.items():
        yield f"\n* Who was asked {', '.join(names)}.\n* TEMPORARY.\n* {broken(f'SELECT IF ({said}).').rstrip()}"


def asked_condition(question: Question, definition: Definition) -> str:
    """Who is asked: groups and rules of section, page and question. '' for everybody, or where it cannot be said."""
    page = definition.page_of[question.name]
    places = (definition.section_by_name.get(page.section), page, question)
    groups = [place.groups for place in places if place is not None and place.groups is not None]
    rules = [rule for rule in (*page_rules(definition, page), question.relevant) if rule is not None]
    try:
        said = both(
            *(in_groups(names, definition, variables_of(definition)) for names in groups),
            *(condition(rule, definition) for rule in rules),
        )
    except CannotSay:
        return ""
    return said if isinstance(said, str) else ""
