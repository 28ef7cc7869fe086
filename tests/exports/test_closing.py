"""The end of fieldwork: who may close it, what that does and undoing it, what goes when, and the report's job."""

import re
import zipfile
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import docx
import pytest
from django.core.management.base import CommandError
from django.test import Client
from django.utils import timezone, translation

from exports.closing import ending, source
from exports.closing.classify import counted
from exports.closing.ending import NotAsItWas
from exports.closing.files import report_of
from exports.closing.kept import kept_of
from exports.closing.purge_plan import Kept, Line, plan
from exports.models import FieldworkEnd, FieldworkText
from invitations.models import Batch, Channel, Mailing
from respondents import wishes
from respondents.contact import read_contact
from respondents.helpdesk import call_backs
from respondents.models import DeskEntry
from respondents.play import play
from respondents.wish_pass import WishPass
from staff import jobs
from staff.models import AuditEntry, Job, User
from surveys import fieldwork
from surveys.fieldwork import CannotChange, fieldwork_of
from surveys.models import Edition, FieldworkChange, Study
from surveys.publish import publish
from tests.commands import run
from tests.exports.fieldwork_figures import figures
from tests.respondents.mini import document
from tests.respondents.people import Phone
from tests.respondents.wishers import BOTH

pytestmark = pytest.mark.django_db(databases=BOTH)
PAGE = "/staff/fieldwork-end/mini/"
POSTS = ("close/", "reopen/", "classify/", "text/", "report/")
NOW = timezone.now
Clients = Callable[..., Client]


@pytest.fixture
def study(db: None) -> Study:
    made = Study.objects.create(slug="mini", title="Klein onderzoek")
    publish(made, document(), note="")
    return made


@pytest.fixture
def somebody(make_staff: Callable[..., User]) -> User:
    return make_staff("fieldwork", study="mini")


@pytest.fixture
def counting(monkeypatch: pytest.MonkeyPatch) -> None:
    """The monitor has counted."""
    monkeypatch.setattr(source, "figures_of", lambda study: figures(study=study.slug))


def fill_in(study: Study, *stops: int | None) -> None:
    """An interview per place where somebody stopped; None: sent."""
    edition, random = study.editions.get(), Random(4)
    for stop in stops:
        play(edition, random=random, language="nl", now=NOW(), group="asiel", stop_after=stop, synthetic=False)


# Who may


@pytest.mark.once
@pytest.mark.parametrize("role", ["translator", "municipality", "analyst", "privacy", "fg"])
def test_other_roles(study: Study, staff_client: Clients, role: str) -> None:
    client = staff_client(role)
    assert {
        client.get(PAGE).status_code,
        *(client.post(f"{PAGE}{one}", {"why": "x"}).status_code for one in POSTS),
    } == {403}
    assert not FieldworkChange.objects.exists()


@pytest.mark.once
@pytest.mark.parametrize("role", ["fieldwork", "researcher"])
def test_own_study_alone(study: Study, staff_client: Clients, role: str) -> None:
    other = Study.objects.create(slug="other", title="other")
    publish(other, document(study="other"), note="")
    client = staff_client(role, study="other")
    assert client.get("/staff/fieldwork-end/other/").status_code == 200
    assert {
        client.get(PAGE).status_code,
        *(client.post(f"{PAGE}{one}", {"why": "x"}).status_code for one in POSTS),
    } == {403}
    assert PAGE not in client.get("/staff/fieldwork-end/").content.decode()


# Closing and reopening


def test_closing_and_reopening(study: Study, staff_client: Clients) -> None:
    client, phone = staff_client("fieldwork"), Phone()
    phone.begin()
    assert "minder dan tien mensen bezig" in client.get(PAGE).content.decode()
    assert client.post(f"{PAGE}close/", {"why": ""}).status_code == 400
    assert fieldwork_of(study.pk).closed_on is None
    assert client.post(f"{PAGE}close/", {"why": "The weeks are over."}).status_code == 302
    assert fieldwork_of(study.pk).closed_on == timezone.localdate()
    assert phone.send({"go": "next", "work": "yes"}).status_code == 410
    assert client.post(f"{PAGE}close/", {"why": "again"}).status_code == 302
    assert FieldworkChange.objects.count() == 1
    assert client.post(f"{PAGE}reopen/", {"why": "Two more weeks."}).status_code == 302
    assert fieldwork_of(study.pk).closed_on is None
    assert Phone().get("/start/").status_code == 200
    assert [one.why for one in FieldworkChange.objects.all()] == ["The weeks are over.", "Two more weeks."]
    assert AuditEntry.objects.filter(action="study.fieldwork", user=client.user).count() == 2


