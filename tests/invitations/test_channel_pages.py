"""Self-service for channels: who may, whose channels, what can be fetched, which numbers are told."""

import io
import os
import re
import time
import zipfile
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from invitations import counts, flyer_job
from invitations.models import Channel, ChannelCount
from staff import jobs
from staff.models import AuditEntry, Job, Membership, Organisation
from surveys.models import Edition
from tests.invitations.flyer_edition import OFFERED, SVG, shipped_edition

pytestmark = pytest.mark.django_db
Clients = Callable[..., Client]
SLUG = "perspectief-2024"
NEW = f"/staff/channels/{SLUG}/new/"


@pytest.fixture(autouse=True)
def edition(settings) -> Edition:
    settings.PUBLIC_URL = "https://meedoen.example.org"
    return shipped_edition()


@pytest.fixture
def utrecht() -> Organisation:
    return Organisation.objects.create(name="Utrecht", kind="municipality")


@pytest.fixture
def zwolle() -> Organisation:
    return Organisation.objects.create(name="Zwolle", kind="municipality")


@pytest.fixture
def municipality(staff_client: Clients) -> Callable[..., Client]:
    """Somebody of a municipality, for one study."""

    def make(organisation: Organisation, study: str = SLUG) -> Client:
        client = staff_client()
        Membership.objects.create(user=client.user, role="municipality", study=study, organisation=organisation)
        return client

    return make


@pytest.fixture
def west(edition: Edition, utrecht: Organisation) -> Channel:
    return channel_of(edition, utrecht)


def channel_of(edition: Edition, organisation: Organisation | None, slug: str = "west", kind: str = "flyer") -> Channel:
    return Channel.objects.create(
        study=edition.study, slug=slug, kind=kind, label=f"Place {slug}", organisation=organisation
    )


def views_of(channel: Channel) -> Iterator[tuple[str, str]]:
    """Method and address of every view of one channel."""
    address = f"/staff/channels/{channel.pk}/"
    yield from (("get", address), ("post", f"{address}flyer/"), ("get", f"{address}messages.zip"))
    yield "post", f"{address}close/"


def flyer(**changes: object) -> dict[str, object]:
    return {"version": "plain", "size": "a5", "languages": ["nl"], "name": "Utrecht", **changes}


def wish(**changes: str) -> dict[str, str]:
    return {"kind": "flyer", "label": "Library", "slug": "library", "organisation": "", **changes}


@pytest.mark.parametrize("role", ["researcher", "analyst", "translator", "privacy", "fg"])
def test_other_roles_see_nothing(west: Channel, staff_client: Clients, role: str) -> None:
    client = staff_client(role)
    for method, address in (*views_of(west), ("get", "/staff/channels/"), ("get", NEW), ("post", NEW)):
        assert getattr(client, method)(address).status_code == 403, address
    west.refresh_from_db()
    assert west.closed_at is None


def test_who_is_not_logged_in_or_has_one_factor(west: Channel, client: Client, staff_client: Clients) -> None:
    for method, address in (*views_of(west), ("get", "/staff/channels/"), ("get", NEW)):
        assert getattr(client, method)(address).status_code == 302
        assert getattr(staff_client("fieldwork", second_factor=False), method)(address).status_code in (302, 403)


def test_another_organisation_and_another_study_see_nothing(
    west: Channel, edition, municipality, zwolle, staff_client: Clients
) -> None:
    of_the_study = channel_of(edition, None, "study")
    for client in (municipality(zwolle), municipality(zwolle, study="")):
        text = client.get("/staff/channels/").content.decode()
        assert "Place" not in text
        for channel in (west, of_the_study):
            for method, address in views_of(channel):
                assert getattr(client, method)(address).status_code == 404, address
    elsewhere = staff_client("fieldwork", study="other")
    assert elsewhere.get("/staff/channels/").status_code == 200
    assert elsewhere.get(NEW).status_code == 403
    for method, address in views_of(west):
        assert getattr(elsewhere, method)(address).status_code == 404
    assert not AuditEntry.objects.exists()


def test_wrong_methods(west: Channel, staff_client: Clients) -> None:
    client = staff_client("fieldwork")
    for method, address in views_of(west):
        other = "get" if method == "post" else "post"
        assert getattr(client, other)(address).status_code == 405, address
    assert client.post("/staff/channels/").status_code == 405
    assert client.put(NEW).status_code == 405


