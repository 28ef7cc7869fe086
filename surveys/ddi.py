"""Definition → DDI-Codebook 2.5, the standard in which data archives describe studies. Every text has its xml:lang."""

import xml.etree.ElementTree as Tree
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Any

from surveys.ddi_variables import DOMAINS, Variable, variables
from surveys.engine.cell_words import MISSING
from surveys.engine.definition import Definition, Question
from surveys.engine.tags import Tag, tags_of
from surveys.engine.text import Text

NAMESPACE = "ddi:codebook:2_5"
SCHEMA = "http://www.ddialliance.org/Specification/DDI-Codebook/2.5/XMLSchema/codebook.xsd"
INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
LANGUAGE = "xml:lang"
ROOT = {"xmlns": NAMESPACE, "xmlns:xsi": INSTANCE, "xsi:schemaLocation": f"{NAMESPACE} {SCHEMA}", "version": "2.5"}
"""Prefixes are written out: a table of prefixes for the whole process would depend on what else is loaded."""


@dataclass(frozen=True)
class Counted:
    """What stands in one column, unweighted. `counts` are by value and reason; None or left out: not told."""

    counts: Mapping[int, int | None] = field(default_factory=dict)
    valid: int | None = None
    invalid: int | None = None
    low: float | None = None
    high: float | None = None
    mean: float | None = None


@dataclass(frozen=True)
class Held:
    """A dataset: its file's name, its rows, its variables over all editions, and what was counted in them by name."""

    file: str
    rows: int
    variables: Sequence[Variable]
    counted: Mapping[str, Counted]


NOTHING = Counted()
ALWAYS = ("nl", "en")
"""Languages in which our own words are told beside those of any study."""


