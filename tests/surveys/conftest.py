"""A small study with a question of each type, and what tests do with it."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from surveys.engine.definition import Definition
from surveys.engine.dump import to_yaml
from surveys.engine.parse import parse
from surveys.engine.plan import ShownPage, ShownQuestion
from surveys.models import Study

YES_NO = [{"code": "yes", "label": {"nl": "Ja", "en": "Yes"}}, {"code": "no", "label": {"nl": "Nee", "en": "No"}}]
OTHER = {"code": "other", "label": {"nl": "Anders", "en": "Other"}}
NONE = {"code": "none", "exclusive": True, "label": {"nl": "Niets", "en": "None"}}
LEVELS = [
    {"code": "bad", "score": 1, "label": {"nl": "Slecht", "en": "Bad"}},
    {"code": "good", "score": 2, "label": {"nl": "Goed", "en": "Good"}},
]
QUESTIONS: list[dict[str, Any]] = [
    {"name": "work", "type": "single", "options": [*YES_NO, OTHER], "other": "text", "reasons": ["dont_know"]},
    {"name": "goals", "type": "multi", "options": [*YES_NO, NONE], "reasons": ["dont_know"], "terms": ["pip"]},
    {"name": "level", "type": "scale", "options": "levels", "reasons": ["dont_know"]},
    {"name": "age", "type": "number", "min": 18, "max": 99, "reasons": ["prefer_not"]},
    {"name": "weight", "type": "number", "decimals": 1, "min": 0},
    {"name": "stay", "type": "duration", "max": 50, "reasons": ["dont_know"]},
    {
        "name": "plan_date",
        "type": "date",
        "precisions": ["month", "year", "before", "after"],
        "pivot": "2024-01-01",
        "min": "2022-01-01",
        "max": "2026-12-31",
        "reasons": ["dont_know"],
    },
    {"name": "arrival", "type": "date"},
    {"name": "land", "type": "country", "reasons": ["prefer_not"]},
    {"name": "town", "type": "municipality"},
    {"name": "job", "type": "text", "max_length": 20},
    {"name": "remarks", "type": "long_text", "max_length": 40},
    {"name": "thanks", "type": "statement"},
]


def page_of(question: dict[str, Any]) -> dict[str, Any]:
    label = {"nl": f"Vraag {question['name']}", "en": f"Question {question['name']}"}
    return {"name": question["name"], "questions": [{**question, "label": label}]}


@pytest.fixture
def document() -> dict[str, Any]:
    """The document of one edition, without problems: Dutch and English complete, three languages empty."""
    return deepcopy(
        {
            "study": "mini-study",
            "title": {"nl": "Klein onderzoek", "en": "Small study"},
            "languages": ["nl", "en", "ar", "tr", "ti"],
            "groups": {"everybody": {"label": {"nl": "Iedereen", "en": "Everybody"}, "value": 1}},
            "reasons": {
                "dont_know": {"nl": "Ik weet het niet", "en": "I don't know"},
                "prefer_not": {"nl": "Dat zeg ik liever niet", "en": "I would rather not say"},
            },
            "terms": {
                "pip": {"label": {"nl": "PIP", "en": "PIP"}, "explanation": {"nl": "Uw plan.", "en": "Your plan."}}
            },
            "option_lists": {"levels": LEVELS},
            "consent": {
                "version": "1",
                "title": {"nl": "Doet u mee?", "en": "Will you take part?"},
                "text": [{"nl": "Het mag.", "en": "You may."}, {"nl": "Het hoeft niet.", "en": "You need not."}],
                "agree": {"nl": "Ja", "en": "Yes"},
                "refuse": {"nl": "Nee", "en": "No"},
            },
            "screening": {"pages": [], "outcomes": [{"name": "all", "group": "everybody"}]},
            "sections": [
                {"name": "start", "title": {"nl": "Begin", "en": "Start"}, "pages": [page_of(q) for q in QUESTIONS]}
            ],
        }
    )


@pytest.fixture
def definition(document: dict[str, Any]) -> Definition:
    return parse(document)


@pytest.fixture
def shown(definition: Definition) -> Callable[..., ShownPage]:
    """`shown("age")`: that question's page with all its options; several names stand on one page."""

    def make(*names: str) -> ShownPage:
        found = [definition.page_by_name[name] for name in names]
        questions = [ShownQuestion(question, question.options) for page in found for question in page.questions]
        return ShownPage(found[0], tuple(questions))

    return make


@pytest.fixture
def study(db: None) -> Study:
    return Study.objects.create(slug="mini-study", title="Klein onderzoek")


@pytest.fixture
def folder(tmp_path: Any, document: dict[str, Any]) -> Any:
    """The small study as a folder: study.yaml, lists.yaml and one section, in two editions."""
    (tmp_path / "sections").mkdir()
    sections, lists = document.pop("sections"), document.pop("option_lists")
    document["editions"] = [{"number": 1, "note": {"nl": "Zoals gehouden"}}, {"number": 2, "note": {"nl": "Beter"}}]
    sections[0]["pages"][-1]["editions"] = [2]
    (tmp_path / "study.yaml").write_text(to_yaml(document), encoding="utf-8")
    (tmp_path / "lists.yaml").write_text(to_yaml({"option_lists": lists}), encoding="utf-8")
    (tmp_path / "sections" / "01_start.yaml").write_text(to_yaml(sections[0]), encoding="utf-8")
    return tmp_path
