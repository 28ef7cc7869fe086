"""The pages about sound: who gets in, what they show, what each button does."""

import html
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from staff.jobs import Progress
from staff.models import AuditEntry, Job
from surveys import audio, audio_forms, audio_jobs, drafts
from surveys.audio_texts import definitions_of, spoken_in
from surveys.engine.checks.freshness import source_hash
from surveys.models import Clip, Study, VoiceSignOff
from surveys.voices import voice_name
from tests.surveys.sounds import wav, zipped

pytestmark = pytest.mark.django_db
Clients = Callable[..., Client]
HOME = "/staff/studies/mini-study/audio/"
JA = source_hash("Ja")
TI = "ስራሕ ኣለኩም ዶ፧"


@pytest.fixture
def stored(study: Study, document: dict[str, Any]) -> Study:
    document["sections"][0]["pages"][0]["questions"][0]["label"]["ti"] = TI
    drafts.store(study, document)
    return study


def file(data: bytes = b"", name: str = "opname.wav") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data or wav(0.5))


def upload(client: Client, data: bytes = b"", text_hash: str = JA, **more: str) -> Any:
    return client.post(f"{HOME}nl/{text_hash}/upload/", {"file": file(data), **more}, follow=True)


ADDRESSES = ["", "nl/", "nl/script/", "make/", "nl/zip/", "ti/sign-off/", f"nl/{JA}/upload/", f"nl/{JA}/sample/"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_strangers_do_not_get_in(stored: Study, client: Client, staff_client: Clients, address: str) -> None:
    for ask in (client.get, client.post):
        assert ask(HOME + address).status_code in (302, 405)
        assert "/staff/account/login/" in ask(HOME + address).headers.get("Location", "/staff/account/login/")
    for stranger in (staff_client("analyst"), staff_client("researcher", study="another")):
        assert {ask(HOME + address).status_code for ask in (stranger.get, stranger.post)} <= {403, 405}


@pytest.mark.parametrize("role", ["researcher", "translator"])
def test_who_works_on_the_texts_gets_in(stored: Study, staff_client: Clients, role: str) -> None:
    client = staff_client(role, study="mini-study")
    assert [client.get(HOME + address).status_code for address in ("", "nl/", "ti/")] == [200, 200, 200]
    assert "mini-study" in client.get("/staff/studies/-/audio/").content.decode()
    assert "mini-study" not in staff_client(role, study="another").get("/staff/studies/-/audio/").content.decode()


@pytest.mark.parametrize("address", [f"{HOME}uk/", "/staff/studies/absent/audio/", f"{HOME}nl/{'0' * 64}.opus"])
def test_what_is_not_there(stored: Study, staff_client: Clients, address: str) -> None:
    assert staff_client("researcher").get(address).status_code == 404


def test_a_study_without_a_draft_or_edition_is_404(study: Study, staff_client: Clients) -> None:
    assert staff_client("researcher").get(HOME).status_code == 404


def test_a_recording_is_kept_played_and_taken_away(stored: Study, staff_client: Clients) -> None:
    client = staff_client("translator")
    page = upload(client, voice="Anna", show="none", page="1")
    assert page.redirect_chain[-1][0].endswith("?show=none&page=1")
    clip = Clip.objects.get()
    assert (clip.text_hash, clip.source, clip.voice, clip.uploaded_by) == (JA, "human", "Anna", client.user)
    shown = client.get(f"{HOME}nl/?show=human").content.decode()
    assert f"{JA}.opus?v={clip.version}" in shown
    assert "Anna" in shown
    for suffix, kind in audio.TYPES.items():
        played = client.get(f"{HOME}nl/{JA}{suffix}")
        assert played["Content-Type"] == kind
        assert b"".join(played.streaming_content) == audio.file_of("nl", JA, suffix).read_bytes()
    client.post(f"{HOME}nl/{JA}/remove/")
    assert not Clip.objects.exists()
    assert [entry.action for entry in AuditEntry.objects.order_by("pk")] == ["audio.upload", "audio.remove"]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        pytest.param(b"no sound", "geen geluidsbestand", id="no sound"),
        pytest.param(b"\0\0\0\x20ftypM4A \0\0\0\0", "m4a-bestand", id="m4a"),
        pytest.param(wav(0.5, loud=0.0), "De opname is stil", id="silence"),
        pytest.param(wav(45, 16_000), "langer dan 39 seconden", id="too long"),
    ],
)
def test_what_cannot_be_used_is_told(stored: Study, staff_client: Clients, data: bytes, said: str) -> None:
    assert said in upload(staff_client("researcher"), data).content.decode()
    assert not Clip.objects.exists()
    assert not AuditEntry.objects.exists()


def test_a_huge_upload_is_refused(stored: Study, staff_client: Clients, monkeypatch: Any) -> None:
    monkeypatch.setattr(audio_forms, "LARGEST_RECORDING", 1000)
    assert "groter dan 0 MB" in upload(staff_client("researcher")).content.decode()
    assert not Clip.objects.exists()


def test_a_text_that_is_gone_takes_no_recording(stored: Study, staff_client: Clients) -> None:
    assert upload(staff_client("researcher"), text_hash=source_hash("Oude woorden")).status_code == 404


