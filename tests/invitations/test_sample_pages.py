"""Staff pages of the sample: the table first, then the draw; who may, and what is refused."""

import re
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from invitations import frames
from invitations.models import Batch, Channel, Draw, Mailing
from staff.models import AuditEntry
from surveys.models import Study
from tests.invitations.factory import frame_csv, published, schema, with_people

pytestmark = pytest.mark.django_db
Clients = Callable[..., Client]
WISH = {"by": ["gender"], "size": "n", "n": "4", "allocation": "proportional", "months": "all", "seed": "7"}


@pytest.fixture
def study() -> Study:
    study = published()
    with_people(study, 10)
    study.units.filter(frame_id__in=[f"MU-{n:05d}" for n in range(4)]).update(strata={"gender": "woman"})
    return study


@pytest.fixture
def client(staff_client: Clients) -> Client:
    return fieldwork(staff_client, "en")


def fieldwork(staff_client: Clients, language: str) -> Client:
    client = staff_client("fieldwork")
    client.user.language = language
    client.user.save()
    return client


def address(name: str, slug: str = "small") -> str:
    return reverse(f"invitations:{name}", args=[slug])


def text_of(response) -> str:
    return response.content.decode()


def hidden(text: str) -> dict[str, list[str]]:
    """What the form below the table sends along."""
    found: dict[str, list[str]] = {}
    for field in re.findall(r'<input type="hidden"[^>]*>', text):
        name, value = re.search(r'name="([^"]*)"', field)[1], re.search(r'value="([^"]*)"', field)
        found.setdefault(name, []).append(value[1] if value else "")
    return found


@pytest.mark.parametrize(("role", "status"), [("fieldwork", 200), ("researcher", 403), ("municipality", 403)])
def test_the_page_is_for_fieldwork(role: str, status: int, study: Study, staff_client: Clients) -> None:
    assert staff_client(role).get(address("sample")).status_code == status


@pytest.mark.parametrize("page", ["sample", "draw_sample"])
def test_another_study_and_a_visitor_draw_nothing(page: str, study: Study, staff_client: Clients) -> None:
    assert staff_client("fieldwork", study="other").post(address(page), WISH).status_code == 403
    assert Client().post(address(page), WISH).status_code == 302
    assert staff_client("fieldwork").post(address(page, "nothing"), WISH).status_code == 404
    assert not Draw.objects.exists()


def test_looking_draws_nothing(study: Study, client: Client) -> None:
    assert client.get(address("draw_sample")).status_code == 405
    response = client.post(address("sample"), WISH)
    assert response.status_code == 200
    cells = [
        re.findall(r"<t[hd][^>]*>([^<]*)</t[hd]>", row)
        for row in re.findall(r"<tr>(.*?)</tr>", text_of(response), re.DOTALL)
    ]
    assert ["man", "6", "6", "2", "0.3333"] in cells
    assert ["woman", "4", "4", "2", "0.5000"] in cells
    assert "Nothing was stored yet" in text_of(response)
    assert not Draw.objects.exists()


def test_what_the_table_showed_is_drawn_after_confirmation(study: Study, client: Client) -> None:
    shown = hidden(text_of(client.post(address("sample"), WISH)))
    response = client.post(address("draw_sample"), shown, follow=True)
    assert response.redirect_chain == [(address("sample"), 302)]
    assert "4 of 10 people drawn." in text_of(response)
    assert "with seed 7: 4 of 10 people" in text_of(response)
    assert study.units.filter(sampled=True).count() == 4
    assert AuditEntry.objects.get(action="sample.draw").user == client.user
    assert "in place of the earlier sample" in text_of(client.post(address("sample"), WISH))
    letters = text_of(client.get(reverse("invitations:letters")))
    assert "10 people in the frame, 4 of them get letters" in letters
    assert re.search(r"not in the sample</a></th><td>6</td>", text_of(client.get(address("people"))))


