"""Another name wherever a thing is mentioned: rules say the same as before, but for the name."""

from dataclasses import fields, replace
from typing import Any

import pytest

from surveys.design import renaming
from surveys.design.outline import copy_of
from surveys.design.renaming import CannotRename, mentioned
from surveys.design.rule_names import recoded, renamed
from surveys.design.steps import STUDY, Node, SetKeys, Tree, kind_of
from surveys.engine.expressions import Expression, Literal, Reference, walk
from surveys.engine.parse import parse
from surveys.load import read_folder
from tests.design.trees import document_of, tree_of

RENAMED = [
    pytest.param("${a} = 'a' or ${ab} = ${a}", "${z} = 'a' or ${ab} = ${z}", id="a code and a longer name stay"),
    pytest.param('selected(${ a }, "a")', 'selected(${z}, "a")', id="spaces in a name"),
    pytest.param("count-selected(${a}) >= 2", "count-selected(${z}) >= 2", id="count"),
    pytest.param("'${a}' = ${b}", "'${a}' = ${b}", id="a name in quotes is a text"),
    pytest.param("${a} = = 'x", "${z} = = 'x", id="a rule that cannot be read"),
    pytest.param("if(${a} < date('2024-01-01'), 'c1', '')", "if(${z} < date('2024-01-01'), 'c1', '')", id="a day"),
]


@pytest.mark.parametrize(("rule", "expected"), RENAMED)
def test_a_name_in_a_rule(rule: str, expected: str) -> None:
    assert renamed(rule, "a", "z") == expected


RECODED = [
    pytest.param("${q} = 'yes'", "${q} = 'ja'", False, id="compared"),
    pytest.param("'yes' != ${q}", "'ja' != ${q}", False, id="the other way round"),
    pytest.param('selected(${q}, "yes")', 'selected(${q}, "ja")', False, id="selected, its own quotes"),
    pytest.param("${p} = 'yes' and ${q} = 'no'", "${p} = 'yes' and ${q} = 'no'", False, id="of another question"),
    pytest.param("${p} = 'yes' and ${q} = 'yes'", "${p} = 'yes' and ${q} = 'ja'", False, id="of both"),
    pytest.param("coalesce(${q}, 'yes') = 'yes'", "coalesce(${q}, 'ja') = 'ja'", False, id="instead of it"),
    pytest.param("if(${q} = 'yes', 'yes', 'no') = 'no'", "if(${q} = 'ja', 'yes', 'no') = 'no'", False, id="outcomes"),
    pytest.param("coalesce(${q}, ${p}) = 'yes'", "coalesce(${q}, ${p}) = 'yes'", True, id="of both at once: unsure"),
    pytest.param("${q} = = 'yes'", "${q} = = 'yes'", True, id="cannot be read: unsure"),
    pytest.param("${n} > 5 and ${q} = 'yes'", "${n} > 5 and ${q} = 'ja'", False, id="behind a number"),
    pytest.param(
        "date('2024-01-01') < ${d} and ${q} = 'yes'", "date('2024-01-01') < ${d} and ${q} = 'ja'", False, id="day"
    ),
    pytest.param("not(${q} = 'yes') and -1 < ${n}", "not(${q} = 'ja') and -1 < ${n}", False, id="not, negative"),
]


@pytest.mark.parametrize(("rule", "expected", "unsure"), RECODED)
def test_a_code_in_a_rule(rule: str, expected: str, unsure: bool) -> None:
    found = recoded(rule, {"q"}, "yes", "ja")
    assert (found.source, found.unsure) == (expected, unsure)


def test_the_outcomes_of_a_derived_value() -> None:
    rule = "if(${q} = 'young', 'young', 'old')"
    assert recoded(rule, {"band"}, "young", "jong", own=True).source == "if(${q} = 'young', 'jong', 'old')"


@pytest.fixture(scope="module")
def shipped() -> Tree:
    """The shipped study, edition 2."""
    from surveys.engine.editions import select_edition

    return tree_of(select_edition(read_folder("perspectief-2024"), 2))


def rules_of(document: dict[str, Any]) -> list[Expression]:
    """Every rule of a definition, in one order."""
    found = parse(document)
    nodes = [*found.sections, *found.all_pages(), *found.questions.values()]
    nodes += [option for question in found.questions.values() for option in question.options]
    rules = [node.relevant for node in nodes] + [outcome.relevant for outcome in found.screening.outcomes]
    return [
        rule for rule in (*rules, *(one.expression for one in found.derived), *(a.holds for a in found.asserts)) if rule
    ]


def said_otherwise(node: Any, old: str, new: str) -> Any:
    """The tree with another name, made without any text: what a renaming has to come to."""
    if isinstance(node, Reference):
        return replace(node, name=new) if node.name == old else node
    if isinstance(node, tuple):
        return tuple(said_otherwise(item, old, new) for item in node)
    if isinstance(node, Literal) or not hasattr(node, "__dataclass_fields__"):
        return node
    return replace(node, **{f.name: said_otherwise(getattr(node, f.name), old, new) for f in fields(node)})


