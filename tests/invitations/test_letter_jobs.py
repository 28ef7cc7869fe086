"""Letters from the staff pages: every choice, address files that nobody keeps, and two people at the same time."""

import os
import subprocess
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from invitations import age_files, letter_job, mailings
from invitations.models import Batch, Code
from staff import jobs, spool, uploads
from staff.models import AuditEntry, Job
from tests.invitations.factory import make_letters, published, with_people
from tests.invitations.receiver import SECRET, receiver

Clients = Callable[..., Client]
WISH = {"study": "small", "kind": "invitation", "side": "left", "batch_size": "1"}
STREET = "Verzonnenstraat"
RESTART = "staff:job_restart"


def address_file(n: int, street: str = STREET) -> bytes:
    rows = [f"MU-{number:05d};A. Voorbeeld;{street} {number + 1};1234 AB Postdam" for number in range(n)]
    return "\n".join(["frame_id;line_1;line_2;line_3", *rows]).encode()


def uploaded(data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("addresses.csv", data, "text/csv")


def queued(**arguments: Any) -> Job:
    return Job.objects.create(kind="letters", arguments={"study": "small", "kind": "invitation", **arguments})


def text_of(pdf: Path) -> str:
    return subprocess.run(["pdftotext", pdf, "-"], capture_output=True, check=True, text=True).stdout


def left_in(folder: Path) -> bytes:
    """Everything that lies in a folder, together."""
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file() and path.suffix != ".pdf")


