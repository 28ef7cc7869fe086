"""What a study declares about the files that its sample frame is put together from: `frame: sources:`. Pure.

Each file has the same key, one that the register gave out in place of its own numbers, and its own columns. Facts are
worked out per person, and the frame's columns from them, in the rule language (docs/letters.md).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from invitations.frame import FrameSchemaError, Schema, listed
from invitations.frame_cells import COLUMN_TYPES, Column
from invitations.personal import personal_column
from surveys.engine.expressions import Expression, ExpressionError, parse_expression, references

SOURCE_TYPES = (*COLUMN_TYPES, "day")
"""A file of the register may hold days; a frame may not."""
ROWS = "rows"
"""`count: rows` counts rows, another name different values of that column."""
Taken = Literal["count", "earliest", "latest", "value"]
TAKEN: tuple[Taken, ...] = ("count", "earliest", "latest", "value")


@dataclass(frozen=True)
class File:
    """One file: its columns beside the key. `label` is for people, by language."""

    name: str
    columns: Mapping[str, Column]
    label: Mapping[str, str]


@dataclass(frozen=True)
class Fact:
    """Something about a person. From rows of a file: how many, or the first or last value of `column`; or a rule."""

    name: str
    taken: Taken
    file: str = ""
    column: str = ""
    where: Expression | None = None
    value: Expression | None = None


@dataclass(frozen=True)
class Named:
    """A rule about a person that is counted in the report. `text` says what it means, by language."""

    name: str
    text: Mapping[str, str]
    holds: Expression


@dataclass(frozen=True)
class Sources:
    """All files by name. `people`: the file that lists everybody, once each."""

    key: str
    people: str
    files: Mapping[str, File]
    facts: tuple[Fact, ...]
    leave_out: tuple[Named, ...]
    contradictions: tuple[Named, ...]
    columns: Mapping[str, Expression]


def sources_of(frame: Mapping[str, Any], schema: Schema) -> Sources | None:
    """The declaration `sources` of a study's `frame`; None where it has none. Raises FrameSchemaError."""
    raw = frame.get("sources")
    if raw is None:
        return None
    asked = _mapping(raw, "")
    _only(asked, {"key", "people", "files", "facts", "leave_out", "contradictions", "columns"}, "")
    files = {name: _file(name, entry) for name, entry in _mapping(asked.get("files"), "files").items()}
    people = str(asked.get("people", ""))
    if people not in files:
        raise _fault("people", "It names none of the files.", f"Use one of: {', '.join(files)}.")
    facts = tuple(_facts(asked.get("facts") or {}, files, people))
    known = {*files[people].columns, *(fact.name for fact in facts)}
    return Sources(
        key=_key(asked.get("key"), files.values()),
        people=people,
        files=files,
        facts=facts,
        leave_out=tuple(_named(listed(asked, "leave_out", "sources/"), "leave_out", known)),
        contradictions=tuple(_named(listed(asked, "contradictions", "sources/"), "contradictions", known)),
        columns=_columns(asked.get("columns"), schema, known),
    )


def _fault(where: str, what: str, advice: str) -> FrameSchemaError:
    return FrameSchemaError(f"sources/{where}".removesuffix("/"), what, advice)


def _mapping(raw: Any, where: str) -> Mapping[str, Any]:
    if not isinstance(raw, Mapping) or not raw:
        raise _fault(where, "It says nothing.", "Write keys and values (docs/letters.md).")
    return {str(name): value for name, value in raw.items()}


def _only(raw: Mapping[str, Any], known: Iterable[str], where: str) -> None:
    if strange := sorted(set(raw) - set(known)):
        raise _fault(where, f"“{strange[0][:60]}” is not known here.", f"Use one of: {', '.join(sorted(known))}.")


def _key(raw: Any, files: Iterable[File]) -> str:
    if not isinstance(raw, str) or not raw or personal_column(raw):
        raise _fault(
            "key", "This is no name of a column, or one that points at people.", "Write `key: person_key` or the like."
        )
    if clash := next((file.name for file in files if raw in file.columns), ""):
        raise _fault(f"files/{clash}", "The key stands among the columns.", "Leave it out of them.")
    return raw


def _file(name: str, raw: Any) -> File:
    where = f"files/{name}"
    entry = _mapping(raw, where)
    _only(entry, {"columns", "label"}, where)
    columns = [_column(one, where) for one in listed(entry, "columns", f"sources/{where}/")]
    return File(name, {column.name: column for column in columns}, _words(entry.get("label"), f"{where}/label"))


