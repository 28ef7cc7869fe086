"""Choices sheet → options of a question, each with the rule that is left of the choice filter."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from surveys.engine.checks.names import CODE
from surveys.engine.expressions import Node as Tree
from surveys.engine.expressions import Reference, walk
from surveys.xlsform.cells_out import written_rule
from surveys.xlsform.extras_in import Extras
from surveys.xlsform.findings import Findings, short
from surveys.xlsform.fold import filled, fold
from surveys.xlsform.lines import Languages, Line, words
from surveys.xlsform.nodes import clean_name
from surveys.xlsform.odk import Known, checked, mapped
from surveys.xlsform.odk_parser import NotOdk, parse_odk
from surveys.xlsform.unparse import unparse

MOST_OPTIONS = 10_000
"""Options that choice filters make, over all questions."""
MEDIA = ("image", "big-image", "audio", "video")
READ = frozenset({"list_name", "name", "label", *MEDIA})


@dataclass(frozen=True)
class Choice:
    """One row of the choices sheet. `columns` are its cells by header as written, for choice filters."""

    line: Line
    raw: str
    code: str
    label: Mapping[str, str]
    columns: Mapping[str, str]


@dataclass
class ChoiceLists:
    """The lists by name, and the columns that choice filters use."""

    lists: dict[str, list[Choice]]
    headers: frozenset[str]
    made: int = 0
    used: set[str] = field(default_factory=set)

    def codes(self, name: str) -> dict[str, str]:
        """Raw code → code."""
        return {choice.raw: choice.code for choice in self.lists.get(name, ())}


def read_choices(lines: Sequence[Line], languages: Languages, extras: Extras, found: Findings) -> ChoiceLists:
    lists: dict[str, list[Choice]] = {}
    codes: dict[str, set[str]] = {}
    headers: set[str] = {"name"}
    for line in lines:
        name, raw = line.get("list_name"), line.get("name")
        if not name or not raw:
            lacking = "list_name" if not name else "name"
            found.add("choice_not_carried", line.where(), f"The choice has no {lacking}.", f"Fill in {lacking}.")
            continue
        taken = codes.setdefault(name, set())
        code = raw if extras.of_list(name).get("standard") else _code(line, raw, taken, found)
        if code:
            taken.add(code)
            headers.update(line.row.cells)
            lists.setdefault(name, []).append(_choice(line, raw, code, languages, extras, found))
    return ChoiceLists(lists, frozenset(headers))


def _choice(line: Line, raw: str, code: str, languages: Languages, extras: Extras, found: Findings) -> Choice:
    label = words(line, "label", found, own=extras.own)
    if not label:
        found.add("label_missing", line.where("label"), "The choice has no label.", "Its name is shown. Write a label.")
        label = {languages.source: raw}
    for column in MEDIA:
        if line.get(column) or line.texts.get(column):
            advice = "Options are text only: say it in words."
            found.add("cell_not_carried", line.where(column), "Media of choices are not carried.", advice)
    columns = {key: value.strip() for key, value in line.row.cells.items()} | {"name": raw}
    return Choice(line, raw, code, label, columns)


def _code(line: Line, raw: str, taken: set[str], found: Findings) -> str:
    code = raw if CODE.fullmatch(raw) else clean_name(raw)
    if raw.startswith("-") and code:
        code = f"_{code}"
    if not code:
        code = f"choice_{line.row.number}"
    if code in taken and raw == code:
        found.add("duplicate_choice", line.where("name"), f"“{short(raw)}” is in this list twice.", "Keep one of them.")
        return ""
    while code in taken:
        code += "_"
    if code != raw:
        message = f"“{short(raw)}” is called {code} here, in rules too."
        found.add("code_changed", line.where("name"), message, "Codes have lower-case letters, digits and _.")
    return code


@dataclass
class Filter:
    """The choice filter of one question, read once and worked out per option."""

    tree: Tree | None
    known: Known
    memo: dict[tuple[str, ...], str | None] = field(default_factory=dict)

    @cached_property
    def columns(self) -> tuple[str, ...]:
        nodes = walk(self.tree) if self.tree else ()
        return tuple(dict.fromkeys(n.name[1:] for n in nodes if isinstance(n, Reference) and n.name.startswith(".")))

    def rule(self, choice: Choice) -> str | None:
        """'' where the option is always shown, None where it never is. Raises NotOdk."""
        if self.tree is None:
            return ""
        key = tuple(choice.columns.get(column, "") for column in self.columns)
        if key not in self.memo:
            self.memo[key] = self._rule(choice)
        return self.memo[key]

    def _rule(self, choice: Choice) -> str | None:
        folded = fold(mapped(filled(self.tree, choice.columns), self.known)) if self.tree else True
        if isinstance(folded, bool):
            return "" if folded else None
        return checked(unparse(folded))


def read_filter(line: Line, lists: ChoiceLists, known: Known, found: Findings) -> Filter:
    """The filter of a row; where it cannot be read it is reported and no option is filtered."""
    source = line.get("choice_filter")
    try:
        filter_ = Filter(parse_odk(source, lists.headers) if source else None, known)
        lists.used.update(filter_.columns)
        return filter_
    except NotOdk as error:
        found.add("rule_not_carried", line.where("choice_filter"), error.message, error.what_to_do)
        return Filter(None, known)


def options_of(
    line: Line, name: str, lists: ChoiceLists, extras: Extras, known: Known, found: Findings
) -> list[dict[str, Any]]:
    """The options of a question, without those that stand for reasons below the list."""
    chosen = lists.lists.get(name, [])
    lists.made += len(chosen) if line.get("choice_filter") else 0
    if lists.made > MOST_OPTIONS:
        message = f"With choice filters, the form has more than {MOST_OPTIONS} options."
        found.add("too_many_options", line.where("choice_filter"), message, "Use shorter lists, or a text question.")
        return []
    filter_ = read_filter(line, lists, known, found)
    reasons = extras.of_list(name).get("reasons", ())
    multis = frozenset(ours for raw, ours in known.names.items() if known.types.get(raw) == "multi")
    options: list[dict[str, Any]] = []
    try:
        for choice in chosen:
            rule = filter_.rule(choice)
            if rule is not None and choice.code not in reasons:
                options.append(_option(choice, rule, extras.of_option(name, choice.code), known, multis))
    except NotOdk as error:
        found.add("rule_not_carried", line.where("choice_filter"), error.message, error.what_to_do)
    return _numbered(options, extras.own)


def _option(
    choice: Choice, rule: str, extra: Mapping[str, Any], known: Known, multis: frozenset[str]
) -> dict[str, Any]:
    kept = {key: value for key, value in extra.items() if key not in {"groups", "relevant", "label"}}
    label = {} if extra.get("label") == {} and list(choice.label.values()) == [choice.raw] else dict(choice.label)
    option = {"code": choice.code, "label": label, **kept}
    written = _as_read(written_rule(extra, multis), known)
    if rule and written == rule:
        return option | {key: extra[key] for key in ("groups", "relevant") if key in extra}
    return option | ({"relevant": rule} if rule else {})


def _as_read(written: str, known: Known) -> str:
    """A rule of the extra sheet in the form in which a filter's rules come out."""
    if not written:
        return ""
    try:
        folded = fold(mapped(parse_odk(written), known))
    except NotOdk:
        return ""
    return "" if isinstance(folded, bool) else unparse(folded)


def _numbered(options: list[dict[str, Any]], own: bool) -> list[dict[str, Any]]:
    """Values: numeric codes stand for themselves; in a workbook of ours a new option gets the next free number."""
    counted = [option for option in options if not (option.get("reason") and not option.get("in_base"))]
    codes = [option["code"] for option in counted]
    if own:
        highest = max((option["value"] for option in counted if isinstance(option.get("value"), int)), default=0)
        for option in counted:
            if "value" not in option:
                highest += 1
                option["value"] = highest
    elif all(code.isdigit() and len(code) < 10 and int(code) > 0 for code in codes) and codes:
        for option in counted:
            option["value"] = int(option["code"])
    return options
