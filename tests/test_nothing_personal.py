"""Names, addresses and codes are on paper and nowhere else: planted, used in every way, and looked for everywhere."""

import logging
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import pytest
from celery.signals import before_task_publish
from django.conf import settings
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from invitations import codes, frames, letter_job, scan, studies
from invitations.models import SampleUnit
from staff import audit
from staff.models import Job
from surveys.models import Study
from surveys.publish import publish
from tests import leaks
from tests.invitations.factory import LETTER
from tests.invitations.receiver import receiver, worker
from tests.respondents.mini import document
from tests.respondents.people import Phone
from tests.test_fieldwork import FRAME

NAME, STREET, POSTCODE, TOWN = "Plantinga-Zoekterm", "Vindbaarlaan", "4711 ZX", "Plantwoude"
ADDRESSES = (
    "frame_id,line_1,line_2,line_3\n"
    f"MU-1,Mw. {NAME},{STREET} 12,4711zx {TOWN}\n"
    f"MU-2,{NAME},{STREET} 14,{POSTCODE} {TOWN}\n"
)
PERSONAL = (NAME, STREET, POSTCODE, POSTCODE.replace(" ", ""), TOWN)
JOB_SECONDS = 120
BOTH = ["default", "contacts"]
pytestmark = pytest.mark.xdist_group("nothing personal")
"""One after the other: what is planted in Redis lies beside what the next one looks at."""


@dataclass
class Places:
    """Where it is looked. `letters`: the folders in which letters lie, the one place where these words belong."""

    var: Path
    temporary: Path
    letters: tuple[Path, ...]
    log: object
    kept: dict[str, bytes]
    output: list[str] = field(default_factory=list)

    def all(self) -> dict[str, bytes]:
        found = {"log": self.log.getvalue().encode(), "output": "\n".join(self.output).encode()}
        found |= {"jobs": repr(list(Job.objects.values())).encode(), **self.kept}
        found |= dict(leaks.database_places()) | dict(leaks.session_places())
        found |= dict(leaks.file_places(self.var, "VAR_DIR", self.letters))
        return found | dict(leaks.file_places(self.temporary, "temporary", self.letters))


@pytest.fixture
def study(db: None) -> Study:
    letter = {**LETTER, "short": {"nl": "Ga naar {url} en typ {code}."}}
    materials = {**document()["materials"], "letters": {kind: letter for kind in ("invitation", "reminder_1")}}
    made = Study.objects.create(slug="mini", title="Klein onderzoek")
    publish(made, document(materials=materials, frame=FRAME), note="")
    frame = b"frame_id,group,municipality\nMU-1,asiel,GM0363\nMU-2,gezin,GM0363"
    frames.import_frame(made, studies.frame_schema(studies.document_of(made)), frame)
    return made


@pytest.fixture
def places(own_var_dir: Path, tmp_path: Path) -> Iterator[Places]:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    letters = (letter_job.folder_of("mini"), tmp_path / "letters")
    with leaks.written_to_the_log() as log, leaks.kept_of_temporary_folders(temporary) as kept:
        made = Places(own_var_dir, temporary, letters, log, kept)

        def note(body: object, headers: object, **more: object) -> None:
            kept["messages"] = kept.get("messages", b"") + repr((body, headers)).encode()

        before_task_publish.connect(note)
        yield made
        before_task_publish.disconnect(note)
    cache.delete("miss")


def printed(folder: Path) -> list[str]:
    pages = [page for pdf in sorted(folder.glob("*batch*.pdf")) for page in scan.pages(pdf)]
    return [text.rpartition("/")[2] for page in pages for text in page.qr_codes]


