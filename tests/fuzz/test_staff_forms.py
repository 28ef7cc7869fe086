"""Whatever is sent to any page of staff, by somebody with every role: a page, never a fault of the server.

Names of fields are those of the page's own forms; values are any Unicode, huge, of another type, or other people's ids.
"""

import random
import re
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from staff.models import Role
from surveys import drafts
from surveys.models import Study
from surveys.publish import publish
from tests.respondents.mini import document
from tests.staff.addresses import Address, staff_addresses
from tests.staff.addresses_filled import filled
from tests.staff.other_study import things_of

pytestmark = [pytest.mark.django_db(databases=["default", "contacts"]), pytest.mark.once]
LOGS_OUT = {"account_logout", "staff:end_others"}
KNOWN = [
    "",
    "1",
    "-1",
    "0",
    "9" * 30,
    "1e400",
    "NaN",
    "on",
    "mini",
    "other",
    "nl",
    "2026-02-30",
    "{",
    "[]",
    "null",
    "a\x00b",
]
ODD = ["\u202e", "٣", "é" * 3_000, "<script>", "=1+1", "../..", "%s%n", "${a}", "😀", "\r\nBcc: a@example.org", "None"]
ANY = [chr(number) for number in (*range(1, 0xD800, 97), *range(0xE000, 0x10FFFF, 4_001))]
"""Letters and signs from all over Unicode, without halves of pairs, which no browser can send."""


def value(chance: random.Random) -> str:
    """One of the odd ones, or a few signs of any script."""
    return chance.choice(KNOWN + ODD) if chance.random() < 0.7 else "".join(chance.choices(ANY, k=chance.randrange(30)))


@pytest.fixture
def insider(staff_client: Callable[..., Client]) -> Client:
    client = staff_client(*Role.values)
    client.raise_request_exception = False
    return client


@pytest.fixture
def pages(insider: Client) -> list[tuple[Address, str, list[str]]]:
    """Every address of staff with a path to something that is there, and the names of the fields on its page."""
    study = Study.objects.create(slug="mini", title="Mini")
    publish(study, document(), note="")
    drafts.store(study, document())
    ids = {**things_of(study, insider.user, shown=True), "study": study.slug}
    found = []
    for one in staff_addresses():
        if one.name not in LOGS_OUT:
            path = filled(one, {part: ids[part] for part in one.parts if part in ids})
            found.append((one, path, names_on(insider.get(path))))
    return found


def names_on(answer) -> list[str]:
    if answer.streaming or "html" not in answer.get("Content-Type", ""):
        return []
    return sorted(set(re.findall(r'name="([^"]{1,80})"', answer.content.decode())))


def test_any_form_of_staff(insider: Client, pages: list[tuple[Address, str, list[str]]]) -> None:
    assert sum(len(names) for *_, names in pages) > 300, "control: fields were found"
    chance, failed = random.Random("staff"), []
    for address, path, names in pages:
        sent: dict[str, object] = {name: value(chance) for name in (*names, "revision")}
        sent["file"] = SimpleUploadedFile("a.xlsx", chance.randbytes(60))
        for answer in (insider.get(path, {"page": value(chance), "q": value(chance)}), insider.post(path, sent)):
            if answer.status_code >= 500:
                failed.append(f"{answer.request['REQUEST_METHOD']} {address.name} {sent}"[:600])
    assert failed == []


def test_a_page_that_fails_is_seen(insider: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Control."""
    monkeypatch.setattr("staff.menu.cards_for", lambda roles: 1 / 0)
    assert insider.get("/staff/").status_code == 500
