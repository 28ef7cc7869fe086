"""A small study of which a report printed figures, and people made from them: no database."""

import copy
from collections.abc import Mapping
from typing import Any

from exports.columns import columns_of
from exports.counting import Data, by_column
from exports.published import Published, published
from exports.reproduce import Person, Recipe, crowd
from exports.values import Row, value_of
from surveys.engine.answers import Answer
from surveys.engine.cells import all_cells
from surveys.engine.definition import Definition
from surveys.engine.parse import parse
from surveys.engine.path import path
from tests.exports.mini import option, page, text

YES_NO = [option("yes"), option("no"), option("dont_know", reason="dont_know", in_base=True)]
FIVE = [option(code, score=score) for score, code in enumerate(("very_bad", "bad", "so_so", "good", "very_good"), 1)]
PAGES = [
    page("permit", "single", options=[option("own"), option("family")]),
    page(
        "gender",
        "single",
        options=[option("man"), option("woman"), option("prefer_not", reason="prefer_not", in_base=True)],
    ),
    page("age", "number", min=18, max=99),
    page(
        "since",
        "date",
        precisions=["day", "before", "after"],
        pivot="2024-01-01",
        min="2020-01-01",
        max="2026-12-31",
        groups=["a", "b"],
    ),
    page("started", "single", options=YES_NO),
    page("rating", "scale", options=FIVE, relevant="${started} = 'yes'"),
    page(
        "ways",
        "multi",
        relevant="${started} = 'yes'",
        options=[option("work"), option("school"), option("home"), option("nowhere", exclusive=True)],
    ),
    page("paid", "single", options=YES_NO, groups=["a"]),
    page("content", "single", options=[option("yes"), option("no")], groups=["a"], relevant="${paid} = 'yes'"),
    page("guided", "scale", options=[*FIVE, option("never", score=None)], reasons=["dont_know"]),
    page("colour", "single", options=[option("red"), option("blue")]),
]
DOCUMENT = {
    "study": "printed",
    "title": text("Gedrukt"),
    "languages": ["nl", "en"],
    "mode": "open",
    "groups": {
        "a": {"label": text("A"), "value": 1},
        "b": {"label": text("B"), "value": 2},
        "u": {"label": text("?"), "value": 3, "untyped": True},
    },
    "reasons": {"dont_know": text("Weet niet"), "prefer_not": text("Liever niet")},
    "consent": {"version": "1", "title": text("Mee?"), "text": [], "agree": text("Ja"), "refuse": text("Nee")},
    "screening": {
        "pages": [page("side", "single", options=[option(one) for one in "abu"], routing_key=True)],
        "outcomes": [
            {"name": "a", "relevant": "${side} = 'a'", "group": "a"},
            {"name": "b", "relevant": "${side} = 'b'", "group": "b"},
            {"name": "u", "group": "u"},
        ],
    },
    "sections": [{"name": "all", "title": text("Alles"), "pages": PAGES}],
    "derived": [
        {
            "name": "cohort",
            "label": text("cohort"),
            "groups": ["a", "b"],
            "expression": "if(${since} < date('2024-01-01'), 'first', if(${since} != '', 'second', ''))",
            "options": [option("first", value=1), option("second", value=2)],
        },
        {
            "name": "band",
            "label": text("leeftijd"),
            "expression": "if(${age} <= 30, 'young', if(${age} > 30, 'old', ''))",
            "options": [option("young", value=1), option("old", value=2)],
        },
    ],
    "margins": {
        "total": 1000,
        "group": {"a": 600, "b": 400},
        "within_group": {"gender": {"a": {"man": 300, "woman": 300}}},
    },
}


def table(
    name: str, var: str, n: int | None, columns: Mapping[str, int | None], *rows: Mapping[str, Any]
) -> dict[str, Any]:
    return {"id": name, "kind": "tabel", "var": var, "by": "group", "n": n, "columns": columns, "rows": list(rows)}


def row(code: str, *pct: object, **more: object) -> dict[str, Any]:
    return {"code": code, "pct": list(pct), **more}


