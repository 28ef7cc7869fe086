"""Every address below /staff/ with every method, over HTTP: logged out, without a second factor, without a role.

`test_roles_and_addresses` asks the guards who comes in; here nothing is taken apart: a whole request goes in, and what
comes out must be a log-in page, a set-up page, a refusal or "not in this way".
"""

import sys
from collections.abc import Callable
from types import ModuleType

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from config import urls
from staff.middleware import OPEN_WITHOUT, SET_UP
from staff.models import AuditEntry
from tests.staff.addresses import Address, staff_addresses
from tests.staff.addresses_filled import filled
from tests.staff.who_may import EVERYBODY, OPEN, WHO_MAY

pytestmark = [pytest.mark.django_db(databases=["default", "contacts"]), pytest.mark.once]
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
LOGIN, SET_UP_PAGE = "/staff/account/login/", "/staff/account/2fa/totp/activate/"
REFUSED = {403, 404, 405}


def answers(client: Client, wanted: list[Address], ok: Callable[[Address, HttpResponse], bool]) -> list[str]:
    """Which addresses answer by which method otherwise than they should."""
    found = []
    for address in wanted:
        place = filled(address)
        for method in METHODS:
            answer = client.generic(method, place)
            if not ok(address, answer):
                found.append(f"{method} {address.name}: {answer.status_code} {answer.get('Location', '')}")
    return found


def asks_to_log_in(address: Address, answer: HttpResponse) -> bool:
    return answer.status_code in REFUSED or answer.get("Location", "").startswith(LOGIN)


def asks_to_set_up(address: Address, answer: HttpResponse) -> bool:
    return answer.get("Location", "") == SET_UP_PAGE


def guarded() -> list[Address]:
    return [one for one in staff_addresses() if WHO_MAY[one.name] != OPEN]


def test_logged_out_nothing_opens_by_any_method(client: Client) -> None:
    wanted = guarded()
    assert len(wanted) > 200, "control: there are so many"
    assert answers(client, wanted, asks_to_log_in) == []
    assert not AuditEntry.objects.exists()


def test_without_a_second_factor_only_the_set_up_opens_by_any_method(staff_client: Callable[..., Client]) -> None:
    """Also what has no guard of ours: changing a password, an address, recovery codes."""
    client = staff_client("researcher", "fieldwork", "privacy", "accounts", second_factor=False)
    wanted = [one for one in staff_addresses() if one.name not in OPEN_WITHOUT | SET_UP]
    assert len(wanted) > 220
    assert answers(client, wanted, asks_to_set_up) == []
    assert not AuditEntry.objects.exists()


def test_without_a_role_nothing_opens_by_any_method(staff_client: Callable[..., Client]) -> None:
    client = staff_client()
    wanted = [one for one in guarded() if WHO_MAY[one.name] != EVERYBODY]
    assert answers(client, wanted, lambda address, answer: answer.status_code in REFUSED) == []
    assert not AuditEntry.objects.exists()


def test_no_address_takes_a_post_without_its_token(staff_client: Callable[..., Client]) -> None:
    """Whoever is logged in, another site's form does nothing: 403, or 405 where there is no POST at all."""
    client = staff_client("researcher", "fieldwork", "privacy", "accounts", "analyst", "fg", "translator")
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    found = answers_of_posts(strict, staff_addresses())
    assert found == []
    assert not AuditEntry.objects.exists()


def answers_of_posts(client: Client, wanted: list[Address]) -> list[str]:
    found = []
    for address in wanted:
        answer = client.post(filled(address), {"any": "thing"})
        if answer.status_code not in (403, 405):
            found.append(f"{address.name}: {answer.status_code}")
    return found


def open_to_all(request: HttpRequest) -> HttpResponse:
    return HttpResponse("in")


@pytest.fixture
def planted(settings) -> Address:
    """A page that forgot its guard and its token."""

    module = ModuleType("planted_methods")
    module.urlpatterns = [path("staff/forgot/", csrf_exempt(open_to_all), name="forgot"), *urls.urlpatterns]
    for name in ("handler400", "handler403", "handler404", "handler500"):
        setattr(module, name, getattr(urls, name))
    sys.modules["planted_methods"] = module
    settings.ROOT_URLCONF = "planted_methods"
    yield next(one for one in staff_addresses("planted_methods") if one.name == "forgot")
    del sys.modules["planted_methods"]


def test_a_page_without_guard_and_token_is_seen(planted: Address, client: Client, staff_client) -> None:
    """Control of each test above."""
    assert len(answers(client, [planted], asks_to_log_in)) == len(METHODS)
    nobody = staff_client()
    assert len(answers(nobody, [planted], lambda address, answer: answer.status_code in REFUSED)) == len(METHODS)
    assert answers_of_posts(nobody, [planted]) == ["forgot: 200"]
    half = staff_client(second_factor=False)
    assert answers(half, [planted], asks_to_set_up) == [], "the middleware stands before all views"
