"""Letters, really typeset and read back by machine."""

import csv
import json
import logging
import os
import re
import stat
import subprocess
from contextlib import nullcontext
from pathlib import Path
from random import Random

import pikepdf
import pytest
from django.conf import settings as django_settings
from django.core import serializers
from django.core.management import CommandError, call_command

from invitations import codes, issue, letters, mailings, manifest, qr, reminders, scan
from invitations.frame_problems import FrameUnreadable
from invitations.issue import code_key
from invitations.letter_text import LetterTextMissing
from invitations.letters import FOLDS_MM, PublicAddressWrong, TextNotDrawable, qr_text
from invitations.mailings import LettersStopped
from invitations.models import Batch, Code, LetterEvent, Mailing, SampleUnit
from staff.models import AuditEntry, Job
from surveys import typeset
from tests.invitations.factory import LETTER, make_letters, published, with_people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("pdf_programs")]


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """An empty folder for letters."""
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


def printed_codes(folder: Path) -> list[str]:
    """The codes in the QRs of all batches, in order."""
    return [
        text.rpartition("/")[2]
        for pdf in sorted(folder.glob("*.pdf"))
        for page in scan.pages(pdf)
        for text in page.qr_codes
    ]


def manifest_rows(folder: Path) -> list[dict[str, str]]:
    (path,) = folder.glob("*-manifest.csv")
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def words(pdf: Path, page: int) -> list[tuple[str, float, float]]:
    """Words of a page with their place from the left and the top, in mm."""
    command = ["pdftotext", "-bbox", "-f", str(page), "-l", str(page), str(pdf), "-"]
    html = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    found = re.findall(r'xMin="([\d.]+)" yMin="([\d.]+)" xMax="[\d.]+" yMax="[\d.]+">([^<]+)<', html)
    return [(word, float(x) / 72 * 25.4, float(y) / 72 * 25.4) for x, y, word in found]


@pytest.mark.parametrize("form", ["digits", "base32"])
def test_each_letter_carries_the_code_of_its_unit(form: str, out: Path) -> None:
    study = published(form=form)
    units = with_people(study, 6)
    made = make_letters(study, out, batch_size=4)
    assert (made.letters, made.batches) == (6, 2)
    found = printed_codes(out)
    assert len(set(found)) == 6
    digests = [codes.digest(codes.check(text, form), code_key()) for text in found]
    stored = {bytes(code.digest): code.unit for code in Code.objects.select_related("unit")}
    assert [stored[digest] for digest in digests] == units
    rows = manifest_rows(out)
    assert [row["frame_id"] for row in rows] == [unit.frame_id for unit in units]
    assert [row["code_digest"] for row in rows] == [digest.hex() for digest in digests]
    assert [(row["batch"], row["sequence"], row["first_page"]) for row in rows][-1] == ("2", "2", "3")


def test_the_page_says_what_the_letter_must_say(out: Path) -> None:
    study = published()
    (unit,) = with_people(study, 1)
    make_letters(study, out)
    (pdf,) = out.glob("*.pdf")
    first, second = scan.pages(pdf)
    (code,) = printed_codes(out)
    mailing = Mailing.objects.get()
    said = [
        "Dat duurt 20 minuten",
        "31 januari 2027",
        "0800 1234",
        "127.0.0.1:8000",
        codes.grouped(code),
        unit.frame_id,
    ]
    assert [text for text in [*said, f"{mailing.pk}-001-001"] if text not in first.text] == []
    assert "Will you take part?" in second.text
    assert codes.grouped(code) in second.text
    assert "January 2027" in second.text


@pytest.mark.parametrize(("side", "x"), [("left", 33), ("right", 109)])
def test_only_reference_and_address_show_in_the_window(side: str, x: float, out: Path) -> None:
    study = published()
    with_people(study, 1)
    make_letters(study, out, side=side)
    (pdf,) = out.glob("*.pdf")
    found = words(pdf, 1)
    ((left, top),) = [(left, top) for word, left, top in found if word == "MU-00000"]
    assert left == pytest.approx(x + 3, abs=0.1)
    assert 53 < top < 70
    in_window = {word for word, left, top in found if x - 2 < left < x + 76 and 48 < top < 90}
    assert in_window == {"Onderzoeksteam", "MU-00000", f"{Mailing.objects.get().pk}-001-001"}


