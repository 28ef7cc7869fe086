"""Pages of files for translators: who gets in, what goes out, and that nothing comes in unseen."""

import html
import os
import time
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from staff.models import AuditEntry
from surveys import translations
from surveys.exchange import pending
from surveys.exchange.delivery import packed, write
from surveys.exchange.files import read_file
from surveys.models import Draft, Study, TextEvent
from tests.exchange.conftest import standing
from tests.exchange.test_bringing_in import filled, stored

pytestmark = pytest.mark.django_db
Clients = Callable[..., Client]
PAGE = "/staff/studies/mini-study/files/"
EXPORT = f"{PAGE}export?language=ar&form=xlf"


def upload(client: Client, data: bytes, name: str = "back.xlf", **fields: str) -> Any:
    file = SimpleUploadedFile(name, data)
    return client.post(f"{PAGE}import", {"file": file, "by": "Bureau B", "step": "", **fields})


def sound(study: Study, form: str = "xlf") -> bytes:
    return write(filled(packed(study, "ar")), form)


def spoilt(study: Study) -> bytes:
    package = filled(packed(study, "ar"))
    rows = tuple(replace(row, translation="بلا <b>") if "{" in row.source else row for row in package.rows)
    return write(replace(package, rows=rows), "xlsx")


@pytest.mark.parametrize(("address", "method"), [(PAGE, "get"), (EXPORT, "get"), (f"{PAGE}import", "post")])
class TestWhoMay:
    def test_somebody_without_log_in(self, study: Study, client: Client, address: str, method: str) -> None:
        answer = getattr(client, method)(address)
        assert answer.status_code == 302
        assert "/staff/account/login/" in answer["Location"]

    @pytest.mark.parametrize(
        ("role", "where", "allowed"),
        [
            ("researcher", "", True),
            ("translator", "", True),
            ("translator", "mini-study", True),
            ("translator", "another-study", False),
            ("analyst", "", False),
            ("fieldwork", "mini-study", False),
        ],
    )
    def test_roles(
        self, study: Study, staff_client: Clients, address: str, method: str, role: str, where: str, allowed: bool
    ) -> None:
        answer = getattr(staff_client(role, study=where), method)(address)
        assert (answer.status_code != 403) is allowed

    def test_the_other_method(self, study: Study, staff_client: Clients, address: str, method: str) -> None:
        other = {"get": "post", "post": "get"}[method]
        assert getattr(staff_client("translator"), other)(address).status_code == 405


def test_confirming_asks_for_the_role_too(study: Study, staff_client: Clients) -> None:
    assert staff_client("analyst").post(f"{PAGE}confirm").status_code == 403
    assert staff_client("translator").get(f"{PAGE}confirm").status_code == 405


def test_no_such_study_and_no_draft(db: None, staff_client: Clients) -> None:
    client = staff_client("translator")
    assert client.get("/staff/studies/absent/files/").status_code == 404
    Study.objects.create(slug="mini-study", title="Leeg")
    assert client.get(PAGE).status_code == 200
    assert client.get(EXPORT).status_code == 400
    assert upload(client, b"<x/>").status_code == 400


