"""Edits of a draft: what they change, what they refuse, and that undoing them gives the document back."""

from copy import deepcopy
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from staff.models import AuditEntry, User
from surveys import drafts
from surveys.design import editing, opening
from surveys.design.steps import (
    FIRST,
    LAST,
    PARENTS,
    SCREENING,
    STUDY,
    Change,
    Insert,
    Move,
    Remove,
    SetKeys,
    Step,
    Tree,
    Twig,
    kind_of,
    twig_of,
)
from surveys.engine.problems import DefinitionError
from surveys.models import DraftEdit, DraftSnapshot, Study

pytestmark = pytest.mark.django_db


def ref(study: Study, name: str) -> str:
    """The ref of the question, page or other thing with this name; `page:age` for the kind."""
    kind, _, wanted = name.rpartition(":")
    found = [node for node in drafts.tree(study).walk() if node.name == wanted and node.kind == (kind or "question")]
    assert len(found) == 1, name
    return found[0].ref


def question(document: dict[str, Any], name: str) -> dict[str, Any]:
    pages = document["sections"][0]["pages"]
    return next(q for page in pages for q in page["questions"] if q["name"] == name)


def test_one_key_in_one_language(draft: Study, document: dict[str, Any], researcher: User) -> None:
    change = Change("label", "Vraag age", "Hoe oud bent u?", "nl")
    made = editing.edit(draft, [SetKeys(ref(draft, "age"), (change,))], researcher)
    question(document, "age")["label"]["nl"] = "Hoe oud bent u?"
    assert drafts.document_of(draft) == document
    assert (made.revision, made.user) == (2, researcher)
    entry = AuditEntry.objects.get(action="draft.edit")
    assert "Hoe oud" not in str(entry.details)


@pytest.mark.parametrize(
    ("change", "key", "expected"),
    [
        pytest.param(Change("min", 18, 16), "min", 16, id="a number"),
        pytest.param(Change("max", 99, None), "max", None, id="taken out"),
        pytest.param(Change("core", None, True), "core", True, id="put in"),
        pytest.param(Change("hint", None, {"nl": "In jaren"}), "hint", {"nl": "In jaren"}, id="a whole text"),
        pytest.param(Change("hint", "", "In jaren", "nl"), "hint", {"nl": "In jaren"}, id="first words of a text"),
        pytest.param(Change("label", "Question age", "", "en"), "label", {"nl": "Vraag age"}, id="words taken out"),
        pytest.param(Change("odd", None, {"a": [1]}), "odd", {"a": [1]}, id="a key without a column"),
    ],
)
def test_kinds_of_values(draft: Study, document: dict[str, Any], change: Change, key: str, expected: Any) -> None:
    editing.edit(draft, [SetKeys(ref(draft, "age"), (change,))], None)
    assert question(drafts.document_of(draft), "age").get(key) == expected


def test_keys_beside_the_tables(draft: Study, document: dict[str, Any]) -> None:
    changes = (
        Change("dates/open", None, "2027-01-01"),
        Change("consent/text/1", "Het hoeft niet.", "U hoeft niet mee te doen.", "nl"),
        Change("mode", None, "open"),
    )
    editing.edit(draft, [SetKeys(STUDY, changes)], None)
    document |= {"dates": {"open": "2027-01-01"}, "mode": "open"}
    document["consent"]["text"][1]["nl"] = "U hoeft niet mee te doen."
    assert drafts.document_of(draft) == document


def test_two_people_change_different_keys(draft: Study, researcher: User, colleague: User) -> None:
    age = ref(draft, "age")
    editing.edit(draft, [SetKeys(age, (Change("label", "Vraag age", "Leeftijd?", "nl"),))], researcher)
    editing.edit(draft, [SetKeys(age, (Change("label", "Question age", "Age?", "en"),))], colleague)
    assert question(drafts.document_of(draft), "age")["label"] == {"nl": "Leeftijd?", "en": "Age?"}


