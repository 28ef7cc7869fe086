"""Problems in two languages: every sentence that the engine says has its Dutch."""

import ast
import re
from pathlib import Path
from string import Formatter

import pytest

import surveys.engine
from surveys.engine.catalogue import CODES
from surveys.engine.expressions import ExpressionError, parse_expression
from surveys.engine.problems import LINE, Problem
from surveys.engine.wordings import DUTCH, VALUES, in_dutch
from tests.engine.mini import document, load, page, pairs, problems

ENGINE = Path(surveys.engine.__file__).parent
SPEAKERS = ("plain.py", "document.py", "parse.py", "parse_questions.py", "editions.py", "expressions.py", "checks/*.py")
"""Modules that make problems. The proof has its own, and their Dutch in wordings_proof.py."""


@pytest.mark.parametrize("code", sorted(CODES))
def test_every_code_has_both_languages(code):
    (problem,) = problems(load("invalid", code), kept=pairs(code))
    dutch = problem.in_language("nl")
    assert dutch.message != problem.message
    assert dutch.what_to_do != problem.what_to_do
    assert (dutch.where, dutch.code, dutch.severity) == (problem.where, problem.code, problem.severity)
    assert problem.in_language("en") == problem.in_language("fr") == problem


def skeleton(sentence: str) -> str:
    """A sentence without the names of its values."""
    return "".join(fixed + ("" if name is None else "{}") for fixed, name, *_ in Formatter().parse(sentence))


def written(node: ast.expr) -> str | None:
    """A text or f-text in the source, values as {}."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
    return None


def sentences_in(source: str) -> set[str]:
    """Texts that end as a sentence does and are no documentation."""
    tree = ast.parse(source)
    silent = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    silent |= {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    found = {written(node) for node in ast.walk(tree) if isinstance(node, ast.expr) and id(node) not in silent}
    return {text for text in found if text and " " in text and re.search(r"[.…]$", text)}


SAID = {text for files in SPEAKERS for path in ENGINE.glob(files) for text in sentences_in(path.read_text("utf-8"))}
KNOWN = {skeleton(english) for english in DUTCH}


IN_PARTS = {"The document {}."}
"""Written out in the catalogue, once for each of its ends."""


def test_every_sentence_has_its_dutch():
    assert len(SAID) > 100
    assert SAID - KNOWN == IN_PARTS


def test_every_sentence_of_the_proof_has_its_dutch():
    """There, some stand in a table with their values in braces, and one starts another sentence's end."""
    said = {skeleton(text) for text in sentences_in((ENGINE / "proof" / "findings.py").read_text("utf-8"))}
    assert len(said) > 20
    assert {text for text in said if text.strip() not in KNOWN and not text.startswith(" It follows")} == set()


def test_a_sentence_without_dutch_is_noticed():
    source = 'def f():\n    "Doc."\n    yield fault("x", where, f"Nobody translated {this}.", "Do it.")'
    assert sentences_in(source) == {"Nobody translated {}.", "Do it."}
    assert "Nobody translated {}." not in KNOWN


def test_dutch_has_the_same_values():
    for english, dutch in DUTCH.items():
        assert {name for _, name, *_ in Formatter().parse(english)} == {
            name for _, name, *_ in Formatter().parse(dutch)
        }


@pytest.mark.parametrize("english", sorted(DUTCH))
def test_each_sentence_is_known_as_itself(english):
    """Filled in, a sentence is not taken for another."""
    names = {name for _, name, *_ in Formatter().parse(english) if name}
    values = {name: f"<{name}>" for name in names}
    assert in_dutch(english.format(**values)) == DUTCH[english].format(**values)


def test_fixed_words_are_translated_and_names_are_not():
    assert in_dutch("Expected a list, found 3.") == "Hier hoort een lijst; er staat 3."
    assert in_dutch("“min” means nothing for type text.") == "“min” zegt niets bij het type text."
    assert VALUES["a list"] == "een lijst"


@pytest.mark.parametrize(
    "rule",
    [
        "",
        "(1",
        "1 <",
        "== 1",
        "1 < 2 < 3",
        "name",
        "'a",
        "$x = 1",
        "f(1)",
        "if(1)",
        "${a b} = 1",
        "date('x')",
        "1" * 20,
        "1 " * 6000,
        "§",
        f"{'not(' * 101}1{')' * 101}",
    ],
)
def test_what_is_wrong_with_a_rule_has_its_dutch(rule):
    with pytest.raises(ExpressionError):
        parse_expression(rule)
    (problem,) = problems(document(page("a", rule=rule or " ")))
    assert problem.in_language("nl").message != problem.message
    assert problem.in_language("nl").what_to_do != problem.what_to_do
    assert "(teken " in problem.in_language("nl").message


def test_lines():
    problem = Problem("title", "missing_key", "“title” is missing.", "Add “title”.")
    assert str(problem) == problem.line("en") == "error missing_key at title: “title” is missing. Add “title”."
    assert problem.line("nl") == "fout missing_key bij title: “title” ontbreekt. Voeg “title” toe."
    assert set(LINE) == {"en", "nl"}


def test_what_is_not_in_the_catalogue_stays_english():
    problem = Problem("x", "y", "Nobody wrote this.", "Add “it”.")
    assert problem.in_language("nl").message == "Nobody wrote this."
    assert problem.in_language("nl").what_to_do == "Voeg “it” toe."