def test_other_dates_stay(study: Study, somebody: User) -> None:
    closes = date(2090, 1, 1)
    fieldwork.change(study, (), closed=False, closes=closes, mode="both", why="longer", user=somebody)
    ending.close(study, "over", user=somebody, now=NOW())
    ending.reopen(study, "on", user=somebody, now=NOW())
    found = fieldwork_of(study.pk)
    assert (found.closes, found.mode, found.closed_on) == (closes, "both", None)


def test_without_a_reason_or_twice_nothing_changes(study: Study, somebody: User) -> None:
    with pytest.raises(CannotChange):
        ending.close(study, "  ", user=somebody, now=NOW())
    assert not FieldworkEnd.objects.exists()
    with pytest.raises(NotAsItWas):
        ending.reopen(study, "why", user=somebody, now=NOW())
    ending.close(study, "why", user=somebody, now=NOW())
    with pytest.raises(NotAsItWas):
        ending.close(study, "why", user=somebody, now=NOW())
    assert FieldworkEnd.objects.count() == 1


def test_who_closed_on_the_page_of_dates_is_told_what_lacks(study: Study, staff_client: Clients) -> None:
    fieldwork.change(study, (), closed=True, why="over", user=None)
    page = staff_client("fieldwork").get(PAGE).content.decode()
    assert "gesloten op de pagina met de data" in page
    assert ending.standing(study) is None


def test_what_was_never_sent_is_classified_once(study: Study, somebody: User) -> None:
    fill_in(study, None, None, 1, 1, 8)
    end = ending.classify(ending.close(study, "over", user=somebody, now=NOW()))
    assert end.unsent == {"complete": 0, "partial": 1, "break_off": 2}
    assert FieldworkEnd.objects.get().unsent == end.unsent
    ending.reopen(study, "on", user=somebody, now=NOW())
    assert ending.standing(study) is None
    fill_in(study, 1)
    assert ending.classify(end).unsent == {"complete": 0, "partial": 1, "break_off": 2}
    again = ending.classify(ending.close(study, "over", user=somebody, now=NOW()))
    assert again.unsent == {"complete": 0, "partial": 1, "break_off": 3}
    assert ending.standing(study) == again


@pytest.mark.once
@pytest.mark.parametrize(
    ("rows", "found"),
    [
        pytest.param([(0, 0, 110), (0, 0, 120), (0, 1, 110), (1, 0, 212)], (1, 1, 0), id="made-up people are left out"),
        pytest.param([(1, 0, 212), (1, 1, 110)], (0, 0, 1), id="unless there are no others"),
        pytest.param([(0, 1, 110), (1, 0, 212)], (0, 0, 0), id="nobody real stopped"),
        pytest.param([], (0, 0, 0), id="nobody"),
    ],
)
def test_classes(rows: list, found: tuple) -> None:
    assert tuple(counted(rows).values()) == found


def test_the_job_classifies(study: Study, staff_client: Clients) -> None:
    fill_in(study, 1)
    client = staff_client("researcher")
    client.post(f"{PAGE}close/", {"why": "over"})
    assert "worden ingedeeld" in client.get(PAGE).content.decode()
    job = jobs.run(str(Job.objects.get().pk))
    assert (job.state, job.error) == ("done", "")
    assert ending.standing(study).unsent["break_off"] == 1
    assert "worden ingedeeld" not in client.get(PAGE).content.decode()
    assert client.post(f"{PAGE}classify/").status_code == 302
    client.post(f"{PAGE}reopen/", {"why": "on"})
    assert client.post(f"{PAGE}classify/").status_code == 404


def test_the_command(study: Study, somebody: User) -> None:
    fill_in(study, None, 1)
    code, told, _ = run("close_fieldwork", "mini")
    assert (code, "is not closed by hand" in told, "What goes when" in told) == (0, True, True)
    assert not FieldworkChange.objects.exists(), "without a reason it only shows"
    told = run("close_fieldwork", "mini", "--why", "over", "--by", somebody.email)[1]
    assert "Complete: 0; Filled in in part: 0; Broken off: 1" in told
    with pytest.raises(CommandError, match="closed already"):
        run("close_fieldwork", "mini", "--why", "over", "--by", somebody.email)
    with pytest.raises(CommandError, match="Say why"):
        run("close_fieldwork", "mini", "--reopen")
    run("close_fieldwork", "mini", "--reopen", "--why", "on", "--by", somebody.email)
    assert fieldwork_of(study.pk).closed_on is None


