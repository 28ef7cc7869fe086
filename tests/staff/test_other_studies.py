"""Somebody with every role in one study tries everything of another study, by every address that has an id in it.

Municipalities have a test of their own (`test_municipalities_apart`), accounts too (`test_people`).
"""

from collections.abc import Callable

import pytest
from django.test import Client

from invitations import views as letter_views
from respondents.models import CallBack
from staff.models import AuditEntry, Role
from surveys import drafts
from surveys.models import Study
from surveys.publish import publish
from tests.respondents.mini import document
from tests.staff.addresses import Address, staff_addresses
from tests.staff.addresses_filled import filled
from tests.staff.other_study import things_of

pytestmark = [pytest.mark.django_db(databases=["default", "contacts"]), pytest.mark.once]
NO_ID_OF_A_STUDY = {
    *("study", "language", "form", "kind", "way", "suffix", "page", "sheet", "name", "question", "rule", "text_hash"),
    *("unit_id", "ref", "token", "tag_kind", "tag_word"),
}
"""Words, and names of parts of the study that the address has in it."""
ELSEWHERE = {
    *("job_id", "place", "public_id", "invitation", "user", "membership", "uidb36", "key", "pk"),
    *("organisation", "effort_id", "plan_id", "contact_id", "user_id", "invitation_id"),
}
"""One's own things, accounts and municipalities: tested with those."""
OF_NO_STUDY = {"sign_off"}
"""Who signed a voice off in a language: recordings are found by their text, and belong to all studies that have it."""
HEAVY = {"choice"}
"""A code of an open answer: `tests/exports/test_coding_pages.py`."""
POSTED = {"do": "settle", "answer": "Klaar"}
CLOSED = {403, 404, 405}
GOES_BACK_TO_ITS_LIST = {"helpdesk:call_back_done"}
"""Whether or not there is such a call to make: somebody else may have made it a moment ago."""


def with_ids(ids: dict[str, object]) -> list[Address]:
    return [one for one in staff_addresses() if set(one.parts) & ids.keys() and not one.name.startswith("account_")]


@pytest.fixture
def studies(db: None) -> dict[str, Study]:
    made = {}
    for slug in ("mini", "other"):
        made[slug] = Study.objects.create(slug=slug, title=slug)
        text = document(study=slug)
        publish(made[slug], text, note="")
        drafts.store(made[slug], text)
    return made


@pytest.fixture
def ids(studies: dict[str, Study], make_staff) -> dict[str, object]:
    return things_of(studies["other"], make_staff())


def answers(client: Client, study: str, ids: dict[str, object]) -> dict[str, set[int]]:
    """Statuses of GET and POST by address, with these ids, below `study` where a study stands in the address."""
    found: dict[str, set[int]] = {}
    for address in with_ids(ids):
        path = filled(address, {**{part: ids[part] for part in address.parts if part in ids}, "study": study})
        found[address.name] = {client.get(path).status_code, client.post(path, POSTED).status_code}
    return found


def test_nothing_of_another_study_opens(ids: dict[str, object], staff_client: Callable[..., Client]) -> None:
    client = staff_client(*Role.values, study="mini")
    before = AuditEntry.objects.count()
    opened = {name: codes for name, codes in answers(client, "mini", ids).items() if codes - CLOSED}
    assert opened.keys() <= GOES_BACK_TO_ITS_LIST
    assert CallBack.objects.filter(pk=ids["key"]).exists()
    assert AuditEntry.objects.count() == before, "nothing was done either"


def test_ones_own_opens(ids: dict[str, object], staff_client: Callable[..., Client]) -> None:
    """Control: who has the roles in that study gets at least one answer that is no refusal from each address."""
    client = staff_client(*Role.values, study="other")
    client.raise_request_exception = False
    closed = {name for name, codes in answers(client, "other", ids).items() if not codes - CLOSED}
    assert closed <= FILES_THAT_ARE_NOT_THERE


FILES_THAT_ARE_NOT_THERE = {
    "invitations:batch",
    "invitations:parcel_file",
    "invitations:proofs",
    "invitations:sheet",
    "channels:messages",
    "exports:table_remove",
    "preview:finding",
}
"""The rows are made up: no file, no finding and no words are behind them, and the kept table is a third person's."""


def test_every_part_of_an_address_is_known(ids: dict[str, object]) -> None:
    parts = {part for one in staff_addresses() for part in one.parts}
    assert parts - NO_ID_OF_A_STUDY - ELSEWHERE - OF_NO_STUDY - HEAVY - ids.keys() == set()


def test_a_guard_that_is_taken_away_is_seen(ids, staff_client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Control: a view that does not ask whose letters these are."""
    monkeypatch.setattr(letter_views, "_refuse_strangers", lambda request, mailing: None)
    asked: list[str] = []
    monkeypatch.setattr(letter_views, "_handed_over", lambda request, found, *more, **most: asked.append(str(found)))
    client = staff_client(*Role.values, study="mini")
    client.raise_request_exception = False
    opened = {name: codes - CLOSED for name, codes in answers(client, "mini", ids).items() if codes - CLOSED}
    assert opened or asked
