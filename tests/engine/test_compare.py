"""The typed difference of two editions: each kind of change is told, with its effect, and nothing else is."""

from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from surveys.engine.changes import EFFECTS, KINDS, heaviest
from surveys.engine.compare import compare
from surveys.engine.definition import Definition
from surveys.engine.dump import canonical
from surveys.engine.edition_problems import REFUSALS, edition_problems
from surveys.engine.parse import parse
from surveys.engine.problems import DefinitionError
from tests.engine.mini import document, load, names_of, option, page, valid
from tests.engine.strategies import studies

MANUAL = Path(__file__).parents[2] / "docs" / "editions.md"
Change = Callable[[dict[str, Any]], Any]


def base() -> dict[str, Any]:
    """A study with one of everything that can change."""
    made = document(
        page("work", options=[option("yes"), option("no"), option("other")], reasons=["dont_know"]),
        page("hours", "number", rule="${work} = 'yes'", min=1, max=60),
        page("ways", "multi", options=[option("bus"), option("bike", short="b"), option("walk")]),
        page("since", "date", precisions=["month", "before", "after"], pivot="2024-01-01"),
        page("mood", "scale", options=[option("bad", score=1), option("good", score=2)]),
        page("say", "text", max_length=100),
        terms={"pip": {"label": {"nl": "PIP"}, "explanation": {"nl": "Uw plan."}}},
        derived=[
            {
                "name": "worker",
                "label": {"nl": "Werkt"},
                "expression": "if(${work} = 'yes', 'w', 'n')",
                "options": [option("w", value=1), option("n", value=2)],
            },
            {"name": "shown_later", "label": {"nl": "Stuurt"}, "expression": "if(${hours} > 10, 'a', 'b')"},
        ],
        scales=[{"name": "warmth", "label": {"nl": "Warmte"}, "items": ["mood"], "min_items": 1}],
        asserts=[{"name": "sure", "text": "Zeker", "holds": "${work} = ${work}"}],
        languages=["nl", "en"],
    )
    made["sections"].append({"name": "end", "title": {"nl": "Einde"}, "pages": [page("bye", "statement")]})
    made["sections"][1]["pages"][0]["relevant"] = "${shown_later} = 'a'"
    return made


def pages(made: dict[str, Any]) -> list[dict[str, Any]]:
    return made["sections"][0]["pages"]


def asked(made: dict[str, Any], place: int) -> dict[str, Any]:
    return pages(made)[place]["questions"][0]


def options(made: dict[str, Any], place: int = 0) -> list[dict[str, Any]]:
    return asked(made, place)["options"]


def values_fixed(made: dict[str, Any]) -> None:
    """Values written out, so that a new option first in the list moves none."""
    for place in (0, 2):
        for number, item in enumerate(options(made, place), start=1):
            item["value"] = number


def swap(items: list[Any]) -> None:
    items[0], items[1] = items[1], items[0]


def move_page(made: dict[str, Any]) -> None:
    made["sections"][1]["pages"].insert(0, pages(made).pop())


def move_question(made: dict[str, Any]) -> None:
    pages(made)[1]["questions"].append(pages(made).pop(2)["questions"][0])


def as_derived(made: dict[str, Any]) -> None:
    pages(made).pop(5)
    made["derived"].append({"name": "say", "label": {"nl": "x"}, "expression": "'a'"})


