"""Document → rows of the survey sheet, and what of each row goes to the extra sheet."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from surveys.engine.expressions import BUILT_INS, parse_expression, references
from surveys.xlsform.cells_out import Cells, no_text, rule_extra, text_cells, written_rule
from surveys.xlsform.choices_out import Choices, alone_in
from surveys.xlsform.constraints import constraint_of
from surveys.xlsform.odk import to_odk

TYPES = {
    "number": "integer",
    "duration": "integer",
    "date": "date",
    "municipality": "text",
    "text": "text",
    "long_text": "text",
    "statement": "note",
}
TOLD = frozenset(["name", "label", "hint", "options", "relevant", "groups", "type"])
"""Keys of a question with a place of their own in the survey sheet."""


@dataclass
class Survey:
    """The rows so far, the extras by row name, and what the writing needs to know."""

    languages: Sequence[str]
    choices: Choices
    multis: frozenset[str]
    rows: list[Cells] = field(default_factory=list)
    extras: dict[str, dict[str, Any]] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)

    def texts(self, column: str, text: Mapping[str, str] | None) -> Cells:
        return text_cells(column, text or {}, self.languages)

    def add(self, row: Cells, extra: Mapping[str, Any] | None = None) -> None:
        self.rows.append({key: value for key, value in row.items() if value != ""})
        if extra:
            self.extras[row["name"]] = dict(extra)

    def free(self, name: str) -> str:
        while name in self.taken:
            name += "_"
        self.taken.add(name)
        return name


def write_survey(document: Mapping[str, Any], survey: Survey) -> None:
    """All rows: screening, the built-in names that rules ask for, sections, derived values."""
    names = (question["name"] for page in pages_of(document) for question in page["questions"])
    survey.taken |= {*names, *(item["name"] for item in document.get("derived", ())), *BUILT_INS}
    screening = document.get("screening", {})
    used = _built_ins(document)
    _hidden(survey, sorted(used & {"known_group", "channel"}))
    if screening.get("pages"):
        _group(survey, survey.free("screening"), {}, {"kind": "screening"}, screening["pages"])
    _hidden(survey, [], _group_values(document, survey.multis) if used & {"group", "law", "migrant_type"} else {})
    for section in document["sections"]:
        name = survey.free(f"section_{section['name']}")
        _group(survey, name, section, {"kind": "section", "name": section["name"]}, section["pages"])
    for item in document.get("derived", ()):
        _derived(survey, item)


def pages_of(document: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield from document.get("screening", {}).get("pages", ())
    for section in document["sections"]:
        yield from section["pages"]


def _hidden(survey: Survey, names: Sequence[str], values: Mapping[str, str] | None = None) -> None:
    for name in names:
        survey.add({"type": "hidden", "name": name}, {"kind": "built_in"})
    for name, value in (values or {}).items():
        survey.add({"type": "calculate", "name": name, "calculation": value}, {"kind": "built_in"})


def _group_values(document: Mapping[str, Any], multis: frozenset[str]) -> dict[str, str]:
    """Calculations of ${group}, ${law} and ${migrant_type}: the outcomes of screening, the first that holds."""
    outcomes = document.get("screening", {}).get("outcomes", ())
    value = "''"
    for outcome in reversed(outcomes):
        end = f"'{outcome.get('group', '')}'"
        value = f"if({to_odk(outcome['relevant'], multis)}, {end}, {value})" if outcome.get("relevant") else end
    found = {"group": value}
    for key in ("law", "migrant_type"):
        found[key] = "''"
        for name, group in document["groups"].items():
            if group.get(key):
                found[key] = f"if(${{group}} = '{name}', '{group[key]}', {found[key]})"
    return found


def _built_ins(document: Mapping[str, Any]) -> frozenset[str]:
    """Built-in names that some cell will ask for; groups are asked for through ${group}."""
    found: set[str] = {"group"} if _any_groups(document) else set()
    for rule in _rules(document):
        found |= references(parse_expression(rule)) & BUILT_INS
    if found & {"group", "law", "migrant_type"}:
        found |= {"known_group"} if "${known_group}" in str(document.get("screening")) else set()
    return frozenset(found)


def _any_groups(value: Any) -> bool:
    return any("groups" in item for item in _mappings(value))


def _mappings(document: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Everything that may have groups and a rule."""
    yield from document["sections"]
    for page in pages_of(document):
        yield page
        for question in page["questions"]:
            yield question
            yield from question["options"] if isinstance(question.get("options"), list) else ()
    for options in document.get("option_lists", {}).values():
        yield from options
    yield from document.get("derived", ())


