"""The cells that survey and choices sheet have in common: texts per language, and rules with their groups."""

from collections.abc import Mapping, Sequence
from typing import Any

from surveys.xlsform.columns import language_header
from surveys.xlsform.odk import to_odk

Cells = dict[str, str]
HIDDEN_BRACE = "$\u200b{"
"""`${` in a text would be a reference in XLSForm; with a space of no width it is read as it stands."""


def text_cells(column: str, text: Mapping[str, str], languages: Sequence[str]) -> Cells:
    found = {language: text[language] for language in languages if text.get(language)}
    return {f"{column}::{language_header(key)}": words.replace("${", HIDDEN_BRACE) for key, words in found.items()}


def written_rule(item: Mapping[str, Any], multis: frozenset[str]) -> str:
    """The `relevant` cell of a thing: its own rule, and that the person is in one of its groups."""
    rule = to_odk(item["relevant"], multis) if item.get("relevant") else ""
    guard = " or ".join(f"${{group}} = '{group}'" for group in item.get("groups") or ())
    return f"({guard}) and ({rule})" if guard and rule else guard or rule


def rule_extra(item: Mapping[str, Any], written: str) -> dict[str, Any]:
    """Groups and rule as the document has them, where the cell does not say them by itself."""
    if written == item.get("relevant", "") and not item.get("groups"):
        return {}
    return {key: item[key] for key in ("groups", "relevant") if item.get(key)}


def no_text(key: str, item: Mapping[str, Any]) -> dict[str, Any]:
    """A text that is there and holds nothing."""
    return {key: {}} if key in item and not any(item[key].values()) else {}


def multis_of(document: Mapping[str, Any]) -> frozenset[str]:
    """Names of the questions that take several answers."""
    pages = [*document.get("screening", {}).get("pages", ()), *(p for s in document["sections"] for p in s["pages"])]
    return frozenset(q["name"] for page in pages for q in page["questions"] if q["type"] == "multi")
