"""Finding open answers, coding those that leave no doubt, and keeping no text; what coders give and take back."""

import copy
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from exports import coders, frame_store
from exports.code_frames import FrameFault
from exports.coders import AlreadyCoded, CodesRefused, NotYours, TextChanged
from exports.coding_models import CodeChoice, CodeFrame, OpenAnswer
from exports.dataset import NothingToExport, dataset
from exports.open_answers import collect, digest_of, text_in
from invitations.models import Code
from respondents import flow
from respondents.models import Interview
from staff.models import AuditEntry
from surveys.publish import publish
from tests.exports.coding_mini import CODING, HOME, LAND, SAY, published, told
from tests.exports.conftest import NOW

SECRET = "Zoekwoord-Plantinga"


@pytest.fixture
def study(db):
    edition = published()
    for frame in (LAND, HOME, SAY):
        frame_store.store(edition.study, frame, user=None, now=NOW)
    edition.study.newest = edition
    return edition.study


@pytest.fixture
def anna(make_staff):
    return make_staff("analyst")


@pytest.fixture
def bert(make_staff):
    return make_staff("analyst")


def answer(question: str, interview: Interview) -> OpenAnswer:
    return OpenAnswer.objects.select_related("interview").get(question=question, interview=interview)


def give(found: OpenAnswer, codes: list[str], user, **more: object) -> int:
    study = found.interview.edition.study
    return coders.choose(found, codes, user=user, frame=frame_store.frame_of(study, found.question), now=NOW, **more)


def rows(study) -> list[dict[str, object]]:
    data = dataset(study.slug)
    return [dict(zip([column.name for column in data.columns], row, strict=True)) for row in data.rows]


@pytest.mark.parametrize(
    ("stored", "text"),
    [
        pytest.param({"text": " a "}, "a", id="text"),
        pytest.param({"code": "other", "other": "b"}, "b", id="beside other"),
        pytest.param({"codes": ["other"], "other": "c"}, "c", id="beside ticks"),
        pytest.param({"code": "azc"}, "", id="an option"),
        pytest.param({"reason": "dont_know"}, "", id="a reason"),
        pytest.param(None, "", id="nothing"),
    ],
)
def test_text_in_a_stored_answer(stored, text):
    assert text_in(stored) == text


def test_equal_texts_have_one_digest_and_questions_do_not_share_it():
    assert digest_of("land", "Syrië!") == digest_of("land", "syrie")
    assert digest_of("land", "Syrië") != digest_of("home", "Syrië")
    assert digest_of("say", "😀") != digest_of("say", "😡")


def test_the_program_codes_what_leaves_no_doubt(study):
    sure = told(study.newest, 1, language="en", land="I am from Ethiopia", home="hotel")
    doubt = told(study.newest, 2, land="Congo", say=SECRET)
    counts = collect(study, now=NOW)
    assert vars(counts["land"]) == {"texts": 2, "new": 2, "automatic": 1, "by_people": 0, "suggestion": 1, "left": 0}
    assert vars(counts["say"]) == {"texts": 1, "new": 1, "automatic": 0, "by_people": 0, "suggestion": 0, "left": 1}
    assert (answer("land", sure).codes, answer("land", sure).by) == (["ET"], OpenAnswer.By.AUTOMATIC)
    assert answer("land", sure).language == "en"
    assert answer("home", sure).codes == ["shelter"]
    assert answer("land", doubt).state == OpenAnswer.State.OPEN
    assert collect(study, now=NOW)["land"].new == 0
    assert CodeChoice.objects.count() == 2


def test_no_text_is_kept_beside_the_answer(study, anna):
    told(study.newest, 1, say=SECRET)
    collect(study, now=NOW)
    give(OpenAnswer.objects.get(), ["money"], anna)
    tables = [name for name in connection.introspection.table_names() if name.startswith(("exports_", "staff_"))]
    assert {"exports_openanswer", "exports_codechoice", "staff_auditentry"} <= set(tables)
    assert [name for name in tables if SECRET in _all(name)] == []
    assert SECRET in _all("respondents_interview")


