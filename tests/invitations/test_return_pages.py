"""Staff pages: letters that came back, files of the printer, who gets no letters, codes of the help desk."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from invitations import codes, letter_events
from invitations.apps import check_printer_columns
from invitations.entry_lookup import find
from invitations.models import Code, LetterEvent, SampleUnit
from staff.models import AuditEntry
from surveys.models import Study
from tests.invitations.factory import make_letters, published, with_people

pytestmark = pytest.mark.django_db
Clients = Callable[..., Client]
PAGES = ["returns", "people"]
POSTS = ["returns", "letter_file", "people", "exclude", "helpdesk_code"]


@pytest.fixture
def study(tmp_path: Path) -> Study:
    """Three people with a letter each."""
    study = published()
    with_people(study, 3)
    make_letters(study, tmp_path / "letters")
    return study


@pytest.fixture
def staff_client(staff_client: Clients) -> Clients:
    """Staff who read English, unless said otherwise."""

    def make(*roles: str, language: str = "en", **options: str) -> Client:
        client = staff_client(*roles, **options)
        client.user.language = language
        client.user.save()
        return client

    return make


def address(name: str, *more: object) -> str:
    return reverse(f"invitations:{name}", args=["small", *more])


def numbers() -> list[str]:
    return [str(letter_events.number_of(code)) for code in Code.objects.select_related("batch").order_by("pk")]


def upload(text: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("file.csv", text.encode())


def text_of(response) -> str:
    return response.content.decode()


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(("role", "status"), [("fieldwork", 200), ("researcher", 403), ("municipality", 403)])
def test_the_pages_are_for_fieldwork(page: str, role: str, status: int, study: Study, staff_client: Clients) -> None:
    assert staff_client(role).get(address(page)).status_code == status


@pytest.mark.parametrize("page", POSTS)
def test_another_study_and_a_visitor_change_nothing(
    page: str, study: Study, staff_client: Clients, client: Client
) -> None:
    assert staff_client("fieldwork", study="other").post(address(page)).status_code == 403
    assert client.post(address(page)).status_code == 302
    assert not AuditEntry.objects.filter(action="code.helpdesk").exists()


@pytest.mark.parametrize("page", ["letter_file", "exclude", "helpdesk_code"])
def test_looking_changes_nothing(page: str, study: Study, staff_client: Clients) -> None:
    assert staff_client("fieldwork").get(address(page)).status_code == 405


def test_numbers_are_scanned_one_after_another(study: Study, staff_client: Clients) -> None:
    client = staff_client("fieldwork")
    one, two, _ = numbers()
    for number in (one, two, one):
        response = client.post(address("returns"), {"number": number}, follow=True)
        assert response.status_code == 200
        assert "autofocus" in text_of(response)
    assert f"{one} was noted before" in text_of(response)
    shown = re.findall(r"<td>(\d+-\d+-\d+)</td>", text_of(response))
    assert shown == [two, one]
    assert LetterEvent.objects.filter(kind="undeliverable", by=client.user).count() == 2


def test_a_mistake_is_taken_back(study: Study, staff_client: Clients) -> None:
    client = staff_client("fieldwork")
    client.post(address("returns"), {"number": numbers()[0]})
    event = LetterEvent.objects.get()
    response = client.post(address("undo_return", event.pk), follow=True)
    assert "was taken back" in text_of(response)
    assert not LetterEvent.objects.exists()
    assert client.post(address("undo_return", event.pk)).status_code == 404


def test_an_event_of_another_study_is_not_taken_back(study: Study, staff_client: Clients) -> None:
    letter_events.note_undeliverable(study, numbers()[0], now=timezone.now())
    published("other")
    elsewhere = reverse("invitations:undo_return", args=["other", LetterEvent.objects.get().pk])
    assert staff_client("fieldwork").post(elsewhere).status_code == 404
    assert LetterEvent.objects.exists()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        pytest.param("1234 5678 9012 3456", "This is no return number", id="a log-in code"),
        pytest.param("98765-001-001", "no such batch", id="unknown"),
        pytest.param("", "required", id="nothing"),
    ],
)
def test_a_wrong_number_is_told_and_not_shown(typed: str, said: str, study: Study, staff_client: Clients) -> None:
    response = staff_client("fieldwork").post(address("returns"), {"number": typed})
    assert response.status_code == 400
    assert said in text_of(response)
    assert not typed or typed not in text_of(response)
    assert not LetterEvent.objects.exists()


def test_the_printers_file_is_read_and_told(study: Study, staff_client: Clients) -> None:
    one, two, three = numbers()
    rows = f"reference;status;date\n{one};posted;{timezone.localdate()}\n{two};spoiled;"
    response = staff_client("fieldwork").post(address("letter_file"), {"kind": "printed", "file": upload(rows)})
    assert response.status_code == 200
    assert "1 posted; 1 spoiled" in text_of(response)
    assert f"<li>{three}</li>" in text_of(response)
    assert LetterEvent.objects.count() == 2


def test_a_file_with_a_fault_is_reported_by_row(study: Study, staff_client: Clients) -> None:
    rows = f"reference;status;date\n{numbers()[0]};spoiled;\n98765-001-001;spoiled;"
    response = staff_client("fieldwork").post(address("letter_file"), {"kind": "printed", "file": upload(rows)})
    assert response.status_code == 400
    assert "<td>3</td>" in text_of(response)
    assert "no such batch" in text_of(response)
    assert not LetterEvent.objects.exists()


def test_a_file_of_returns(study: Study, staff_client: Clients) -> None:
    rows = "reference\n" + "\n".join(numbers()[:2])
    staff_client("fieldwork").post(address("letter_file"), {"kind": "returned", "file": upload(rows)})
    assert SampleUnit.objects.filter(state="undeliverable").count() == 2


def test_the_progress_stands_on_the_letters_page(study: Study, staff_client: Clients) -> None:
    client = staff_client("fieldwork")
    one, two, _ = numbers()
    rows = f"reference;status;date\n{one};posted;{timezone.localdate()}\n{two};spoiled;"
    client.post(address("letter_file"), {"kind": "printed", "file": upload(rows)})
    text = text_of(client.get(reverse("invitations:letters")))
    cells = [re.findall(r"<td>(\d+)</td>", row) for row in re.findall(r"<tr>(.*?)</tr>", text, re.DOTALL)]
    assert ["1", "3", "1", "1", "0", "1", "1"] in cells, "batch, made, printed, posted, undeliverable, spoiled, silent"
    assert "1 spoiled letter was not made again yet" in text


def test_a_refusal_is_noted(study: Study, staff_client: Clients) -> None:
    client = staff_client("fieldwork")
    response = client.post(address("people"), {"frame_id": "MU-00001", "state": "refused"}, follow=True)
    assert "Set." in text_of(response)
    assert study.units.get(frame_id="MU-00001").state == "refused"
    assert AuditEntry.objects.get(action="unit.state").user == client.user


@pytest.mark.parametrize(
    "wish",
    [
        pytest.param({"frame_id": "MU-99999", "state": "refused"}, id="unknown"),
        pytest.param({"frame_id": "MU-00001", "state": "undeliverable"}, id="not by hand"),
        pytest.param({"frame_id": "", "state": "refused"}, id="nobody"),
    ],
)
def test_an_odd_state_is_told(wish: dict[str, str], study: Study, staff_client: Clients) -> None:
    assert staff_client("fieldwork").post(address("people"), wish).status_code == 400
    assert not SampleUnit.objects.exclude(state="active").exists()


def test_a_list_is_left_out(study: Study, staff_client: Clients) -> None:
    client = staff_client("fieldwork")
    assert client.post(address("exclude"), {"file": upload("frame_id\nMU-9")}).status_code == 400
    assert client.post(address("exclude"), {"file": upload("frame_id\nMU-00000")}).status_code == 302
    assert study.units.get(frame_id="MU-00000").state == "excluded"


def test_a_code_is_shown_once_and_kept_nowhere(study: Study, staff_client: Clients) -> None:
    client = staff_client("fieldwork")
    response = client.post(address("helpdesk_code"))
    (code,) = re.findall(r"<strong><code>([\d ]+)</code></strong>", text_of(response))
    assert find(study, code).purpose == Code.Purpose.HELPDESK
    assert "no-store" in response["Cache-Control"]
    assert code not in text_of(client.get(address("people")))
    assert codes.normalise(code) not in str(dict(client.session))
    entry = AuditEntry.objects.get(action="code.helpdesk")
    assert codes.normalise(code) not in codes.normalise(f"{entry.object} {entry.details}")


@pytest.mark.parametrize(
    ("names", "faults"), [(["reference", "status", "date"], 0), (["reference"], 1), (["a", "a", "b"], 1)]
)
def test_a_wrong_setting_of_columns_is_told_at_the_start(names: list[str], faults: int, settings) -> None:
    settings.PRINTER_COLUMNS = names
    assert len(check_printer_columns(None)) == faults


def test_the_pages_are_in_dutch_too(study: Study, staff_client: Clients) -> None:
    client = staff_client("fieldwork", language="nl")
    response = client.post(address("returns"), {"number": numbers()[0]}, follow=True)
    assert "krijgt geen brieven meer tot er een nieuw adres is" in text_of(response)
    assert "Brieven die terugkwamen" in text_of(response)
    assert "Onbestelbaar" in text_of(client.get(reverse("invitations:letters")))