@pytest.mark.parametrize("role", ["analyst", "municipality"])
def test_the_command_asks_for_the_role(study: Study, make_staff: Callable[..., User], role: str) -> None:
    for email in (make_staff(role).email, "nobody@example.org"):
        with pytest.raises(CommandError, match="Only staff"):
            run("close_fieldwork", "mini", "--why", "over", "--by", email)
    with pytest.raises(CommandError, match="no study"):
        run("close_fieldwork", "nothing")
    assert not FieldworkChange.objects.exists()


# What goes when


def lines(**kept: Any) -> list[Line]:
    with translation.override("en"):
        return list(plan(Kept(slug="mini", **kept)))


@pytest.mark.once
def test_every_kind_is_named_once_and_has_a_way_to_go() -> None:
    wishes = (("raffle", "raffle", 3), ("interview", "interview", 0))
    found = lines(promised=date(2027, 4, 30), last_letter=date(2027, 2, 1), wishes=wishes)
    assert len({line.what for line in found}) == len(found) == 15
    assert [line.what for line in found if line.how == "command" and not line.command] == []
    assert [line.how for line in found if line.goes == date(2027, 5, 1)] == ["itself"] * 5
    assert sum("purge mini" in line.command for line in lines()) == 5, "no day was promised: by command"
    assert [line.goes for line in lines() if "purge mini" in line.command] == [None] * 5


@pytest.mark.once
def test_letters_that_never_go_by_themselves_have_a_command() -> None:
    def batches(**kept: Any) -> Line:
        return next(line for line in lines(**kept) if line.what.startswith("Batches of letters"))

    assert (batches(letters=3).how, batches(letters=3).goes) == ("command", None)
    assert batches(letters=3, last_letter=date(2027, 2, 1)).how == "itself"


def test_what_is_kept_is_counted(study: Study, somebody: User, settings: Any, tmp_path: Path) -> None:
    fill_in(study, None, 1)
    call_backs.note(
        study, call_backs.Asked("0612345678", "ar", timezone.localdate(), "morning"), user=somebody, now=NOW()
    )
    DeskEntry.objects.create(
        study=study, day=timezone.localdate(), topic="other", means="mail", language="nl", done="answered"
    )
    asked = wishes.Asked("interview", read_contact("somebody@example.org"), "nl", "")
    wishes.enter(WishPass("mini", 1, "token"), asked, Random(1))
    channel = Channel.objects.create(study=study, slug="letter", kind="letter", label="Brief")
    mailing = Mailing.objects.create(
        study=study, kind="invitation", edition=Edition.objects.get(), channel=channel, text_hash="x"
    )
    for number, file in enumerate(("a.csv", "b.pdf", "c.csv"), start=1):
        batch = {"number": number, "state": "sealed", "sealed_at": NOW(), "file": str(tmp_path / file)}
        Batch.objects.create(mailing=mailing, removed_at=NOW() if file == "c.csv" else None, **batch)
    settings.LETTER_DAYS_KEPT = 30
    found = kept_of(study)
    assert (found.call_backs, found.desk, found.answers, found.links) == (1, 1, 2, 2)
    assert (found.letters, found.unsent_letters) == (1, 1)
    assert {kind: number for kind, _, number in found.wishes} == {"raffle": 0, "interview": 1, "panel": 0}
    assert found.last_letter == timezone.localdate() + timedelta(days=31)
    assert found.last_call_back == timezone.localdate() + timedelta(days=14)
    assert found.promised == date(2091, 1, 31)
    settings.LETTER_DAYS_KEPT = 0
    assert kept_of(study).last_letter is None


def test_the_page_shows_the_plan(study: Study, staff_client: Clients) -> None:
    page = staff_client("fieldwork").get(PAGE).content.decode()
    assert "purge_wishes mini --kind raffle" in page
    assert page.count("Vanzelf, dagelijks.") >= 5


# The text and the report


def write(client: Client, text: str, based_on: int = 0, **more: str) -> int:
    return client.post(f"{PAGE}text/", {"language": "nl", "text": text, "based_on": based_on, **more}).status_code


def test_the_text_is_kept_with_who_and_when(study: Study, staff_client: Clients) -> None:
    client = staff_client("fieldwork")
    assert write(client, "De herinnering ging later uit.") == 302
    (made,) = FieldworkText.objects.all()
    assert (made.text, made.language, made.by) == ("De herinnering ging later uit.", "nl", client.user)
    assert "De herinnering ging later uit." in client.get(PAGE).content.decode()
    assert write(client, "De herinnering ging later uit.", made.pk) == 302
    assert FieldworkText.objects.count() == 1
    assert "herinnering" not in str(AuditEntry.objects.filter(action="fieldwork.text").values())


