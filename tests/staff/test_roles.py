"""Who may open which page."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from staff.models import Membership, Organisation, Role, User
from staff.roles import may, requires, roles_of

pytestmark = pytest.mark.django_db


@requires("analyst")
def analysts_only(request: HttpRequest, study: str = "") -> HttpResponse:
    return HttpResponse("in")


def opened_by(user: User, **kwargs: str) -> bool:
    request = RequestFactory().get("/staff/")
    request.user = user
    try:
        return analysts_only(request, **kwargs).status_code == 200
    except PermissionDenied:
        return False


@pytest.mark.parametrize("role", Role.values)
def test_one_role_opens_one_door(make_staff: Callable[..., User], role: str) -> None:
    assert opened_by(make_staff(role)) == (role == "analyst")


@pytest.mark.parametrize(
    ("held_for", "asked_for", "opens"),
    [
        pytest.param("", "duo-2016", True, id="role for all studies"),
        pytest.param("duo-2016", "duo-2016", True, id="role for this study"),
        pytest.param("perspectief-2024", "duo-2016", False, id="role for another study"),
        pytest.param("duo-2016", "", True, id="page of no study"),
    ],
)
def test_roles_per_study(make_staff: Callable[..., User], held_for: str, asked_for: str, opens: bool) -> None:
    assert opened_by(make_staff("analyst", study=held_for), study=asked_for) is opens


def test_no_second_factor_no_rights(make_staff: Callable[..., User]) -> None:
    assert not opened_by(make_staff("analyst", second_factor=False))


def test_who_left_has_no_rights(make_staff: Callable[..., User]) -> None:
    user = make_staff("analyst")
    user.is_active = False
    assert not may(user, "analyst")


def test_a_visitor_has_no_roles() -> None:
    assert roles_of(AnonymousUser()) == frozenset()
    assert not may(AnonymousUser(), "analyst")


def test_an_unknown_role_is_a_mistake_in_the_code() -> None:
    with pytest.raises(ValueError, match="astronaut"):
        requires("astronaut")


def test_the_wrong_role_sees_a_403_page_in_words(staff_client: Callable[..., Client]) -> None:
    response = staff_client("analyst").get(reverse("staff:audit"))
    assert response.status_code == 403
    assert b"<h1>" in response.content


@pytest.mark.parametrize("name", ["staff:home", "staff:jobs", "staff:audit"])
def test_a_visitor_is_sent_to_the_log_in_page(client: Client, name: str) -> None:
    assert client.get(reverse(name)).url.startswith(reverse("account_login"))


@pytest.mark.parametrize("with_organisation", [True, False])
def test_a_role_is_held_once(make_staff, with_organisation: bool) -> None:
    """On both databases, whether or not it is for an organisation."""
    user = make_staff()
    organisation = Organisation.objects.create(name="Breda", kind="municipality") if with_organisation else None
    held = {"user": user, "role": "municipality", "study": "", "organisation": organisation}
    Membership.objects.create(**held)
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(**held)