def test_a_zip_becomes_a_job_that_keeps_all(stored: Study, staff_client: Clients, tmp_path: Path) -> None:
    client = staff_client("researcher")
    audio.slots_for(spoken_in(definitions_of(stored), "nl"))
    path = zipped(tmp_path / "r.zip", {"nl-0001.wav": wav(0.4)})
    client.post(f"{HOME}nl/zip/", {"file": file(path.read_bytes(), "r.zip"), "voice": "Anna"})
    job = Job.objects.get()
    assert audio_jobs.import_recordings(job, Progress(job)) is None
    assert Clip.objects.get().voice == "Anna"
    assert not list(audio_jobs.uploads().iterdir())
    job.refresh_from_db()
    assert job.message == "1 recordings kept." or "1 opnamen" in job.message


def test_a_zip_with_a_fault_keeps_nothing_and_names_it(stored: Study, staff_client: Clients, tmp_path: Path) -> None:
    path = zipped(tmp_path / "r.zip", {f"{JA[:12]}.wav": wav(0.4), "vraag.wav": wav(0.4)})
    staff_client("researcher").post(f"{HOME}nl/zip/", {"file": file(path.read_bytes(), "r.zip")})
    job = Job.objects.get()
    report = audio_jobs.import_recordings(job, Progress(job))
    assert report is not None
    assert "vraag.wav" in report.read_text(encoding="utf-8")
    assert not Clip.objects.exists()


def test_without_a_file_the_form_comes_back(stored: Study, staff_client: Clients) -> None:
    answer = staff_client("researcher").post(f"{HOME}nl/zip/", {})
    assert answer.status_code == 400
    assert "errorlist" in answer.content.decode()


def test_the_computer_reads_by_a_job(stored: Study, staff_client: Clients, monkeypatch: Any) -> None:
    client = staff_client("researcher")
    client.post(f"{HOME}make/")
    job = Job.objects.get()
    everything = audio_jobs.audio_make.wanted

    def few(definitions: Any) -> Any:
        found = everything(definitions)
        return type(found)(found.texts[:2], found.left_out)

    monkeypatch.setattr(audio_jobs.audio_make, "wanted", few)
    report = audio_jobs.make_voices(job, Progress(job))
    assert Clip.objects.filter(source="synthetic").count() == 2
    assert report is not None
    assert "ti: no computer voice" in report.read_text(encoding="utf-8")


def test_a_voice_is_signed_off_by_name_and_taken_back(stored: Study, staff_client: Clients) -> None:
    client = staff_client("translator")
    assert client.post(f"{HOME}ti/sign-off/", {"name": "Selam"}).status_code == 400, "not without being sure"
    assert client.post(f"{HOME}ti/sign-off/", {"sure": "on"}).status_code == 400, "not without a name"
    assert not VoiceSignOff.objects.exists()
    client.post(f"{HOME}ti/sign-off/", {"name": "Selam", "sure": "on"})
    signed = VoiceSignOff.objects.get()
    assert (signed.voice, signed.name, signed.by) == (voice_name("ti"), "Selam", client.user)
    assert "Selam" in client.get(HOME).content.decode()
    client.post(f"{HOME}sign-off/{signed.pk}/")
    assert not VoiceSignOff.objects.exists()
    actions = [entry.action for entry in AuditEntry.objects.order_by("pk")]
    assert actions == ["audio.sign_off", "audio.sign_off_withdrawn"]


def test_a_sample_is_made_for_the_moment_and_not_kept(stored: Study, staff_client: Clients, own_var_dir: Any) -> None:
    answer = staff_client("researcher").get(f"{HOME}ti/{source_hash(TI)}/sample/")
    assert answer["Content-Type"] == "audio/mpeg"
    assert len(BytesIO(b"".join(answer.streaming_content)).getvalue()) > 1_000
    assert not Clip.objects.exists()
    assert not list(own_var_dir.rglob("*.mp3"))


def test_the_recording_script(stored: Study, staff_client: Clients) -> None:
    answer = staff_client("translator").get(f"{HOME}ti/script/?all=1")
    assert answer.content.startswith(b"%PDF")
    assert 'filename="mini-study-ti-recording.pdf"' in answer["Content-Disposition"]
    assert AuditEntry.objects.get().action == "audio.script"


def test_counts_are_shown(stored: Study, staff_client: Clients) -> None:
    client = staff_client("researcher")
    upload(client)
    page = html.unescape(client.get(HOME).content.decode())
    row = page.split(f'href="{HOME}nl/"')[1].split("</tr>")[0]
    texts = len(spoken_in(definitions_of(stored), "nl"))
    cells = [cell.split("<")[0] for cell in row.split("<td>")[1:]]
    assert cells == [str(texts), "1", "0", str(texts - 1), "0", "0", "0"]


def test_a_study_that_wants_people_says_so(study: Study, document: dict[str, Any], staff_client: Clients) -> None:
    drafts.store(study, {**document, "audio": {"recordings": "human"}})
    page = staff_client("researcher").get(HOME).content.decode()
    assert "computerstemmen zijn nooit te horen" in page
    assert f"{HOME}make/" not in page