def _rules(document: Mapping[str, Any]) -> Iterator[str]:
    for item in _mappings(document):
        yield from (item[key] for key in ("relevant", "expression") if item.get(key))


def _group(survey: Survey, name: str, item: Mapping[str, Any], extra: Mapping[str, Any], pages: Sequence[Any]) -> None:
    written = written_rule(item, survey.multis)
    row = {"type": "begin_group", "name": name, **survey.texts("label", item.get("title")), "relevant": written}
    survey.add(row, {**extra, **rule_extra(item, written), **no_text("title", item)})
    for page in pages:
        _page(survey, page)
    survey.add({"type": "end_group", "name": name})


def _page(survey: Survey, page: Mapping[str, Any]) -> None:
    name = survey.free(f"page_{page['name']}")
    written = written_rule(page, survey.multis)
    cells = {"type": "begin_group", "name": name, **survey.texts("label", page.get("title"))}
    extra = {"kind": "page", "name": page["name"], **rule_extra(page, written), **no_text("title", page)}
    survey.add({**cells, "relevant": written, "appearance": "field-list"}, extra)
    for question in page["questions"]:
        _question(survey, question)
    survey.add({"type": "end_group", "name": name})


def _question(survey: Survey, question: Mapping[str, Any]) -> None:
    written = written_rule(question, survey.multis)
    alone = alone_in(question, survey.choices.options_of(question)) if question["type"] == "multi" else ()
    label = question["label"] if any(question["label"].values()) else {survey.languages[0]: question["name"]}
    row = {
        **_type(survey, question),
        "name": question["name"],
        **survey.texts("label", label),
        **survey.texts("hint", question.get("hint")),
        "required": "yes" if _required(question) else "",
        "relevant": written,
        "constraint": constraint_of(question, alone),
        "appearance": _appearance(question),
    }
    survey.add(row, {**_extra(question), **rule_extra(question, written), **no_text("label", question)})
    if question.get("other"):
        _other(survey, question)


def _type(survey: Survey, question: Mapping[str, Any]) -> Cells:
    kind = question["type"]
    if kind == "country":
        return {"type": f"select_one {survey.choices.countries()}"}
    if kind not in TYPES:
        chosen = "select_multiple" if kind == "multi" else "select_one"
        name, condition = survey.choices.list_of(question)
        return {"type": f"{chosen} {name}", "choice_filter": condition}
    return {"type": "decimal" if question.get("decimals") else TYPES[kind]}


def _required(question: Mapping[str, Any]) -> bool:
    """ODK has no way out of a required number or date; with reasons the key travels in the extra sheet."""
    choice = question["type"] in {"single", "multi", "scale"}
    return bool(question.get("routing_key")) and (choice or not question.get("reasons"))


def _appearance(question: Mapping[str, Any]) -> str:
    if question["type"] == "date" and "day" not in question.get("precisions", ["day"]):
        return "month-year" if "month" in question["precisions"] else "year"
    return {"long_text": "multiline", "country": "autocomplete"}.get(question["type"], "")


def _extra(question: Mapping[str, Any]) -> dict[str, Any]:
    """What the row does not say by itself."""
    told = set(TOLD)
    if question["type"] != "duration":
        told |= {"min", "max", "max_length"}
    if _required(question):
        told.add("routing_key")
    extra = {key: value for key, value in question.items() if key not in told}
    plain = question["type"] in {"single", "multi", "number", "date", "text", "long_text", "statement"}
    return extra if plain else {"type": question["type"], **extra}


def _other(survey: Survey, question: Mapping[str, Any]) -> None:
    """ODK has the text beside `other` as a question of its own."""
    options = survey.choices.options_of(question)
    label = next((option["label"] for option in options if option["code"] == "other"), question["label"])
    multi = question["type"] == "multi"
    rule = f"selected(${{{question['name']}}}, 'other')" if multi else f"${{{question['name']}}} = 'other'"
    row = {"type": "text", "name": survey.free(f"{question['name']}_other"), **survey.texts("label", label)}
    survey.add({**row, "relevant": rule}, {"kind": "other", "name": question["name"]})


def _derived(survey: Survey, item: Mapping[str, Any]) -> None:
    written = written_rule(item, survey.multis)
    value = to_odk(item["expression"], survey.multis)
    row = {"type": "calculate", "name": item["name"], **survey.texts("label", item["label"]), "relevant": written}
    extra = {key: value for key, value in item.items() if key in {"options", "notes"}}
    same = {} if value == item["expression"] else {"expression": item["expression"]}
    survey.add(
        {**row, "calculation": value},
        {"kind": "derived", **extra, **same, **rule_extra(item, written), **no_text("label", item)},
    )
