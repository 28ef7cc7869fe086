"""The bytes of an XLSForm workbook → a document, with everything that could not be carried and every default taken."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from surveys.engine.parse import parse
from surveys.engine.problems import DefinitionError, Problem
from surveys.xlsform.choices_in import READ as CHOICE_COLUMNS
from surveys.xlsform.choices_in import ChoiceLists, read_choices
from surveys.xlsform.columns import language_of
from surveys.xlsform.context import Context, Document
from surveys.xlsform.extras_in import Extras, read_extras
from surveys.xlsform.findings import Findings, short
from surveys.xlsform.left_in import READ as SURVEY_COLUMNS
from surveys.xlsform.lines import Languages, Line, languages_of, lines_of, unread_columns
from surveys.xlsform.nodes import Node, give_names, nodes_of, rows_of
from surveys.xlsform.odk import Known
from surveys.xlsform.pages_in import Read, read_nodes
from surveys.xlsform.questions_in import type_of
from surveys.xlsform.sheets import EXTRA, Sheet, Unreadable, check_rules, read_sheets

SETTINGS = frozenset(["form_title", "form_id", "version", "default_language", "style"])
EVERYBODY = {"nl": "Iedereen", "en": "Everybody"}
LONGEST_SLUG = 60


@dataclass(frozen=True)
class Imported:
    """The canonical document, or None where the workbook cannot be read; and all problems, in order of the sheets."""

    document: Document | None
    problems: tuple[Problem, ...]


def read_workbook(data: bytes, *, language: str = "nl") -> Imported:
    """Read a workbook, ours or anybody's. `language`: of texts whose column names none. Raises nothing."""
    found = Findings()
    try:
        sheets = read_sheets(data, found)
    except Unreadable:
        return Imported(None, found.listed())
    if "survey" not in sheets or not sheets["survey"].rows:
        found.add("no_survey", "survey", "There is no sheet survey with rows.", "Name the sheet with questions survey.")
        return Imported(None, found.listed())
    try:
        check_rules(sheets["survey"], found)
        document = _document(sheets, language, found)
    except Unreadable:
        return Imported(None, found.listed())
    try:
        return Imported(dict(parse(document).document), found.listed())
    except DefinitionError as error:
        return Imported(None, (*found.listed(), *error.problems))


def _document(sheets: Mapping[str, Sheet], language: str, found: Findings) -> Document:
    default = _default_language(sheets, language)
    languages = languages_of(sheets.values(), default, found)
    lines = {name: lines_of(sheet, languages, found) for name, sheet in sheets.items()}
    extras = read_extras(
        {name.removeprefix(EXTRA): rows for name, rows in lines.items() if name.startswith(EXTRA)}, found
    )
    settings = lines.get("settings", ())
    nodes = nodes_of(lines["survey"], found)
    names = give_names(nodes, extras, found)
    choices = read_choices(lines.get("choices", ()), languages, extras, found)
    known = _known(nodes, names, choices, extras)
    multis = frozenset(ours for raw, ours in names.items() if known.types.get(raw) == "multi")
    context = Context(found, languages, extras, choices, known, multis=multis)
    title = _title(settings, languages, extras)
    read = read_nodes(nodes, title, context)
    _unread(sheets, choices, found)
    return _whole(read, title, settings, context)


def _default_language(sheets: Mapping[str, Sheet], language: str) -> str:
    """The tag of the form's default language, as the settings name it."""
    rows = sheets["settings"].rows if "settings" in sheets else ()
    named = rows[0].get("default_language").strip() if rows else ""
    return (language_of(named) if named else None) or _first_named(sheets) or language


def _first_named(sheets: Mapping[str, Sheet]) -> str | None:
    """The language of the first label column, where every label column names one."""
    titles = [title.strip().lower() for title, _ in sheets["survey"].headers]
    if "label" in titles:
        return None
    first = next((title for title in titles if title.startswith("label")), "")
    return language_of(first.split(":")[-1].strip()) if ":" in first else None