@pytest.mark.parametrize("kind", ["letter", "session", "open", "helpdesk"])
def test_other_kinds_of_channels_have_no_page(edition, staff_client: Clients, kind: str) -> None:
    other = channel_of(edition, None, kind=kind)
    assert staff_client("fieldwork").get(f"/staff/channels/{other.pk}/").status_code == 404


def test_a_municipality_makes_its_own_channel(municipality, utrecht: Organisation) -> None:
    client = municipality(utrecht)
    answer = client.post(NEW, wish(organisation=str(utrecht.pk)))
    made = Channel.objects.get()
    assert answer["Location"] == f"/staff/channels/{made.pk}/"
    assert (made.slug, made.kind, made.label, made.organisation) == ("library", "flyer", "Library", utrecht)
    assert AuditEntry.objects.get().action == "channel.make"
    text = client.get(answer["Location"]).content.decode()
    assert "https://meedoen.example.org/k/library" in text
    assert 'value="Utrecht"' in text


@pytest.mark.parametrize("chosen", ["zwolle", "none"])
def test_a_municipality_makes_none_for_another(municipality, utrecht, zwolle, chosen: str) -> None:
    organisation = str(zwolle.pk) if chosen == "zwolle" else ""
    answer = municipality(utrecht).post(NEW, wish(organisation=organisation))
    assert (answer.status_code, Channel.objects.count()) == (400, 0)


def test_a_municipality_without_an_organisation(staff_client: Clients) -> None:
    client = staff_client("municipality")
    assert client.get("/staff/channels/").status_code == 200
    assert client.get(NEW).status_code == 404


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"slug": ""}, id="no name"),
        pytest.param({"slug": "West"}, id="capitals"),
        pytest.param({"slug": "a_b"}, id="underscore"),
        pytest.param({"slug": "-west"}, id="hyphen in front"),
        pytest.param({"slug": "x" * 31}, id="long"),
        pytest.param({"slug": "taken"}, id="of another study"),
        pytest.param({"slug": "open"}, id="made by itself"),
        pytest.param({"slug": "session-3"}, id="of sessions"),
        pytest.param({"kind": "letter"}, id="kind of letters"),
        pytest.param({"label": " "}, id="no label"),
    ],
)
def test_a_wrong_form_makes_nothing(edition, staff_client: Clients, changes: dict[str, str]) -> None:
    other = edition.study.__class__.objects.create(slug="other", title="Other")
    Channel.objects.create(study=other, slug="Taken", kind="flyer", label="Taken")
    assert staff_client("fieldwork").post(NEW, wish(**changes)).status_code == 400
    assert Channel.objects.count() == 1


def made(client: Client, channel: Channel, **wish: object) -> tuple[Job, object]:
    """The job that a form starts, done here, and what its page hands over."""
    answer = client.post(f"/staff/channels/{channel.pk}/flyer/", flyer(**wish))
    job = Job.objects.get()
    assert answer["Location"] == f"/staff/jobs/{job.pk}/"
    job = jobs.run(str(job.pk))
    assert (job.state, job.error) == ("done", "")
    return job, client.get(f"/staff/jobs/{job.pk}/file/")


def test_one_flyer_is_a_file(west: Channel, municipality, utrecht, zwolle, own_var_dir) -> None:
    client = municipality(utrecht)
    logo = SimpleUploadedFile("logo.svg", SVG, "image/svg+xml")
    job, answer = made(client, west, version="print", logo=logo)
    assert answer["Content-Disposition"] == 'attachment; filename="perspectief-2024-flyer-west-print-a5-nl.pdf"'
    assert b"".join(answer.streaming_content)[:5] == b"%PDF-"
    entry = AuditEntry.objects.get(action="flyer.make")
    assert (entry.object, entry.details["version"], entry.user) == ("west", "print", client.user)
    assert not list((own_var_dir / "spool").iterdir()), "the logo is not kept"
    address = f"/staff/jobs/{job.pk}/file/"
    assert municipality(zwolle).get(address).status_code == 404
    Membership.objects.filter(user=client.user).update(organisation=zwolle)
    assert client.get(address).status_code == 404, "the channel is no longer one of theirs"


def test_several_flyers_are_a_zip(west: Channel, staff_client: Clients) -> None:
    job, answer = made(staff_client("fieldwork"), west, version="screen-wide", languages=["nl", "ti"])
    job.refresh_from_db()
    assert job.total == 2
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:
        assert [name[-6:] for name in archive.namelist()] == ["nl.png", "ti.png"]
        with Image.open(archive.open(archive.namelist()[1])) as drawn:
            assert drawn.size == (1920, 1080)


