"""Loading over a changed draft, saving a draft's texts into files, and the record that travels with them."""

from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from surveys import drafts, loading, text_record, translations
from surveys.load import read_folder
from surveys.models import Edition, Study
from surveys.publish import NotSigned, PublishedAsDemo, PublishRefused, publish
from surveys.saving import save
from surveys.study_files import PlaceGone, StudyFiles
from surveys.text_record import Line, RecordBroken
from surveys.text_states import Event
from surveys.translation_units import Unit, units
from tests.commands import run

pytestmark = pytest.mark.django_db


def loaded(folder: Path) -> Study:
    call_command("load_study", str(folder), stdout=StringIO())
    return Study.objects.get()


def unit(study: Study, source: str, language: str = "tr") -> Unit:
    return next(unit for unit in units(drafts.document_of(study), language) if unit.source == source)


def refusal(*arguments: str) -> tuple[int, str]:
    code, _, err = run(*arguments)
    assert code != 0
    return code, err


def test_a_changed_draft_is_not_overwritten(folder: Path) -> None:
    study = loaded(folder)
    loaded(folder)
    translations.translate(study, unit(study, "Goed"), "İyi", user=None, by="Bureau")
    code, said = refusal("load_study", str(folder))
    assert code == 1
    assert "option_lists/levels/good/label/tr: files (nothing), draft “İyi”" in said
    assert unit(study, "Goed").translation == "İyi"
    call_command("load_study", str(folder), "--replace", stdout=StringIO())
    assert unit(study, "Goed").translation == ""


def test_a_refused_load_changes_no_edition(folder: Path) -> None:
    study = loaded(folder)
    translations.translate(study, unit(study, "Goed"), "İyi", user=None)
    refusal("load_study", str(folder), "--publish")
    assert not Edition.objects.exists()


def test_differences_name_entries_by_their_names() -> None:
    files = {"pages": [{"name": "a"}, {"name": "b", "title": "B"}], "number": 1}
    draft = {"pages": [{"name": "new"}, {"name": "a"}, {"name": "b", "title": "C"}], "number": 1}
    assert list(loading.differences(files, draft)) == [
        "pages/new: only in the draft",
        "pages/b/title: files “B”, draft “C”",
    ]


def test_saved_texts_stand_in_the_files_and_load_again(folder: Path) -> None:
    lists = folder / "lists.yaml"
    lists.write_text("# Kept.\n" + lists.read_text(encoding="utf-8"), encoding="utf-8")
    study = loaded(folder)
    translations.translate(study, unit(study, "Goed"), "İyi", user=None, by="Bureau")
    translations.translate(study, unit(study, "Klein onderzoek", "ar"), "بحث صغير: واحد", user=None, by="Bureau")
    before = (folder / "sections" / "01_start.yaml").read_bytes()
    saved = save(study, folder)
    assert (saved.texts, sorted(saved.files), saved.lines) == (2, ["lists.yaml", "study.yaml"], 2)
    assert lists.read_text(encoding="utf-8").startswith("# Kept.\n")
    assert (folder / "sections" / "01_start.yaml").read_bytes() == before
    document = read_folder(folder)
    assert document["title"]["ar"] == "بحث صغير: واحد"
    assert document["option_lists"]["levels"][1]["label"]["tr"] == "İyi"
    call_command("load_study", str(folder), stdout=StringIO())
    assert unit(study, "Goed").translation == "İyi"


def test_the_record_travels_with_the_files(folder: Path) -> None:
    study = loaded(folder)
    good = translations.translate(study, unit(study, "Goed"), "İyi", user=None, by="Bureau")
    translations.mark(study, good, "reviewed", user=None, by="Ayşe")
    save(study, folder)
    (line,) = text_record.read(text_record.file_of(folder, "tr"))
    assert line.translated.startswith("Bureau, 20")
    assert line.reviewed.startswith("Ayşe, 20")
    other = Study.objects.create(slug="another", title="Another")
    events = list(text_record.events([line], units(drafts.document_of(study), "tr")))
    assert [event.kind for event in events] == ["translated", "reviewed"]
    assert translations.take_record(other, events) == 2
    assert translations.take_record(other, events) == 0


def test_a_source_changed_in_the_files_makes_the_translation_stale(folder: Path) -> None:
    study = loaded(folder)
    translations.translate(study, unit(study, "Goed", "en"), "Fine", user=None, by="Bureau")
    save(study, folder)
    lists = folder / "lists.yaml"
    lists.write_text(lists.read_text(encoding="utf-8").replace("nl: Goed", "nl: Heel goed"), encoding="utf-8")
    study = loaded(folder)
    found = {item.unit.source: item.state for item in translations.standings_of(study, "en")}
    assert found["Heel goed"] == "stale"
    code, said = refusal("load_study", str(folder), "--publish")
    assert code == 1
    assert "stale_translation" in said
    changed = unit(study, "Heel goed", "en")
    translations.confirm_fits(study, changed, "Same step of the scale.", user=None, by="Anna")
    call_command("load_study", str(folder), "--publish", stdout=StringIO())
    assert Edition.objects.count() == 2