def _known(nodes: Sequence[Node], names: Mapping[str, str], choices: ChoiceLists, extras: Extras) -> Known:
    types: dict[str, str] = {}
    codes: dict[str, dict[str, str]] = {}
    for node in rows_of(nodes):
        if node.group or node.raw in types or not node.type.kind:
            continue
        types[node.raw] = type_of(node, extras.of_row(node.raw))
        if node.type.list_name:
            codes[node.raw] = choices.codes(node.type.list_name)
    carried = {raw: ours for raw, ours in names.items() if types.get(raw) not in {None, "metadata", "hidden"}}
    return Known(carried, types, codes)


def _title(settings: Sequence[Line], languages: Languages, extras: Extras) -> dict[str, str]:
    """The study's title; a title changed in the settings sheet wins in the source language."""
    written = settings[0].get("form_title") if settings else ""
    kept = extras.study.get("title")
    title = dict(kept) if isinstance(kept, dict) else {}
    if written and not (extras.own and not title.get(languages.source)):
        title[languages.source] = written
    return title or ({} if extras.own else {languages.source: written or "…"})


def _unread(sheets: Mapping[str, Sheet], choices: ChoiceLists, found: Findings) -> None:
    """Columns that nothing reads. Columns of choices that a filter uses are read."""
    unread_columns(sheets["survey"], SURVEY_COLUMNS, found)
    if "choices" in sheets:
        used = {used.lower().replace(" ", "_") for used in choices.used}
        unread_columns(sheets["choices"], CHOICE_COLUMNS | used, found)
    if "settings" in sheets:
        unread_columns(sheets["settings"], SETTINGS, found)


def _whole(read: Read, title: Mapping[str, str], settings: Sequence[Line], context: Context) -> Document:
    study = dict(context.extras.study)
    outcomes = study.get("screening", {}).get("outcomes") if isinstance(study.get("screening"), dict) else None
    document: Document = {
        **study,
        "study": _slug(study, settings),
        "title": dict(title),
        "languages": study.get("languages") or list(context.languages.tags),
        "option_lists": context.option_lists,
        "sections": read.sections,
        "derived": read.derived,
    }
    if "study" not in study:
        document |= _defaults(settings, context)
    elif outcomes is not None or read.screening:
        document["screening"] = {"pages": read.screening, "outcomes": outcomes or []}
    for what in context.defaults.values():
        context.found.add("default_taken", "survey", what, "Change it in the study where it does not fit.")
    return document


def _slug(study: Mapping[str, Any], settings: Sequence[Line]) -> str:
    written = settings[0].get("form_id") or settings[0].get("form_title") if settings else ""
    slug = re.sub("[^a-z0-9]+", "-", written.lower()).strip("-")[:LONGEST_SLUG].strip("-")
    kept = study.get("study")
    return slug if slug and not (isinstance(kept, str) and kept == written) else str(kept or "imported")


def _defaults(settings: Sequence[Line], context: Context) -> Document:
    """What a workbook without extra sheets does not say about a study, each said as a default that was taken."""
    source = context.languages.source
    version = settings[0].get("version") if settings else ""
    said = {
        "languages": f"The source language is {source}; all: {', '.join(context.languages.tags)}.",
        "groups": "There is one group, “all”: everybody gets every question.",
        "screening": "Nobody is screened out.",
        "mode": "The study takes coded and open respondents (mode both), has no dates and no consent text.",
        "missing": "No question offers “don't know” or “rather not say” outside its options.",
    }
    if version:
        said["wave"] = f"The form's version, {short(version)}, is the wave."
    context.defaults |= said
    label = {tag: EVERYBODY[tag] for tag in context.languages.tags if tag in EVERYBODY} or {source: "all"}
    return {
        **({"wave": version} if version else {}),
        "mode": "both",
        "groups": {"all": {"label": label, "value": 1}},
        "screening": {"outcomes": [{"name": "all", "group": "all"}]},
    }
