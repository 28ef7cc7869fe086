"""One language per person, and the proof set."""

import json
import stat
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from invitations import letter_text, proof, proof_set, scan
from invitations.models import Code, Mailing, SampleUnit
from surveys.models import Study
from tests.invitations.factory import make_letters, published, with_people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("pdf_programs")]
LANGUAGES = ("ar", "en", "nl", "")


@pytest.fixture
def study() -> Study:
    made = published(offered=("nl", "en", "ar"))
    for unit, language in zip(with_people(made, 4), LANGUAGES, strict=True):
        SampleUnit.objects.filter(pk=unit.pk).update(language=language)
    return made


def second_pages(study: Study, folder: Path) -> list[set[str]]:
    """Languages on the second page of each letter, as a machine reads them."""
    (pdf,) = folder.glob("*-batch-*.pdf")
    edition = study.editions.get()
    others = letter_text.letter_text(json.loads(edition.document), "invitation", edition.offered).others
    return [letter_text.seen_on(text, others) for text in scan.texts(pdf)[1::2]]


def marks(pdf: Path) -> list[int]:
    """How often each page is marked as a trial print."""
    return [
        sum(word.text == "Proefdruk." for word in scan.words(pdf, page + 1)) for page in range(len(scan.texts(pdf)))
    ]


def test_page_two_is_in_the_persons_language_or_else_in_all(study: Study, tmp_path: Path) -> None:
    make_letters(study, tmp_path, languages="by-frame")
    assert second_pages(study, tmp_path) == [{"ar"}, {"en"}, {"en", "ar"}, {"en", "ar"}]
    call_command("verify_letters", str(tmp_path))


def test_without_the_option_all_languages_stand_there(study: Study, tmp_path: Path) -> None:
    make_letters(study, tmp_path)
    assert second_pages(study, tmp_path) == [{"en", "ar"}] * 4
    call_command("verify_letters", str(tmp_path))


@pytest.mark.parametrize(("spoilt", "of"), [("en", "ar"), ("ar", "en"), ("ar", "nl")])
def test_a_page_in_another_language_is_found(spoilt: str, of: str, study: Study, tmp_path: Path) -> None:
    make_letters(study, tmp_path, languages="by-frame")
    unit = study.units.get(language=of)
    SampleUnit.objects.filter(pk=unit.pk).update(language=spoilt)
    (fault,) = proof.verify(tmp_path).faults
    assert "not in the language of the frame" in str(fault)
    assert fault.page == 2 * Code.objects.get(unit=unit).sequence


def test_the_two_ways_are_two_mailings(study: Study, tmp_path: Path) -> None:
    make_letters(study, tmp_path, limit=2)
    make_letters(study, tmp_path, languages="by-frame")
    assert Mailing.objects.count() == 2
    assert Code.objects.count() == 4
    call_command("verify_letters", str(tmp_path))


def test_the_proof_set_is_first_last_and_some_others_and_is_marked(study: Study, tmp_path: Path) -> None:
    made = make_letters(study, tmp_path, proofs=1, batch_size=2)
    assert made.proofs
    pages = list(scan.pages(made.proofs))
    assert len(pages) == 6
    assert marks(made.proofs) == [2] * 6, "stamp, and footer of a demo"
    pk = Mailing.objects.get().pk
    wanted = {f"{pk}-001-001", f"{pk}-002-002"}
    found = {word for page in pages for word in page.text.split() if word.startswith(f"{pk}-0")}
    assert wanted < found
    assert len(found) == 3
    printed = [scanned for pdf in sorted(tmp_path.glob("*-batch-*.pdf")) for scanned in scan.pages(pdf)]
    codes = {code for page in printed for code in page.qr_codes}
    assert {code for page in pages for code in page.qr_codes} < codes
    assert marks(next(tmp_path.glob("*-batch-0001.pdf"))) == [1] * 4, "footer of a demo"
    assert stat.S_IMODE(made.proofs.stat().st_mode) == 0o600
    call_command("verify_letters", str(tmp_path))


def test_no_proof_set_unless_asked_for(study: Study, tmp_path: Path) -> None:
    assert make_letters(study, tmp_path).proofs is None
    assert not list(tmp_path.glob("*proof*"))


@pytest.mark.parametrize(
    ("n", "size"),
    [
        pytest.param(None, 0, id="not asked for"),
        pytest.param(0, 2, id="first and last"),
        pytest.param(3, 5, id="3"),
        pytest.param(99, 10, id="no more than there are"),
    ],
)
def test_which_letters_are_drawn(n: int | None, size: int) -> None:
    people = [f"P-{number}" for number in range(10)]
    drawn = proof_set.chosen(people, n, 7)
    assert len(drawn) == size
    assert drawn == proof_set.chosen(people, n, 7)
    assert not drawn or {"P-0", "P-9"} <= drawn
    assert proof_set.chosen(people, 3, 7) != proof_set.chosen(people, 3, 8)


def test_the_command_has_the_options(study: Study, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    options = ["--language", "by-frame", "--proof-set", "0", "--seed", "3", "--no-kix"]
    call_command("make_letters", "small", "--mailing", "invitation", "--out", str(tmp_path), *options)
    assert "with codes that work" in capsys.readouterr().err
    assert second_pages(study, tmp_path)[0] == {"ar"}
    with pytest.raises(CommandError, match="proof set has"):
        call_command("make_letters", "small", "--mailing", "invitation", "--out", str(tmp_path), "--proof-set", "-1")
