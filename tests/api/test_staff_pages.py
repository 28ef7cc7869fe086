"""The pages of staff: what the API offers, and one's own tokens made, shown once, listed and taken back."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from exports.api import tokens
from exports.api.models import ApiToken
from exports.api.openapi import operations
from tests.api.conftest import ROOT, World

pytestmark = [pytest.mark.django_db, pytest.mark.once]
MANUAL, TOKENS = "/staff/exports/api/", "/staff/exports/api/tokens/"
SHOWN = re.compile(r"ibs_[a-z0-9]{12}_[A-Za-z0-9_-]{43}")


def asked(**more: str) -> dict[str, str]:
    day = timezone.localdate() + timedelta(days=30)
    return {"access": "field:analyst", "purpose": "scherm", "ends_on": day.isoformat(), **more}


def test_addresses() -> None:
    assert (reverse("exports:api"), reverse("exports:api_tokens")) == (MANUAL, TOKENS)


@pytest.mark.parametrize("role", ["translator", "privacy", "fg"])
def test_other_roles_may_not(world: World, staff_client, role: str) -> None:
    client = staff_client(role)
    assert [client.get(MANUAL).status_code, client.post(TOKENS, asked()).status_code] == [403, 403]
    assert not ApiToken.objects.exists()


def test_a_stranger_is_led_to_the_log_in(world: World, client: Client) -> None:
    assert {client.get(url).status_code for url in (MANUAL, TOKENS)} == {302}


def test_wrong_method(world: World, staff_client) -> None:
    client = staff_client("analyst")
    assert client.post(MANUAL).status_code == 405
    assert client.put(TOKENS).status_code == 405
    assert client.get(f"{TOKENS}abc/revoke/").status_code == 405


def test_the_manual_tells_every_address(world: World, staff_client) -> None:
    page = staff_client("municipality").get(MANUAL).content.decode()
    for one in operations().values():
        assert one["path"] in page
        assert escape(one["summary"]) in page
    assert "<script" not in page
    assert "style=" not in page
    assert "http://cdn" not in page
    assert "/api/v1/studies/field/tables?question=gender" in page, "with a study of one's own"


def test_made_shown_once_used_listed_and_taken_back(world: World, staff_client) -> None:
    client = staff_client("analyst", study="field")
    made = client.post(TOKENS, asked())
    (text,) = set(SHOWN.findall(made.content.decode()))
    assert "no-store" in made["Cache-Control"]
    assert "Referrer-Policy" in made
    headers = {"authorization": f"Bearer {text}"}
    assert Client().get(f"{ROOT}/token", headers=headers).json()["purpose"] == "scherm"
    page = client.get(TOKENS).content.decode()
    assert not SHOWN.findall(page)
    token = ApiToken.objects.get()
    assert f"ibs_{token.public_id}" in page
    assert timezone.localdate().isoformat() in page, "the day of its last use"
    assert client.post(f"{TOKENS}{token.public_id}/revoke/").status_code == 302
    assert Client().get(f"{ROOT}/token", headers=headers).status_code == 401
    assert "ingetrokken" in client.get(TOKENS).content.decode()


def test_somebody_else_s_is_not_found(world: World, staff_client) -> None:
    owner, colleague = staff_client("analyst"), staff_client("analyst")
    owner.post(TOKENS, asked())
    token = ApiToken.objects.get()
    assert token.public_id not in colleague.get(TOKENS).content.decode()
    assert colleague.post(f"{TOKENS}{token.public_id}/revoke/").status_code == 404
    assert ApiToken.objects.get().ended_at is None


def test_what_cannot_be_is_said(world: World, staff_client, monkeypatch) -> None:
    client = staff_client("analyst", study="field")
    long_ago = (timezone.localdate() - timedelta(days=1)).isoformat()
    too_far = (timezone.localdate() + timedelta(days=400)).isoformat()
    for change in (
        {"access": "field:fieldwork"},
        {"access": "other:analyst"},
        {"access": ""},
        {"purpose": ""},
        {"purpose": "x" * 201},
        {"ends_on": long_ago},
        {"ends_on": too_far},
        {"ends_on": "morgen"},
    ):
        response = client.post(TOKENS, asked(**change))
        assert response.status_code == 400, change
        assert "error" in response.content.decode(), change
    assert not ApiToken.objects.exists()
    monkeypatch.setattr(tokens, "MOST", 0)
    full = client.post(TOKENS, asked())
    assert full.status_code == 400
    assert "20 tokens" in full.content.decode()


def test_who_has_no_published_study_makes_none(db: None, staff_client) -> None:
    page = staff_client("analyst", study="nothing").get(TOKENS).content.decode()
    assert "geen rol voor een gepubliceerd onderzoek" in page