CASES: list[Any] = [
    pytest.param(lambda d: d.update(title={"nl": "Anders"}), "wording_changed", "title", "none", id="title"),
    pytest.param(lambda d: d["title"].update(en="Small"), "translation_added", "title", "none", id="translation"),
    pytest.param(lambda d: d.update(wave="2027"), "setting_changed", "wave", "none", id="setting"),
    pytest.param(lambda d: d["asserts"][0].update(text="x"), "setting_changed", "asserts/1/text", "none", id="assert"),
    pytest.param(lambda d: d["terms"]["pip"]["label"].update(nl="x"), "wording_changed", "pip", "none", id="term"),
    pytest.param(
        lambda d: d["groups"].update(three={"label": {"nl": "3"}, "value": 3}),
        *("group_added", "groups/three", "compatible"),
        id="group added",
    ),
    pytest.param(lambda d: d["groups"].pop("one"), "group_removed", "groups/one", "breaks", id="group removed"),
    pytest.param(lambda d: d["groups"]["one"].update(value=7), "group_recoded", "one", "breaks", id="group recoded"),
    pytest.param(lambda d: d["groups"]["one"].update(law="x"), "group_changed", "law", "changes_path", id="group law"),
    pytest.param(
        lambda d: d["screening"]["outcomes"][0].update(group="two"),
        *("outcome_changed", "outcomes/one", "changes_path"),
        id="outcome",
    ),
    pytest.param(
        lambda d: d["sections"].append({"name": "z", "title": {"nl": "z"}, "pages": [page("zz", "statement")]}),
        *("section_added", "sections/z", "changes_path"),
        id="section added",
    ),
    pytest.param(lambda d: d["sections"].pop(), "section_removed", "sections/end", "changes_path", id="section gone"),
    pytest.param(lambda d: pages(d).append(page("new")), "page_added", "pages/new", "changes_path", id="page added"),
    pytest.param(lambda d: pages(d).pop(4), "page_removed", "pages/mood", "changes_path", id="page removed"),
    pytest.param(move_page, "page_moved", "sections/end/pages/say", "changes_path", id="page moved"),
    pytest.param(lambda d: swap(pages(d)), "pages_reordered", "pages", "changes_path", id="pages reordered"),
    pytest.param(
        lambda d: pages(d)[0]["questions"].append(page("extra")["questions"][0]),
        *("question_added", "extra", "changes_path"),
        id="question added",
    ),
    pytest.param(lambda d: pages(d).pop(4), "question_removed", "questions/mood", "changes_path", id="question gone"),
    pytest.param(move_question, "question_moved", "questions/ways", "changes_path", id="question moved"),
    pytest.param(lambda d: asked(d, 5).update(type="long_text"), "type_changed", "say", "compatible", id="longer text"),
    pytest.param(
        lambda d: asked(d, 0).update(type="multi"), "type_changed", "questions/work", "breaks", id="type changed"
    ),
    pytest.param(as_derived, "type_changed", "questions/say", "breaks", id="question becomes derived"),
    pytest.param(
        lambda d: pages(d)[1].update(relevant="${work} = 'no'"),
        *("rule_changed", "pages/hours", "changes_path"),
        id="rule changed",
    ),
    pytest.param(
        lambda d: pages(d)[1].update(relevant="(${work}='yes')"),
        *("rule_rewritten", "pages/hours", "none"),
        id="rule rewritten",
    ),
    pytest.param(lambda d: asked(d, 5).update(groups=["one"]), "groups_changed", "say", "changes_path", id="groups"),
    pytest.param(lambda d: asked(d, 1).update(max=80), "bounds_widened", "max", "compatible", id="wider"),
    pytest.param(lambda d: asked(d, 1).pop("min"), "bounds_widened", "min", "compatible", id="no lower bound"),
    pytest.param(lambda d: asked(d, 1).update(min=5), "bounds_narrowed", "min", "compatible", id="narrower"),
    pytest.param(lambda d: asked(d, 1).update(decimals=1), "bounds_widened", "decimals", "compatible", id="decimals"),
    pytest.param(lambda d: asked(d, 0).update(other="text"), "bounds_widened", "other", "compatible", id="other"),
    pytest.param(
        lambda d: asked(d, 3).update(precisions=["before", "after"]),
        *("bounds_narrowed", "precisions", "compatible"),
        id="precision gone",
    ),
    pytest.param(lambda d: asked(d, 3).update(pivot="2025-01-01"), "pivot_moved", "pivot", "breaks", id="pivot"),
    pytest.param(
        lambda d: asked(d, 0).update(routing_key=True), "required_changed", "work", "compatible", id="required"
    ),
    pytest.param(lambda d: asked(d, 0).update(core=True), "core_changed", "work", "changes_path", id="core"),
    pytest.param(lambda d: asked(d, 0).update(terms=["pip"]), "form_changed", "terms", "none", id="terms"),
    pytest.param(lambda d: asked(d, 0).update(picture="letter"), "form_changed", "picture", "none", id="picture"),
    pytest.param(
        lambda d: options(d)[0].update(picture="letter"), "form_changed", "picture", "none", id="option's picture"
    ),
    pytest.param(lambda d: asked(d, 0).update(notes="x"), "notes_changed", "notes", "none", id="notes"),
    pytest.param(lambda d: options(d).append(option("new")), "option_added", "new", "compatible", id="option added"),
    pytest.param(
        lambda d: asked(d, 0).update(reasons=["dont_know", "prefer_not"]),
        *("option_added", "work/prefer_not", "compatible"),
        id="reason added",
    ),
    pytest.param(lambda d: options(d).pop(), "option_removed", "work/other", "breaks", id="option removed"),
    pytest.param(
        lambda d: asked(d, 0).pop("reasons"), "option_removed", "work/dont_know", "breaks", id="reason removed"
    ),
    pytest.param(
        lambda d: options(d).insert(0, option("new")),
        *("option_recoded", "work/yes", "breaks"),
        id="a new option in front moves the values of the others",
    ),
    pytest.param(
        lambda d: options(d)[2].update(code="else"), "option_recoded", "work/else", "breaks", id="value of another code"
    ),
    pytest.param(lambda d: options(d, 2)[1].update(short="c"), "option_recoded", "short", "breaks", id="column"),
    pytest.param(
        lambda d: options(d)[1].update(reason="dont_know", code="dont_know", in_base=True),
        *("option_removed", "work/no", "breaks"),
        id="option becomes a reason",
    ),
    pytest.param(lambda d: options(d, 4)[0].update(score=0), "option_rescored", "score", "compatible", id="score"),
    pytest.param(
        lambda d: options(d, 2)[2].update(exclusive=True), "bounds_narrowed", "exclusive", "compatible", id="exclusive"
    ),
    pytest.param(
        lambda d: options(d)[2].update(relevant="${channel} = 'x'"),
        *("rule_changed", "work/other", "changes_path"),
        id="option rule",
    ),
    pytest.param(
        lambda d: (values_fixed(d), swap(options(d))), "options_reordered", "work", "compatible", id="options reordered"
    ),
    pytest.param(
        lambda d: d["derived"][0].update(expression="'w'"), "derived_changed", "worker", "compatible", id="derived"
    ),
    pytest.param(
        lambda d: d["derived"][1].update(expression="'b'"),
        *("derived_changed", "shown_later", "changes_path"),
        id="derived that steers",
    ),
    pytest.param(
        lambda d: d["derived"][0]["options"].pop(), "option_removed", "worker/n", "breaks", id="derived option"
    ),
    pytest.param(lambda d: d["derived"].pop(0), "derived_removed", "worker", "compatible", id="derived removed"),
    pytest.param(
        lambda d: d["derived"].append({"name": "more", "label": {"nl": "x"}, "expression": "'a'"}),
        *("derived_added", "more", "compatible"),
        id="derived added",
    ),
    pytest.param(lambda d: swap(d["derived"]), "derived_reordered", "derived", "none", id="derived reordered"),
    pytest.param(
        lambda d: d["scales"][0].update(items=["mood", "work"]), "scale_changed", "warmth", "compatible", id="scale"
    ),
    pytest.param(lambda d: d["scales"].clear(), "scale_removed", "warmth", "compatible", id="scale removed"),
    pytest.param(
        lambda d: d["scales"].append({"name": "w2", "label": {"nl": "x"}, "items": ["mood"], "min_items": 1}),
        *("scale_added", "w2", "compatible"),
        id="scale added",
    ),
]