def test_the_later_of_two_is_told_and_nothing_is_lost(draft: Study, researcher: User, colleague: User) -> None:
    age = ref(draft, "age")
    editing.edit(draft, [SetKeys(age, (Change("label", "Vraag age", "Leeftijd?", "nl"),))], researcher)
    mine = Change("label", "Vraag age", "Hoe oud?", "nl")
    with pytest.raises(editing.Conflict) as caught:
        editing.edit(draft, [SetKeys(age, (Change("min", 18, 16), mine))], colleague)
    (clash,) = caught.value.clashes
    assert (clash.name, clash.change.after, clash.theirs) == ("age", "Hoe oud?", "Leeftijd?")
    assert question(drafts.document_of(draft), "age")["min"] == 18
    last = editing.last_change(draft, age, ("label", "nl"))
    assert last is not None
    assert last.user == researcher


def test_the_same_change_twice_is_no_conflict(draft: Study, researcher: User, colleague: User) -> None:
    step = SetKeys(ref(draft, "age"), (Change("label", "Vraag age", "Leeftijd?", "nl"),))
    editing.edit(draft, [step], researcher)
    editing.edit(draft, [step], colleague)
    assert question(drafts.document_of(draft), "age")["label"]["nl"] == "Leeftijd?"


def test_insert_below_each_kind(draft: Study, document: dict[str, Any]) -> None:
    steps = [
        Insert(ref(draft, "page:age"), twig_of("question", {"name": "born", "type": "number"}), FIRST),
        Insert(ref(draft, "age"), twig_of("option", {"code": "x"})),
        Insert(STUDY, twig_of("section", {"name": "end", "pages": [{"name": "bye", "questions": [{"name": "bye"}]}]})),
        Insert(SCREENING, twig_of("page", {"name": "adult"})),
        Insert(STUDY, twig_of("group", {"name": "others", "value": 2})),
        Insert(STUDY, twig_of("list", {"name": "yes_no", "options": [{"code": "yes"}, {"code": "no"}]})),
        Insert(ref(draft, "list:levels"), twig_of("option", {"code": "fair"}), ref(draft, "option:bad")),
    ]
    editing.edit(draft, steps, None)
    found = drafts.document_of(draft)
    on_page = next(page for page in found["sections"][0]["pages"] if page["name"] == "age")
    assert [q["name"] for q in on_page["questions"]] == ["born", "age"]
    assert question(found, "age")["options"] == [{"code": "x"}]
    assert found["sections"][1] == {"name": "end", "pages": [{"name": "bye", "questions": [{"name": "bye"}]}]}
    assert found["screening"] == {"pages": [{"name": "adult"}], "outcomes": document["screening"]["outcomes"]}
    assert list(found["groups"]) == ["everybody", "others"]
    assert found["option_lists"]["yes_no"] == [{"code": "yes"}, {"code": "no"}]
    assert [option["code"] for option in found["option_lists"]["levels"]] == ["bad", "fair", "good"]


def test_move_between_pages_and_within_one(draft: Study) -> None:
    steps = [
        Move(ref(draft, "age"), ref(draft, "page:work"), FIRST),
        Move(ref(draft, "option:none"), ref(draft, "goals"), FIRST),
    ]
    editing.edit(draft, steps, None)
    found = drafts.document_of(draft)
    assert [q["name"] for q in found["sections"][0]["pages"][0]["questions"]] == ["age", "work"]
    assert [option["code"] for option in question(found, "goals")["options"]] == ["none", "yes", "no"]


REFUSED = [
    pytest.param(lambda s: [], "no_steps", id="nothing to do"),
    pytest.param(lambda s: [SetKeys("z9", (Change("a", None, 1),))], "no_node", id="no such kind"),
    pytest.param(lambda s: [SetKeys("q²", (Change("a", None, 1),))], "no_node", id="no number"),
    pytest.param(lambda s: [Insert(STUDY, twig_of("question", {}))], "no_parent", id="a question in nothing"),
    pytest.param(lambda s: [Insert(STUDY, twig_of("group", {"name": "everybody"}))], "name_taken", id="name taken"),
    pytest.param(lambda s: [Insert(STUDY, twig_of("group", {"name": "x" * 65}))], "bad_name", id="name too long"),
    pytest.param(lambda s: [Insert(STUDY, twig_of("list", {}))], "bad_name", id="no name"),
    pytest.param(lambda s: [Insert(ref(s, "level"), twig_of("option", {}))], "shared_list", id="list of others"),
    pytest.param(lambda s: [Move(ref(s, "option:good"), ref(s, "goals"))], "no_parent", id="option to another list"),
    pytest.param(lambda s: [SetKeys(STUDY, (Change("sections", None, []),))], "not_here", id="sections as a key"),
    pytest.param(lambda s: [SetKeys(STUDY, (Change("consent/text/9", None, {}),))], "no_place", id="no such place"),
    pytest.param(
        lambda s: [SetKeys(ref(s, "age"), (Change("min", "", "x", "nl"),))], "not_text", id="words of a number"
    ),
]