def test_who_is_overtaken_sees_the_others_text(study: Study, staff_client: Clients) -> None:
    first, second = staff_client("fieldwork"), staff_client("researcher")
    assert write(first, "Een.") == 302
    answer = second.post(f"{PAGE}text/", {"language": "nl", "text": "Twee.", "based_on": 0})
    assert answer.status_code == 409
    assert {"Een.", "Twee."} <= {word for word in ("Een.", "Twee.") if word in answer.content.decode()}
    assert ending.text_of(study, "nl") == "Een."
    assert write(second, "Een. Twee.", ending.newest(study, "nl")) == 302


def test_what_looks_personal_is_told_first(study: Study, staff_client: Clients) -> None:
    client, text = staff_client("fieldwork"), "Bel Amina op 06 12345678 hierover."
    answer = client.post(f"{PAGE}text/", {"language": "nl", "text": text, "based_on": 0})
    assert answer.status_code == 400
    assert "06 12345678" in answer.content.decode()
    assert 'name="sure"' in answer.content.decode()
    assert not FieldworkText.objects.exists()
    assert write(client, text, sure="on") == 302
    assert FieldworkText.objects.count() == 1


@pytest.mark.usefixtures("counting")
def test_the_report_is_made_by_a_job(study: Study, staff_client: Clients, own_var_dir: Path) -> None:
    client = staff_client("fieldwork")
    ending.close(study, "over", user=client.user, now=NOW())
    assert client.post(f"{PAGE}report/", {"language": "xx"}).status_code == 400
    assert client.post(f"{PAGE}report/", {"language": "nl"}).status_code == 302
    job = jobs.run(str(Job.objects.get().pk))
    assert (job.state, job.error) == ("done", "")
    answer = client.get(f"/staff/jobs/{job.pk}/file/")
    assert answer.status_code == 200
    with zipfile.ZipFile(own_var_dir / job.file) as found:
        assert sorted(Path(name).suffix for name in found.namelist()) == [".docx", ".pdf"]
        assert all(found.read(name) for name in found.namelist())
    client.user.memberships.all().delete()
    assert client.get(f"/staff/jobs/{job.pk}/file/").status_code == 404


@pytest.mark.parametrize(("hours", "told"), [(-1, True), (1, False)])
def test_figures_from_before_the_closing_are_told(
    study: Study, staff_client: Clients, monkeypatch: pytest.MonkeyPatch, hours: int, told: bool
) -> None:
    client, now = staff_client("fieldwork"), NOW()
    found = figures(study="mini", made_at=now + timedelta(hours=hours))
    monkeypatch.setattr(source, "figures_of", lambda one: found)
    assert "van voor het sluiten" not in client.get(PAGE).content.decode()
    ending.close(study, "over", user=client.user, now=now)
    assert ("van voor het sluiten" in client.get(PAGE).content.decode()) is told


def test_without_figures_there_is_no_report(study: Study, staff_client: Clients, tmp_path: Path) -> None:
    client = staff_client("fieldwork")
    assert client.post(f"{PAGE}report/", {"language": "nl"}).status_code == 409
    assert not Job.objects.exists()
    with pytest.raises(CommandError, match="no figures"):
        run("fieldwork_report", "mini", "--out", tmp_path)
    assert list(tmp_path.glob("*.pdf")) == []


@pytest.mark.usefixtures("counting")
def test_the_report_by_command_holds_what_is_kept_here(study: Study, somebody: User, tmp_path: Path) -> None:
    entry = {"study": study, "day": timezone.localdate(), "means": "mail", "language": "nl", "done": "answered"}
    DeskEntry.objects.bulk_create([DeskEntry(topic="technical", **entry)] * 12)
    ending.write_text(study, "en", "The site was away.", based_on=0, user=somebody, now=NOW())
    ending.classify(ending.close(study, "over", user=somebody, now=NOW()))
    found = report_of(study, "en")
    sheets = {sheet.title: sheet.rows for section in found.sections for sheet in section.sheets}
    assert sheets["Help desk"][0] == ("technical: code, link, page", 12)
    assert found.sections[-1].says == ("The site was away.",)
    assert report_of(study, "nl").sections[-1].says != found.sections[-1].says
    assert sheets["Group"][0][0] == "Asiel (en)"
    told = run("fieldwork_report", "mini", "--out", tmp_path / "out", "--language", "en")[1]
    assert {name.strip() for name in told.split(",")} == {file.name for file in (tmp_path / "out").iterdir()}
    (word,) = (tmp_path / "out").glob("*.docx")
    cells = [cell.text for table in docx.Document(str(word)).tables for row in table.rows for cell in row.cells]
    assert "17.2%" in cells
    assert [text for text in cells if re.fullmatch(r"\d+,\d", text)] == [], "numbers as in English, whoever asks"
