"""A codebook as plain dictionaries of ready texts: what the page and the PDF both show."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from exports.codebook import Code, Codebook, Entry, Said, VariableEntry
from surveys.engine.disclose import LEAST
from surveys.engine.phrases import said_day
from surveys.languages import direction

NOT_TOLD = "–"
Told = dict[str, Any]


def intro(book: Codebook, words: Mapping[str, str], day: date) -> list[str]:
    """Sentences at the beginning: how many, of when, who may see it."""
    editions = ", ".join(map(str, book.editions))
    made = words["made"].format(rows=book.rows, editions=editions, day=said_day(day, book.notes))
    profile = words[book.profile].format(least=LEAST)
    reasons = [words["reasons"]] if book.profile == "internal" else []
    return [made, *([words["synthetic"]] if book.synthetic else []), words["unweighted"], profile, *reasons]


def told_book(book: Codebook, words: Mapping[str, str]) -> Told:
    return {
        "study": book.study,
        "title": book.title,
        "languages": list(book.languages),
        "parts": [
            {"title": part, "entries": [_entry(entry, book, words) for entry in entries]}
            for part, entries in book.parts
        ],
    }


def _entry(entry: Entry, book: Codebook, words: Mapping[str, str]) -> Told:
    return {
        "name": entry.name,
        "kind": words.get(entry.kind, ""),
        "labels": _said(entry.labels),
        "hints": _said(entry.hints),
        "asked": entry.asked,
        "formula": entry.formula,
        "tags": "; ".join(entry.tags),
        "variables": [_variable(one, book, words) for one in entry.variables],
    }


def _said(texts: Sequence[Said]) -> list[Told]:
    return [{"lang": one.language, "rtl": direction(one.language) == "rtl", "text": one.text} for one in texts]


def _variable(one: VariableEntry, book: Codebook, words: Mapping[str, str]) -> Told:
    first = (Said(book.languages[0], one.variable.label),)
    comparability = "" if one.variable.comparability in {"", "same"} else one.variable.comparability
    return {
        "name": one.variable.name,
        "label": _said(first)[0],
        "measure": one.variable.measure,
        "comparability": comparability,
        "codes": [_code(code) for code in one.codes if not (code.reason and code.count == 0)],
        "left_out": words["nobody"].format(count=one.left_out) if one.left_out else "",
        "figures": _figures(one, words),
    }


def _code(code: Code) -> Told:
    count = NOT_TOLD if code.count is None else str(code.count)
    labels = _said(code.labels)
    return {"code": str(code.code), "labels": labels, "count": count, "reason": code.reason, "offered": code.offered}


def _figures(one: VariableEntry, words: Mapping[str, str]) -> list[Told]:
    """Rows with a value, empty rows where there are, and for numbers lowest, highest and mean."""
    found = [("valid", one.valid), *([("empty", one.empty)] if one.empty else [])]
    numbers = [("low", one.low), ("high", one.high), ("mean", one.mean)]
    found += [(key, value) for key, value in numbers if value is not None]  # type: ignore[misc]
    return [{"word": words[key], "value": _number(value)} for key, value in found]


def _number(value: float | None) -> str:
    return NOT_TOLD if value is None else f"{value:.2f}".rstrip("0").rstrip(".")