def test_a_flyer_whose_logo_is_gone_asks_to_start_again(west: Channel, staff_client: Clients, own_var_dir) -> None:
    logo = SimpleUploadedFile("logo.svg", SVG, "image/svg+xml")
    staff_client("fieldwork").post(f"/staff/channels/{west.pk}/flyer/", flyer(logo=logo))
    next((own_var_dir / "spool").iterdir()).unlink()
    job = jobs.run(str(Job.objects.get().pk))
    assert (job.state, "choose the file anew" in job.error) == ("failed", True)
    assert not AuditEntry.objects.filter(action="flyer.make").exists()


def test_flyers_of_last_week_are_removed(west: Channel, own_var_dir) -> None:
    for name, age in (("old", 2 * flyer_job.KEPT_S), ("new", 0)):
        folder = own_var_dir / "flyers" / name
        folder.mkdir(parents=True)
        os.utime(folder, (time.time() - age,) * 2)
    flyer_job._remove_older()
    assert [path.name for path in (own_var_dir / "flyers").iterdir()] == ["new"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        pytest.param({"languages": []}, "languages", id="no language"),
        pytest.param({"languages": ["fr"]}, "languages", id="not offered"),
        pytest.param({"version": "office", "size": "a6"}, "choose a4, or a5", id="no such size"),
        pytest.param({"logo": b"no picture"}, "no PNG, JPEG or SVG", id="no picture"),
        pytest.param({"logo": b"x" * 6_000_000}, "at most 5 MB", id="too large"),
        pytest.param({"logo": SVG.replace(b"<path", b"<script/><path")}, "script", id="a script"),
        pytest.param({"logo": SVG, "name": ""}, 'id="id_name_error"', id="logo without a name"),
        pytest.param({"name": "王"}, "fonts cannot draw", id="no glyph"),
    ],
)
def test_a_flyer_that_cannot_be_made_is_told(west: Channel, staff_client: Clients, changes, words: str) -> None:
    if "logo" in changes:
        changes = {**changes, "logo": SimpleUploadedFile("logo.png", changes["logo"], "image/png")}
    answer = staff_client("fieldwork").post(f"/staff/channels/{west.pk}/flyer/", flyer(**changes))
    assert answer.status_code == 400
    assert words in answer.content.decode()
    assert not Job.objects.exists()


def test_messages_on_the_page_and_as_files(west: Channel, municipality, utrecht) -> None:
    client = municipality(utrecht)
    text = client.get(f"/staff/channels/{west.pk}/").content.decode()
    assert text.count("https://wa.me/?text=") == 2 * len(OFFERED)
    assert text.count("data-copy=") == 7 * len(OFFERED)
    for address in ("http://", "//wa.me"):
        assert f'src="{address}' not in text, "the page itself asks nothing of others"
    answer = client.get(f"/staff/channels/{west.pk}/messages.zip")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert len(archive.namelist()) == 7 * len(OFFERED)
        assert "https://meedoen.example.org/k/west" in archive.read("west-sms-ti.txt").decode()


def test_a_closed_channel_makes_nothing_more(west: Channel, staff_client: Clients) -> None:
    client = staff_client("fieldwork")
    for _ in range(2):
        assert client.post(f"/staff/channels/{west.pk}/close/").status_code == 302
    assert AuditEntry.objects.filter(action="channel.close").count() == 1
    assert client.post(f"/staff/channels/{west.pk}/flyer/", flyer()).status_code == 400
    assert "wa.me" not in client.get(f"/staff/channels/{west.pk}/").content.decode()


def test_small_numbers_are_on_no_page(west: Channel, staff_client: Clients) -> None:
    """A week of 7 and one of 40: with the true sum of 47 the 7 could be worked out. Both pages tell the 40 only."""
    last = timezone.localdate() - timedelta(days=7)
    for day, number in ((last, 7), (last - timedelta(days=7), 40)):
        ChannelCount.objects.create(channel=west, day=day, step=counts.Step.LANDED, count=number)
    ChannelCount.objects.create(channel=west, day=timezone.localdate(), step=counts.Step.LANDED, count=99)
    client = staff_client("fieldwork")
    for address in ("/staff/channels/", f"/staff/channels/{west.pk}/"):
        text = client.get(address).content.decode()
        told = set(re.findall(r"<td>([0-9]+)\s*</td>", text))
        assert told == {"40"}
