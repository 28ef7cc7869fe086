"""The audit trail as the privacy coordinator and the FG read it: narrowed, paged, taken out."""

import csv
import io
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from staff import audit
from staff.audit_words import LOOKS
from staff.models import AuditEntry, User
from staff.triggers import unlocked

pytestmark = [pytest.mark.django_db, pytest.mark.once]
PAGE, FILE = "staff:audit", "staff:audit_file"


@pytest.fixture
def trail(make_staff: Callable[..., User]) -> dict[str, User]:
    anne, bilal = make_staff("analyst"), make_staff("fieldwork")
    audit.record(anne, "job.download", "one", study="mini")
    audit.record(anne, "answer.look", "mini/work", answer=3)
    audit.record(bilal, "monitor.count", "study:mini")
    audit.record(bilal, "draft.edit", "other")
    audit.record(None, "draft.load", "minimal")
    with unlocked("an old entry"):
        AuditEntry.objects.filter(action="draft.load").update(at=timezone.now() - timedelta(days=40))
    return {"anne": anne, "bilal": bilal}


def taken(client: Client, **asked: object) -> list[list[str]]:
    """Lines of the file without its header."""
    answer = client.get(reverse(FILE), asked)
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))[1:]


ASKED = [
    pytest.param({}, {"job.download", "answer.look", "monitor.count", "draft.edit", "draft.load"}, id="all"),
    pytest.param({"who": "anne"}, {"job.download", "answer.look"}, id="by person"),
    pytest.param({"study": "mini"}, {"job.download", "answer.look", "monitor.count"}, id="by study, however named"),
    pytest.param({"action": "draft."}, {"draft.edit", "draft.load"}, id="by the start of a word"),
    pytest.param({"until": date.today() - timedelta(days=10)}, {"draft.load"}, id="until a day"),
    pytest.param({"since": date.today() - timedelta(days=1), "study": "other"}, {"draft.edit"}, id="since a day"),
    pytest.param({"looks": "on"}, {"job.download", "answer.look"}, id="looks at personal data"),
]


@pytest.mark.parametrize(("asked", "found"), ASKED)
def test_narrowed_on_the_page_and_in_the_file(trail, staff_client, asked: dict[str, object], found: set[str]) -> None:
    given = {**asked, **({"who": trail[asked["who"]].pk} if "who" in asked else {})}
    client = staff_client("fg")
    page = client.get(reverse(PAGE), given)
    shown = {entry.action for entry in page.context["page"]}
    assert shown - {"staff.create"} == found
    assert {line[3] for line in taken(client, **given)} == found


@pytest.mark.parametrize(
    "asked",
    [
        {"who": "999999"},
        {"who": "x"},
        {"study": "a b"},
        {"since": "soon"},
        {"since": "2026-02-02", "until": "2026-02-01"},
    ],
)
def test_a_question_that_makes_no_sense_is_told(staff_client, asked: dict[str, str]) -> None:
    client = staff_client("privacy")
    page = client.get(reverse(PAGE), asked)
    assert page.status_code == 400
    assert list(page.context["page"]) == []
    assert client.get(reverse(FILE), asked).url.startswith(reverse(PAGE))
    assert not AuditEntry.objects.filter(action="audit.export").exists()


def test_taking_it_out_is_an_entry_too(trail, staff_client) -> None:
    client = staff_client("fg")
    taken(client)
    assert AuditEntry.objects.filter(action="audit.export", user=client.user).count() == 1


def test_cells_of_the_file_are_no_formulas(staff_client) -> None:
    audit.record(None, "=cmd()", "@object", why="=1+1")
    (line,) = taken(staff_client("fg"))
    assert line[3:5] == ["'=cmd()", "'@object"]


def test_pages_keep_what_was_asked(staff_client) -> None:
    for number in range(60):
        audit.record(None, "draft.edit", f"mini/{number}")
    audit.record(None, "other", "thing")
    page = staff_client("fg").get(reverse(PAGE), {"action": "draft."})
    assert "action=draft.&amp;page=2" in page.content.decode()
    assert len(staff_client("fg").get(reverse(PAGE), {"action": "draft.", "page": 2}).context["page"]) == 10


@pytest.mark.parametrize("role", ["researcher", "analyst", "accounts", "fieldwork"])
def test_nobody_else_reads_it(staff_client, role: str) -> None:
    client = staff_client(role)
    assert {client.get(reverse(name)).status_code for name in (PAGE, FILE)} == {403}


def test_the_words_of_looks_are_words_of_the_rooms() -> None:
    """A word that no room writes would hide that its looks are gone from the trail."""
    rooms = ("staff", "invitations", "respondents", "exports")
    code = "\n".join(
        file.read_text(encoding="utf-8")
        for room in rooms
        for file in (Path(settings.BASE_DIR) / room).rglob("*.py")
        if file.name != "audit_words.py"
    )
    missing = {word for word in LOOKS if f'"{word}"' not in code}
    assert missing == set()
    assert '"no.such.word"' not in code, "control"