def make_and_pack(folder: Path, key_folder: Path) -> None:
    """The command with addresses: first with one that does not fit the window, then right; read back; packed."""
    file = folder / "addresses.csv"
    call = ["make_letters", "mini", "--mailing", "invitation", "--out", str(folder), "--addresses", str(file)]
    file.write_text(ADDRESSES.replace(f"Mw. {NAME}", "W" * 20 + NAME), encoding="utf-8")
    with pytest.raises(CommandError, match="MU-1") as caught:
        call_command(*call)
    logging.getLogger("test").error(str(caught.value))
    file.write_text(ADDRESSES.replace("MU-2", "MU-9"), encoding="utf-8")
    with pytest.raises(CommandError, match="MU-2"):
        call_command(*call)
    file.write_text(ADDRESSES, encoding="utf-8")
    call_command(*call)
    call_command("verify_letters", str(folder))
    out = str(key_folder / "out.zip.age")
    call_command("pack_letters", str(folder), "--to", "drukker", "--by", worker().email, "--out", out)


def come_in(right: list[str], wrong: list[str]) -> None:
    """Through the site: typed in groups, in other digits, by the address of the QR; wrong codes; and withdrawn."""
    Phone().begin(codes.grouped(right[0])).answer()
    scanned = Phone()
    for address in (f"/i/{right[1]}", f"/I/{right[1]}/", f"/i/{codes.grouped(right[1])}", f"/nothing/i/{right[1]}/x"):
        scanned.get(address)
    for code in wrong:
        phone = Phone()
        phone.get(f"/i/{code}")
        phone.get("/start/")
        phone.send({"go": "start", "code": codes.grouped(code)})
        phone.get("/withdraw/")
        phone.send({"code": code})
    other = Phone()
    other.begin(right[1].translate(leaks.ARABIC))
    other.get("/withdraw/")
    other.send({"code": right[1]})
    other.send({"go": "remove"})


def at_the_desk(client: Client, right: list[str]) -> None:
    """A member of staff scans a log-in code where a return number belongs, and looks at pages."""
    for name in ("returns", "parcels", "people"):
        assert client.get(reverse(f"invitations:{name}", args=["mini"])).status_code == 200
    assert client.post(reverse("helpdesk:look", args=["mini"]), {"code": codes.grouped(right[0])}).status_code == 200
    for code in right:
        client.post(reverse("invitations:returns", args=["mini"]), {"number": codes.grouped(code)})
        client.post(reverse("invitations:people", args=["mini"]), {"frame_id": code, "state": "refused"})


def remind(client: Client) -> None:
    """The job of the staff pages, in another process. Addresses go up with the form where a pipe takes their key."""
    wish = {"study": "mini", "kind": "reminder_1", "side": "right", "batch_size": 2}
    if not settings.REDIS_URL:
        wish["addresses"] = SimpleUploadedFile("addresses.csv", ADDRESSES.encode(), "text/csv")
    response = client.post(reverse("invitations:letters"), wish)
    assert response.status_code == 302, response.content.decode()
    job = Job.objects.get()
    limit = time.monotonic() + JOB_SECONDS
    while time.monotonic() < limit and job.state not in (Job.State.DONE, Job.State.FAILED):
        time.sleep(0.2)
        job.refresh_from_db()
    assert (job.state, job.error) == (Job.State.DONE, "")