@pytest.mark.parametrize("change", ["list", "seed", "no look at all"])
def test_a_draw_that_was_not_shown_is_refused(change: str, study: Study, client: Client) -> None:
    shown = hidden(text_of(client.post(address("sample"), WISH)))
    if change == "list":
        frames.import_frame(study, schema(), frame_csv(11))
    elif change == "seed":
        shown["seed"] = ["8"]
    else:
        del shown["mark"]
    response = client.post(address("draw_sample"), shown)
    assert response.status_code == 400
    assert "The list was changed since the table was shown" in text_of(response)
    assert not Draw.objects.exists()


REFUSED = {
    "too many": ({"n": "11"}, "11 people were asked for, and there are 10"),
    "nobody": ({"n": "0"}, "greater than or equal to 1"),
    "no number": ({"n": ""}, "Fill this in"),
    "fraction": ({"size": "fraction", "fraction": "2"}, "A fraction lies between 0 and 1"),
    "all of all months": ({"size": "all"}, "The size of the sample is not clear"),
    "unknown column": ({"by": ["route"]}, "route is not one of the available choices"),
    "seed": ({"seed": "x"}, "Enter a whole number"),
    "a seed too large": ({"seed": "9" * 40}, "less than or equal to"),
    "table": ({"size": "table", "table": "gender;n\nman;x"}, "This is no number of people"),
    "small": ({"size": "table", "table": "gender;n\nman;7\nwoman;1"}, "has 6 people to draw from"),
    "no table at all": ({"size": "table", "table": "PK\x03\x04"}, "damaged"),
    "no months": ({"months": "odd", "month_column": "birth_year"}, "people have no month"),
    "no column of months": ({"months": "odd"}, "which column holds the month"),
}


def test_what_cannot_be_drawn_is_told(study: Study, client: Client) -> None:
    """One log-in for all of them: logging in is what takes the time."""
    for name, (asked, said) in REFUSED.items():
        response = client.post(address("sample"), {**WISH, **asked})
        assert response.status_code == 400, name
        assert said in text_of(response), name
        assert client.post(address("draw_sample"), {**WISH, **asked}).status_code == 400, name
    assert not Draw.objects.exists()
    assert client.post(address("sample"), WISH).status_code == 200, "control: without any of these it is shown"


def test_a_table_goes_along_whole(study: Study, client: Client) -> None:
    wish = {**WISH, "size": "table", "table": "gender;fraction\r\nman;50%\r\nwoman;1/4"}
    shown = hidden(text_of(client.post(address("sample"), wish)))
    assert client.post(address("draw_sample"), shown).status_code == 302
    assert [line["drawn"] for line in Draw.objects.get().strata] == [3, 1]


def test_after_the_first_letter_there_is_no_form(study: Study, client: Client) -> None:
    channel = Channel.objects.create(study=study, slug="letter", kind="letter", label="Brief")
    mailing = Mailing.objects.create(
        study=study, kind="invitation", edition=study.editions.get(), channel=channel, text_hash="x"
    )
    Batch.objects.create(mailing=mailing, number=1, state="sealed")
    text = text_of(client.get(address("sample")))
    assert "its sample is fixed" in text
    assert 'name="seed"' not in text
    assert client.post(address("draw_sample"), {**WISH, "mark": "x"}).status_code == 400


def test_a_study_that_was_never_published_is_told(client: Client) -> None:
    Study.objects.create(slug="small", title="Klein onderzoek")
    response = client.get(address("sample"))
    assert (response.status_code, "Publish it first" in text_of(response)) == (400, True)
    assert client.post(address("draw_sample"), WISH).status_code == 400


def test_pages_and_faults_are_in_dutch_too(study: Study, staff_client: Clients) -> None:
    client = fieldwork(staff_client, "nl")
    text = text_of(client.post(address("sample"), WISH))
    assert "Wat er getrokken zou worden" in text
    assert "0,3333" in text
    assert "Er zijn 11 mensen gevraagd" in text_of(client.post(address("sample"), {**WISH, "n": "11"}))
    file = SimpleUploadedFile("out.csv", b"frame_id\nMU-9")
    refused = text_of(client.post(address("exclude"), {"file": file}))
    assert "Dit frame_id staat niet op de lijst van het onderzoek." in refused
    assert "Haal de rij weg, of verbeter die." in refused