@pytest.mark.django_db
class TestChoices:
    @pytest.fixture
    def wishes(self, monkeypatch: pytest.MonkeyPatch) -> list[mailings.Wish]:
        """Jobs make nothing; what they would have made."""
        asked: list[mailings.Wish] = []

        def make(study: object, edition: object, wish: mailings.Wish, **rest: object) -> mailings.Made:
            asked.append(wish)
            return mailings.Made(0, 0, None, None)

        monkeypatch.setattr(mailings, "make", make)
        return asked

    @pytest.mark.parametrize(
        ("posted", "expected"),
        [
            pytest.param({"kix": "on"}, {"kix": True}, id="with bars"),
            pytest.param({"kix": "off"}, {"kix": False}, id="without bars"),
            pytest.param({"kix": ""}, {"kix": None}, id="as the settings say"),
            pytest.param({"languages": "by-frame"}, {"languages": "by-frame"}, id="own language"),
            pytest.param({"proofs": "3", "seed": "7"}, {"proofs": 3, "seed": 7}, id="proof set"),
            pytest.param({"seed": "0"}, {"seed": 0, "proofs": None}, id="seed nought"),
            pytest.param({"limit": "2", "side": "right"}, {"limit": 2, "side": "right"}, id="limit and window"),
        ],
    )
    def test_reach_the_letters(self, staff_client: Clients, wishes: list, posted: dict, expected: dict) -> None:
        published()
        assert staff_client("fieldwork").post(reverse("invitations:letters"), {**WISH, **posted}).status_code == 302
        job = jobs.run(str(Job.objects.get().pk))
        (wish,) = wishes
        assert {name: getattr(wish, name) for name in expected} == expected
        assert "Nobody" in Job.objects.get(pk=job.pk).message or "Niemand" in Job.objects.get(pk=job.pk).message

    def test_codes_for_a_printer_are_handed_over_once_and_made_once(self, staff_client: Clients) -> None:
        study = published()
        with_people(study, 2)
        client = staff_client("fieldwork")
        client.post(reverse("invitations:letters"), {**WISH, "codes": "on"})
        job = jobs.run(str(Job.objects.get().pk))
        assert (job.state, job.error) == ("done", "")
        assert Path(job.file).name == f"codes-invitation-{str(job.pk)[:8]}.csv"
        answer = client.get(reverse("staff:job_download", args=[job.pk]))
        lines = b"".join(answer.streaming_content).decode().splitlines()
        assert lines[0] == "return_number,frame_id,code,short_url,qr,check"
        assert len(lines) == 3
        assert AuditEntry.objects.filter(action="job.download").count() == 1

    def test_codes_leave_encrypted_where_plain_ones_may_not(self, staff_client: Clients, settings) -> None:
        settings.LETTER_PLAIN_DOWNLOAD = False
        study = published()
        with_people(study, 2)
        client, address = staff_client("fieldwork"), reverse("invitations:letters")
        refused = client.post(address, {**WISH, "codes": "on"})
        assert refused.status_code == 400
        assert "receiver" in refused.context["form"].errors
        assert not Job.objects.exists()
        client.post(address, {**WISH, "codes": "on", "receiver": receiver(study).pk})
        job = jobs.run(str(Job.objects.get().pk))
        assert (job.state, job.error) == ("done", "")
        content = b"".join(client.get(reverse("staff:job_download", args=[job.pk])).streaming_content)
        assert content.startswith(b"age-encryption.org/v1")
        lines = age_files.decrypt(content, SECRET).decode().splitlines()
        assert len(lines) == 3

    def test_a_receiver_of_another_study_is_refused(self, staff_client: Clients) -> None:
        published()
        other = published(slug="other")
        asked = {**WISH, "codes": "on", "receiver": receiver(other).pk}
        answer = staff_client("fieldwork").post(reverse("invitations:letters"), asked)
        assert "receiver" in answer.context["form"].errors
        assert not Job.objects.exists()

    def test_proof_sets_leave_as_batches_do(self, staff_client: Clients, tmp_path: Path, settings) -> None:
        settings.LETTER_PLAIN_DOWNLOAD = False
        study = published()
        with_people(study, 1)
        make_letters(study, tmp_path, proofs=0)
        address = reverse("invitations:proofs", args=[Batch.objects.get().mailing_id])
        client = staff_client("fieldwork")
        assert client.get(address).status_code == 403
        assert address not in client.get(reverse("invitations:letters")).content.decode()

    def test_the_proof_set_is_fetched_and_that_is_recorded(self, staff_client: Clients, tmp_path: Path) -> None:
        study = published()
        with_people(study, 1)
        make_letters(study, tmp_path, proofs=0)
        address = reverse("invitations:proofs", args=[Batch.objects.get().mailing_id])
        client = staff_client("fieldwork")
        assert address in client.get(reverse("invitations:letters")).content.decode()
        assert b"".join(client.get(address).streaming_content)[:5] == b"%PDF-"
        assert AuditEntry.objects.filter(action="proofs.download").count() == 1
        assert staff_client("fieldwork", study="other").get(address).status_code == 404
        assert staff_client("researcher").get(address).status_code == 403
        next(tmp_path.glob("*proof-set.pdf")).unlink()
        assert client.get(address).status_code == 404

    @pytest.mark.parametrize(("reminders", "words"), [("everyone", "also to who has sent"), ("units", "has not sent")])
    def test_who_gets_reminders_is_said(self, staff_client: Clients, reminders: str, words: str) -> None:
        published(frame={"columns": [], "reminders": reminders})
        client = staff_client("fieldwork")
        client.user.language = "en"
        client.user.save()
        assert words in client.get(reverse("invitations:letters")).content.decode()


@pytest.mark.django_db
def test_faults_in_addresses_are_told_in_the_language_of_who_asked(staff_client: Clients, own_var_dir: Path) -> None:
    with_people(published(), 1)
    user = staff_client("fieldwork").user
    sealed = spool.seal(address_file(1, "王"))
    job = Job.objects.create(
        kind="letters", arguments={"study": "small", "kind": "invitation", **sealed.arguments}, created_by=user
    )
    failed = jobs.run(str(job.pk), sealed.key)
    told = "rij 2: MU-00000: in het adres staan letters of cijfers van een ander schrift (Cjk)."
    assert told in failed.error
    assert told in (own_var_dir / failed.file).read_text(encoding="utf-8")


