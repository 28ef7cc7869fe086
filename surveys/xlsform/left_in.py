"""Cells that a row of its kind has no place for: each is reported where it stands."""

from collections.abc import Mapping

from surveys.engine.parse_questions import ONLY_FOR
from surveys.xlsform.columns import MEDIA
from surveys.xlsform.context import Context
from surveys.xlsform.findings import short
from surveys.xlsform.nodes import Node

NO = frozenset({"", "no", "false", "false()", "0"})
LOST_CELLS: Mapping[str, str] = {
    "default": "Questions start empty: a filled-in answer is an answer nobody gave.",
    "read_only": "Use a note for text that is only read.",
    "guidance_hint": "Put it in the hint, or in the notes for colleagues.",
    "trigger": "Derived values are worked out whenever they are needed.",
    "save_to": "There are no entity lists here.",
    "repeat_count": "Repeats are not carried.",
}
MESSAGES = ("constraint_message", "required_message")
EVERYWHERE = frozenset({"type", "name", "label", "relevant", "appearance", "disabled", *MESSAGES})
ASKS = EVERYWHERE | {"hint", "required", "constraint", *MEDIA}
LOOKS = frozenset({"multiline", "field-list", "table-list", "month-year", "year", "autocomplete"})
READ = ASKS | {"choice_filter", "calculation", "parameters", *LOST_CELLS}
"""All columns of the survey sheet that some row can use."""


def carried(kind: str, written: str) -> frozenset[str]:
    """The columns that a row of this kind has a place for."""
    if kind == "group":
        return EVERYWHERE
    if kind == "calculate":
        return EVERYWHERE | {"calculation"}
    if kind == "statement":
        return EVERYWHERE | {"hint", *MEDIA}
    if kind in ONLY_FOR["options"] or kind == "country":
        return ASKS | {"choice_filter"}
    return ASKS | {"parameters"} if written.lower() == "range" else ASKS


def report_left(node: Node, kind: str, context: Context) -> None:
    """List every cell of the row that is not carried, and the messages and looks that are not."""
    line = node.line
    known = carried(kind, node.type.written)
    for column in sorted((line.cells.keys() | line.texts.keys()) & READ - known):
        if not (column in {"read_only", "required"} and line.get(column).lower() in NO):
            advice = LOST_CELLS.get(column, f"It means nothing for {kind} here: take it out, or say it in another way.")
            context.lost(line, column, advice)
    for column in MESSAGES:
        if line.get(column) or line.texts.get(column):
            advice = "People see the platform's own message, in their language."
            context.found.add("message_left", line.where(column), "Messages of one question are not carried.", advice)
    if set(line.get("appearance").split()) - LOOKS:
        message = f"The look “{short(line.get('appearance'))}” is not carried."
        context.found.add("appearance_left", line.where("appearance"), message, "Nothing is lost but the look.")
