"""A fieldwork on made-up people, through all rooms: who gets a reminder is exactly right."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from django.utils import timezone

from invitations import frames, letter_events, reminders, returns, studies, unit_states
from invitations.models import Code, SampleUnit
from respondents import flow
from respondents.play import play
from surveys.models import Edition, Study
from surveys.publish import publish
from tests.invitations.factory import LETTER, make_letters
from tests.respondents.mini import document

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("pdf_programs")]
PEOPLE = 200
SHARES = {"sent": 60, "withdrawn": 4, "busy": 10, "undeliverable": 10, "refused": 6, "deceased": 3, "excluded": 5}
SPOILED = 8
UNLISTED = 4
FRAME = {
    "columns": [
        {"name": "frame_id", "required": True, "type": "text"},
        {"name": "group", "required": True, "type": "choice", "values": ["asiel", "gezin"]},
        {"name": "municipality", "type": "municipality"},
    ]
}


class Fieldwork:
    """200 people in lots: what happens to each is drawn by a seed, and known."""

    def __init__(self, study: Study, folder: Path) -> None:
        self.study, self.folder, self.random = study, folder, Random(2024)
        self.ids = [f"MU-{number:04d}" for number in range(PEOPLE)]
        drawn = self.random.sample(self.ids, PEOPLE)
        self.lots: dict[str, set[str]] = {}
        for name, n in {**SHARES, "spoiled": SPOILED, "unlisted": UNLISTED}.items():
            self.lots[name], drawn = set(drawn[:n]), drawn[n:]
        self.rest = set(drawn)

    def frame(self, left_out: Sequence[str] = ()) -> bytes:
        rows = [f"{one},{'gezin' if int(one[3:]) % 3 else 'asiel'},GM0363" for one in self.ids if one not in left_out]
        return "\n".join(["frame_id,group,municipality", *rows]).encode()

    def import_frame(self, left_out: Sequence[str] = ()) -> None:
        schema = studies.frame_schema(studies.document_of(self.study))
        frames.import_frame(self.study, schema, self.frame(left_out))

    def units(self, lot: str) -> list[SampleUnit]:
        return list(self.study.units.filter(frame_id__in=self.lots[lot]).order_by("pk"))

    def printer_file(self) -> bytes:
        """Every letter of the mailing: posted, but for the spoiled lot."""
        today = timezone.localdate().isoformat()
        codes = Code.objects.filter(unit__study=self.study).select_related("unit", "batch").order_by("pk")
        rows = [
            f"{letter_events.number_of(code)};spoiled;"
            if code.unit.frame_id in self.lots["spoiled"]
            else f"{letter_events.number_of(code)};posted;{today}"
            for code in codes
        ]
        return "\n".join(["reference;status;date", *rows]).encode()

    def answer(self, edition: Edition) -> None:
        now = timezone.now()
        for lot, stop_after in (("sent", None), ("withdrawn", None), ("busy", 2)):
            for unit in self.units(lot):
                play(edition, random=self.random, language="nl", now=now, unit=unit, stop_after=stop_after)
        for unit in self.units("withdrawn"):
            flow.withdraw(Code.objects.get(unit=unit), now=now + timedelta(days=1))

    def come_back(self) -> None:
        for unit in self.units("undeliverable"):
            number = letter_events.number_of(Code.objects.select_related("batch").get(unit=unit))
            letter_events.note_undeliverable(self.study, str(number), now=timezone.now())

    def hear(self) -> None:
        for lot in ("refused", "deceased"):
            for frame_id in sorted(self.lots[lot]):
                unit_states.set_state(self.study, frame_id, lot, now=timezone.now())
        unit_states.exclude(self.study, "\n".join(["frame_id", *sorted(self.lots["excluded"])]).encode())
        self.import_frame(left_out=sorted(self.lots["unlisted"]))


@pytest.fixture
def edition() -> Edition:
    letter = {**LETTER, "short": {"nl": "Ga naar {url} en typ {code}."}}
    letters = {kind: letter for kind in ("invitation", "reminder_1", "reminder_2")}
    materials = {**document()["materials"], "letters": letters}
    study = Study.objects.create(slug="mini", title="Klein onderzoek")
    return publish(study, document(materials=materials, frame=FRAME), note="")


@pytest.fixture
def fieldwork(edition: Edition, tmp_path: Path) -> Fieldwork:
    """The invitation is out, the printer has told, three weeks have gone by."""
    work = Fieldwork(edition.study, tmp_path / "letters")
    work.import_frame()
    assert make_letters(work.study, work.folder, batch_size=100).letters == PEOPLE
    told = letter_events.Told(timezone.now())
    imported = letter_events.import_printed(work.study, work.printer_file(), returns.Columns(), told)
    assert imported.events == {"posted": PEOPLE - SPOILED, "spoiled": SPOILED}
    work.answer(edition)
    work.come_back()
    work.hear()
    return work


def waiting(work: Fieldwork, kind: str) -> set[str]:
    return {unit.frame_id for unit in reminders.units_to_write_to(work.study, kind)}


def test_reminders_go_to_exactly_those_who_are_to_get_one(
    fieldwork: Fieldwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither the sent, withdrawn, refused, deceased, undeliverable, excluded, unlisted, nor those without a letter."""
    expected = fieldwork.rest | fieldwork.lots["busy"]
    assert waiting(fieldwork, "reminder_1") == expected
    assert waiting(fieldwork, "invitation") == fieldwork.lots["spoiled"]
    with monkeypatch.context() as taken_away:
        taken_away.setattr(reminders, "_hooks", [])
        done = fieldwork.lots["sent"] | fieldwork.lots["withdrawn"]
        assert waiting(fieldwork, "reminder_1") == expected | done, "control: without the hook the list is wrong"
    made = make_letters(fieldwork.study, fieldwork.folder, kind="reminder_1", batch_size=100)
    assert made.letters == len(expected)
    reminded = Code.objects.filter(mailing__kind="reminder_1").values_list("unit__frame_id", flat=True)
    assert sorted(reminded) == sorted(expected)
    assert waiting(fieldwork, "reminder_1") == set()


def test_spoiled_letters_are_made_again_and_then_reminded(fieldwork: Fieldwork) -> None:
    before = waiting(fieldwork, "reminder_1")
    assert make_letters(fieldwork.study, fieldwork.folder).letters == SPOILED
    assert waiting(fieldwork, "reminder_1") == before | fieldwork.lots["spoiled"]


def test_each_state_keeps_its_people_out(fieldwork: Fieldwork) -> None:
    """Control: were one state not there, these very people would be on the list."""
    before, now = waiting(fieldwork, "reminder_1"), timezone.now()
    for state in ("refused", "deceased", "undeliverable", "excluded"):
        lot = fieldwork.study.units.filter(frame_id__in=fieldwork.lots[state])
        blocked = Code.objects.filter(unit__in=lot).exclude(blocked_at=None)
        keys = list(blocked.values_list("pk", flat=True))
        assert len(keys) == (len(lot) if state in ("deceased", "undeliverable") else 0)
        assert lot.update(state="active") == len(fieldwork.lots[state])
        blocked.update(blocked_at=None)
        assert waiting(fieldwork, "reminder_1") == before | fieldwork.lots[state], state
        Code.objects.filter(pk__in=keys).update(blocked_at=now)
        lot.update(state=state)
    assert waiting(fieldwork, "reminder_1") == before
