"""Files and the draft: what is stored, by whom, and that it is all or nothing."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from staff import jobs
from staff.models import AuditEntry, User
from surveys import drafts, translations, translations_bulk
from surveys.exchange.delivery import NoSuchLanguage, PlanChanged, Refused, bring_in, look, packed, write
from surveys.exchange.files import WRITERS, read_file
from surveys.exchange.rows import Package, Row
from surveys.models import Draft, Study, TextEvent
from surveys.translations import NotAllowed, TextChanged
from surveys.translations_bulk import Change, change_all
from tests.exchange.conftest import question, standing
from tests.exchange.texts import SOURCES, TRANSLATIONS

ROOT = Path(__file__).resolve().parents[2]
FORMS = sorted(WRITERS)
NAMES = {"time": "{minutes} {close_date}"}


def filled(package: Package, state: str = "translated") -> Package:
    """Every row with another translation, names kept."""
    rows = [
        replace(row, translation=f"{TRANSLATIONS[package.language]} {n} {names(row)}", state=state)
        for n, row in enumerate(package.rows)
    ]
    return replace(package, rows=tuple(rows))


def names(row: Row) -> str:
    return NAMES["time"] if "{minutes}" in row.source else ""


def stored(study: Study) -> tuple[Any, ...]:
    """All that an import may change."""
    return drafts.document_of(study), list(TextEvent.objects.values()), list(Draft.objects.values())


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("language", ["en", "ar", "tr", "ti"])
def test_all_the_way_out_and_back(study: Study, language: str, form: str) -> None:
    package = filled(packed(study, language), "reviewed")
    plan = bring_in(study, read_file(write(package, form)), user=None, by="Bureau B")
    assert not plan.refused
    found = translations.standings_of(study, language)
    texts = {row.translation.strip() for row in package.rows}
    assert {item.unit.translation for item in found} == texts
    assert {(event.by, event.user) for event in TextEvent.objects.filter(by="Bureau B")} == {("Bureau B", None)}
    again = look(study, read_file(write(package, form)))
    assert again.sound == ()
    assert {line.outcome for line in again.lines} == {"unchanged"}


@pytest.mark.parametrize("form", FORMS)
def test_out_and_back_untouched_changes_nothing(study: Study, form: str) -> None:
    before = stored(study)
    plan = bring_in(study, read_file(write(packed(study, "ar"), form)), user=None, by="Bureau B")
    assert (plan.sound, plan.refused) == ((), ())
    assert stored(study) == before


def test_states_and_events(study: Study) -> None:
    package = packed(study, "ar")
    changes = {
        SOURCES["age"]: {"state": "reviewed"},
        SOURCES["old"] + " Nu anders.": {"state": "reviewed"},
        SOURCES["free"]: {"translation": "غير ذلك", "remark": "Kort genoeg?", "back": "Iets anders"},
    }
    rows = tuple(replace(row, **changes.get(row.source, {})) for row in package.rows)
    before = TextEvent.objects.count()
    bring_in(study, (replace(package, rows=rows),), user=None, by="Bureau B")
    assert standing(study, "age").state == "reviewed"
    assert standing(study, "old").state == "reviewed"
    free = standing(study, "free")
    assert (free.state, free.unit.translation, free.back.note) == ("translated", "غير ذلك", "Iets anders")
    assert [event.note for event in free.comments] == ["Kort genoeg?"]
    made = TextEvent.objects.order_by("id")[before:]
    assert sorted(event.kind for event in made) == [
        "back",
        "comment",
        "reviewed",
        "reviewed",
        "translated",
        "translated",
    ]


def test_a_text_in_several_places_is_written_in_each(study: Study) -> None:
    """The title of the study and of the section are one text."""
    package = packed(study, "ti")
    rows = tuple(replace(row, translation="ንእሽቶ") for row in package.rows if row.source == "Klein onderzoek")
    bring_in(study, (replace(package, rows=rows),), user=None, by="Bureau B")
    document = drafts.document_of(study)
    assert document["title"]["ti"] == document["sections"][0]["title"]["ti"] == "ንእሽቶ"
    assert TextEvent.objects.filter(language="ti").count() == 1


def test_texts_that_differ_in_spaces_only_are_both_written(study: Study) -> None:
    document = drafts.document_of(study)
    question(document, "free")["label"]["nl"] = SOURCES["age"].replace(" ", "  ")
    question(document, "free")["label"]["ar"] = question(document, "age")["label"]["ar"]
    drafts.store(study, document)
    package = packed(study, "ar")
    rows = tuple(replace(row, translation="جديد") for row in package.rows if row.id == standing(study, "age").unit.id)
    assert len(rows) == 1
    bring_in(study, (replace(package, rows=rows),), user=None, by="Bureau B")
    assert standing(study, "age").unit.translation == standing(study, "free").unit.translation == "جديد"


def test_one_refused_row_stops_all_and_partial_brings_the_others(study: Study) -> None:
    package = filled(packed(study, "ar"))
    bad = tuple(replace(row, translation="بلا") if "{minutes}" in row.source else row for row in package.rows)
    before = stored(study)
    with pytest.raises(Refused) as stopped:
        bring_in(study, (replace(package, rows=bad),), user=None, by="Bureau B")
    assert [line.code for line in stopped.value.plan.refused] == ["placeholder"]
    assert stored(study) == before
    plan = bring_in(study, (replace(package, rows=bad),), user=None, by="Bureau B", partial=True)
    assert len(plan.sound) == len(bad) - 1
    assert standing(study, "time").state == "missing"
    assert standing(study, "free").state == "translated"


def test_looking_changes_nothing(study: Study) -> None:
    before = stored(study), AuditEntry.objects.count()
    assert look(study, (filled(packed(study, "ar")),)).sound
    assert (stored(study), AuditEntry.objects.count()) == before


def test_source_changed_after_the_export(study: Study) -> None:
    package = filled(packed(study, "ar"))
    document = drafts.document_of(study)
    question(document, "age")["label"]["nl"] = "Wat is uw leeftijd?"
    drafts.store(study, document)
    assert [line.code for line in look(study, (package,)).refused] == ["source_changed"]


def test_translated_by_somebody_else_after_the_export(study: Study) -> None:
    package = filled(packed(study, "ar"))
    translations.translate(study, standing(study, "age").unit, "عمر", user=None, by="Iemand")
    assert [line.code for line in look(study, (package,)).refused] == ["changed_meanwhile"]


def test_what_somebody_agreed_to_is_what_is_done(study: Study) -> None:
    package = filled(packed(study, "ar"))
    seen = look(study, (package,)).digest
    translations.mark(study, standing(study, "age").unit, "reviewed", user=None, by="Iemand")
    assert bring_in(study, (package,), user=None, by="B", seen=look(study, (package,)).digest).sound
    with pytest.raises(PlanChanged) as stopped:
        bring_in(study, (package,), user=None, by="B", seen=seen)
    assert stopped.value.plan.sound == ()


@pytest.mark.parametrize("language", ["nl", "fr", ""])
def test_only_languages_of_the_study_go_out(study: Study, language: str) -> None:
    with pytest.raises(NoSuchLanguage):
        packed(study, language)


def test_who_and_what_is_recorded(study: Study, make_staff: Callable[..., User]) -> None:
    user = make_staff("translator")
    bring_in(study, (filled(packed(study, "ar")),), user=user, by="Bureau B")
    entry = AuditEntry.objects.get(action="text.import")
    assert (entry.user, entry.object) == (user, "mini-study/ar")
    assert entry.details == {"texts": 11, "events": 11, "by": "Bureau B"}
    assert {(event.user, event.by) for event in TextEvent.objects.filter(by="Bureau B")} == {(user, "Bureau B")}


def test_several_languages_in_one_file(study: Study) -> None:
    both = (filled(packed(study, "ar")), filled(packed(study, "ti")))
    plan = bring_in(study, both, user=None, by="Bureau B")
    assert plan.languages == ("ar", "ti")
    assert {standing(study, "age", language).state for language in plan.languages} == {"translated"}


# All or nothing


@pytest.mark.parametrize(
    ("text", "error"),
    [pytest.param("", NotAllowed, id="empty"), pytest.param("{x}", NotAllowed, id="another name in braces")],
)
def test_the_writer_checks_again(study: Study, text: str, error: type[Exception]) -> None:
    good, bad = standing(study, "free").unit, standing(study, "age").unit
    before = stored(study)
    with pytest.raises(error):
        change_all(study, "ar", [Change(good, "جديد", ("translated",)), Change(bad, text)], user=None, by="B")
    assert stored(study) == before


def test_a_pair_that_is_gone_stops_all(study: Study) -> None:
    good, gone = standing(study, "free").unit, replace(standing(study, "age").unit, translation="ذهب")
    before = stored(study)
    with pytest.raises(TextChanged):
        change_all(study, "ar", [Change(good, "جديد", ("translated",)), Change(gone, "آخر")], user=None, by="B")
    assert stored(study) == before


def test_a_fault_at_the_end_undoes_both_languages(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    both = (filled(packed(study, "ar")), filled(packed(study, "ti")))
    before, record, calls = stored(study), translations_bulk.audit.record, []

    def fail_second(*args: Any, **details: Any) -> None:
        calls.append(args)
        record(*args, **details)
        if len(calls) == 2:
            raise OSError("the disk is full")

    monkeypatch.setattr(translations_bulk.audit, "record", fail_second)
    with pytest.raises(OSError, match="disk is full"):
        bring_in(study, both, user=None, by="Bureau B")
    assert len(calls) == 2
    assert stored(study) == before
    assert not AuditEntry.objects.filter(action="text.import").exists()


CHILD = """
import os, signal, sys
import django
django.setup()
from django.core.management import call_command
from surveys.models import TextEvent