@pytest.mark.parametrize("name", ["takes_course", "age", "learn_modes", "control_permit_type"])
def test_rules_of_the_shipped_study(shipped: Tree, name: str) -> None:
    node = next(one for one in (*shipped.questions, *shipped.derived) if one.name == name)
    before = document_of(shipped)
    after = done(shipped, renaming.renaming(shipped, node, "quite_another"))
    assert f"${{{name}}}" not in str(after)
    rules = [rule.tree for rule in rules_of(before)]
    wanted = [said_otherwise(tree, name, "quite_another") for tree in rules]
    differing = [tree for tree, other in zip(wanted, rules_of(after), strict=True) if tree != other.tree]
    assert not differing
    assert sum(tree != other for tree, other in zip(wanted, rules, strict=True)) > 0


def test_back_again_is_the_same_document(shipped: Tree) -> None:
    for node in (
        *shipped.questions[:40:16],
        *shipped.derived[:1],
        *shipped.groups[:1],
        *shipped.lists[:1],
        *shipped.terms[:1],
    ):
        there = tree_of(done(shipped, renaming.renaming(shipped, node, "quite_another")))
        renamed_node = next(one for one in there.walk() if one.kind == node.kind and one.name == "quite_another")
        same = done(there, renaming.renaming(there, renamed_node, node.name)) == document_of(shipped)
        assert same, node.name


def test_a_code_goes_along_everywhere(shipped: Tree) -> None:
    question = next(one for one in shipped.questions if one.name == "takes_course")
    holder = next((one for one in shipped.lists if one.name == question.mapping.get("options")), question)
    option = next(one for one in holder.children if one.name == "yes")
    after = done(shipped, renaming.renaming(shipped, option, "indeed"))
    rules = [rule for rule in rules_of(after) if "takes_course" in rule.source]
    assert rules
    compared = [leaf.value for rule in rules for leaf in walk(rule.tree) if isinstance(leaf, Literal)]
    assert "indeed" in compared
    assert "${takes_course} = 'yes'" not in str(after)


def test_a_group_goes_along_everywhere(shipped: Tree) -> None:
    group = next(one for one in shipped.groups if one.name == "wi2021_asiel")
    after = done(shipped, renaming.renaming(shipped, group, "asylum_2021"))
    tree = tree_of(after)
    assert not any("wi2021_asiel" in one.mapping.get("groups", ()) for one in tree.walk())
    literals = {leaf.value for rule in rules_of(after) for leaf in walk(rule.tree) if isinstance(leaf, Literal)}
    assert "asylum_2021" in literals
    assert "wi2021_asiel" not in literals
    assert all(outcome.get("group") != "wi2021_asiel" for outcome in after["screening"]["outcomes"])
    assert parse(after).groups.keys() == {"asylum_2021", "wi2021_gezin", "wi2013_asiel", "wi2013_gezin", "unknown"}


DEPOSIT = [{"name": "work", "steps": [{"together": [["yes", "no"]]}]}]
BESIDE: dict[str, Any] = {
    "study": "s",
    "languages": ["nl"],
    "groups": {"work": {"value": 1}, "b": {"value": 2}},
    "sections": [
        {
            "name": "one",
            "pages": [
                {"name": "work", "questions": [{"name": "work", "options": [{"code": "yes"}, {"code": "no"}]}]},
                {"name": "age", "questions": [{"name": "age", "type": "number", "relevant": "${work} = 'yes'"}]},
            ],
        }
    ],
    "scales": [{"name": "mean", "items": ["work", "age"]}],
    "asserts": [{"name": "a", "holds": "${work} != 'no'"}],
    "screening": {"outcomes": [{"name": "in", "relevant": "${work} = 'yes'", "group": "b"}]},
    "cleaning": {
        "doubles": {"same": ["work", "age"]},
        "control": {"work": {"b": ["yes"]}},
        "contradictions": [{"name": "c", "holds": "${age} < 5 and ${work} = 'yes'"}],
    },
    "quasi_identifiers": {
        "identifying": ["work"],
        "deposit": [{"name": "work", "steps": [{"together": [["yes", "no"]]}]}],
    },
    "tags": {"policy": {"label": {"nl": "Beleid"}, "values": {"paid": {"label": {"nl": "Baan"}, "names": ["work"]}}}},
    "margins": {"within_group": {"work": {"b": {"yes": 3, "no": 4}}}, "made_up": {"work": {"b": 1}}},
    "frame": {"columns": [{"name": "work"}, {"name": "group", "values": ["b"]}], "strata": ["work"]},
}