@pytest.mark.django_db(transaction=True, databases=BOTH)
@pytest.mark.usefixtures("pdf_programs", "jobs_run")
def test_what_is_on_paper_is_nowhere_else(
    study: Study, places: Places, tmp_path: Path, staff_client: Callable[..., Client], capfd: pytest.CaptureFixture[str]
) -> None:
    receiver(study)
    folder = tmp_path / "letters"
    folder.mkdir()
    make_and_pack(folder, places.var)
    right = printed(folder)
    random = Random(4711)
    wrong = [codes.make("digits", random), right[0][:-1] + str((int(right[0][-1]) + 1) % 10)]
    come_in(right, wrong)
    client = staff_client("fieldwork")
    at_the_desk(client, right)
    SampleUnit.objects.update(state=SampleUnit.State.ACTIVE)
    remind(client)
    reminders = printed(letter_job.folder_of("mini"))
    assert len(right) == 2
    assert reminders
    by_form = letter_job.folder_of("mini")
    on_paper = " ".join(text for pdf in by_form.glob("*batch*.pdf") for text in scan.texts(pdf))
    assert (STREET in on_paper) is not bool(settings.REDIS_URL), "what went up with the form did arrive"
    sheets = {path.name: path.read_bytes() for path in by_form.glob("*.csv")}
    assert sheets
    assert leaks.found_in(sheets, PERSONAL) == set()
    places.output += list(capfd.readouterr())
    words = [*PERSONAL, *right, *wrong, *reminders]
    found = places.all()
    assert leaks.found_in(found, words) == set()
    looked_at = {"log", "output", "jobs", "sessions", "default rows", "contacts rows", "VAR_DIR: out.zip.age"}
    assert looked_at <= set(found)
    assert b"reminder_1" in found["jobs"], "what is looked at is what was written"
    assert (str(Job.objects.get().pk).encode() in found.get("messages", b"")) is bool(settings.REDIS_URL)
    assert b"/nothing/i/" in found["log"]
    assert b"2 letters in 1 batches" in found["output"]
    paper = dict(leaks.file_places(folder, "letters"))
    assert {word for _, word in leaks.found_in(paper, PERSONAL)} >= {NAME, STREET}, "control: where they do belong"


CODE = "4711000047110009"
LEAKS = {
    "log": lambda places: logging.getLogger("x").warning("letter for %s with %s", NAME, CODE[:11]),
    "output": lambda places: places.output.append(f"made for {NAME}: {codes.grouped(CODE)}"),
    "jobs": lambda places: Job.objects.create(kind="letters", arguments={"to": NAME, "code": CODE}),
    "default rows": lambda places: audit.record(None, "x", f"{NAME} {codes.grouped(CODE)}"),
    "sessions": lambda places: _session(code=CODE, name=NAME),
    "cache or queue": lambda places: cache.set("miss", f"/i/{CODE} {NAME}".lower()),
    "VAR_DIR: jobs.log": lambda places: (places.var / "jobs.log").write_text(f"GET /I/{CODE} {NAME}"),
    "VAR_DIR: name of a file": lambda places: (places.var / f"{NAME.upper()}-{CODE}.pdf").write_bytes(b""),
    "temporary: left behind": lambda places: (places.temporary / "a.csv").write_text(f"{NAME};{codes.grouped(CODE)}"),
    "temporary: removed": lambda places: _removed(f"{NAME} {CODE.translate(leaks.ARABIC)}"),
}


def _session(**data: str) -> None:
    client = Client()
    client.session.update(data)
    session = client.session
    session.update(data)
    session.save()


def _removed(text: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "order.json").write_text(text)


@pytest.mark.django_db(databases=BOTH)
@pytest.mark.parametrize("leak", LEAKS)
def test_a_planted_leak_is_found(leak: str, places: Places) -> None:
    """The same search finds each of them: a search that finds nothing must be one that could."""
    assert leaks.found_in(places.all(), [NAME, CODE]) == set()
    LEAKS[leak](places)
    found = leaks.found_in(places.all(), [NAME, CODE])
    assert {word for _, word in found} >= ({NAME} if leak == "log" else {NAME, CODE})
    kind = leak.partition(":")[0]
    names = {"cache or queue": ("cache", "redis")}.get(kind, (kind,))
    assert [place for place, _ in found if place.startswith(names)]


@pytest.mark.parametrize("before", ["", "x", "xy", "xyz"])
def test_words_inside_base64_are_found(before: str) -> None:
    for word in (NAME, CODE):
        data = leaks.b64encode(f"{before}{word}!".encode())
        assert leaks.found_in({"queue": data}, [word]) == {("queue", word)}
        assert leaks.found_in({"queue": data}, [word[::-1]]) == set()
