"""Random rules, values, small studies and answers for the property tests."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from surveys.engine.answers import Answer, Choice, Choices, Number, Refusal, Words
from surveys.engine.definition import Definition, Question
from surveys.engine.parse import parse
from surveys.engine.values import DateRange
from tests.engine.mini import document, option

CODES = ("x", "y", "z")
DAYS = st.integers(0, 900).map(lambda days: date(2023, 1, 1) + timedelta(days=days))
LITERALS = st.sampled_from(["'x'", "'y'", "''", "'dont_know'", "1", "2.5", "0", "date('2024-01-01')"])
NAMES = st.sampled_from(["${a}", "${b}", "${n}", "${m}", "${d}", "${missing}"])


def _ranges() -> st.SearchStrategy[DateRange]:
    return st.tuples(DAYS, DAYS).map(lambda days: DateRange("year", min(days), max(days)))


def values_for() -> st.SearchStrategy[dict[str, Any]]:
    """Values of the names that `expressions` uses."""
    text = st.sampled_from(["", "x", "y", "dont_know", "12", "prefer_not"])
    number = st.one_of(st.just(""), st.integers(-3, 3).map(Decimal))
    return st.fixed_dictionaries(
        {
            "a": text,
            "b": text,
            "n": number,
            "m": st.frozensets(st.sampled_from(CODES), min_size=1),
            "d": st.one_of(st.just(""), _ranges()),
        }
    )


@st.composite
def expressions(draw: st.DrawFn, depth: int = 3) -> str:
    """Sources of rules, well formed, of every construct."""
    inner = st.one_of(NAMES, LITERALS) if depth == 0 else expressions(depth - 1)
    return draw(st.one_of(NAMES, LITERALS, _bigger(inner)))


def _bigger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    pair = st.tuples(inner, inner)
    signs = st.sampled_from(["=", "!=", "<", "<=", ">", ">=", "and", "or", "+", "-", "*", "div", "mod"])
    return st.one_of(
        st.tuples(pair, signs).map(lambda made: f"({made[0][0]} {made[1]} {made[0][1]})"),
        inner.map(lambda one: f"not({one})"),
        inner.map(lambda one: f"(-({one}))"),
        pair.map(lambda two: f"coalesce({two[0]}, {two[1]})"),
        st.tuples(inner, inner, inner).map(lambda three: f"if({', '.join(three)})"),
        st.sampled_from(CODES).map(lambda code: f"selected(${{m}}, '{code}')"),
        st.just("count-selected(${m})"),
    )


@st.composite
def conditions(draw: st.DrawFn, names: list[tuple[str, str]]) -> str:
    """A rule over earlier questions (name, type)."""
    parts = [_condition(draw, *draw(st.sampled_from(names))) for _ in range(draw(st.integers(1, 3)))]
    return f" {draw(st.sampled_from(['and', 'or']))} ".join(parts)


def _condition(draw: st.DrawFn, name: str, kind: str) -> str:
    code = draw(st.sampled_from(CODES))
    by_kind = {"multi": f"selected(${{{name}}}, '{code}')", "number": f"${{{name}}} > 1", "text": f"${{{name}}} != ''"}
    made = by_kind.get(kind, f"${{{name}}} {draw(st.sampled_from(['=', '!=']))} '{code}'")
    return f"not({made})" if draw(st.integers(0, 4)) == 0 else made


@st.composite
def studies(draw: st.DrawFn) -> Definition:
    """A small study: up to eight pages of one or two questions, with rules, groups, routed options, a derived value."""
    known: list[tuple[str, str]] = []
    pages = []
    for place in range(draw(st.integers(1, 8))):
        asked = [_question(draw, f"q{place}_{nth}", known) for nth in range(draw(st.integers(1, 2)))]
        page: dict[str, Any] = {"name": f"p{place}", "questions": asked}
        pages.append(page | _routing(draw, known))
        known += [(question["name"], question["type"]) for question in asked]
        if place == 1:
            known.append(("made", "single"))
    derived = {"name": "made", "label": {"nl": "Gemaakt"}, "expression": "if(${q0_0} = 'x', 'x', 'y')"}
    return parse(document(*pages, derived=[derived]))


def _routing(draw: st.DrawFn, known: list[tuple[str, str]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if known and draw(st.booleans()):
        found["relevant"] = draw(conditions(known))
    if draw(st.integers(0, 5)) == 0:
        found["groups"] = ["one"]
    return found


def _question(draw: st.DrawFn, name: str, known: list[tuple[str, str]]) -> dict[str, Any]:
    kind = draw(st.sampled_from(["single", "single", "multi", "number", "text"]))
    made: dict[str, Any] = {"name": name, "type": kind, "label": {"nl": name}, "reasons": ["dont_know", "prefer_not"]}
    if kind in {"single", "multi"}:
        made["options"] = [option(code, **_routing(draw, known)) if code == "z" else option(code) for code in CODES]
    return made | _routing(draw, known)


def answer_to(question: Question) -> st.SearchStrategy[Answer]:
    refusals = st.sampled_from(question.reasons).map(Refusal)
    kinds: Mapping[str, st.SearchStrategy[Answer]] = {
        "single": st.sampled_from(CODES).map(Choice),
        "multi": st.frozensets(st.sampled_from(CODES), min_size=1).map(Choices),
        "number": st.integers(0, 3).map(lambda value: Number(Decimal(value))),
        "text": st.just(Words("woorden")),
    }
    return st.one_of(kinds[question.type], refusals)


@st.composite
def answers_to(draw: st.DrawFn, definition: Definition) -> dict[str, Answer]:
    """Answers to some of the questions, whether on the path or not."""
    asked = [question for question in definition.questions.values() if draw(st.integers(0, 3))]
    return {question.name: draw(answer_to(question)) for question in asked}