@pytest.mark.parametrize(("steps", "code"), REFUSED)
def test_refused_whole(draft: Study, document: dict[str, Any], steps: Any, code: str) -> None:
    good = SetKeys(ref(draft, "age"), (Change("min", 18, 16),))
    given = steps(draft)
    with pytest.raises(editing.BadStep) as caught:
        editing.edit(draft, [good, *given] if given else [], None)
    assert caught.value.code == code
    assert drafts.document_of(draft) == document
    assert not DraftEdit.objects.exists()


def test_signs_that_cannot_be_stored_are_refused(draft: Study) -> None:
    with pytest.raises(DefinitionError):
        editing.edit(draft, [SetKeys(ref(draft, "age"), (Change("label", "Vraag age", "a\x00b", "nl"),))], None)
    with pytest.raises(DefinitionError):
        editing.edit(draft, [Insert(STUDY, Twig("section", {"name": float("nan")}))], None)


def test_what_is_gone_is_told(draft: Study) -> None:
    page = ref(draft, "page:age")
    age = ref(draft, "age")
    editing.edit(draft, [Remove(page)], None)
    with pytest.raises(editing.NodeGone):
        editing.edit(draft, [SetKeys(age, (Change("min", 18, 16),))], None)
    with pytest.raises(editing.NodeGone):
        editing.edit(draft, [Insert(page, twig_of("question", {"name": "x"}))], None)


def test_another_study_s_row_is_not_there(draft: Study, document: dict[str, Any]) -> None:
    other = Study.objects.create(slug="other", title="Other")
    drafts.store(other, document | {"study": "other"})
    with pytest.raises(editing.NodeGone):
        editing.edit(draft, [SetKeys(ref(other, "age"), (Change("min", 18, 16),))], None)


def test_undo_and_redo_are_a_stack_per_person(
    draft: Study, document: dict[str, Any], researcher: User, colleague: User
) -> None:
    age, work = ref(draft, "age"), ref(draft, "work")
    first = editing.edit(draft, [SetKeys(age, (Change("min", 18, 16),))], researcher)
    second = editing.edit(draft, [Remove(age)], researcher)
    theirs = editing.edit(draft, [SetKeys(work, (Change("core", None, True),))], colleague)
    assert editing.last_to_undo(draft, researcher) == second
    undone = editing.undo(draft, second.pk, researcher)
    assert editing.last_to_undo(draft, researcher) == first
    assert editing.last_to_redo(draft, researcher) == undone
    assert ref(draft, "age") == age
    with pytest.raises(editing.AlreadyUndone):
        editing.undo(draft, second.pk, researcher)
    editing.undo(draft, undone.pk, researcher)
    assert editing.last_to_undo(draft, researcher) == second
    editing.undo(draft, second.pk, researcher)
    editing.undo(draft, first.pk, researcher)
    assert editing.last_to_undo(draft, researcher) is None
    assert editing.last_to_undo(draft, colleague) == theirs
    question(document, "work")["core"] = True
    assert drafts.document_of(draft) == document


def test_undoing_what_somebody_changed_since_is_a_conflict(draft: Study, researcher: User, colleague: User) -> None:
    age = ref(draft, "age")
    made = editing.edit(draft, [SetKeys(age, (Change("min", 18, 16),))], researcher)
    editing.edit(draft, [SetKeys(age, (Change("min", 16, 15),))], colleague)
    with pytest.raises(editing.Conflict):
        editing.undo(draft, made.pk, researcher)