@pytest.mark.parametrize("form", ["xlf", "xlsx"])
def test_export(study: Study, staff_client: Clients, form: str) -> None:
    client = staff_client("translator")
    answer = client.get(f"{PAGE}export", {"language": "ar", "form": form, "state": ["missing", "stale"]})
    assert answer.status_code == 200
    assert f'filename="mini-study-ar-{Draft.objects.get().revision}.{form}"' in answer["Content-Disposition"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    (package,) = read_file(answer.content)
    assert {row.state for row in package.rows} == {"missing", "stale"}
    entry = AuditEntry.objects.get(action="text.export")
    assert (entry.user, entry.object, entry.details) == (client.user, "mini-study/ar", {"texts": 5})


@pytest.mark.parametrize(
    "wish",
    [
        pytest.param({"language": "fr", "form": "xlf"}, id="no such language"),
        pytest.param({"language": "nl", "form": "xlf"}, id="the source language"),
        pytest.param({"language": "ar", "form": "docx"}, id="no such kind"),
        pytest.param({"language": "ar", "form": "xlf", "state": "done"}, id="no such state"),
        pytest.param({"language": "ti", "form": "xlf", "state": "tested"}, id="nothing in the state"),
        pytest.param({}, id="nothing chosen"),
    ],
)
def test_export_that_is_not_right(study: Study, staff_client: Clients, wish: dict[str, str]) -> None:
    answer = staff_client("translator").get(f"{PAGE}export", wish)
    assert answer.status_code == 400
    assert "errorlist" in answer.content.decode()
    assert not AuditEntry.objects.filter(action="text.export").exists()


@pytest.mark.parametrize("form", ["xlf", "xlsx"])
def test_report_then_confirm(study: Study, staff_client: Clients, form: str, own_var_dir: Path) -> None:
    client, before = staff_client("translator"), stored(study)
    report = upload(client, sound(study, form))
    assert report.status_code == 200
    assert "Bureau B" in report.content.decode()
    assert stored(study) == before
    (kept,) = (own_var_dir / "incoming").iterdir()
    assert kept.stat().st_mode & 0o777 == 0o600
    done = client.post(f"{PAGE}confirm", {"token": report.context["token"]}, follow=True)
    assert done.redirect_chain == [(PAGE, 302)]
    assert "11 teksten zijn ingelezen." in done.content.decode()
    assert {(event.user, event.by) for event in TextEvent.objects.order_by("-id")[:11]} == {(client.user, "Bureau B")}
    assert not list((own_var_dir / "incoming").iterdir())
    again = client.post(f"{PAGE}confirm", {"token": report.context["token"]}, follow=True)
    assert "niet meer bewaard" in again.content.decode()


def test_refused_rows_stop_all_unless_the_others_are_asked_for(study: Study, staff_client: Clients) -> None:
    client, before = staff_client("researcher"), stored(study)
    report = upload(client, spoilt(study))
    page = html.unescape(report.content.decode())
    assert "Gebruik precies deze: {close_date}, {minutes}." in page
    assert "بلا <b>" not in report.content.decode(), "texts of the file are escaped"
    stopped = client.post(f"{PAGE}confirm", {"token": report.context["token"]})
    assert stopped.status_code == 409
    assert stored(study) == before
    done = client.post(f"{PAGE}confirm", {"token": stopped.context["token"], "partial": "yes"}, follow=True)
    assert "10 teksten zijn ingelezen. 1 rij is geweigerd." in done.content.decode()
    assert standing(study, "time").state == "missing"


def test_a_draft_that_changed_is_reported_anew(study: Study, staff_client: Clients) -> None:
    client = staff_client("translator")
    report = upload(client, sound(study))
    translations.translate(study, standing(study, "age").unit, "عمر", user=None, by="Iemand")
    before = stored(study)
    answer = client.post(f"{PAGE}confirm", {"token": report.context["token"]})
    assert answer.status_code == 409
    assert "intussen veranderd" in answer.content.decode()
    assert stored(study) == before
    assert answer.context["plan"].counts["refused"] == 1


def test_the_state_that_the_importer_gives(study: Study, staff_client: Clients) -> None:
    client = staff_client("translator")
    report = upload(client, sound(study), step="reviewed")
    client.post(f"{PAGE}confirm", {"token": report.context["token"]})
    assert standing(study, "free").state == "reviewed"


def test_a_token_is_for_its_sender_and_its_study(study: Study, staff_client: Clients) -> None:
    token = upload(staff_client("translator"), sound(study)).context["token"]
    before, stranger = stored(study), staff_client("translator")
    Study.objects.create(slug="other", title="Ander")
    for address, given in ((PAGE, token), (PAGE, token + "x"), (PAGE, ""), ("/staff/studies/other/files/", token)):
        answer = stranger.post(f"{address}confirm", {"token": given})
        assert answer.status_code == 302
    assert stored(study) == before


@pytest.mark.parametrize(
    ("data", "fields", "words"),
    [
        pytest.param(b"<" + b" " * 5_000_001, {}, "groter dan 5 MB", id="over 5 MB"),
        pytest.param(b"GIF89a", {}, "geen XLIFF-bestand", id="a picture"),
        pytest.param(b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', {}, "documenttype", id="entities"),
        pytest.param(b"", {}, "errorlist", id="empty"),
        pytest.param(b"<x/>", {"by": ""}, "errorlist", id="nobody"),
        pytest.param(b"<x/>", {"step": "done"}, "errorlist", id="no such state"),
    ],
)
def test_upload_that_is_not_right(
    study: Study, staff_client: Clients, own_var_dir: Path, data: bytes, fields: dict[str, str], words: str
) -> None:
    answer = upload(staff_client("translator"), data, **fields)
    assert answer.status_code == 400
    assert words in answer.content.decode()
    assert not (own_var_dir / "incoming").exists()


def test_old_files_are_removed(study: Study, own_var_dir: Path) -> None:
    old, new = pending.keep(b"old"), pending.keep(b"new")
    long_ago = time.time() - pending.LONGEST_S - 1
    os.utime(own_var_dir / "incoming" / old, (long_ago, long_ago))
    third = pending.keep(b"third")
    assert {file.name for file in (own_var_dir / "incoming").iterdir()} == {new, third}


def test_the_page_of_the_study_leads_here(study: Study, staff_client: Clients) -> None:
    assert PAGE in staff_client("researcher").get("/staff/studies/mini-study/").content.decode()


def test_a_file_without_anything_new(study: Study, staff_client: Clients) -> None:
    report = upload(staff_client("translator"), write(packed(study, "ar"), "xlf"))
    assert "Er is niets om in te lezen." in report.content.decode()
    assert BytesIO(report.content).read().count(b'name="token"') == 0
