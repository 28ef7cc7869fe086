"""Pages about people, log-ins, the trail, privacy and the API, with everything on them that can be: on a phone in
Dutch, on a desk in English.
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from staff import audit
from staff.models import Membership, User
from surveys.models import Study
from surveys.publish import publish
from tests.browser.look import show
from tests.browser.senses import small_targets
from tests.respondents.mini import document
from tests.respondents.wishers import BOTH

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.django_db(transaction=True, databases=BOTH)]
LONG = "een.heel.lange.naam.van.een.onderzoeker.met.een.eigen.domein@onderzoeksbureau-inburgering.example.org"
ROLES = ("researcher", "analyst", "fieldwork", "privacy", "fg")


@pytest.fixture
def study(transactional_db: None, settings: Any, tmp_path: Path) -> Study:
    """Published, with people of every role, an older and a newer backup, and a trail."""
    made = Study.objects.create(slug="mini", title="Inburgeringsvoorzieningen en arbeidsmarktparticipatie")
    publish(made, document(), note="")
    for role in ROLES:
        user = User.objects.create_user(f"{role}@example.org" if role != "analyst" else LONG)
        Membership.objects.create(user=user, role=role, study=made.slug)
        audit.record(user, "study.make", made.slug, how="from an earlier wave of the same study, by a colleague")
    settings.BACKUP_DIR, settings.BACKUP_CONTACTS_DIR = tmp_path / "backups", tmp_path / "contacts"
    for days in (0, 40):
        moment = datetime.now(UTC) - timedelta(days)
        folder = settings.BACKUP_DIR / f"{moment:%Y-%m-%dT%H%M%SZ}"
        folder.mkdir(parents=True)
        (folder / "manifest.json").write_text(f'{{"made": "{moment.isoformat()}"}}')
    return made


@pytest.mark.parametrize(("size", "language"), [("phone", "nl"), ("desk", "en")])
def test_pages_of_staff(
    study: Study, logged_in: Any, staff_client: Any, live_server: Any, size: str, language: str
) -> None:
    page = logged_in(staff_client("privacy", "accounts", "analyst", "researcher", "fieldwork"), size, language)
    person = User.objects.get(email=LONG)
    page.goto(f"{live_server.url}{reverse('staff:people')}")
    page.fill("input[name=email]", "iemand@example.org")
    page.click("form[action$='/invite/'] button")
    page.wait_for_selector("p.note.success")
    page.goto(f"{live_server.url}{reverse('exports:api_tokens')}")
    page.fill("[name=purpose]", "Dashboard van de gemeente")
    page.locator("main form:has([name=purpose]) button").click()
    small: set[str] = set()
    for name, arguments in ADDRESSES:
        address = reverse(name, args=[person.pk if one == "person" else one for one in arguments])
        if name != "exports:api_tokens" or "tokens" not in page.url:
            page.goto(f"{live_server.url}{address}")
        show(page, f"{name.replace(':', '-')}-{size}-{language}")
        small |= {f"{address}: {one}" for one in small_targets(page)}
        assert page.locator("html").get_attribute("lang") == language
    assert small == set()


ADDRESSES: list[tuple[str, list[str]]] = [
    ("exports:api_tokens", []),
    ("staff:people", []),
    ("staff:person", ["person"]),
    ("staff:places", []),
    ("staff:audit", []),
    ("privacy:studies", []),
    ("privacy:study", ["mini"]),
    ("exports:api", []),
]