def changed(change: Change) -> Definition:
    made = deepcopy(base())
    change(made)
    return parse(made)


@pytest.mark.parametrize(("change", "kind", "where", "effect"), CASES)
def test_a_change_is_told_with_its_place_and_effect(change: Change, kind: str, where: str, effect: str) -> None:
    found = [item for item in compare(parse(base()), changed(change)) if item.kind == kind]
    assert [item for item in found if where in item.where and item.effect == effect], found
    assert kind in KINDS


def test_the_table_covers_every_kind() -> None:
    told = {item.kind for case in CASES for item in compare(parse(base()), changed(case.values[0]))}
    apart = {"column_reused", "questions_reordered"}
    assert set(KINDS) - told == apart


def test_questions_of_a_page_in_another_order() -> None:
    made = base()
    pages(made)[0]["questions"].append(page("extra")["questions"][0])
    other = deepcopy(made)
    swap(pages(other)[0]["questions"])
    assert [change.kind for change in compare(parse(made), parse(other))] == ["questions_reordered"]


def test_a_column_that_another_question_had() -> None:
    made = base()
    pages(made).pop(2)
    pages(made).append(page("ways_bus"))
    problems = edition_problems([parse(base())], parse(made))
    assert [problem.code for problem in problems] == ["edition_column_reused"]


def test_wording_names_the_languages() -> None:
    old, new = base(), base()
    for made, english in ((old, "Work?"), (new, "Job?")):
        asked(made, 0)["label"] = {"nl": "Werk?", "en": english}
    (change,) = compare(parse(old), parse(new))
    assert (change.languages, change.before, change.after) == (("en",), "Work?", "Job?")
    assert (change.variable, change.effect) == ("work", "none")


def test_heaviest() -> None:
    changes = compare(parse(base()), changed(lambda d: (options(d).pop(), d.update(wave="2"))))
    assert (heaviest(changes), heaviest([])) == ("breaks", "none")


