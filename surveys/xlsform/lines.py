"""Rows with canonical column names and texts by language: what all readers of an import work on."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from surveys.engine.plain import MAX_TEXT, UNFIT
from surveys.xlsform.cells_out import HIDDEN_BRACE
from surveys.xlsform.columns import TRANSLATED, Header, header_of, language_of
from surveys.xlsform.findings import Findings, short
from surveys.xlsform.sheets import EXTRA, Row, Sheet

Texts = dict[str, str]
PIPED = re.compile(r"\$\{[^{}]*\}")


@dataclass(frozen=True)
class Line:
    """A row: plain cells by canonical column, texts by column and language."""

    row: Row
    cells: Mapping[str, str]
    texts: Mapping[str, Texts]
    titles: Mapping[str, str] = field(repr=False, default_factory=dict)

    def get(self, column: str) -> str:
        return self.cells.get(column, "").strip()

    def where(self, column: str = "") -> str:
        return self.row.where(self.titles.get(column, column))


@dataclass(frozen=True)
class Languages:
    """Tags in order, the source first; and the tag of every name that headers use ('' for the one without name)."""

    tags: tuple[str, ...]
    by_name: Mapping[str, str]

    @property
    def source(self) -> str:
        return self.tags[0]


def languages_of(sheets: Iterable[Sheet], default: str, found: Findings) -> Languages:
    """All languages of the headers; `default` is the tag for headers without one."""
    by_name = {"": default}
    used: dict[str, None] = {default: None}
    for sheet in sheets:
        for title, letter in sheet.headers:
            header = header_of(title)
            if header.name not in TRANSLATED:
                continue
            tag = by_name.get(header.language) or language_of(header.language)
            if tag is None:
                advice = "Write the header as label::Nederlands (nl)."
                message = f"“{short(header.language)}” is not a language that is known."
                found.add("language_unknown", f"{sheet.name}!{letter}1", message, advice)
                continue
            by_name[header.language] = tag
            used[tag] = None
    return Languages(tuple(used), by_name)


def lines_of(sheet: Sheet, languages: Languages, found: Findings) -> tuple[Line, ...]:
    """The rows of a sheet, with the columns under their canonical names."""
    headers: dict[str, Header] = {}
    titles: dict[str, str] = {}
    taken: set[tuple[str, str]] = set()
    for title, letter in sheet.headers:
        header = header_of(title, aliases=not sheet.name.startswith(EXTRA))
        language = languages.by_name.get(header.language) if header.name in TRANSLATED else ""
        if language is None:
            continue
        if (header.name, language) in taken:
            advice = "Only the first is read. Take one of them out."
            found.add("duplicate_column", f"{sheet.name}!{letter}1", f"“{short(title)}” is there twice.", advice)
            continue
        taken.add((header.name, language))
        headers[title] = Header(header.name, language)
        titles.setdefault(header.name, title)
    return tuple(_line(row, headers, titles, found) for row in sheet.rows)


def _line(row: Row, headers: Mapping[str, Header], titles: Mapping[str, str], found: Findings) -> Line:
    cells: dict[str, str] = {}
    texts: dict[str, Texts] = {}
    for title, value in row.cells.items():
        header = headers.get(title)
        if header is None:
            continue
        text = _fit(value, row.where(title), found)
        if header.name in TRANSLATED:
            texts.setdefault(header.name, {})[header.language] = text
        else:
            cells[header.name] = text
    return Line(row, cells, texts, titles)


def _fit(value: str, where: str, found: Findings) -> str:
    """The text as a document can hold it."""
    text = UNFIT.sub("", value)
    if text != value:
        found.add(
            "cell_not_carried", where, "The cell has control characters.", "They were taken out: look at the text."
        )
    if len(text) > MAX_TEXT:
        message = f"The text has {len(text)} characters."
        found.add("cell_not_carried", where, message, f"Keep it under {MAX_TEXT}.")
        return text[:MAX_TEXT]
    return text


def words(line: Line, column: str, found: Findings, *, own: bool) -> Texts:
    """A text of the line by language. In a workbook that we did not write, spaces around it are taken off."""
    given = line.texts.get(column, {})
    text = {key: value.replace(HIDDEN_BRACE, "${") if own else value.strip() for key, value in given.items()}
    if not own and any(PIPED.search(value) for value in text.values()):
        advice = "Answers are not repeated in texts here: write whole sentences for each case, chosen by a rule."
        found.add("piping", line.where(column), "The text repeats an answer; the ${…} is kept as it stands.", advice)
    return {key: value for key, value in text.items() if value}


def unread_columns(sheet: Sheet, read: Iterable[str], found: Findings) -> None:
    """List the columns that nothing reads, once each, with how many cells they have."""
    known = frozenset(read)
    for title, letter in sheet.headers:
        rows = [row.number for row in sheet.rows if title in row.cells]
        if header_of(title).name in known or not rows:
            continue
        message = f"“{short(title)}” is not carried: {len(rows)} cells, {_listed(rows)}."
        found.add("column_left", f"{sheet.name}!{letter}1", message, "Look whether the study needs it.")
    nameless = {key for row in sheet.rows for key in row.cells if key.startswith("column ")}
    for key in sorted(nameless):
        rows = [row.number for row in sheet.rows if key in row.cells]
        if not any(title == key for title, _ in sheet.headers):
            message = f"{len(rows)} cells stand in a column without a header: {_listed(rows)}."
            found.add("column_left", f"{sheet.name}!{key.removeprefix('column ')}1", message, "Give it a header.")


def _listed(rows: Sequence[int]) -> str:
    shown = ", ".join(map(str, rows[:8]))
    return f"rows {shown}" + (" …" if len(rows) > 8 else "")