def test_edits_only_grow(draft: Study) -> None:
    made = editing.edit(draft, [SetKeys(ref(draft, "age"), (Change("min", 18, 16),))], None)
    with pytest.raises(DatabaseError), transaction.atomic():
        DraftEdit.objects.filter(pk=made.pk).update(steps="[]")


def test_a_draft_of_several_editions_is_opened_first(study: Study, document: dict[str, Any], researcher: User) -> None:
    whole = deepcopy(document)
    whole["editions"] = [{"number": 1}, {"number": 2}]
    question(whole, "thanks")["editions"] = [2]
    drafts.store(study, whole)
    step = SetKeys(ref(study, "age"), (Change("min", 18, 16),))
    with pytest.raises(editing.SeveralEditions):
        editing.edit(study, [step], researcher)
    opening.open_part(study, 2, researcher, revision=1)
    found = drafts.document_of(study)
    assert "editions" not in found
    assert "editions" not in question(found, "thanks")
    editing.edit(study, [SetKeys(ref(study, "age"), (Change("min", 18, 16),))], researcher)
    (kept,) = DraftSnapshot.objects.all()
    opening.open_snapshot(kept, researcher)
    assert drafts.document_of(study) == whole
    with pytest.raises(drafts.DraftChanged):
        opening.open_snapshot(kept, researcher, revision=1)


@st.composite
def some_step(draw: st.DrawFn, tree: Tree) -> Step:
    """Any step that can be done to this tree."""
    refs = sorted(tree.by_ref)
    kind = draw(st.sampled_from(["set", "insert", "remove", "move"])) if refs else "insert"
    if kind == "insert":
        children = ["section", "page", "question", "option", "derived", "scale"]
        parents = {child: [p for p in [*refs, STUDY, SCREENING] if kind_of(p) in PARENTS[child]] for child in children}
        child = draw(st.sampled_from([child for child in children if parents[child]]))
        parent = draw(st.sampled_from(parents[child]))
        mapping = {
            "name": draw(st.text("abc", min_size=1, max_size=3)),
            "label": {"nl": draw(st.text("xy ", max_size=5))},
        }
        return Insert(parent, twig_of(child, mapping), draw(st.sampled_from([FIRST, LAST, *refs])))
    ref = draw(st.sampled_from(refs))
    if kind == "remove":
        return Remove(ref)
    if kind == "move":
        node = tree.by_ref[ref]
        same = [other.parent for other in tree.walk() if other.kind == node.kind and node.kind != "option"]
        beside = [FIRST, LAST, *(other.ref for other in tree.walk() if other.kind == node.kind)]
        return Move(ref, draw(st.sampled_from([node.parent, *same])), draw(st.sampled_from(beside)))
    key = draw(st.sampled_from(["notes", "odd", "label"]))
    value = draw(st.one_of(st.none(), st.integers(0, 9), st.just({"nl": "woord"}), st.just(["a"])))
    return SetKeys(ref, (Change(key, tree.by_ref[ref].mapping.get(key), value),))


def said(study: Study) -> Any:
    """The document without empty lists of pages, questions and options: they say what no list says."""
    return _without_empty(drafts.document_of(study))


def _without_empty(value: Any) -> Any:
    if isinstance(value, list):
        return [_without_empty(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {k: _without_empty(v) for k, v in value.items() if v != [] or k not in ("pages", "questions", "options")}


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_whatever_was_done_can_be_undone(data: st.DataObject, draft: Study) -> None:
    with transaction.atomic():
        states, made = [said(draft)], []
        for _ in range(data.draw(st.integers(1, 6))):
            step = data.draw(some_step(drafts.tree(draft)))
            try:
                made.append(editing.edit(draft, [step], None))
            except editing.BadStep:
                continue
            states.append(said(draft))
        undone = []
        for found, before in zip(reversed(made), reversed(states[:-1]), strict=True):
            undone.append(editing.undo(draft, found.pk, None))
            assert said(draft) == before
        for found, after in zip(reversed(undone), states[1:], strict=True):
            editing.undo(draft, found.pk, None)
            assert said(draft) == after
        transaction.set_rollback(True)