def ddi(definition: Definition, *, edition: str = "", held: Held | None = None) -> bytes:
    """The codebook as UTF-8 XML. `edition` is its number; with `held` it describes a dataset, with counts."""
    root = Tree.Element("codeBook", {**ROOT, LANGUAGE: definition.source})
    _study(root, definition, edition)
    if held is not None:
        _file(root, held)
    _data(root, definition, held)
    _only(root, {*definition.languages, definition.source, *ALWAYS})
    Tree.indent(root)
    return bytes(Tree.tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"


def _only(root: Tree.Element, languages: Set[str]) -> None:
    """Our own words are there in languages that the study does not have: those go."""
    for parent in list(root.iter()):
        for child in list(parent):
            if LANGUAGE in child.attrib and child.get(LANGUAGE) not in languages:
                parent.remove(child)


def _add(parent: Tree.Element, name: str, text: str = "", language: str = "", /, **attributes: str) -> Tree.Element:
    """A child element; attributes that are '' are left out."""
    element = Tree.SubElement(parent, name, {key: value for key, value in attributes.items() if value})
    element.text = text or None
    if language:
        element.set(LANGUAGE, language)
    return element


def _texts(parent: Tree.Element, name: str, text: Text | None, /, **attributes: str) -> None:
    """The element once per language that the text has."""
    for language, words in text.by_language.items() if text else ():
        if words:
            _add(parent, name, words, language, **attributes)


def _study(root: Tree.Element, definition: Definition, edition: str) -> None:
    study = _add(root, "stdyDscr")
    citation = _add(study, "citation")
    statement = _add(citation, "titlStmt")
    source = definition.source
    _add(statement, "titl", definition.title.get(source) or definition.study, source)
    others = {key: words for key, words in definition.title.by_language.items() if key != source}
    _texts(statement, "parTitl", Text(others))
    _add(statement, "IDNo", definition.study, level="study")
    if definition.series:
        _add(_add(citation, "serStmt"), "serName", definition.series, source)
    if edition or definition.wave:
        shown = " ".join(filter(None, [definition.wave, f"edition {edition}" if edition else ""]))
        _add(_add(citation, "verStmt"), "version", shown, "en")
    summary = _add(_add(study, "stdyInfo"), "sumDscr")
    for event, day in (("start", definition.dates.open), ("end", definition.dates.close)):
        if day:
            _add(summary, "collDate", day.isoformat(), event=event, date=day.isoformat())
    for group in definition.groups.values():
        _texts(summary, "universe", group.label, level="group")


def _file(root: Tree.Element, held: Held) -> None:
    text = _add(_add(root, "fileDscr", ID="F_data"), "fileTxt")
    _add(text, "fileName", held.file)
    size = _add(text, "dimensns")
    _add(size, "caseQnty", str(held.rows))
    _add(size, "varQnty", str(len(held.variables)))


def _data(root: Tree.Element, definition: Definition, held: Held | None) -> None:
    found = list(held.variables if held else variables(definition))
    counted = held.counted if held else {}
    data = _add(root, "dataDscr")
    for group in _groups(definition, found):
        data.append(group)
    for variable in found:
        _variable(data, variable, counted.get(variable.name, NOTHING))


def _identifier(name: str) -> str:
    return f"V_{name}"


def _groups(definition: Definition, found: list[Variable]) -> Iterator[Tree.Element]:
    """A group per section, one per question with several answers, and one per tag."""
    by_question: dict[str, list[str]] = {}
    for variable in found:
        if variable.question:
            by_question.setdefault(variable.question.name, []).append(_identifier(variable.name))
    for section in definition.sections:
        inside = [q.name for page in section.pages for q in page.questions]
        members = [column for name in inside for column in by_question.get(name, ())]
        if members:
            yield _group(f"S_{section.name}", "section", members, section.title)
    for question in definition.questions.values():
        if question.type == "multi" and question.name in by_question:
            label = question.short_label or question.label
            yield _group(f"M_{question.name}", "multipleResp", by_question[question.name], label)
    others = {one.name: [_identifier(one.name)] for one in found if not one.question}
    yield from _subjects(definition, by_question | others)


def _subjects(definition: Definition, columns: Mapping[str, Sequence[str]]) -> Iterator[Tree.Element]:
    """A group per tag that bears on a variable. `columns`: identifiers by question, derived value or scale."""
    for kind in tags_of(definition):
        for tag in kind.tags:
            members = [column for name in tag.names for column in columns.get(name, ())]
            if members:
                yield _tagged(tag, kind.label, members)


def _tagged(tag: Tag, kind: Text, members: list[str]) -> Tree.Element:
    """What its variables are about: the tag's label, and as concept the kind it is of."""
    element = _group(f"T_{tag.kind}_{tag.code}", "subject", members, tag.label)
    _texts(element, "concept", kind, vocab=tag.kind)
    return element


def _group(identifier: str, kind: str, members: list[str], label: Text) -> Tree.Element:
    element = Tree.Element("varGrp", {"ID": identifier, "type": kind, "var": " ".join(members)})
    _texts(element, "labl", label)
    return element


def _variable(data: Tree.Element, variable: Variable, counted: Counted) -> None:
    """One var; the order of its children is the schema's."""
    attributes = {"ID": _identifier(variable.name), "name": variable.name}
    attributes["intrvl"] = "contin" if variable.continuous else "discrete"
    element = _add(data, "var", **attributes, dcml=str(variable.decimals) if variable.continuous else "")
    _texts(element, "labl", variable.label)
    if variable.question:
        _question(element, variable.question)
    if variable.low or variable.high:
        units = "REAL" if variable.decimals else "INT"
        _add(_add(element, "valrng"), "range", UNITS=units, min=variable.low, max=variable.high)
    if variable.missing and not variable.text:
        _add(_add(element, "invalrng"), "range", UNITS="INT", min=str(min(MISSING).value), max="-1")
    _texts(element, "universe", variable.universe)
    _figures(element, counted)
    _categories(element, variable, counted)
    if variable.formula:
        _add(_add(element, "derivation"), "drvcmd", variable.formula, syntax="rule")
    _add(element, "varFormat", type="character" if variable.text else "numeric")
    if variable.notes:
        _add(element, "notes", variable.notes, "en")


def _question(element: Tree.Element, question: Question) -> None:
    found = _add(element, "qstn", responseDomainType=DOMAINS.get(question.type, "text"))
    _texts(found, "qstnLit", question.label)
    _texts(found, "ivuInstr", question.hint)


def _figures(element: Tree.Element, counted: Counted) -> None:
    told = {"vald": counted.valid, "invd": counted.invalid}
    for kind, value in {**told, "min": counted.low, "max": counted.high, "mean": counted.mean}.items():
        if value is not None:
            _add(element, "sumStat", f"{value:g}" if isinstance(value, float) else str(value), type=kind)


def _categories(element: Tree.Element, variable: Variable, counted: Counted) -> None:
    for value, label in variable.categories:
        _category(element, value, label, counted)
    if variable.missing and not variable.text:
        for reason in sorted(MISSING, reverse=True):
            _category(element, reason.value, MISSING[reason], counted, missing="Y")


def _category(element: Tree.Element, value: int, label: Text, counted: Counted, **attributes: Any) -> None:
    category = _add(element, "catgry", **attributes)
    _add(category, "catValu", str(value))
    _texts(category, "labl", label)
    count = counted.counts.get(value)
    if count is not None:
        _add(category, "catStat", str(count), type="freq")