def test_a_question_beside_the_tables() -> None:
    after = renamed_in(BESIDE, "question", "work", "job")
    assert after["scales"][0]["items"] == ["job", "age"]
    assert after["asserts"][0]["holds"] == "${job} != 'no'"
    assert after["screening"]["outcomes"][0]["relevant"] == "${job} = 'yes'"
    assert after["cleaning"]["doubles"]["same"] == ["job", "age"]
    assert after["cleaning"]["control"] == {"job": {"b": ["yes"]}}
    assert after["cleaning"]["contradictions"][0]["holds"] == "${age} < 5 and ${job} = 'yes'"
    assert after["quasi_identifiers"]["identifying"] == ["job"]
    assert after["quasi_identifiers"]["deposit"][0]["name"] == "job"
    assert after["tags"]["policy"]["values"] == {"paid": {"label": {"nl": "Baan"}, "names": ["job"]}}
    assert after["margins"] == {"within_group": {"job": {"b": {"yes": 3, "no": 4}}}, "made_up": {"work": {"b": 1}}}
    assert (after["frame"], after["groups"]) == (BESIDE["frame"], BESIDE["groups"])
    assert [page["name"] for page in after["sections"][0]["pages"]] == ["job", "age"]


def test_a_code_beside_the_tables() -> None:
    after = renamed_in(BESIDE, "option", "yes", "indeed")
    assert after["cleaning"]["control"] == {"work": {"b": ["indeed"]}}
    assert after["quasi_identifiers"]["deposit"][0]["steps"] == [{"together": [["indeed", "no"]]}]
    assert after["margins"]["within_group"] == {"work": {"b": {"indeed": 3, "no": 4}}}
    assert after["screening"]["outcomes"][0]["relevant"] == "${work} = 'indeed'"


def test_a_group_beside_the_tables() -> None:
    after = renamed_in(BESIDE, "group", "b", "c")
    assert after["screening"]["outcomes"][0]["group"] == "c"
    assert after["cleaning"]["control"] == {"work": {"c": ["yes"]}}
    assert after["margins"]["within_group"] == {"work": {"c": {"yes": 3, "no": 4}}}
    assert after["frame"]["columns"][1] == {"name": "group", "values": ["c"]}


@pytest.mark.parametrize(
    ("kind", "name", "new", "code"),
    [
        pytest.param("question", "work", "age", "name_taken", id="another question"),
        pytest.param("question", "work", "mean", "name_taken", id="a scale"),
        pytest.param("question", "work", "group", "bad_name", id="a built-in"),
        pytest.param("question", "work", "Work 2", "bad_name", id="signs that a rule cannot hold"),
        pytest.param("option", "yes", "no", "name_taken", id="another code of the list"),
        pytest.param("option", "yes", "it's", "bad_name", id="a quote"),
        pytest.param("group", "b", "", "bad_name", id="nothing"),
    ],
)
def test_names_that_cannot_be(kind: str, name: str, new: str, code: str) -> None:
    with pytest.raises(CannotRename) as caught:
        renamed_in(BESIDE, kind, name, new)
    assert caught.value.code == code


def test_what_names_it_before_it_is_taken_out() -> None:
    tree = tree_of(BESIDE)
    page = next(one for one in tree.pages if one.name == "work")
    found = {(kind_of(one.node), one.change.key) for one in mentioned(tree, page)}
    assert {("question", "relevant"), ("scale", "items"), (STUDY, "asserts/0/holds")} <= found
    assert not any(one.node == page.children[0].ref for one in mentioned(tree, page))
    age = next(one for one in tree.pages if one.name == "age")
    assert {one.change.key for one in mentioned(tree, age)} == {
        "items",
        "cleaning/doubles/same/1",
        "cleaning/contradictions/0/holds",
    }


def test_a_copy_gets_names_that_are_free() -> None:
    tree = tree_of(BESIDE)
    copied = copy_of(tree, tree.sections[0])
    pages = [page["name"] for page in twig_document(copied.twig)["pages"]]
    assert (copied.twig.name, pages) == ("one_2", ["work_2", "age_2"])
    option = copy_of(tree, tree.questions[0].children[0])
    assert (option.twig.name, option.after) == ("yes_2", tree.questions[0].children[0].ref)


def twig_document(twig: Any) -> dict[str, Any]:
    return Node(twig.kind, 1, twig.mapping, tuple(as_node(child) for child in twig.children)).document


def as_node(twig: Any) -> Node:
    return Node(twig.kind, 1, twig.mapping, tuple(as_node(child) for child in twig.children))


def renamed_in(document: dict[str, Any], kind: str, name: str, new: str) -> dict[str, Any]:
    tree = tree_of(document)
    node = next(one for one in tree.walk() if one.kind == kind and one.name == name)
    return done(tree, renaming.renaming(tree, node, new))


def done(tree: Tree, steps: tuple[SetKeys, ...]) -> dict[str, Any]:
    """The document after the steps, each of whose `before` is what stood there."""
    from tests.design.trees import apply

    return document_of(apply(tree, steps))
