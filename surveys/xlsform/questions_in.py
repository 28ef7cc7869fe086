"""A row of the survey sheet → a question."""

import re
from collections.abc import Mapping
from typing import Any

from surveys.engine.parse_questions import ONLY_FOR
from surveys.xlsform.choices_in import options_of
from surveys.xlsform.columns import MEDIA
from surveys.xlsform.constraints import Bound, Limits, read_constraint
from surveys.xlsform.context import Context, Document
from surveys.xlsform.findings import short
from surveys.xlsform.left_in import NO, report_left
from surveys.xlsform.nodes import Node, clean_name
from surveys.xlsform.odk_parser import NotOdk

OTHER = {"nl": "Anders", "en": "Other", "ar": "غير ذلك", "tr": "Diğer", "ti": "ካልእ"}
NARROWER = frozenset({("single", "scale"), ("single", "country"), ("number", "duration"), ("text", "municipality")})
"""Types that XLSForm writes as a wider one; the extra sheet says which was meant."""
YES = frozenset({"yes", "true", "true()", "1"})


def type_of(node: Node, extra: Mapping[str, Any]) -> str:
    """The question type of a row, with what the extra sheet and the appearance add."""
    kind = node.type.kind
    meant = extra.get("type")
    if isinstance(meant, str) and (kind, meant) in NARROWER:
        return meant
    return "long_text" if kind == "text" and "multiline" in node.line.get("appearance") else kind


def read_question(node: Node, context: Context) -> Document:
    """The question of a row that takes an answer or is a note."""
    line, extra = node.line, dict(context.extras.of_row(node.raw))
    kind = type_of(node, extra)
    question: Document = {"name": node.name, "type": kind, "label": label_of(node, extra, context)}
    hint = context.text(line, "hint")
    question |= {"hint": hint} if hint else {}
    limits = _limits(node, kind, context)
    question |= _options(node, kind, limits, context)
    question |= context.rule(line, extra) | _required(node, context)
    question |= _bounds(node, kind, limits, context) | _precision(node, kind, extra, context)
    question |= _kept(question, extra, node, context)
    _media(node, question, context)
    report_left(node, kind, context)
    return question


def label_of(node: Node, extra: Mapping[str, Any], context: Context) -> Document:
    label = context.text(node.line, "label")
    if extra.get("label") == {} and list(label.values()) == [node.raw]:
        return {}
    if label:
        return dict(label)
    hint = context.text(node.line, "hint")
    context.found.add("label_missing", node.line.where("label"), "The row has no label.", "Write what people read.")
    return dict(hint) or {context.languages.source: node.name}


def _limits(node: Node, kind: str, context: Context) -> Limits:
    """What the constraint says. Parts that the question cannot hold are reported."""
    line, source = node.line, node.line.get("constraint")
    if not source or kind in {"duration", "statement"}:
        return Limits()
    try:
        limits = read_constraint(source, whole=node.type.written.lower() not in {"decimal", "range"})
    except NotOdk as error:
        context.found.add("constraint_not_carried", line.where("constraint"), error.message, error.what_to_do)
        return Limits()
    for part in limits.left:
        advice = "A question has bounds, a longest text, and options that go with no other."
        context.found.add("constraint_not_carried", line.where("constraint"), f"{short(part)} is not carried.", advice)
    for part in limits.moved:
        advice = "Bounds are included here: change the number if that matters."
        context.found.add("bound_changed", line.where("constraint"), f"{short(part)} now includes the bound.", advice)
    return limits


def _bounds(node: Node, kind: str, limits: Limits, context: Context) -> Document:
    if kind == "duration":
        return {}
    found: Document = {}
    low, high = _range(node, context) if node.type.written.lower() == "range" else (limits.minimum, limits.maximum)
    for key, bound in (("min", low), ("max", high)):
        if bound is not None and _fits(bound, kind):
            found[key] = _plain(bound)
        elif bound is not None:
            message = f"The bound {bound} means nothing for {kind}."
            advice = "Take it out, or use a number or a date."
            context.found.add("constraint_not_carried", node.line.where("constraint"), message, advice)
    if limits.max_length is not None and kind in ONLY_FOR["max_length"]:
        found["max_length"] = limits.max_length
    return found


def _fits(bound: Bound, kind: str) -> bool:
    is_date = not hasattr(bound, "as_tuple")
    return (kind == "date") if is_date else (kind == "number")


def _plain(bound: Any) -> Any:
    if not hasattr(bound, "as_tuple"):
        return bound.isoformat()
    return int(bound) if bound == bound.to_integral_value() else float(bound)