def test_a_place_that_is_gone_saves_nothing(folder: Path) -> None:
    study = loaded(folder)
    translations.translate(study, unit(study, "Goed"), "İyi", user=None)
    section = folder / "sections" / "01_start.yaml"
    section.write_text(section.read_text(encoding="utf-8").replace("name: thanks", "name: bye", 1), encoding="utf-8")
    lists = folder / "lists.yaml"
    lists.write_text(lists.read_text(encoding="utf-8").split("- code: good")[0], encoding="utf-8")
    before = lists.read_bytes()
    with pytest.raises(PlaceGone, match="levels/1/label"):
        save(study, folder)
    assert lists.read_bytes() == before


LETTER = "materials/letters/invitation"


@pytest.mark.parametrize(
    "paragraphs",
    [["Een.", "Twee.", "Drie."], ["Een."], ["Twee."], ["Een.", "Twee."]],
    ids=["one more", "one less", "the first one less", "as it was"],
)
def test_paragraphs_of_a_letter_that_came_or_went(folder: Path, paragraphs: list[str]) -> None:
    letters = "materials:\n  letters:\n    invitation:\n      body:\n        - nl: Een.\n        - nl: Twee.\n"
    (folder / "materials.yaml").write_text(letters, encoding="utf-8")
    study = loaded(folder)
    drafts.replace_part(study, LETTER, {"body": [{"nl": words} for words in paragraphs]})
    save(study, folder)
    body = read_folder(folder)["materials"]["letters"]["invitation"]["body"]
    assert [text["nl"] for text in body] == paragraphs
    loaded(folder)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        pytest.param("source,text\na,b\n", "the first line must be", id="other columns"),
        pytest.param(",".join(text_record.COLUMNS) + "\na,b\n", "columns are needed", id="short line"),
        pytest.param(",".join(text_record.COLUMNS) + "\na,b,me,,,,,,,,\n", "who and when", id="no day"),
        pytest.param(",".join(text_record.COLUMNS) + "\na,b,,,perhaps,,,,,,\n", "use same or differs", id="verdict"),
    ],
)
def test_a_broken_record_is_refused_by_line(folder: Path, text: str, says: str) -> None:
    file = text_record.file_of(folder, "tr")
    file.parent.mkdir()
    file.write_text(text, encoding="utf-8")
    with pytest.raises(RecordBroken, match=says):
        text_record.read(file)
    code, said = refusal("load_study", str(folder))
    assert (code, says in said) == (1, True)
    assert not Study.objects.exists()


def test_a_line_comes_back(tmp_path: Path) -> None:
    lines = (Line("a" * 20, "b" * 20, "Bureau, 2026-11-25", "Back, with “quotes”", "differs", "Kept", "yes"),)
    text_record.write(tmp_path / "translations" / "tr.csv", lines)
    assert text_record.read(tmp_path / "translations" / "tr.csv") == lines
    found = Unit("tr", "x", "y", ("title",))
    said = text_record.said_of_back("Back", "differs", "yes", "Kept")
    event = Event("tr", found.source_hash, found.text_hash, "back", "me", translations.timezone.now(), said)
    line = text_record.line_of(found, [event])
    assert (line.back, line.verdict, line.changed, line.note) == ("Back", "differs", "yes", "Kept")


@pytest.mark.parametrize(
    ("verdict", "changed", "note"), [("", "", ""), ("same", "", ""), ("differs", "yes", "Milder."), ("differs", "", "")]
)
def test_what_was_said_of_a_translation_back_comes_back(verdict: str, changed: str, note: str) -> None:
    said = text_record.said_of_back("Het mag.\nOok nu.", verdict, changed, note)
    assert text_record.parts_of_back(said) == (verdict, changed, "Het mag. Ook nu.", note)


def test_files_that_do_not_change_are_not_written(folder: Path) -> None:
    files = StudyFiles(folder)
    assert files.changed() == {}
    files.put("title", {"nl": "Klein onderzoek"})
    assert files.save() == ()


def signed_document(document: dict[str, Any]) -> dict[str, Any]:
    return {**document, "languages": ["nl", "en"]}


def test_an_edition_is_a_demo_until_native_speakers_sign(study: Study, document: dict[str, Any]) -> None:
    document = signed_document(document)
    drafts.store(study, document)
    with pytest.raises(NotSigned, match=r"en: \d+ texts"):
        publish(study, document, real=True)
    assert not Edition.objects.exists()
    assert publish(study, document).demo
    assert translations.sign(study, "en", "A. Speaker", user=None) > 20
    with pytest.raises(PublishedAsDemo):
        publish(study, document, number=1, real=True)
    assert not publish(study, document, number=2, real=True).demo


def test_a_text_changed_after_signing_is_not_signed(
    study: Study, document: dict[str, Any], make_staff: Callable[..., Any]
) -> None:
    document = signed_document(document)
    drafts.store(study, document)
    translations.sign(study, "en", "A. Speaker", user=make_staff("researcher"))
    translations.translate(study, unit(study, "Goed", "en"), "Fine", user=None)
    with pytest.raises(NotSigned, match="en: 1 texts"):
        publish(study, drafts.document_of(study), real=True)
    assert translations.sign(study, "en", "A. Speaker", user=None) == 1
    assert not publish(study, drafts.document_of(study), real=True).demo


def test_stale_texts_block_publishing_and_only_they(study: Study, document: dict[str, Any]) -> None:
    drafts.store(study, document)
    translations.translate(study, unit(study, "Goed", "en"), "Fine", user=None)
    changed = drafts.document_of(study)
    publish(study, changed, number=1)
    changed["option_lists"]["levels"][1]["label"]["nl"] = "Heel goed"
    with pytest.raises(PublishRefused, match="stale_translation"):
        publish(study, changed)
