"""A small study with a question of each type, and rows of it worked out by the engine: no database."""

from collections.abc import Mapping, Set

from exports.columns import columns
from exports.dataset import Dataset
from exports.values import Row, Value, value_of
from surveys.engine.answers import Answer
from surveys.engine.cells import all_cells
from surveys.engine.definition import Definition
from surveys.engine.parse import parse
from surveys.engine.path import path


def text(words: str) -> dict[str, str]:
    return {"nl": words, "en": f"{words} (en)"}


def option(code: str, **more: object) -> dict[str, object]:
    return {"code": code, "label": text(code), **more}


def page(
    name: str, kind: str, *, relevant: str = "", groups: list[str] | None = None, **more: object
) -> dict[str, object]:
    around = {"relevant": relevant} if relevant else {}
    around |= {"groups": groups} if groups else {}
    return {"name": name, **around, "questions": [{"name": name, "type": kind, "label": text(name), **more}]}


PAGES = [
    page("work", "single", options=[option("yes"), option("no")], reasons=["dont_know", "prefer_not"]),
    page("hours", "number", relevant="${work} = 'yes'", min=0, max=80),
    page(
        "ways",
        "multi",
        options=[option("bus"), option("bike", groups=["a"]), option("other", short="else")],
        other="text",
        reasons=["dont_know"],
    ),
    page(
        "mood",
        "scale",
        options=[
            option("bad", score=1),
            option("good", score=5),
            option("not_applicable", score=None, reason="not_applicable", in_base=True),
        ],
    ),
    page("trust", "scale", options=[option("low", score=1), option("high", score=5)], reasons=["dont_know"]),
    page(
        "since",
        "date",
        precisions=["month", "year", "before", "after"],
        pivot="2024-01-01",
        min="1990-01-01",
        max="2026-12-31",
    ),
    page("wait", "duration", max=10),
    page("land", "country", reasons=["prefer_not"]),
    page("say", "long_text"),
    page("only_b", "single", groups=["b"], options=[option("x")]),
]
DOCUMENT = {
    "study": "mini",
    "title": text("Klein"),
    "languages": ["nl", "en"],
    "mode": "open",
    "groups": {"a": {"label": text("A"), "value": 1}, "b": {"label": text("B"), "value": 2}},
    "reasons": {"dont_know": text("Weet niet"), "prefer_not": text("Liever niet"), "not_applicable": text("Nvt")},
    "consent": {"version": "1", "title": text("Mee?"), "text": [], "agree": text("Ja"), "refuse": text("Nee")},
    "screening": {
        "pages": [page("side", "single", options=[option("left"), option("right")], routing_key=True)],
        "outcomes": [{"name": "b", "relevant": "${side} = 'right'", "group": "b"}, {"name": "a", "group": "a"}],
    },
    "sections": [{"name": "all", "title": text("Alles"), "pages": PAGES}],
    "derived": [
        {
            "name": "worker",
            "label": text("werkt"),
            "expression": "if(${work} = 'yes', 'w', 'n')",
            "options": [option("w", value=1), option("n", value=2)],
        }
    ],
    "scales": [{"name": "warmth", "label": text("warmte"), "items": ["mood", "trust"], "min_items": 2}],
}


def mini(**changes: object) -> Definition:
    return parse({**DOCUMENT, **changes})


def row(definition: Definition, answers: Mapping[str, Answer], passed: Set[str], group: str = "a") -> Row:
    found = all_cells(definition, group, answers, passed)
    shown = path(definition, group, answers).pages
    offered = {
        item.question.name: frozenset(option.code for option in item.options) for one in shown for item in one.questions
    }
    return Row(definition, group, found.questions, found.derived, offered)


def values(
    definition: Definition, answers: Mapping[str, Answer], passed: Set[str], group: str = "a"
) -> dict[str, Value]:
    """Column name → value for one made-up row."""
    worked_out = row(definition, answers, passed, group)
    return {column.name: value_of(column, worked_out) for column in columns([definition])}


def dataset_of(definition: Definition, rows: list[dict[str, Value]], **more: object) -> Dataset:
    found = columns([definition])
    return Dataset(
        study=definition.study,
        title=definition.title,
        definition=definition,
        columns=found,
        rows=iter([tuple(one[column.name] for column in found) for one in rows]),
        interviews=len(rows),
        synthetic=True,
        **more,
    )