@pytest.mark.django_db
class TestSealedFiles:
    def test_only_the_key_opens_one(self, own_var_dir: Path) -> None:
        sealed = spool.seal(b"secret words")
        assert b"secret" not in left_in(own_var_dir)
        assert spool.unseal(sealed.arguments, sealed.key) == b"secret words"
        for key in ("", "x", spool.seal(b"").key):
            with pytest.raises(spool.NotSpooled):
                spool.unseal(sealed.arguments, key)

    def test_names_lead_nowhere_else(self, own_var_dir: Path) -> None:
        (own_var_dir / "keys.json").write_text("{}")
        with pytest.raises(spool.NotSpooled):
            spool.read("../keys.json")

    def test_the_key_is_stored_nowhere_and_the_file_goes_with_the_job(self, own_var_dir: Path) -> None:
        published()
        sealed = spool.seal(address_file(1))
        job = queued(**sealed.arguments)
        done = jobs.run(str(job.pk), sealed.key)
        assert done.state == "done", "nobody is on the list: nothing to make"
        assert not list((own_var_dir / "spool").iterdir())
        job.refresh_from_db()
        assert sealed.key not in f"{job.__dict__}{left_in(own_var_dir)}"

    def test_files_of_jobs_that_died_go_when_the_next_one_starts(self, own_var_dir: Path) -> None:
        published()
        orphan, waiting = spool.seal(b"orphan"), spool.seal(b"waiting")
        queued(**waiting.arguments)
        old = time.time() - 2 * spool.BEFORE_ITS_JOB_S
        for path in (own_var_dir / "spool").iterdir():
            os.utime(path, (old, old))
        jobs.run(str(queued().pk))
        assert [path.name for path in (own_var_dir / "spool").iterdir()] == [waiting.name]
        assert orphan.name != waiting.name

    @pytest.mark.parametrize(
        ("again", "words"), [(None, "Choose the same file again"), (b"another", "another file")], ids=["none", "other"]
    )
    def test_a_restart_asks_for_the_very_file(self, staff_client: Clients, again: bytes | None, words: str) -> None:
        client = staff_client("fieldwork")
        client.user.language = "en"
        client.user.save()
        first = {"sealed": "gone.sealed", "sealed_sha256": sha256(b"the file").hexdigest()}
        job = Job.objects.create(kind="letters", arguments=first, created_by=client.user, state="failed")
        assert 'type="file"' in client.get(reverse("staff:job", args=[job.pk])).content.decode()
        answer = client.post(reverse(RESTART, args=[job.pk]), {"file": uploaded(again)} if again else {}, follow=True)
        assert words in answer.content.decode()
        assert Job.objects.get().state == "failed"
        client.post(reverse(RESTART, args=[job.pk]), {"file": uploaded(b"the file")})
        restarted = Job.objects.get()
        assert restarted.state == "queued", "positive control: the very file is taken"
        assert restarted.arguments["sealed"] != "gone.sealed"

    def test_addresses_do_not_pass_through_redis(self, staff_client: Clients, settings: Any, own_var_dir: Path) -> None:
        published()
        settings.REDIS_URL = "redis://127.0.0.1:1/0"
        client = staff_client("fieldwork")
        answer = client.post(reverse("invitations:letters"), {**WISH, "addresses": uploaded(address_file(1))})
        assert answer.status_code == 400
        assert "make_letters" in answer.content.decode()
        assert not Job.objects.exists()
        with pytest.raises(jobs.KeyCannotTravel):
            jobs.start("letters", {}, client.user, spool.seal(b"x"))

    def test_uploads_never_lie_on_the_disk(self, staff_client: Clients, monkeypatch, settings: Any) -> None:
        """Also above the size from which Django writes a temporary file, and refused above the limit."""
        published()
        settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 10
        seen = []
        monkeypatch.setattr(spool, "seal", lambda data: seen.append(data) or spool.Sealed("x.sealed", "0", "k"))
        monkeypatch.setattr(
            "django.core.files.uploadhandler.TemporaryFileUploadHandler.new_file",
            lambda *args, **kwargs: pytest.fail("a temporary file"),
        )
        settings.REDIS_URL = ""
        client = staff_client("fieldwork")
        address = reverse("invitations:letters")
        assert client.post(address, {**WISH, "addresses": uploaded(address_file(3))}).status_code == 302
        assert seen == [address_file(3)]
        Job.objects.all().delete()
        monkeypatch.setattr(uploads, "LARGEST_FILE", 100)
        assert client.post(address, {**WISH, "addresses": uploaded(address_file(3))}).status_code == 400
        assert not Job.objects.exists()

    def test_the_token_of_the_form_is_checked(self, staff_client: Clients) -> None:
        published()
        strict = Client(enforce_csrf_checks=True)
        strict.cookies = staff_client("fieldwork").cookies
        assert strict.post(reverse("invitations:letters"), WISH).status_code == 403
        assert not Job.objects.exists()

    def test_a_wrong_address_file_is_told_whole(self, own_var_dir: Path) -> None:
        study = published()
        with_people(study, 2)
        data = address_file(2).replace(b"1234 AB Postdam", b"nowhere")
        sealed = spool.seal(data)
        job = jobs.run(str(queued(**sealed.arguments).pk), sealed.key)
        assert job.state == "failed"
        assert "2" in job.error
        assert len((own_var_dir / job.file).read_text().splitlines()) == 2
        assert b"nowhere" not in left_in(own_var_dir)
        assert "nowhere" not in job.error
        assert not Code.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("state", "alive", "status"),
    [("queued", True, 400), ("running", True, 400), ("running", False, 302), ("failed", True, 302)],
)
def test_the_form_tells_the_second_person_at_once(
    staff_client: Clients, monkeypatch: pytest.MonkeyPatch, state: str, alive: bool, status: int
) -> None:
    published()
    monkeypatch.setattr(jobs, "is_alive", lambda job: alive)
    Job.objects.create(kind="letters", arguments={"study": "small"}, state=state)
    assert staff_client("fieldwork").post(reverse("invitations:letters"), WISH).status_code == status


