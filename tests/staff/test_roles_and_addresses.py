"""Every address below /staff/ with every role, and a municipality with everything of another one's.

The addresses are those of the URL conf itself: one that is not in the table of who may fails the test.
"""

import sys
from collections.abc import Callable
from functools import wraps
from types import ModuleType

import pytest
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from config import urls
from staff.models import Role, User
from staff.roles import requires
from tests.staff.addresses import Address, guard_of, lets_in, staff_addresses
from tests.staff.who_may import EVERYBODY, OPEN, WHO_MAY

pytestmark = [pytest.mark.django_db, pytest.mark.once]
Makers = Callable[..., User]
STUDY = "mini"


def wrong_entries(addresses: list[Address]) -> dict[str, set[str]]:
    """Addresses without a line in the table, and lines without an address."""
    names = {one.name for one in addresses}
    return {"not in the table": names - WHO_MAY.keys(), "no such address": WHO_MAY.keys() - names}


def wrong_guards(addresses: list[Address], people: dict[str, User]) -> list[str]:
    """Where the guards and the table differ. `people`: by role, each with that role for the study alone."""
    found = []
    for one in addresses:
        expected = WHO_MAY.get(one.name, frozenset())
        if (guard_of(one.view) is None) != (expected == OPEN):
            found.append(f"{one.name}: {'no guard' if guard_of(one.view) is None else 'a guard'}")
            continue
        if expected == OPEN:
            continue
        allowed = {role for role, user in people.items() if lets_in(one, user, STUDY)}
        if allowed != (set(people) if expected == EVERYBODY else expected):
            found.append(f"{one.name}: {sorted(allowed)}")
        if "study" in one.parts and expected != EVERYBODY:
            found += [f"{one.name}: {role} of another study" for role in people if lets_in(one, people[role], "other")]
    return found


@pytest.fixture
def people(make_staff: Makers) -> dict[str, User]:
    return {role: make_staff(role, study=STUDY) for role in Role.values}


def test_every_address_is_in_the_table() -> None:
    addresses = staff_addresses()
    assert wrong_entries(addresses) == {"not in the table": set(), "no such address": set()}
    assert len({one.name for one in addresses}) > 150, "control: the whole URL conf was walked"


def test_every_guard_is_as_in_the_table(people: dict[str, User]) -> None:
    assert wrong_guards(staff_addresses(), people) == []


def test_without_a_second_factor_or_a_role_nobody_comes_in(make_staff: Makers) -> None:
    for user in (make_staff(*Role.values, second_factor=False), make_staff()):
        let_in = {one.name for one in staff_addresses() if guard_of(one.view) and lets_in(one, user, STUDY)}
        expected = {name for name, roles in WHO_MAY.items() if roles == EVERYBODY}
        assert let_in == (set() if user.memberships.exists() else expected)


def unguarded(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("in")


@pytest.fixture
def conf_with() -> Callable[..., ModuleType]:
    """The site's URL conf with one address more, or with one that takes the place of another."""

    def make(route: str, view: Callable[..., HttpResponse], name: str) -> ModuleType:
        made = ModuleType("planted_urls")
        made.urlpatterns = [path("", include(([path(route, view, name=name.split(":")[1])], name.split(":")[0])))]
        made.urlpatterns += urls.urlpatterns
        sys.modules["planted_urls"] = made
        return made

    yield make
    sys.modules.pop("planted_urls", None)


def test_a_new_address_is_seen(conf_with: Callable[..., ModuleType]) -> None:
    conf = conf_with("staff/new/", requires("fg")(unguarded), "planted:new")
    assert wrong_entries(staff_addresses(conf))["not in the table"] == {"planted:new"}


@pytest.mark.parametrize(
    ("view", "told"),
    [
        pytest.param(unguarded, "no guard", id="guard removed"),
        pytest.param(requires("fieldwork", "analyst")(unguarded), "['analyst', 'fieldwork']", id="one role too many"),
        pytest.param(requires("analyst")(unguarded), "['analyst']", id="another role"),
    ],
)
def test_a_wrong_guard_is_seen(conf_with, people: dict[str, User], view, told: str) -> None:
    """Control: the page of all municipalities, put there anew with another guard."""
    conf = conf_with("staff/municipality/<slug:study>/", view, "municipality:overview")
    planted = [one for one in staff_addresses(conf) if one.view is view]
    assert wrong_guards(planted, people) == [f"municipality:overview: {told}"]


def test_a_guard_that_forgets_the_study_is_seen(conf_with, people: dict[str, User]) -> None:
    """Control: the right role, but the guard is not told for which study."""
    guarded = requires("fieldwork")(unguarded)

    @wraps(guarded)
    def forgetful(request: HttpRequest, study: str) -> HttpResponse:
        return guarded(request)

    conf = conf_with("staff/municipality/<slug:study>/", forgetful, "municipality:overview")
    (planted,) = [one for one in staff_addresses(conf) if one.view is forgetful]
    assert wrong_guards([planted], people) == ["municipality:overview: fieldwork of another study"]