def _range(node: Node, context: Context) -> tuple[Any, Any]:
    """`start=0 end=10 step=1` of a range; XLSForm's own defaults are 1 and 10."""
    given = dict(re.findall(r"(\w+)\s*=\s*(-?[0-9]+(?:\.[0-9]+)?)", node.line.get("parameters")))
    if float(given.get("step", "1")) != 1:
        context.lost(node.line, "parameters", "Numbers have no steps: use options, or leave the step out.")
    limits = read_constraint(f". >= {given.get('start', '1')} and . <= {given.get('end', '10')}", whole=True)
    return limits.minimum, limits.maximum


def _required(node: Node, context: Context) -> Document:
    cell = node.line.get("required")
    if cell.lower() in YES and node.type.kind != "statement":
        return {"routing_key": True}
    if cell.lower() not in NO | YES:
        context.lost(node.line, "required", "A question may always be skipped, or never (yes).")
    return {}


def _options(node: Node, kind: str, limits: Limits, context: Context) -> Document:
    if kind not in ONLY_FOR["options"]:
        return {}
    name = node.type.list_name
    if name not in context.choices.lists:
        message = f"There is no list “{short(name)}” in the choices sheet."
        context.found.add("list_missing", node.line.where("type"), message, "Add its choices.")
        return {"options": []}
    options = options_of(node.line, name, context.choices, context.extras, context.known, context.found)
    codes = context.choices.codes(name)
    alone = {codes.get(code, code) for code in limits.exclusive}
    for option in options:
        if kind == "multi" and option["code"] in alone:
            option["exclusive"] = True
        if kind == "scale" and "score" not in option:
            option["score"] = None
            context.defaults["score"] = "New options of a scale have no score."
    other = _or_other(node, options, context)
    return {"options": _shared(node, name, options, context)} | other


def _or_other(node: Node, options: list[Document], context: Context) -> Document:
    if not node.type.or_other:
        return {}
    if all(option["code"] != "other" for option in options):
        label = {tag: OTHER[tag] for tag in context.languages.tags if tag in OTHER}
        values = [option["value"] for option in options if "value" in option]
        other = {"code": "other", "label": label or {context.languages.source: "Other"}, "short": "else"}
        options.append(other | ({"value": max(values) + 1} if values else {}))
        context.defaults["or_other"] = "The option that or_other adds is called “Anders”, “Other” and so on."
    return {"other": "text"}


def _shared(node: Node, name: str, options: list[Document], context: Context) -> Any:
    """The name of an option list where the question can share it, else the options themselves."""
    shared = context.extras.of_list(name).get("option_list", "")
    if not shared and (context.extras.own and name in context.extras.lists):
        return options
    if not shared and (node.line.get("choice_filter") or node.type.or_other):
        return options
    shared = shared or clean_name(name) or f"list_{node.line.row.number}"
    if context.option_lists.setdefault(shared, options) == options:
        return shared
    message = f"The list “{short(name)}” has other options here than where it was used before."
    context.found.add("option_list_split", node.line.where("type"), message, "This question got a list of its own.")
    return options


def _precision(node: Node, kind: str, extra: Mapping[str, Any], context: Context) -> Document:
    if kind == "number" and node.type.written.lower() == "decimal" and "decimals" not in extra:
        context.defaults["decimals"] = "Decimal numbers take two decimals."
        return {"decimals": 2}
    look = node.line.get("appearance")
    if kind == "date" and "precisions" not in extra and look in {"month-year", "year"}:
        return {"precisions": ["month", "year"] if look == "month-year" else ["year"]}
    return {}


def _kept(question: Document, extra: Mapping[str, Any], node: Node, context: Context) -> Document:
    """What the extra sheet adds, as far as it still fits the type."""
    read = {"kind", "name", "type", "label", "hint", "options", "relevant", "groups"}
    kept = {key: value for key, value in extra.items() if key not in read}
    for key in [key for key in kept if question["type"] not in ONLY_FOR.get(key, (question["type"],))]:
        message = f"“{short(key)}” of the extra sheet means nothing for type {question['type']}."
        context.found.add("extra_left", node.line.where("type"), message, "Take it out of the extra sheet.")
        del kept[key]
    return kept


def _media(node: Node, question: Document, context: Context) -> None:
    """Names of pictures and clips are kept as a note for colleagues."""
    for column in MEDIA:
        files = {node.line.get(column), *node.line.texts.get(column, {}).values()} - {""}
        if files:
            note = f"{column}: {', '.join(sorted(file.strip() for file in files))}"
            question["notes"] = f"{question['notes']}\n{note}" if question.get("notes") else note
            message = f"The {column} is not shown; its file name stands in the notes."
            context.found.add("media_noted", node.line.where(column), message, "Say it in words.")
