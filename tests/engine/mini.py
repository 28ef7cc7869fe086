"""Small studies for the engine's tests, written short."""

import json
from pathlib import Path
from typing import Any

import yaml

from surveys.engine.check import check
from surveys.engine.checks.freshness import Known, known_pairs
from surveys.engine.checks.glossary import Entry
from surveys.engine.definition import Definition, Question
from surveys.engine.parse import parse, select_edition
from surveys.engine.problems import DefinitionError, Problem

DEFINITIONS = Path(__file__).parent.parent / "definitions"
REASONS = {
    "dont_know": {"nl": "Weet ik niet"},
    "prefer_not": {"nl": "Zeg ik niet"},
    "not_applicable": {"nl": "Niet van toepassing"},
}


def load(kind: str, name: str) -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load((DEFINITIONS / kind / f"{name}.yaml").read_text(encoding="utf-8"))
    return document


def valid(name: str, edition: int = 1) -> Definition:
    return parse(select_edition(load("valid", name), edition))


def names_of(kind: str) -> list[str]:
    return sorted(path.stem for path in (DEFINITIONS / kind).glob("*.yaml"))


def pairs(name: str) -> Known:
    """The recorded pairs of a mini-study; none where it has no file of them."""
    file = DEFINITIONS / "pairs" / f"{name}.json"
    return known_pairs(json.loads(file.read_text(encoding="utf-8")) if file.exists() else ())


GLOSSARY = (
    Entry("municipality", "gemeente", "gemeente", {"en": "municipality"}, {"en": ("municipalit",)}),
    Entry("plan", "PIP", r"pip\b", {"en": "PIP", "tr": "PIP"}, {"en": ("pip",), "tr": ("pip",)}),
)


def problems(document: Any, edition: int = 1, kept: Known | None = None) -> tuple[Problem, ...]:
    """Problems of form, or where there are none those of sense."""
    try:
        return check(parse(select_edition(document, edition)), kept, GLOSSARY)
    except DefinitionError as error:
        return error.problems


def option(code: str, **keys: Any) -> dict[str, Any]:
    return {"code": code, "label": {"nl": code}, **keys}


def page(name: str, kind: str = "single", *, rule: str = "", page_keys: Any = None, **keys: Any) -> dict[str, Any]:
    """A page with one question of the same name."""
    question: dict[str, Any] = {"name": name, "type": kind, "label": {"nl": name}, **keys}
    if kind in {"single", "multi"}:
        question.setdefault("options", [option("yes"), option("no")])
    made = {"name": name, "questions": [question], **(page_keys or {})}
    return {**made, "relevant": rule} if rule else made


def document(*pages: dict[str, Any], **keys: Any) -> dict[str, Any]:
    groups = {name: {"label": {"nl": name}, "value": place} for place, name in enumerate(("one", "two"), start=1)}
    return {
        "study": "mini",
        "title": {"nl": "Klein"},
        "languages": ["nl"],
        "groups": groups,
        "reasons": REASONS,
        "screening": {
            "outcomes": [
                {"name": "one", "relevant": "${channel} = 'one'", "group": "one"},
                {"name": "two", "group": "two"},
            ]
        },
        "sections": [{"name": "start", "title": {"nl": "Begin"}, "pages": list(pages)}],
        **keys,
    }


def study(*pages: dict[str, Any], **keys: Any) -> Definition:
    return parse(document(*pages, **keys))


def question(kind: str, **keys: Any) -> Question:
    """One question of this type, read from a document."""
    return study(page("asked", kind, **keys)).pages[0].questions[0]
