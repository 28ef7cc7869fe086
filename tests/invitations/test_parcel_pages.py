"""Pages about receivers and parcels: who may, what is refused, what is recorded."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from invitations import pack_job, packing
from invitations.models import Batch, Parcel, Receiver
from staff import jobs
from staff.models import AuditEntry, Job
from tests.invitations.factory import published, with_people
from tests.invitations.receiver import KEY, NOW, SECRET, opened, receiver, with_batches, worker

pytestmark = pytest.mark.django_db
Clients = Callable[..., Client]


def page(name: str, *arguments: object) -> str:
    return reverse(f"invitations:{name}", args=["small", *arguments])


@pytest.mark.parametrize(
    ("role", "seen", "packs"), [("fieldwork", 200, 400), ("privacy", 200, 403), ("researcher", 403, 403)]
)
def test_receivers_are_for_fieldwork_and_privacy(role: str, seen: int, packs: int, staff_client: Clients) -> None:
    published()
    client = staff_client(role)
    assert client.get(page("parcels")).status_code == seen
    assert client.post(page("add_receiver"), {}).status_code == (400 if seen == 200 else 403)
    assert client.post(page("pack"), {}).status_code == packs
    assert client.get(reverse("invitations:parcel_studies")).status_code == (302 if seen == 200 else 403)


def test_visitors_other_studies_and_wrong_methods(client: Client, staff_client: Clients) -> None:
    one = receiver(published())
    published("other")
    assert client.get(page("parcels")).status_code == 302
    stranger = staff_client("fieldwork", study="other")
    assert stranger.get(page("parcels")).status_code == 403
    assert stranger.post(page("end_receiver", one.pk)).status_code == 403
    own = staff_client("fieldwork")
    assert own.post(reverse("invitations:end_receiver", args=["other", one.pk])).status_code == 404
    assert own.get(page("end_receiver", one.pk)).status_code == 405
    assert own.get(page("parcel_file", 1)).status_code == 404
    assert own.get(reverse("invitations:parcels", args=["nothing"])).status_code == 404
    assert b"other" in own.get(reverse("invitations:parcel_studies")).content
    assert not Receiver.objects.get().ended_at


def test_a_receiver_is_added_shown_and_ended(staff_client: Clients) -> None:
    published()
    client = staff_client("privacy")
    assert client.post(page("add_receiver"), {"name": "drukker", "key": KEY}).status_code == 302
    assert KEY in client.get(page("parcels")).content.decode()
    one = Receiver.objects.get()
    assert client.post(page("end_receiver", one.pk)).status_code == 302
    assert client.post(page("end_receiver", one.pk)).status_code == 302
    actions = AuditEntry.objects.filter(user=client.user).values_list("action", flat=True)
    assert sorted(actions) == ["receiver.add", "receiver.end"]


ODD_RECEIVERS = [
    ("drukker", SECRET),
    ("drukker", f"# {KEY}\n{SECRET}"),
    ("drukker", ""),
    ("drukker", "age1x"),
    ("drukker", "PGP"),
    ("drukker", f"{KEY}\n{KEY}"),
    ("Jan Jansen", KEY),
    ("", KEY),
    ("taken", KEY),
]


def test_a_key_that_is_none_is_refused_and_not_shown(staff_client: Clients) -> None:
    receiver(published(), "taken")
    client = staff_client("fieldwork")
    for name, key in ODD_RECEIVERS:
        response = client.post(page("add_receiver"), {"name": name, "key": key})
        assert (response.status_code, name, key) == (400, name, key)
        assert SECRET not in response.content.decode()
    assert Receiver.objects.count() == 1


@pytest.fixture
def wish(tmp_path: Path) -> dict[str, str]:
    """What the form asks, of two sealed batches and a printer."""
    study = published()
    with_people(study, 2)
    mailing = with_batches(study, tmp_path, [b"%PDF one", b"%PDF two"])
    return {"receiver": str(receiver(study).pk), "mailing": str(mailing.pk), "batches": ""}


def test_packing_is_a_job_and_the_parcel_is_fetched_with_a_record(
    wish: dict[str, str], staff_client: Clients, own_var_dir: Path
) -> None:
    client = staff_client("fieldwork")
    response = client.post(page("pack"), {**wish, "batches": "1-2"})
    job = Job.objects.get()
    assert response.url == reverse("staff:job", args=[job.pk])
    assert set(job.arguments) == {"receiver", "batches"}
    assert jobs.run(str(job.pk)).state == Job.State.DONE
    made = Parcel.objects.get()
    assert Path(made.file).is_relative_to(own_var_dir)
    assert made.made_by == client.user
    assert made.file_hash in client.get(page("parcels")).content.decode()
    fetched = b"".join(client.get(page("parcel_file", made.pk)).streaming_content)
    assert fetched == Path(made.file).read_bytes()
    assert len(opened(Path(made.file))) == 6
    entry = AuditEntry.objects.get(action="parcel.download")
    assert (entry.user, entry.details["sha256"], entry.details["receiver"]) == (client.user, made.file_hash, "drukker")
    assert staff_client("privacy").get(page("parcel_file", made.pk)).status_code == 403
    Path(made.file).unlink()
    assert client.get(page("parcel_file", made.pk)).status_code == 404
    assert AuditEntry.objects.filter(action="parcel.download").count() == 1


ODD_WISHES = [{"batches": "9"}, {"batches": "1-x"}, {"batches": "5-1"}, {"batches": "1-99999"}, {"receiver": "0"}]


def test_an_odd_wish_starts_nothing(wish: dict[str, str], staff_client: Clients) -> None:
    client = staff_client("fieldwork")
    for change in [*ODD_WISHES, {"mailing": "x"}, {"mailing": ""}]:
        assert (client.post(page("pack"), {**wish, **change}).status_code, change) == (400, change)
    assert not Job.objects.exists()


@pytest.mark.parametrize("fault", ["file changed", "batch deleted"])
def test_the_job_tells_what_stops_it(fault: str, wish: dict[str, str], own_var_dir: Path) -> None:
    keys = list(Batch.objects.values_list("pk", flat=True))
    if fault == "file changed":
        Path(Batch.objects.first().file).write_bytes(b"other")
    else:
        Batch.objects.filter(number=1).update(removed_at=NOW)
    arguments = {"receiver": int(wish["receiver"]), "batches": keys}
    job = jobs.run(str(Job.objects.create(kind="parcel", arguments=arguments, created_by=worker()).pk))
    assert job.state == Job.State.FAILED
    assert "changed" in job.error or "niet meer" in job.error or "not there" in job.error
    assert not Parcel.objects.exists()
    assert not list(own_var_dir.rglob("*.age*"))


def test_plain_letters_are_not_handed_out_in_public(wish: dict[str, str], staff_client: Clients, settings) -> None:
    client = staff_client("fieldwork")
    batch = Batch.objects.first()
    url = reverse("invitations:batch", args=[batch.pk])
    settings.LETTER_PLAIN_DOWNLOAD = False
    assert client.get(url).status_code == 403
    assert url not in client.get(reverse("invitations:letters")).content.decode()
    settings.LETTER_PLAIN_DOWNLOAD = True
    assert client.get(url).status_code == 200
    entry = AuditEntry.objects.get(action="batch.download")
    assert entry.details == {"plain": True, "sha256": batch.file_hash}


def test_sizes_of_a_large_mailing_fit_the_job(wish: dict[str, str]) -> None:
    told: list[tuple[int, int]] = []

    class Progress:
        def advance(self, done: int, total: int) -> None:
            told.append((done, total))

    pack_job._in_megabytes(Progress())(3 << 30, 5 << 30)
    assert told == [(3 << 10, 5 << 10)]
    assert Batch._meta.get_field("file").max_length == packing.LONGEST_PATH


@pytest.mark.parametrize(("role", "status"), [("fieldwork", 302), ("privacy", 302), ("researcher", 403)])
def test_letters_are_deleted_by_a_job_that_hands_out_the_statement(
    role: str, status: int, wish: dict[str, str], staff_client: Clients
) -> None:
    client = staff_client(role)
    gone = {"mailing": wish["mailing"], "batches": "1", "unsent": "on", "sure": "on"}
    assert client.get(page("delete_letters")).status_code == 405
    assert client.post(page("delete_letters"), gone).status_code == status
    assert Job.objects.count() == (status == 302)
    for job in Job.objects.all():
        assert jobs.run(str(job.pk)).state == Job.State.DONE
        statement = b"".join(client.get(reverse("staff:job_download", args=[job.pk])).streaming_content).decode()
        assert f"By: {client.user}" in statement
        assert "overwritten with zeros" in statement
        assert [bool(batch.removed_at) for batch in Batch.objects.order_by("number")] == [True, False]
        assert [Path(batch.file).exists() for batch in Batch.objects.order_by("number")] == [False, True]
        assert AuditEntry.objects.get(action="letters.delete").user == client.user


def test_letters_that_never_left_stay_unless_it_is_said(wish: dict[str, str], staff_client: Clients) -> None:
    client = staff_client("fieldwork")
    client.post(page("delete_letters"), {"mailing": wish["mailing"], "batches": "", "sure": "on"})
    job = jobs.run(str(Job.objects.get().pk))
    assert job.state == Job.State.FAILED
    assert "2 partijen zijn nooit weggegaan" in job.error
    assert all(Path(batch.file).exists() for batch in Batch.objects.all())


@pytest.mark.parametrize(
    "odd", [{"sure": ""}, {"batches": "x"}, {"batches": "9"}, {"mailing": "999"}, {"mailing": ""}], ids=str
)
def test_an_odd_wish_to_delete_starts_nothing(odd: dict[str, str], wish: dict[str, str], staff_client: Clients) -> None:
    asked = {"mailing": wish["mailing"], "batches": "1", "unsent": "on", "sure": "on", **odd}
    assert staff_client("fieldwork").post(page("delete_letters"), asked).status_code == 400
    assert not Job.objects.exists()


def test_nobody_deletes_letters_of_another_study(wish: dict[str, str], staff_client: Clients) -> None:
    published("other")
    asked = {"mailing": wish["mailing"], "batches": "1", "unsent": "on", "sure": "on"}
    assert staff_client("fieldwork", study="other").post(page("delete_letters"), asked).status_code == 403
    there = reverse("invitations:delete_letters", args=["other"])
    assert staff_client("fieldwork").post(there, asked).status_code == 400
    assert not Job.objects.exists()