REFUSED = {
    "edition_option_removed": lambda d: options(d).pop(),
    "edition_option_recoded": lambda d: options(d).insert(0, option("new")),
    "edition_type_changed": lambda d: asked(d, 0).update(type="multi"),
    "edition_pivot_moved": lambda d: asked(d, 3).update(pivot="2025-01-01"),
    "edition_group_removed": lambda d: d["groups"].pop("one"),
    "edition_group_recoded": lambda d: d["groups"]["one"].update(value=7),
    "edition_narrowed": lambda d: asked(d, 1).update(min=5),
    "edition_option_rescored": lambda d: options(d, 4)[0].update(score=0),
    "edition_column_reused": lambda d: (pages(d).pop(2), pages(d).append(page("ways_bus"))),
}


@pytest.mark.parametrize("code", REFUSED)
def test_what_may_not_change_says_what_to_do_instead(code: str) -> None:
    problems = edition_problems([parse(base())], changed(REFUSED[code]))
    found = [problem for problem in problems if problem.code == code]
    assert found
    assert all(problem.what_to_do and "{" not in problem.message + problem.what_to_do for problem in found)
    assert {problem.severity for problem in found} == {
        next(refusal.severity for refusal in REFUSALS.values() if refusal.code == code)
    }


def test_every_refusal_is_in_the_table() -> None:
    assert {refusal.code for refusal in REFUSALS.values()} == set(REFUSED)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda d: options(d).append(option("new")), id="an option at the end"),
        pytest.param(
            lambda d: (values_fixed(d), options(d).insert(0, option("new", value=9))), id="in front, own value"
        ),
        pytest.param(lambda d: pages(d).pop(4), id="a question taken out"),
        pytest.param(lambda d: asked(d, 5).update(type="long_text"), id="a larger text field"),
        pytest.param(lambda d: asked(d, 0)["label"].update(nl="Anders"), id="other words"),
        pytest.param(lambda d: pages(d)[1].pop("relevant"), id="a rule taken out"),
    ],
)
def test_what_may_change(change: Change) -> None:
    assert not edition_problems([parse(base())], changed(change))


def test_a_name_does_not_come_back_as_something_else() -> None:
    """Taken out in the second edition, back with other options in the third: the first still counts."""
    without = changed(lambda d: pages(d).pop(0))
    back = changed(lambda d: options(d).pop(0))
    assert not [p for p in edition_problems([without], back) if p.severity == "error"]
    assert "edition_option_removed" in {problem.code for problem in edition_problems([without, parse(base())], back)}


@pytest.mark.parametrize("word", [*KINDS, *EFFECTS, *sorted(REFUSED)])
def test_the_manual_names_every_kind_effect_and_code(word: str) -> None:
    assert f"`{word}`" in MANUAL.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", names_of("valid"))
def test_a_study_does_not_differ_from_itself(name: str) -> None:
    number = 1 if name != "editions" else 2
    assert compare(valid(name, number), valid(name, number)) == ()


@given(studies())
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_random_study_does_not_differ_from_itself(study: Definition) -> None:
    assert compare(study, parse(study.document)) == ()


def leaves(value: Any, place: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Places of all values that hold no others."""
    if isinstance(value, dict):
        return [found for key, item in value.items() for found in leaves(item, (*place, key))]
    if isinstance(value, list):
        return [found for key, item in enumerate(value) for found in leaves(item, (*place, key))]
    return [place]


def spoilt(document: dict[str, Any], place: tuple[Any, ...], how: str) -> dict[str, Any]:
    """The document with one leaf, or the mapping or list item around it, changed or taken out."""
    made = deepcopy(document)
    holder: Any = made
    for key in place[:-1]:
        holder = holder[key]
    if how == "drop":
        del holder[place[-1]]
    else:
        old = holder[place[-1]]
        holder[place[-1]] = {bool: lambda: not old, int: lambda: old + 1}.get(type(old), lambda: f"{old}x")()
    return made


def sources() -> list[dict[str, Any]]:
    return [parse(base()).document, *(valid(name).document for name in names_of("valid"))]


@given(st.data())
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_change_is_found_both_ways(data: st.DataObject) -> None:
    """Whatever is done to a document: where it still is a study and says something else, compare tells."""
    source = data.draw(st.sampled_from(SOURCES))
    place = data.draw(st.sampled_from(leaves(source)))
    made = spoilt(source, place, data.draw(st.sampled_from(["drop", "change"])))
    try:
        old, new = parse(source), parse(made)
    except DefinitionError:
        return
    differs = canonical(old.document) != canonical(new.document)
    for changes in (compare(old, new), compare(new, old)):
        assert bool(changes) is differs, place
        assert {change.effect for change in changes} <= set(EFFECTS)
        assert {change.kind for change in changes} <= set(KINDS)


SOURCES = sources()


def test_the_editions_of_one_document_can_be_compared() -> None:
    document = load("valid", "editions")
    assert compare(valid("editions", 1), valid("editions", 2)), document["study"]