AB = {"a": None, "b": None}
FACTS = {
    "tables": [
        table("size", "group", 105, {"total": 105}, row("share_of_register", 11)),
        table("permit", "permit", None, {"a": None}, row("family", 10)),
        table(
            "gender",
            "gender",
            97,
            {"a": 58, "b": 39},
            row("man", 60, 26),
            row("woman", 36, 72),
            row("prefer_not", 3, 3),
        ),
        table("age", "band", None, AB, row("young", 40, 25)),
        table("cohort", "cohort", None, AB, row("first", 60, 51)),
        table(
            "started", "started", 96, {"a": 58, "b": 38}, row("yes", 69, 74), row("no", 26, 21), row("dont_know", 5, 5)
        ),
        table(
            "rating",
            "rating",
            66,
            {"a": 39, "b": 27},
            row("very_good", 31, 19),
            row("good", 26, 37),
            row("so_so", 23, 26),
            row("bad", 15, 11),
            row("very_bad", 5, 7),
            row("top", 56, 56, aggregate_of=["very_good", "good"]),
        ),
        table(
            "ways",
            "ways",
            68,
            AB,
            row("work", 30, 57),
            row("school", 68, 50),
            row("home", 45, 32),
            row("nowhere", 13, 11),
        ),
        table("paid", "paid", 57, {"a": 57}, row("yes", 60), row("no", 30), row("dont_know", 11)),
        table("content", "content", 33, {"a": 33}, row("yes", 76), row("no", 24)),
        table("guided", "guided", 58, {"a": 58}, row("never", 10), row("dont_know", 5)),
        table("well", "guided", 49, {"a": 49}, row("well", 65, aggregate_of=["good", "very_good"])),
        table(
            "by_cohort",
            "rating",
            None,
            {"first": None, "second": None},
            row("top", 67, 41, aggregate_of=["very_good", "good"]),
        ),
        table("by_gender", "started", 55, {"man": None, "woman": None}, row("yes", 74, 62)),
        table("before", "started", None, {"a": None}, row("yes", 55)),
        {"id": "model", "kind": "regression", "var": "rating", "printed": 7},
    ],
    "register": [
        {
            "id": "register",
            "var": "gender",
            "rows": [
                {"code": "a.man", "population_n": 300, "population_pct": 50, "sample_n": 35, "sample_pct": 63},
                {"code": "a.woman", "population_n": 300, "population_pct": 50, "sample_n": 21, "sample_pct": 38},
            ],
        }
    ],
}
EXACT = {"class": "exact"}
MAP = {
    "edition": 1,
    "groups": ["a", "b"],
    "sizes": {"a": 60, "b": 40, "u": 5},
    "first": ["gender", "since"],
    "limits": {"age": [18, 70]},
    "columns": {
        "a": {"group": ["a"]},
        "b": {"group": ["b"]},
        "total": {},
        "first": {"cohort": ["first"]},
        "second": {"cohort": ["second"]},
        "man": {"group": ["a"], "gender": ["man"]},
        "woman": {"group": ["a"], "gender": ["woman"]},
    },
    "tables": {
        "size": {**EXACT, "everybody": True, "people": True, "rows": {"share_of_register": {"measure": "response"}}},
        **dict.fromkeys(("permit", "gender", "age", "cohort", "started", "rating", "ways", "paid", "content"), EXACT),
        "guided": {**EXACT, "base": {"reasons": True}},
        "well": {**EXACT, "base": {"without": ["never"]}},
        "by_cohort": {"class": "fitted"},
        "by_gender": {"class": "fitted"},
        "before": {"class": "not_claimed", "why": "previous wave"},
        "model": {"class": "not_claimed", "why": "regressions"},
    },
    "assumed": [{"question": "paid", "where": {"group": ["a"]}, "codes": ["yes"], "n": 34}],
}


def definition(**changes: Any) -> Definition:
    return parse({**copy.deepcopy(DOCUMENT), **changes})


def report(**changes: Any) -> Published:
    return published({**FACTS, **changes}, MAP)


def people(seed: int = 1) -> list[Person]:
    return crowd(definition(), Recipe.read(report(), MAP), seed)


def data_of(made: list[Person], read_as: Definition | None = None) -> Data:
    """What a dataset would say of people who answered everything they wanted to, read by this definition."""
    by = read_as or definition()
    asked = columns_of(by)
    rows = (_row(by, one.group, one.answers) for one in made)
    values = by_column(asked, ([value_of(column, row) for column in asked] for row in rows))
    numbers = [by.groups[one.group].value for one in made]
    return Data(by, {"group": numbers, **values}, synthetic=True)


def _row(by: Definition, group: str, answers: Mapping[str, Answer]) -> Row:
    found = all_cells(by, group, answers, {one.name for one in by.pages})
    shown = path(by, group, answers).pages
    offered = {item.question.name: frozenset(o.code for o in item.options) for one in shown for item in one.questions}
    return Row(by, group, found.questions, found.derived, offered)