def _all(table: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
        return repr(cursor.fetchall())


def test_withdrawal_takes_codes_and_choices_along(study, anna):
    gone, stays = told(study.newest, 1, say=SECRET), told(study.newest, 2, say="dank")
    collect(study, now=NOW)
    for interview in (gone, stays):
        give(answer("say", interview), ["thanks"], anna)
    flow.withdraw(Code.objects.get(pk=gone.link.code_id), now=NOW)
    assert list(OpenAnswer.objects.values_list("interview", flat=True)) == [stays.pk]
    assert CodeChoice.objects.count() == 1
    collect(study, now=NOW)
    assert OpenAnswer.objects.count() == 1


def _answer_anew(interview: Interview, text: str) -> None:
    """Somebody changes what they typed: a later event."""
    interview.refresh_from_db()
    interview.answers = {**interview.answers, "say": {"text": text}}
    interview.changed = {**interview.changed, "say": [interview.seq + 1, "key"]}
    interview.save()


def test_another_text_loses_the_code_of_the_first(study, anna):
    interview = told(study.newest, 1, say="dank")
    collect(study, now=NOW)
    give(answer("say", interview), ["thanks"], anna)
    _answer_anew(interview, "te weinig geld")
    assert rows(study)[0]["say_coded_thanks"] == -8
    with pytest.raises(TextChanged):
        coders.text_of(answer("say", interview))
    with pytest.raises(TextChanged):
        give(answer("say", interview), ["money"], anna)
    collect(study, now=NOW)
    assert answer("say", interview).state == OpenAnswer.State.OPEN
    assert CodeChoice.objects.count() == 0


def test_another_key_loses_nothing(study, anna, settings):
    interview = told(study.newest, 1, say="dank")
    collect(study, now=NOW)
    give(answer("say", interview), ["thanks"], anna)
    before = answer("say", interview).digest
    settings.SECRET_KEY = "another key than the one before, of some length"
    collect(study, now=NOW)
    assert answer("say", interview).digest != before
    assert CodeChoice.objects.count() == 1


def test_two_coders_agree_and_the_dataset_says_so(study, anna, bert):
    interview = told(study.newest, 1, say="dank en geld")
    collect(study, now=NOW)
    give(answer("say", interview), ["thanks", "money"], anna)
    assert answer("say", interview).state == OpenAnswer.State.WAITS
    with pytest.raises(AlreadyCoded):
        give(answer("say", interview), ["thanks", "money"], anna)
    give(answer("say", interview), ["money", "thanks"], bert)
    found = rows(study)[0]
    assert (found["say_coded_thanks"], found["say_coded_money"], found["say_coded_by"]) == (1, 1, 3)
    assert found["land_coded"] < 0


def test_two_coders_differ_and_it_is_decided(study, anna, bert):
    interview = told(study.newest, 1, say="dank")
    collect(study, now=NOW)
    give(answer("say", interview), ["thanks"], anna)
    give(answer("say", interview), ["money"], bert)
    assert rows(study)[0]["say_coded_by"] == 0
    assert not coders.waiting_for(study, "say", anna).exists()
    give(answer("say", interview), ["thanks"], bert)
    assert rows(study)[0]["say_coded_by"] == 4
    assert coders.coded_twice(study, "say") == [(frozenset({"thanks"}), frozenset({"money"}))]
    with pytest.raises(AlreadyCoded):
        give(answer("say", interview), ["thanks"], anna)


def test_equal_texts_at_once_and_back_at_once(study, anna):
    same = [told(study.newest, number, say=words) for number, words in enumerate(["Dank!", "dank", "DANK"])]
    told(study.newest, 9, say="geld")
    collect(study, now=NOW)
    first = answer("say", same[0])
    assert coders.repeats_of(first, anna).count() == 2
    assert give(first, ["thanks"], anna, repeats=True, comment="zin") == 3
    assert sorted(CodeChoice.objects.values_list("repeats", "comment")) == [(False, "zin"), (True, ""), (True, "")]
    choice = first.choices.get()
    assert coders.undo(choice, user=anna, now=NOW + timedelta(minutes=1), any_coder=False) == 3
    assert OpenAnswer.objects.filter(state=OpenAnswer.State.OPEN).count() == 4
    assert CodeChoice.objects.filter(undone_by=anna).count() == 3
    assert list(AuditEntry.objects.filter(action__startswith="code taken").values_list("details", flat=True)) == [
        {"answer": first.pk, "role": "first", "answers": 3}
    ]


def test_what_the_program_gave_can_be_taken_back_and_stays_so(study, anna):
    interview = told(study.newest, 1, land="Ethiopië")
    collect(study, now=NOW)
    coders.undo(CodeChoice.objects.get(), user=anna, now=NOW, any_coder=False)
    collect(study, now=NOW)
    assert answer("land", interview).state == OpenAnswer.State.OPEN
    give(answer("land", interview), ["ER"], anna)
    assert rows(study)[0]["land_coded"] == 232


def test_a_share_of_what_the_program_coded_is_looked_at_blind(study, anna):
    frame_store.store(study, {**LAND, "second_share": 1}, user=None, now=NOW)
    right, other = told(study.newest, 1, land="Ethiopië"), told(study.newest, 2, land="Zaire")
    collect(study, now=NOW)
    assert set(coders.waiting_for(study, "land", anna)) == {answer("land", right), answer("land", other)}
    assert {row["land_coded_by"] for row in rows(study)} == {1}
    give(answer("land", right), ["ET"], anna)
    give(answer("land", other), ["CG"], anna)
    by_number = {row["respnr"]: (row["land_coded"], row["land_coded_by"]) for row in rows(study)}
    assert by_number == {right.respnr: (231, 1), other.respnr: (-8, 0)}
    pairs = coders.coded_twice(study, "land", CodeChoice.Role.AUTOMATIC)
    assert set(pairs) == {(frozenset({"CD"}), frozenset({"CG"})), (frozenset({"ET"}), frozenset({"ET"}))}
    assert coders.coded_twice(study, "land") == []
    give(answer("land", other), ["CD"], anna)
    assert answer("land", other).by == OpenAnswer.By.ADJUDICATED


def test_somebody_elses_code_stays_but_for_a_researcher(study, anna, bert):
    interview = told(study.newest, 1, say="dank")
    collect(study, now=NOW)
    give(answer("say", interview), ["thanks"], anna)
    give(answer("say", interview), ["thanks"], bert)
    first = answer("say", interview).choices.first()
    with pytest.raises(NotYours):
        coders.undo(first, user=bert, now=NOW, any_coder=False)
    assert coders.undo(first, user=bert, now=NOW, any_coder=True) == 1
    assert answer("say", interview).state == OpenAnswer.State.OPEN
    assert not answer("say", interview).choices.filter(undone_at=None).exists()


def test_an_answer_that_was_withdrawn_meanwhile_is_not_coded(study, anna):
    interview = told(study.newest, 1, say="dank")
    collect(study, now=NOW)
    seen = answer("say", interview)
    flow.withdraw(Code.objects.get(pk=interview.link.code_id), now=NOW)
    with pytest.raises(TextChanged):
        give(seen, ["thanks"], anna)
    assert not CodeChoice.objects.exists()


def test_codes_that_the_frame_does_not_take(study, anna):
    interview = told(study.newest, 1, home="ergens")
    collect(study, now=NOW)
    with pytest.raises(CodesRefused):
        give(answer("home", interview), ["azc", "shelter"], anna)


def test_frames_grow_by_versions_and_lose_no_code_in_use(study, anna):
    interview = told(study.newest, 1, home="ergens")
    collect(study, now=NOW)
    frame = frame_store.add_code(
        study, "home", {"code": "street", "value": 22, "label": {"nl": "Straat", "en": "Street"}}, user=anna, now=NOW
    )
    assert frame.version == 2
    give(answer("home", interview), ["street"], anna)
    with pytest.raises(FrameFault, match="coded as street"):
        frame_store.store(study, HOME, user=anna, now=NOW)
    assert CodeFrame.objects.filter(question="home").count() == 2
    assert rows(study)[0]["home_coded"] == 22


def test_the_studys_file_is_loaded_once_and_keeps_what_the_page_added(study, anna, monkeypatch):
    file = {"coding": [{**HOME, "second_share": 0.5}]}
    monkeypatch.setattr(frame_store, "_read", lambda slug: file)
    added = {"code": "street", "value": 22, "label": {"nl": "Straat", "en": "Street"}}
    assert [one.version for one in frame_store.load_file(study, now=NOW)] == [2]
    frame_store.add_code(study, "home", added, user=anna, now=NOW)
    assert frame_store.load_file(study, now=NOW) == ()
    file["coding"] = [{**HOME, "second_share": 0.3}]
    (loaded,) = frame_store.load_file(study, now=NOW)
    assert (loaded.version, loaded.second_share, "street" in loaded.by_code) == (4, 0.3, True)
    assert frame_store.load_file(study, now=NOW) == ()


def test_a_frame_that_no_longer_fits_stops_an_export_with_the_reason(study):
    CodeFrame.objects.filter(question="home").update(document={**HOME, "codes": []} | {"options": {"gone": "azc"}})
    with pytest.raises(NothingToExport, match="coding/home/options: gone"):
        dataset("mini")


def test_one_edition_has_the_codes_of_its_own_questions(study, anna):
    """A frame is about every edition of the study, also where a dataset holds one that lacks the question."""
    interview = told(study.newest, 1, say="dank")
    shorter = [page for page in CODING["sections"][0]["pages"] if page["name"] != "say"]
    document = {**CODING, "sections": [{**CODING["sections"][0], "pages": shorter}]}
    publish(study, copy.deepcopy(document), user=None, note="")
    collect(study, now=NOW)
    give(answer("say", interview), ["thanks"], anna)
    names = {number: [one.name for one in dataset("mini", edition=number).columns] for number in (1, 2)}
    assert ("say_coded_thanks" in names[1], "say_coded_thanks" in names[2]) == (True, False)
    assert all("home_coded" in one for one in names.values())
    assert rows(study)[0]["say_coded_thanks"] == 1


def test_the_queue_goes_round(study, anna):
    interviews = [told(study.newest, number, say=f"tekst {number}") for number in range(3)]
    collect(study, now=timezone.now())
    keys = sorted(answer("say", one).pk for one in interviews)
    order = [coders.next_for(study, "say", anna, after).pk for after in (0, *keys)]
    assert order == [*keys, keys[0]]