if sys.argv[2] == "kill":
    TextEvent.objects.__class__.bulk_create = lambda *a, **k: os.kill(os.getpid(), signal.SIGKILL)
call_command("translations_import", "mini-study", sys.argv[1], "--by", "Bureau B")
"""


@pytest.mark.parametrize(("how", "code"), [("kill", -signal.SIGKILL), ("live", 0)])
def test_a_process_that_is_killed_half_way_leaves_nothing(
    transactional_db: None, study: Study, tmp_path: Path, how: str, code: int
) -> None:
    """After the texts were written and before their record was: the database takes the texts back."""
    package = filled(packed(study, "ar"))
    (tmp_path / "back.xlf").write_bytes(write(package, "xlf"))
    before = stored(study)
    environment = jobs.child_environment() | {"DJANGO_SETTINGS_MODULE": "config.settings", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(tmp_path / "back.xlf"), how],
        env=os.environ | environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == code, done.stderr
    assert (stored(study) == before) is (how == "kill")
    assert TextEvent.objects.filter(by="Bureau B").exists() is (how == "live")


# Many


def test_many_texts_take_few_queries(study: Study, django_assert_max_num_queries: Any) -> None:
    document = drafts.document_of(study)
    page = document["sections"][0]["pages"][0]
    document["sections"][0]["pages"] = [
        {"name": f"p{n}", "questions": [{**page["questions"][0], "name": f"q{n}", "label": {"nl": f"Vraag {n}"}}]}
        for n in range(300)
    ]
    drafts.store(study, document)
    package = filled(packed(study, "tr"))
    with django_assert_max_num_queries(80):
        bring_in(study, (package,), user=None, by="Bureau B")
    assert len(package.rows) == 303
    assert standing_count(study, "tr") == 303


def standing_count(study: Study, language: str) -> int:
    return sum(item.state == "translated" for item in translations.standings_of(study, language))