def _words(raw: Any, where: str) -> Mapping[str, str]:
    return {} if raw is None else {name: str(words) for name, words in _mapping(raw, where).items()}


def _column(raw: Any, where: str) -> Column:
    entry = _mapping(raw, f"{where}/columns")
    _only(entry, {"name", "type", "required", "values", "min", "max"}, f"{where}/columns")
    values = tuple(map(str, listed(entry, "values", f"sources/{where}/columns/")))
    column = Column(
        str(entry.get("name", "")),
        entry.get("type", "choice" if values else "text"),
        bool(entry.get("required", False)),
        values,
        entry.get("min"),
        entry.get("max"),
    )
    told = f"{where}/{column.name}"
    if not column.name or personal_column(column.name):
        raise _fault(told, "A column has no name, or one that points at people.", "Name it otherwise, or take it out.")
    if column.type not in SOURCE_TYPES or not column.has_sound_limits:
        raise _fault(told, "Its type or limits cannot be used.", f"Use one of: {', '.join(SOURCE_TYPES)}.")
    if column.type == "choice" and not values:
        raise _fault(told, "This is a choice without values.", "List them under `values`.")
    return column


def _facts(raw: Any, files: Mapping[str, File], people: str) -> Iterator[Fact]:
    known = set(files[people].columns)
    for name, entry in _mapping(raw, "facts").items() if raw else ():
        if name in known:
            raise _fault(f"facts/{name}", "There is a column or fact of this name.", "Choose another name.")
        yield _fact(name, _mapping(entry, f"facts/{name}"), files, known)
        known.add(name)


def _fact(name: str, raw: Mapping[str, Any], files: Mapping[str, File], known: set[str]) -> Fact:
    where = f"facts/{name}"
    _only(raw, {*TAKEN, "file", "where"}, where)
    taken = [one for one in TAKEN if one in raw]
    if len(taken) != 1:
        raise _fault(where, "It does not say once what to take.", f"Give one of: {', '.join(TAKEN)}.")
    if taken[0] == "value":
        return Fact(name, "value", value=_rule(raw["value"], where, known))
    file = files.get(str(raw.get("file", "")))
    if file is None:
        raise _fault(where, "It names none of the files.", f"Use one of: {', '.join(files)}.")
    column = str(raw[taken[0]])
    if column not in file.columns and (taken[0], column) != ("count", ROWS):
        raise _fault(
            where,
            f"The file {file.name[:60]} has no column “{column[:60]}”.",
            f"Use one of: {', '.join(file.columns)}.",
        )
    rule = _rule(raw["where"], where, set(file.columns)) if "where" in raw else None
    return Fact(name, taken[0], file.name, column, where=rule)


def _named(raw: Sequence[Any], where: str, known: set[str]) -> Iterator[Named]:
    for entry in raw:
        one = _mapping(entry, where)
        _only(one, {"name", "text", "holds"}, where)
        name = str(one.get("name", ""))
        text = one.get("text")
        if not name or not isinstance(text, Mapping) or not text:
            raise _fault(where, "An entry lacks `name` or `text`.", "Write {name: …, text: {nl: …, en: …}, holds: …}.")
        yield Named(name, dict(text), _rule(one.get("holds"), f"{where}/{name}", known))


def _columns(raw: Any, schema: Schema, known: set[str]) -> Mapping[str, Expression]:
    rules = _mapping(raw, "columns")
    _only(rules, set(schema.columns) - {"frame_id"}, "columns")
    lacking = [one.name for one in schema.columns.values() if one.required and one.name not in (*rules, "frame_id")]
    if lacking:
        raise _fault(
            "columns", f"Nothing says what “{lacking[0][:60]}” is.", "Give it a rule, or make it not required."
        )
    return {name: _rule(rule, f"columns/{name}", known) for name, rule in rules.items()}


def _rule(raw: Any, where: str, known: set[str]) -> Expression:
    if not isinstance(raw, str) or not raw:
        raise _fault(where, "It lacks a rule.", "Write it between quotation marks (docs/rules.md).")
    try:
        rule = parse_expression(raw)
    except ExpressionError as error:
        raise _fault(where, f"{error.message} (character {error.position})", error.what_to_do) from error
    if strange := sorted(references(rule) - known):
        raise _fault(where, f"The rule asks for “{strange[0]}”.", f"Use one of: {', '.join(sorted(known)) or '–'}.")
    return rule