def test_two_at_the_same_time_make_each_letter_once(
    transactional_db: None, staff_client: Clients, settings: Any, own_var_dir: Path, pdf_programs: None
) -> None:
    """One by the form, in a process of its own, with addresses; meanwhile the form again, and the command."""
    settings.REDIS_URL = ""
    study = published()
    with_people(study, 3)
    client = staff_client("fieldwork")
    address = reverse("invitations:letters")
    client.post(address, {**WISH, "addresses": uploaded(address_file(3))})
    first = Job.objects.get()
    while not Batch.objects.filter(state="sealed").exists():
        first.refresh_from_db()
        assert first.state in ("queued", "running"), first.error
        time.sleep(0.05)
    out = own_var_dir / "elsewhere"
    with pytest.raises(CommandError, match="are being made already"):
        call_command("make_letters", "small", "--mailing", "invitation", "--out", str(out))
    assert client.post(address, WISH).status_code == 400
    while first.state in ("queued", "running"):
        time.sleep(0.1)
        first.refresh_from_db()
    assert (first.state, first.error) == ("done", "")
    assert sorted(Code.objects.values_list("unit__frame_id", flat=True)) == [f"MU-{n:05d}" for n in range(3)]
    assert set(Batch.objects.values_list("state", "letters")) == {("sealed", 1)}
    assert not list(out.iterdir()), "the second left nothing"
    assert "".join(map(text_of, letter_job.folder_of("small").glob("*.pdf"))).count(STREET) == 3
    assert not list((own_var_dir / "spool").iterdir())
    assert STREET.encode() not in left_in(own_var_dir)
    call_command("make_letters", "small", "--mailing", "invitation", "--out", str(out))
    assert Code.objects.count() == 3, "positive control: nobody holds the lock now, and nobody is left"