@pytest.mark.parametrize("address", ["https://perspectief.inburgerstem.nl", "http://127.0.0.1:8000"])
@pytest.mark.parametrize("code", ["1234567890123456", "ABCDEFGHJKMN"])
def test_the_qr_has_few_modules_and_is_big(address: str, code: str) -> None:
    drawn = qr.draw(qr_text(address, code))
    assert drawn.version <= 3
    assert drawn.side_mm >= 26 * 37 / 29


def test_a_qr_in_lower_case_is_refused() -> None:
    with pytest.raises(ValueError, match="capitals"):
        qr.draw("https://lower")


@pytest.mark.parametrize(("folds", "some_crossed"), [(FOLDS_MM, False), ((), True)], ids=["folds known", "control"])
def test_the_qr_lies_off_the_folds(
    folds: tuple[float, ...], some_crossed: bool, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where the text above it pushes it towards a fold; without knowing the folds it would lie on one."""
    monkeypatch.setattr(letters, "FOLDS_MM", folds)
    crossed = []
    for extra in (0, 3, 7):
        body = [LETTER["body"][0], {"nl": "Een zin erbij, om de code te verschuiven. " * extra + "Zo."}]
        study = published(f"study-{extra}", **with_letter(body=body))
        with_people(study, 1)
        make_letters(study, out / str(extra))
        (pdf,) = (out / str(extra)).glob("*.pdf")
        top, bottom = dark_square(pdf)
        assert bottom - top == pytest.approx(28, abs=0.6)
        crossed += [fold for fold in FOLDS_MM if top - 2 < fold < bottom + 2]
    assert bool(crossed) is some_crossed


def dark_square(pdf: Path) -> tuple[float, float]:
    """Top and bottom of the QR in mm, at ten dots a mm: the left sides of its two finder patterns."""
    command = ["pdftoppm", "-gray", "-r", "254", "-f", "1", "-l", "1", str(pdf)]
    _, size, _, pixels = subprocess.run(command, capture_output=True, check=True).stdout.split(b"\n", 3)
    width = int(size.split()[0])
    columns = (bytes(255 if dot < 100 else 0 for dot in pixels[x::width]) for x in range(370, 600))
    sides = next(found for column in columns if len(found := list(re.finditer(b"\xff{60,80}", column))) == 2)
    return sides[0].start() / 10, sides[1].end() / 10


def test_the_pdf_is_tagged_and_its_fonts_are_inside(out: Path) -> None:
    study = published(offered=("nl", "en", "ar"))
    with_people(study, 2)
    make_letters(study, out)
    (path,) = out.glob("*.pdf")
    with pikepdf.open(path) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "nl"
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "A")
        descriptors = [thing for thing in pdf.objects if isinstance(thing, pikepdf.Dictionary) and "/FontName" in thing]
        names = {str(thing.FontName) for thing in descriptors}
        assert all(any(key in thing for key in ("/FontFile2", "/FontFile3")) for thing in descriptors)
        languages = {
            str(thing.Lang) for thing in pdf.objects if isinstance(thing, pikepdf.Dictionary) and "/Lang" in thing
        }
    assert any("Vazirmatn" in name for name in names)
    assert any("NotoSans" in name for name in names)
    assert {"nl", "en", "ar"} <= languages


def test_no_code_stays_anywhere_but_on_paper(out: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    study = published()
    with_people(study, 3)
    make_letters(study, out)
    found = printed_codes(out)
    assert len(found) == 3
    models = (Code, Batch, Mailing, SampleUnit, LetterEvent, AuditEntry, Job)
    kept = "".join(serializers.serialize("json", model.objects.all()) for model in models)
    kept += caplog.text + "".join(path.read_text(encoding="utf-8") for path in out.glob("*.csv"))
    assert not [code for code in found if code in kept or codes.grouped(code) in kept]
    control = kept + json.dumps({"note": codes.grouped(found[0])})
    assert [code for code in found if codes.grouped(code) in control] == found[:1]


def test_files_are_for_this_user_only(out: Path) -> None:
    study = published()
    with_people(study, 1)
    make_letters(study, out)
    assert {stat.S_IMODE(path.stat().st_mode) for path in out.iterdir()} == {0o600}
    assert not [path for path in out.iterdir() if path.name.startswith(".")]


def test_a_second_start_makes_only_what_is_missing(out: Path) -> None:
    study = published()
    with_people(study, 3)
    assert make_letters(study, out, limit=2).letters == 2
    assert make_letters(study, out).letters == 1
    assert make_letters(study, out).letters == 0
    assert Code.objects.count() == 3
    assert [row["batch"] for row in manifest_rows(out)] == ["1", "1", "2"]


def test_a_batch_that_breaks_off_is_made_again_with_new_codes(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    study = published()
    with_people(study, 4)
    seal, sealed = mailings._seal, []

    def second_fails(*args: object) -> None:
        if sealed:
            raise OSError(28, "No space left on device")
        sealed.append(seal(*args))

    monkeypatch.setattr(mailings, "_seal", second_fails)
    with pytest.raises(LettersStopped, match="No space left"):
        make_letters(study, out, batch_size=2)
    assert Code.objects.count() == 2
    assert len(manifest_rows(out)) == 2
    assert len(list(out.iterdir())) == 3, "one batch, manifest, control sheet"
    monkeypatch.undo()
    assert make_letters(study, out, batch_size=2).letters == 2
    assert set(Batch.objects.values_list("number", "state")) == {(1, "sealed"), (2, "sealed")}
    call_command("verify_letters", str(out))


def test_a_crash_between_seal_and_name_is_mended(out: Path) -> None:
    study = published()
    with_people(study, 1)
    make_letters(study, out)
    (pdf,) = out.glob("*.pdf")
    pdf.rename(pdf.with_name(f".{pdf.name}.part"))
    assert make_letters(study, out).letters == 0
    assert pdf.exists()


def test_what_a_killed_run_left_is_taken_away(out: Path) -> None:
    study = published()
    with_people(study, 2)
    make_letters(study, out, limit=1)
    stem = manifest.stem(Mailing.objects.get())
    draft = out / f".{stem}-batch-0002.pdf.part.0123abcd"
    draft.write_bytes(b"letters whose codes open nothing")
    others = [out / f".{stem}x-batch-0002.pdf.part.0123abcd", out / f".{stem}-notes.of-mine"]
    for other in others:
        other.write_bytes(b"")
    make_letters(study, out)
    assert not draft.exists()
    assert all(other.exists() for other in others)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        pytest.param({"parent": os.getpid()}, "gone", id="parent killed"),
        pytest.param({"pages": 2}, "OTHER-PAGES: 1 instead of 2", id="too few pages"),
        pytest.param({}, "", id="control"),
    ],
)
def test_a_typesetter_that_must_not_write_writes_nothing(changed: dict[str, int], told: str, tmp_path: Path) -> None:
    template, written = tmp_path / "t.typ", tmp_path / "t.pdf"
    template.write_text('#set document(title: "T", date: datetime(year: 2026, month: 1, day: 1))\n= T', "utf-8")
    order = {"template": str(template), "data": {}, "fonts": str(letters.fonts_folder()), "out": str(written)}
    order |= {"format": "pdf", "parent": os.getppid(), "pages": 1, **changed}
    with pytest.raises(ValueError, match=told) if told else nullcontext():
        typeset._compile(order)
    assert written.exists() == (not told)


@pytest.mark.parametrize("presses", [1, 3])
def test_presses_beside_each_other_make_the_same_letters(presses: int, out: Path) -> None:
    study = published()
    people = with_people(study, 5)
    told: list[tuple[int, int]] = []
    made = make_letters(study, out, tell=lambda done, total: told.append((done, total)), batch_size=1, presses=presses)
    assert (made.letters, made.batches) == (5, 5)
    assert told == [(done, 5) for done in range(6)]
    assert [row["frame_id"] for row in manifest_rows(out)] == [unit.frame_id for unit in people]
    call_command("verify_letters", str(out))


def test_a_colliding_code_is_printed_anew(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    study = published()
    with_people(study, 1)
    drawn = iter([Random(1), Random(1), Random(2)])
    draw = issue.draw
    monkeypatch.setattr(issue, "draw", lambda study, owners: draw(study, owners, next(drawn)))
    issue.store(study, issue.draw(study, [None]))
    make_letters(study, out)
    assert Code.objects.count() == 2
    monkeypatch.undo()
    call_command("verify_letters", str(out))


def test_two_runs_at_once_are_refused(out: Path) -> None:
    study = published()
    with_people(study, 1)
    with mailings._alone(study), pytest.raises(LettersStopped, match="already"):
        make_letters(study, out)
    assert not Code.objects.exists()


def test_reminders_go_to_the_invited_who_are_not_done(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    study = published()
    first, second, third = with_people(study, 3)
    monkeypatch.setattr(reminders, "_hooks", [])
    assert make_letters(study, out, kind="reminder_1").letters == 0
    make_letters(study, out)
    reminders.done_units(lambda study: {first.pk})
    SampleUnit.objects.filter(pk=third.pk).update(state=SampleUnit.State.REFUSED)
    assert make_letters(study, out, kind="reminder_1").letters == 1
    code = Code.objects.get(mailing__kind="reminder_1")
    assert code.unit == second
    assert code.mailing.channel.slug == "letter-reminder-1"
    assert second.codes.count() == 2


ADDRESSES = "frame_id,line_1,line_2,line_3\nMU-00000,De heer A. Voorbeeld,Voorbeeldstraat 12 B,1234ab Ons Dorp\n"


def test_addresses_are_printed_and_not_kept(out: Path) -> None:
    study = published()
    with_people(study, 1)
    file = out / "addresses.csv"
    file.write_text(ADDRESSES, encoding="utf-8")
    call_command("make_letters", "small", "--mailing", "invitation", "--out", str(out), "--addresses", str(file))
    (pdf,) = out.glob("*.pdf")
    text = next(scan.pages(pdf)).text
    assert "Voorbeeldstraat 12 B 1234 AB ONS DORP" in text
    kept = "".join(
        serializers.serialize("json", model.objects.all()) for model in (SampleUnit, Code, AuditEntry, Batch)
    )
    assert "Voorbeeld" not in kept + (next(out.glob("*manifest.csv"))).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "match"),
    [
        pytest.param(ADDRESSES.replace("MU-00000", "MU-00001"), "no address", id="unit without address"),
        pytest.param(ADDRESSES.replace("1234ab Ons Dorp", "Ons Dorp"), "postcode", id="no postcode"),
        pytest.param(ADDRESSES.replace("De heer A. Voorbeeld", ""), "2 lines", id="too few lines"),
        pytest.param(ADDRESSES.replace("Voorbeeldstraat", "x" * 50), "40 characters", id="too long"),
        pytest.param(ADDRESSES.replace("line_1", "naam"), "columns", id="other columns"),
        pytest.param(ADDRESSES.replace("Voorbeeldstraat", "王"), "MU-00000: the address has Cjk", id="other script"),
        pytest.param(ADDRESSES.replace("Voorbeeldstraat", "Weg ☃"), "MU-00000: the fonts cannot draw", id="no glyph"),
    ],
)
def test_bad_addresses_stop_all(text: str, match: str, out: Path) -> None:
    study = published()
    with_people(study, 1)
    (out / "a.csv").write_text(text, encoding="utf-8")
    with pytest.raises(CommandError, match=match) as caught:
        call_command(
            "make_letters", "small", "--mailing", "invitation", "--out", str(out), "--addresses", str(out / "a.csv")
        )
    assert isinstance(caught.value.__cause__, FrameUnreadable | LettersStopped)
    assert not Code.objects.exists()
    assert not list(out.glob("*.pdf"))


def test_faults_in_addresses_are_told_in_dutch_where_asked(out: Path) -> None:
    with_people(published(), 1)
    file = out / "a.csv"
    file.write_text(ADDRESSES.replace("1234ab Ons Dorp", "Ons Dorp"), encoding="utf-8")
    where = ("--mailing", "invitation", "--out", str(out), "--addresses", str(file), "--fault-language", "nl")
    with pytest.raises(CommandError, match="rij 2: MU-00000: de laatste regel is geen postcode met plaats"):
        call_command("make_letters", "small", *where)


def with_letter(**changes: object) -> dict:
    return {"materials": {"letters": {"invitation": {**LETTER, **changes}}, "landing": {"phone": "1", "minutes": 2}}}


@pytest.mark.parametrize(
    ("changes", "error", "match"),
    [
        pytest.param(with_letter(subject={}), LetterTextMissing, "subject", id="no subject"),
        pytest.param(with_letter(body=[]), LetterTextMissing, "body", id="no body"),
        pytest.param(with_letter(short={}), LetterTextMissing, "short in en", id="no short text"),
        pytest.param(with_letter(help={"nl": "Bel {telefoon}"}), LetterTextMissing, "telefoon", id="unknown place"),
        pytest.param({"dates": {}}, LetterTextMissing, "close_date", id="place without value"),
        pytest.param(with_letter(help={"nl": "王"}), TextNotDrawable, "王", id="no glyph"),
        pytest.param(
            with_letter(body=[{"nl": "Heel veel woorden. " * 300}]), LettersStopped, "does not fit", id="too long"
        ),
        pytest.param(with_letter(short={"en": "Words. " * 2000}), LettersStopped, "does not fit", id="page 2 too long"),
    ],
)
def test_a_text_that_cannot_be_a_letter_is_refused(
    changes: dict, error: type[Exception], match: str, out: Path
) -> None:
    study = published(**changes)
    with_people(study, 1)
    with pytest.raises(error, match=match):
        make_letters(study, out)
    assert not Code.objects.exists()
    assert not list(out.iterdir())


@pytest.mark.parametrize("address", ["", "ftp://x", "https://host/path", "https://höst.nl", "https://a@b.nl"])
def test_an_address_that_no_qr_can_hold_is_refused(address: str, settings, out: Path) -> None:
    settings.PUBLIC_URL = address
    study = published()
    with_people(study, 1)
    with pytest.raises(PublicAddressWrong):
        make_letters(study, out)


def test_missing_or_damaged_fonts_are_told(settings, out: Path) -> None:
    study = published()
    with_people(study, 1)
    settings.FONTS_DIR = out / "fonts"
    settings.FONTS_DIR.mkdir()
    with pytest.raises(typeset.FontsMissing):
        make_letters(study, out / "out")
    (settings.FONTS_DIR / "NotoSans_400Regular.ttf").write_bytes(b"not a font")
    with pytest.raises(typeset.TypesetError, match="damaged"):
        make_letters(study, out / "out")
    assert not Code.objects.exists()


def test_a_full_disk_is_told_before_anything_is_made(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    study = published()
    with_people(study, 1)
    usage = type("Usage", (), {"free": 10})
    monkeypatch.setattr(mailings.shutil, "disk_usage", lambda path: usage)
    with pytest.raises(LettersStopped, match="nearly full"):
        make_letters(study, out)
    assert not Code.objects.exists()


def test_a_killed_typesetter_is_told(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    study = published()
    with_people(study, 1)
    done = subprocess.CompletedProcess([], -9, "", "")
    monkeypatch.setattr(typeset.subprocess, "run", lambda *args, **options: done)
    with pytest.raises(LettersStopped, match="killed"):
        make_letters(study, out)
    assert not Code.objects.exists()


def test_the_command_answers_in_json_and_refuses_odd_wishes(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    study = published()
    with_people(study, 2)
    call_command("make_letters", "small", "--mailing", "invitation", "--out", str(out), "--json")
    answer = json.loads(capsys.readouterr().out)
    assert (answer["letters"], answer["batches"]) == (2, 1)
    assert os.path.exists(answer["manifest"])
    for wish in (["--batch-size", "251"], ["--batch-size", "0"], ["--limit", "0"]):
        with pytest.raises(CommandError):
            call_command("make_letters", "small", "--mailing", "invitation", "--out", str(out), *wish)
    with pytest.raises(CommandError, match="no study"):
        call_command("make_letters", "other", "--mailing", "invitation", "--out", str(out))


def test_the_folder_may_not_be_a_file(out: Path) -> None:
    study = published()
    with_people(study, 1)
    (out / "file").write_text("x")
    with pytest.raises(LettersStopped, match="cannot be made"):
        make_letters(study, out / "file")


def test_the_fonts_are_there() -> None:
    names = {path.name for path in typeset.font_files(Path(django_settings.BASE_DIR) / "fonts")}
    assert {name.split("_")[0] for name in names} >= {"NotoSans", "NotoSansEthiopic", "Vazirmatn"}
