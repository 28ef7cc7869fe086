"""Every address of the API with a token of every role, of this study and of another one, and with none.

The addresses are those of the URL conf itself: one that is not in the table fails.
"""

import sys
import uuid
from types import ModuleType

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, include, path

from config import urls
from exports.api.openapi import document, operations
from staff.models import Job
from tests.api.conftest import ROOT, Reader, Readers, World

pytestmark = [pytest.mark.django_db, pytest.mark.once]
ALL = frozenset({"analyst", "fieldwork", "municipality", "researcher"})
DEFINITIONS, FIELDWORK = frozenset({"analyst", "researcher"}), frozenset({"analyst", "fieldwork"})
ANALYSTS, OWN = frozenset({"analyst"}), frozenset({"municipality"})
WHO_MAY = {
    "token": ALL,
    "studies": ALL,
    "study": ALL,
    "editions": DEFINITIONS,
    "edition": DEFINITIONS,
    "document": DEFINITIONS,
    "codebook": DEFINITIONS,
    "codebook_csv": DEFINITIONS,
    "variable": DEFINITIONS,
    "variables": ANALYSTS,
    "tables": ANALYSTS,
    "tables_csv": ANALYSTS,
    "waves": ANALYSTS,
    "waves_csv": ANALYSTS,
    "weights": ANALYSTS,
    "weights_of": ANALYSTS,
    "exports": ANALYSTS,
    "export": ANALYSTS,
    "export_file": ANALYSTS,
    "fieldwork": FIELDWORK,
    "fieldwork_csv": FIELDWORK,
    "response": FIELDWORK,
    "response_csv": FIELDWORK,
    "r_indicators": FIELDWORK,
    "municipality": OWN,
    "municipality_csv": OWN,
}
OPEN = {"openapi", "unknown"}
MADE = {"number": "1", "variable": "work", "name": "main"}
NEEDED = {"tables": "?question=work", "tables_csv": "?question=work"}
NOT_THERE = {"waves", "waves_csv"}
"""This study has no figures of other waves."""


def addresses(conf: ModuleType | None = None) -> set[str]:
    """Names of all below /api/."""

    def walk(patterns: list, route: str = "") -> list[str]:
        found = []
        for one in patterns:
            here = route + str(one.pattern).removeprefix("^")
            if isinstance(one, URLResolver):
                found += walk(one.url_patterns, here)
            elif isinstance(one, URLPattern) and here.startswith("api/"):
                found.append(one.name or here)
        return found

    return set(walk(get_resolver(conf).url_patterns))


def test_every_address_is_in_the_table() -> None:
    assert addresses() == WHO_MAY.keys() | OPEN
    assert {name: frozenset(one["x-roles"]) for name, one in operations().items()} == WHO_MAY


def test_a_new_address_is_seen() -> None:
    """Control."""
    made = ModuleType("planted_api")
    made.urlpatterns = [
        path("api/v2/", include([path("new", lambda request: None, name="planted")])),
        *urls.urlpatterns,
    ]
    sys.modules["planted_api"] = made
    try:
        assert addresses(made) - WHO_MAY.keys() - OPEN == {"planted"}
    finally:
        del sys.modules["planted_api"]


def test_every_role_at_every_address(world: World, reader: Readers) -> None:
    """Whoever may not gets a 404 and no word of the study; whoever may gets an answer."""
    for role in sorted(ALL):
        own = reader(role)
        job = Job.objects.create(kind="dataset", created_by=own.user, arguments={"study": "field"})
        for name, one in operations().items():
            response = own.ask(_address(name, one["path"], "field", job.pk))
            expected = _expected(name) if role in WHO_MAY[name] else 404
            assert response.status_code == expected, (role, name, response.content)
            if expected == 404:
                assert response["Content-Type"] == "application/problem+json"
                assert b"Veldwerk" not in response.content
            assert "Set-Cookie" not in response


def _expected(name: str) -> int:
    return 404 if name in NOT_THERE else 409 if name == "export_file" else 200


def _address(name: str, path: str, study: str, export: object) -> str:
    for part, value in {**MADE, "study": study, "export": export}.items():
        path = path.replace(f"{{{part}}}", str(value))
    return f"{path}{NEEDED.get(name, '')}"


@pytest.mark.parametrize("role", sorted(ALL))
def test_another_study_is_not_found(world: World, reader: Readers, role: str) -> None:
    """Neither with a token of the other one here, nor with one of here there, nor one that does not exist."""
    here, there = reader(role), reader(role, world.other)
    for name, one in operations().items():
        if "{study}" in one["path"]:
            for own, study in ((there, "field"), (here, "other"), (here, "nothing")):
                assert own.ask(_address(name, one["path"], study, uuid.uuid4())).status_code == 404, (name, study)


def test_somebody_else_s_export_is_not_found(world: World, reader: Readers) -> None:
    mine, colleague = reader("analyst"), reader("analyst")
    job = Job.objects.create(kind="dataset", created_by=colleague.user, arguments={"study": "field"})
    elsewhere = Job.objects.create(kind="dataset", created_by=mine.user, arguments={"study": "other"})
    letters = Job.objects.create(kind="letters", created_by=mine.user, arguments={"study": "field"})
    for one in (job, elsewhere, letters):
        for end in ("", "/file"):
            assert mine.ask(f"/studies/field/exports/{one.pk}{end}").status_code == 404
    assert colleague.ask(f"/studies/field/exports/{job.pk}").status_code == 200, "control: it is there"


def test_without_a_token_nothing_but_the_document(world: World) -> None:
    for name, one in operations().items():
        response = Client().get(_address(name, one["path"], "field", uuid.uuid4()))
        assert response.status_code == 401, name
        assert "Set-Cookie" not in response
    assert Client().get(f"{ROOT}/openapi.json").json() == document()
    assert "field" not in {one.get("example") for one in document()["components"]["parameters"].values()}


def test_a_municipality_sees_its_own_alone(world: World, reader: Readers) -> None:
    body = reader("municipality").ask("/studies/field/municipality")
    assert [one["organisation"] for one in body.json()["organisations"]] == ["Plaatsnaam"]
    assert b"Elders" not in body.content
    (channel,) = body.json()["organisations"][0]["channels"]
    assert channel["weeks"] == [{"monday": "2026-11-16", "landed": 40, "began": 25, "finished": None}]


def test_fieldwork_s_rights_do_not_widen_it(world: World, reader: Readers) -> None:
    own: Reader = reader("municipality")
    own.user.memberships.create(role="fieldwork", study="field")
    body = own.ask("/studies/field/municipality")
    assert [one["organisation"] for one in body.json()["organisations"]] == ["Plaatsnaam"]
