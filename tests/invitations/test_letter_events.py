"""Letter events in the database, and what follows from them for codes, people and later letters."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from invitations import frames, letter_events, letter_progress, returns, unit_states
from invitations.frame_problems import FrameUnreadable
from invitations.letter_events import Told
from invitations.models import Batch, Code, LetterEvent, Mailing, SampleUnit
from invitations.reminders import units_to_write_to
from staff.models import AuditEntry
from surveys.models import Study
from tests.invitations.factory import frame_csv, make_letters, published, schema, with_people

pytestmark = pytest.mark.django_db


def printer_file(*rows: str) -> bytes:
    return "\n".join(["reference;status;date", *rows]).encode()


def numbers(kind: str = "invitation") -> list[str]:
    codes = Code.objects.filter(mailing__kind=kind).select_related("batch").order_by("pk")
    return [str(letter_events.number_of(code)) for code in codes]


@pytest.fixture
def study(tmp_path: Path) -> Study:
    """Four people with an invitation each, in two batches."""
    study = published()
    with_people(study, 4)
    make_letters(study, tmp_path / "letters", batch_size=2)
    return study


def today() -> str:
    return timezone.localdate().isoformat()


def import_printed(study: Study, *rows: str, **options: Any) -> letter_events.Imported:
    return letter_events.import_printed(study, printer_file(*rows), returns.Columns(), Told(timezone.now(), **options))


def came_back(study: Study, number: str) -> letter_events.Noted:
    return letter_events.note_undeliverable(study, number, now=timezone.now())


def waiting(study: Study, kind: str = "invitation") -> list[str]:
    return [unit.frame_id for unit in units_to_write_to(study, kind)]


def state_of(study: Study, place: int) -> str:
    return study.units.order_by("pk")[place].state


def test_the_same_file_twice_is_once(study: Study) -> None:
    one, two, three, four = numbers()
    rows = [f"{number};posted;{today()}" for number in (one, two, three)]
    first = import_printed(study, *rows, f"{four};spoiled;")
    assert (first.events, first.known, first.missing) == ({"posted": 3, "spoiled": 1}, 0, ())
    again = import_printed(study, *rows, f"{four};spoiled;")
    assert (again.events, again.known) == ({}, 4)
    assert LetterEvent.objects.count() == 4
    details = AuditEntry.objects.filter(action="letters.printed").order_by("pk").first().details
    assert details["events"] == {"posted": 3, "spoiled": 1}


def test_one_bad_row_keeps_all_rows_out(study: Study) -> None:
    with pytest.raises(FrameUnreadable):
        import_printed(study, f"{numbers()[0]};spoiled;", "98765-001-001;spoiled;")
    assert not LetterEvent.objects.exists()
    assert not Code.objects.exclude(blocked_at=None).exists()


def test_a_dry_run_stores_nothing(study: Study) -> None:
    assert import_printed(study, f"{numbers()[0]};spoiled;", dry_run=True).events == {"spoiled": 1}
    assert not LetterEvent.objects.exists()


def test_what_the_file_lacks_is_told(study: Study) -> None:
    one, two, *_ = numbers()
    imported = import_printed(study, f"{one};posted;{today()}")
    assert [str(number) for number in imported.missing] == [two], "the other batch is not in the file"


def test_letters_of_another_study_are_unknown(study: Study) -> None:
    other = published("other")
    with pytest.raises(FrameUnreadable, match="no such batch in this study"):
        import_printed(other, f"{numbers()[0]};spoiled;")
    with pytest.raises(letter_events.LetterUnknown):
        came_back(other, numbers()[0])


def test_a_batch_that_is_not_sealed(study: Study) -> None:
    mailing = Mailing.objects.get()
    Batch.objects.create(mailing=mailing, number=3, letters=2)
    with pytest.raises(FrameUnreadable, match="not finished"):
        import_printed(study, f"{mailing.pk}-003-001;posted;{today()}")


def test_a_spoiled_letter_is_made_again_with_a_new_code(study: Study, tmp_path: Path) -> None:
    two = numbers()[1]
    import_printed(study, f"{two};spoiled;")
    old = Code.objects.exclude(blocked_at=None).get()
    assert str(letter_events.number_of(old)) == two
    assert waiting(study) == [old.unit.frame_id]
    assert waiting(study, "reminder_1") == ["MU-00000", "MU-00002", "MU-00003"]
    assert make_letters(study, tmp_path / "letters").letters == 1
    new = Code.objects.filter(unit=old.unit, blocked_at=None).get()
    assert set(old.events.values_list("kind", flat=True)) == {"spoiled", "replaced"}
    assert list(new.events.values_list("kind", flat=True)) == ["reprinted"]
    assert waiting(study) == []


def test_a_reprint_that_is_spoiled_too_is_made_a_third_time(study: Study, tmp_path: Path) -> None:
    import_printed(study, f"{numbers()[1]};spoiled;")
    make_letters(study, tmp_path / "letters")
    import_printed(study, f"{numbers()[-1]};spoiled;")
    assert make_letters(study, tmp_path / "letters").letters == 1
    assert LetterEvent.objects.filter(kind="replaced").count() == 2
    assert LetterEvent.objects.filter(kind="reprinted").count() == 2


def test_a_letter_that_came_back_twice_scanned_is_once(study: Study) -> None:
    one = numbers()[0]
    first, second = came_back(study, one), came_back(study, one)
    assert (first.fresh, first.left_out, second.fresh) == (True, True, False)
    assert state_of(study, 0) == "undeliverable"
    assert AuditEntry.objects.get(action="letter.undeliverable").object == one
    assert waiting(study, "reminder_1") == ["MU-00001", "MU-00002", "MU-00003"]


def test_only_the_newest_letter_tells_that_an_address_is_wrong(study: Study, tmp_path: Path) -> None:
    make_letters(study, tmp_path / "letters", kind="reminder_1")
    noted = came_back(study, numbers()[0])
    assert (noted.fresh, noted.left_out) == (True, False)
    assert state_of(study, 0) == "active"
    assert came_back(study, numbers("reminder_1")[0]).left_out
    assert state_of(study, 0) == "undeliverable"


def test_a_spoiled_letter_never_left_so_the_one_before_is_the_newest(study: Study, tmp_path: Path) -> None:
    make_letters(study, tmp_path / "letters", kind="reminder_1")
    import_printed(study, f"{numbers('reminder_1')[0]};spoiled;")
    assert came_back(study, numbers()[0]).left_out


def test_a_return_taken_back_leaves_no_trace_but_the_record(study: Study) -> None:
    came_back(study, numbers()[0])
    letter_events.undo_undeliverable(LetterEvent.objects.get())
    assert not LetterEvent.objects.exists()
    assert state_of(study, 0) == "active"
    assert not Code.objects.exclude(blocked_at=None).exists()
    assert AuditEntry.objects.filter(action="letter.undeliverable.undo").count() == 1


def test_a_new_address_brings_the_invitation_again(study: Study, tmp_path: Path) -> None:
    came_back(study, numbers()[0])
    came_back(study, numbers()[1])
    later = frame_csv(4).replace(b"MU-00000,wi2021_asiel,man,GM0363", b"MU-00000,wi2021_asiel,man,GM0599")
    assert frames.import_frame(study, schema(), later).moved == ["MU-00000"]
    assert (state_of(study, 0), state_of(study, 1)) == ("active", "undeliverable")
    unit_states.set_state(study, "MU-00001", "active", now=timezone.now())
    assert waiting(study) == ["MU-00000", "MU-00001"]
    make_letters(study, tmp_path / "letters")
    assert LetterEvent.objects.filter(kind="reprinted").count() == 2


@pytest.mark.parametrize("presses", [1, 2])
def test_who_refuses_while_letters_are_made_gets_none(presses: int, study: Study, tmp_path: Path) -> None:
    """Also where their letter is under the press already: that batch is printed anew."""

    def refuse(done: int, total: int) -> None:
        if done == 2:
            unit_states.set_state(study, "MU-00003", "refused", now=timezone.now())

    made = make_letters(study, tmp_path / "letters", "reminder_1", tell=refuse, batch_size=2, presses=presses)
    assert (made.letters, made.batches) == (3, 2)
    reminded = Code.objects.filter(mailing__kind="reminder_1").values_list("unit__frame_id", flat=True)
    assert sorted(reminded) == ["MU-00000", "MU-00001", "MU-00002"]
    call_command("verify_letters", str(tmp_path / "letters"))


def test_a_batch_that_everybody_left_is_not_made(study: Study, tmp_path: Path) -> None:
    def refuse(done: int, total: int) -> None:
        if done == 2:
            for frame_id in ("MU-00002", "MU-00003"):
                unit_states.set_state(study, frame_id, "refused", now=timezone.now())

    made = make_letters(study, tmp_path / "letters", "reminder_1", tell=refuse, batch_size=2, presses=2)
    assert (made.letters, made.batches) == (2, 1)
    assert len(list((tmp_path / "letters").glob("*reminder_1*.pdf"))) == 1


def test_who_is_no_longer_listed_gets_no_letters_until_listed_again(study: Study) -> None:
    shorter = b"\n".join(frame_csv(4).splitlines()[:-1])
    frames.import_frame(study, schema(), shorter)
    assert waiting(study, "reminder_1") == ["MU-00000", "MU-00001", "MU-00002"]
    frames.import_frame(study, schema(), frame_csv(4))
    assert len(waiting(study, "reminder_1")) == 4


@pytest.mark.parametrize(
    ("frame", "expected"),
    [
        pytest.param({}, ["MU-00001", "MU-00002", "MU-00003"], id="the printer merges: who is done gets none"),
        pytest.param({"merge": "us"}, ["MU-00001", "MU-00002", "MU-00003"], id="we print"),
        pytest.param({"merge": "duo"}, ["MU-00000", "MU-00001", "MU-00002", "MU-00003"], id="DUO merges: everyone"),
        pytest.param({"reminders": "everyone"}, ["MU-00000", "MU-00001", "MU-00002", "MU-00003"], id="as asked"),
    ],
)
def test_who_puts_in_the_addresses_decides_who_is_left_out(
    frame: dict[str, str], expected: list[str], study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    edition = study.editions.get()
    document = json.loads(edition.document)
    document["frame"] |= frame
    study.editions.create(number=2, document=json.dumps(document), document_hash="1" * 64, offered=edition.offered)
    done = {study.units.order_by("pk").first().pk}
    monkeypatch.setattr("invitations.reminders._hooks", [lambda study: done])
    assert waiting(study, "reminder_1") == expected


def test_the_progress_of_a_mailing_by_batch(study: Study) -> None:
    one, two, three, _ = numbers()
    import_printed(study, f"{one};posted;{today()}", f"{two};printed;", f"{three};spoiled;")
    came_back(study, one)
    mailing = Mailing.objects.get()
    progress = letter_progress.of_mailings([mailing])[mailing.pk]
    lines, together = progress.batches, progress.total
    told = [(line.made, line.printed, line.posted, line.undeliverable, line.spoiled, line.silent) for _, line in lines]
    assert told == [(2, 2, 1, 1, 0, 0), (2, 0, 0, 0, 1, 1)]
    assert (together.made, together.printed, together.waiting, together.silent) == (4, 2, 1, 1)


def test_a_letter_that_came_back_was_printed_though_the_printer_never_said_so(study: Study) -> None:
    came_back(study, numbers()[0])
    mailing = Mailing.objects.get()
    assert letter_progress.of_mailings([mailing])[mailing.pk].total.printed == 1


def test_the_commands_tell_and_refuse(study: Study, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one, two, *_ = numbers()
    file = tmp_path / "printer.csv"
    file.write_bytes(printer_file(f"{one};posted;{today()}").replace(b"reference", b"nummer"))
    call_command("import_printed", "small", str(file), "--columns", "nummer,status,date")
    said = capsys.readouterr().out
    assert "1 posted; 0 known already" in said
    assert two in said
    with pytest.raises(CommandError, match="1 problems; nothing was stored"):
        call_command("import_printed", "small", str(file))
    file.write_bytes(f"reference\n{one}\n".encode())
    call_command("import_returns", "small", str(file), "--json")
    assert json.loads(capsys.readouterr().out)["left_out"] == 1
    assert SampleUnit.objects.filter(state="undeliverable").count() == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param(["nothing", "{file}"], "no study", id="unknown study"),
        pytest.param(["small", "gone.csv"], "cannot be read", id="no file"),
        pytest.param(["small", "{file}", "--columns", "a,b"], "three columns", id="two columns"),
    ],
)
def test_wrong_arguments_are_told(arguments: list[str], said: str, tmp_path: Path) -> None:
    published()
    file = tmp_path / "some.csv"
    file.write_bytes(printer_file("3-001-001;posted;2027-01-01"))
    with pytest.raises(CommandError, match=said):
        call_command("import_printed", *(one.format(file=file) for one in arguments))
