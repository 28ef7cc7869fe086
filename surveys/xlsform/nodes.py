"""Rows of the survey sheet → groups within groups; types of rows; names that rules can use."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from surveys.engine.checks.names import NAME, RESERVED, is_kept
from surveys.xlsform.extras_in import Extras
from surveys.xlsform.findings import Findings, short
from surveys.xlsform.lines import Line

DEEPEST = 20
CONTROL = re.compile(r"(begin|end)[ _]+(group|repeat|lgroup|loop|looped[ _]group)\b.*", re.I)
SELECT = re.compile(
    r"(?i)(select_one_from_file|select_multiple_from_file|select_one_external|select_one|select_multiple|select1"
    r"|select one from|select one|select all that apply from|select all that apply|select multiple from"
    r"|add select one prompt using|add select multiple prompt using)\s+(\S+)(\s+or[ _](?:specify[ _])?other)?"
)
PLAIN = {
    "text": "text",
    "string": "text",
    "integer": "number",
    "int": "number",
    "decimal": "number",
    "range": "number",
    "date": "date",
    "note": "statement",
    "calculate": "calculate",
    "hidden": "hidden",
}
METADATA = frozenset(
    [
        "start",
        "end",
        "today",
        "deviceid",
        "username",
        "phonenumber",
        "email",
        "audit",
        "simserial",
        "subscriberid",
        "start-geopoint",
        "background-audio",
    ]
)


@dataclass(frozen=True)
class RowType:
    """`kind` is a question type of ours, `calculate`, `hidden`, `metadata` or '' (not carried)."""

    kind: str
    list_name: str = ""
    or_other: bool = False
    written: str = ""


@dataclass
class Node:
    """A row, or a group with its rows. `name` is ours."""

    line: Line
    type: RowType
    name: str = ""
    group: bool = False
    children: list["Node"] = field(default_factory=list)

    @property
    def raw(self) -> str:
        return self.line.get("name")


def row_type(text: str) -> RowType:
    plain = " ".join(text.split())
    select = SELECT.fullmatch(plain)
    if select:
        word = select[1].lower()
        if "file" in word or "external" in word:
            return RowType("", written=plain)
        several = "multiple" in word or "all that" in word
        return RowType("multi" if several else "single", select[2], bool(select[3]), plain)
    lower = plain.lower()
    return RowType("metadata" if lower in METADATA else PLAIN.get(lower, ""), written=plain)


def nodes_of(lines: Sequence[Line], found: Findings) -> list[Node]:
    """The rows as a tree. Groups that are not closed or not opened are reported and read as well as can be."""
    top: list[Node] = []
    open_groups: list[Node] = []
    for line in lines:
        if not line.get("type"):
            _no_type(line, found)
            continue
        control = CONTROL.fullmatch(line.get("type"))
        place = open_groups[-1].children if open_groups else top
        if _disabled(line, found):
            continue
        if control is None:
            place.append(Node(line, row_type(line.get("type"))))
        elif control[1].lower() == "begin":
            _begin(line, control[2], place, open_groups, found)
        elif open_groups:
            open_groups.pop()
        else:
            found.add("group_not_open", line.where("type"), "No group is open here.", "Take this row out.")
    for node in {id(node): node for node in open_groups}.values():
        found.add("group_not_closed", node.line.where("type"), "This group is not closed.", "Add an end_group row.")
    return top


def _begin(line: Line, kind: str, place: list[Node], open_groups: list[Node], found: Findings) -> None:
    if kind.lower() != "group":
        advice = "Ask for a fixed number of times, each with questions of its own."
        message = "Repeats are not carried: the questions inside are read once, as a group."
        found.add("repeat", line.where("type"), message, advice)
    node = Node(line, RowType("group"), group=True)
    if len(open_groups) == DEEPEST:
        found.add("too_deep", line.where("type"), f"Groups stand more than {DEEPEST} deep.", "Use fewer levels.")
    elif len(open_groups) < DEEPEST:
        place.append(node)
    open_groups.append(open_groups[-1] if len(open_groups) >= DEEPEST else node)


def _no_type(line: Line, found: Findings) -> None:
    if line.cells or line.texts:
        found.add("missing_type", line.where(), "The row has no type and is not read.", "Give it a type.")


def _disabled(line: Line, found: Findings) -> bool:
    if line.get("disabled").lower() not in {"yes", "true", "true()", "1"}:
        return False
    found.add(
        "row_disabled", line.where("disabled"), "The row is disabled and not read.", "Take the mark away to use it."
    )
    return True


def rows_of(nodes: Sequence[Node]) -> Iterator[Node]:
    """All rows below, groups included, in order of the sheet."""
    for node in nodes:
        yield node
        yield from rows_of(node.children)


def clean_name(raw: str) -> str:
    """Lower case, without accents, `_` for anything else; '' where nothing is left."""
    plain = unicodedata.normalize("NFKD", raw).encode("ascii", "ignore").decode().lower()
    return re.sub("[^a-z0-9]+", "_", plain).strip("_")


def give_names(nodes: Sequence[Node], extras: Extras, found: Findings) -> dict[str, str]:
    """Set each row's name, unique and one that datasets can have. Returns raw name → name of what rules can ask for."""
    names: dict[str, str] = {}
    taken: set[str] = set()
    for node in rows_of(nodes):
        if node.group or extras.of_row(node.raw).get("kind") in {"built_in", "other"} or node.type.kind == "metadata":
            node.name = node.raw or f"group_{node.line.row.number}"
            continue
        node.name = _name(node, taken, found)
        taken.add(node.name)
        names.setdefault(node.raw, node.name)
    return names


def _name(node: Node, taken: set[str], found: Findings) -> str:
    line, raw = node.line, node.raw
    name = raw if NAME.fullmatch(raw) else clean_name(raw)
    if not name:
        name = f"question_{line.row.number}"
        code, message = (
            ("bad_name", f"“{short(raw)}” has no letters a-z.") if raw else ("missing_name", "There is no name.")
        )
        if not (node.type.kind == "statement" and not raw):
            found.add(code, line.where("name"), message, f"Give it a name. Meanwhile it is called {name}.")
    elif not name[0].isalpha() or name in RESERVED or is_kept(name):
        name = f"q_{name}"
    stem, place = name, 1
    while name in taken:
        place += 1
        name = f"{stem}_{place}"
    if raw and name != raw and clean_name(raw):
        message = f"“{short(raw)}” is called {name} here, in rules too."
        found.add("name_changed", line.where("name"), message, "Names are unique: lower-case letters, digits and _.")
    return name
