"""What browsers are told, on every kind of answer of a public site: one table of headers, all addresses.

The settings are those that a public configuration comes to, asked of a process that is started with one.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings as django_settings
from django.http import HttpResponse
from django.test import Client
from django.urls import get_resolver, reverse

from config.headers import HEADERS
from staff.models import Job
from tests.staff.addresses import Address, _walk
from tests.staff.addresses_filled import filled
from tests.staff.test_settings import HIDDEN, PUBLIC

pytestmark = [pytest.mark.django_db(databases=["default", "contacts"]), pytest.mark.once]
HOST = "inburgerstem.example.org"
TAKEN_OVER = (
    "CONTENT_SECURITY_POLICY",
    "SECURE_HSTS_SECONDS",
    "SECURE_HSTS_INCLUDE_SUBDOMAINS",
    "SECURE_HSTS_PRELOAD",
    "SECURE_SSL_REDIRECT",
    "SECURE_REDIRECT_EXEMPT",
    "SECURE_REFERRER_POLICY",
    "SECURE_CROSS_ORIGIN_OPENER_POLICY",
    "SECURE_CONTENT_TYPE_NOSNIFF",
    "X_FRAME_OPTIONS",
    "SESSION_COOKIE_NAME",
    "SESSION_COOKIE_SECURE",
    "CSRF_COOKIE_SECURE",
    "CSRF_COOKIE_NAME",
    "LANGUAGE_COOKIE_SECURE",
    "ALLOWED_HOSTS",
    "CSRF_TRUSTED_ORIGINS",
    "PUBLIC_URL",
)
SOURCES = {"'self'", "'none'"}
MAY_BE_KEPT = ("/static/", "/audio/", "/healthz", "/readyz", "/.well-known/", "/api/v1/openapi.json")
"""Nothing of a person is in these; everything else is kept by nobody."""


@pytest.fixture(scope="module")
def public_values() -> dict[str, object]:
    script = (
        "import json; from django.conf import settings as s;"
        f"print(json.dumps({{name: getattr(s, name) for name in {TAKEN_OVER!r}}}))"
    )
    clean = {key: value for key, value in os.environ.items() if key not in HIDDEN}
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "--no-imports", "-c", script],
        cwd=django_settings.BASE_DIR,
        env={**clean, **PUBLIC},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture
def public(settings, public_values: dict[str, object]) -> None:
    for name, value in public_values.items():
        setattr(settings, name, value)


def policy_of(answer: HttpResponse) -> dict[str, list[str]]:
    parts = answer.get("Content-Security-Policy", "").split(";")
    return {words[0]: words[1:] for part in parts if (words := part.split())}


def faults(path: str, answer: HttpResponse) -> Iterator[str]:
    """What is missing or too wide in one answer."""
    policy, expected = policy_of(answer), dict(EXPECTED)
    _allow(path, answer, policy, expected)
    for name in ("default-src", "object-src", "base-uri", "frame-ancestors"):
        if policy.get(name) != ["'none'"]:
            yield f"{path}: CSP {name} is {policy.get(name)}"
    if any(set(sources) - SOURCES for sources in policy.values()):
        yield f"{path}: CSP {policy}"
    for name, wanted in expected.items():
        if answer.get(name) != wanted:
            yield f"{path}: {name} is {answer.get(name)}"
    if _may_be_kept(path, answer):
        yield f"{path}: Cache-Control is {answer.get('Cache-Control')}"
    yield from (f"{path}: cookie {name} {what}" for name, what in _cookie_faults(answer))


def _allow(path: str, answer: HttpResponse, policy: dict[str, list[str]], expected: dict[str, str | None]) -> None:
    """Where less is meant: previews beside the draft; and where more is: the address with a code in it."""
    if answer.get("X-Frame-Options") == "SAMEORIGIN" and path.startswith(IN_A_FRAME):
        expected["X-Frame-Options"], policy["frame-ancestors"] = "SAMEORIGIN", _not_wider(policy)
    if path.startswith("/i/"):
        expected["Referrer-Policy"] = "no-referrer"


def _may_be_kept(path: str, answer: HttpResponse) -> bool:
    """Whether a browser may keep something that is about somebody."""
    personal = not path.startswith(MAY_BE_KEPT) and answer.status_code < 300
    return personal and "no-store" not in answer.get("Cache-Control", "")


def _not_wider(policy: dict[str, list[str]]) -> list[str]:
    """Our own site and nobody else may frame these, which counts as what the others have."""
    return ["'none'"] if policy.get("frame-ancestors") == ["'self'"] else policy.get("frame-ancestors", [])


IN_A_FRAME = ("/staff/preview/",)
"""Pages that the workbench shows beside the draft."""
EXPECTED = {
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains; preload",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Access-Control-Allow-Origin": None,
    "Permissions-Policy": HEADERS["Permissions-Policy"],
}


def _cookie_faults(answer: HttpResponse) -> Iterator[tuple[str, str]]:
    for name, cookie in answer.cookies.items():
        if not cookie.value:  # it is taken away
            continue
        if not cookie["secure"]:
            yield name, "is not Secure"
        if not cookie["httponly"]:
            yield name, "can be read by scripts"
        if cookie["samesite"] not in ("Lax", "Strict"):
            yield name, f"has SameSite {cookie['samesite']}"
        if cookie["domain"]:
            yield name, "is for other hosts too"


def every_address() -> list[Address]:
    return list(_walk(get_resolver().url_patterns))


def asked(client: Client, path: str, method: str = "get", **more: object) -> HttpResponse:
    client.raise_request_exception = False
    return getattr(client, method)(path, secure=True, headers={"host": HOST}, **more)


def test_every_address_logged_in_and_logged_out(public: None, staff_client: Callable[..., Client], client) -> None:
    insider = staff_client("researcher", "fieldwork", "privacy", "accounts", "analyst", "fg", "translator")
    insider.cookies[django_settings.SESSION_COOKIE_NAME] = insider.session.session_key
    found, statuses = [], set()
    for address in every_address():
        path = filled(address)
        for who in (client, insider):
            answer = asked(who, path)
            statuses.add(answer.status_code)
            found += faults(path, answer)
    assert sorted(set(found)) == [], "\n".join(found)
    assert statuses >= {200, 302, 403, 404, 405}, "control: all kinds of answers were among them"
    assert 500 not in statuses


def test_kinds_of_answers(public: None, staff_client: Callable[..., Client], monkeypatch, own_var_dir) -> None:
    """Static files, a download, a form without its token, a wrong method, a page that fails, a bad host."""
    client = staff_client("fg")
    client.cookies[django_settings.SESSION_COOKIE_NAME] = client.session.session_key
    (own_var_dir / "made.csv").write_text("a;b")
    job = Job.objects.create(kind="self_test", state="done", created_by=client.user, file="made.csv")
    strict = Client(enforce_csrf_checks=True)
    answers = {
        200: [
            ("/static/staff/staff.css", asked(Client(), "/static/staff/staff.css")),
            ("/staff/jobs/", asked(client, reverse("staff:job_download", args=[job.pk]))),
            ("/staff/account/login/", asked(Client(), "/staff/account/login/")),
        ],
        403: [
            ("/start/", asked(strict, "/start/", "post")),
            ("/staff/language/", asked(strict, "/staff/language/", "post")),
        ],
        404: [("/staff/nothing/", asked(client, "/staff/nothing/")), ("/a/b/c/d", asked(Client(), "/a/b/c/d"))],
        405: [("/staff/jobs/", asked(client, "/staff/jobs/", "post"))],
    }
    monkeypatch.setattr("staff.menu.cards_for", lambda roles: 1 / 0)
    answers[500] = [("/staff/", asked(client, "/staff/"))]
    for status, kinds in answers.items():
        for path, answer in kinds:
            assert answer.status_code == status, path
            assert list(faults(path, answer)) == []


def test_plain_http_is_led_away(public: None) -> None:
    answer = Client().get("/start/", headers={"host": HOST})
    assert answer.status_code == 301
    assert answer["Location"] == f"https://{HOST}/start/"


def test_names_of_cookies_bind_them(public_values: dict[str, object]) -> None:
    """Browsers refuse these over http; `__Host-` also from a subdomain."""
    assert public_values["SESSION_COOKIE_NAME"] == "__Secure-staff", (
        "below /staff/ only, which `__Host-` does not allow"
    )
    assert str(public_values["CSRF_COOKIE_NAME"]).startswith("__Host-")


@pytest.mark.parametrize("name", [*sorted(set(EXPECTED) - {"Access-Control-Allow-Origin"}), "Content-Security-Policy"])
def test_a_header_that_is_gone_is_seen(public: None, name: str) -> None:
    """Control."""
    answer = asked(Client(), "/staff/account/login/")
    assert list(faults("/staff/account/login/", answer)) == []
    del answer.headers[name]
    assert list(faults("/staff/account/login/", answer)) != []


@pytest.mark.parametrize(("name", "key"), [("Secure", "secure"), ("HttpOnly", "httponly"), ("SameSite", "samesite")])
def test_a_cookie_that_lost_a_flag_is_seen(public: None, name: str, key: str) -> None:
    """Control."""
    answer = asked(Client(), "/staff/account/login/")
    assert answer.cookies, "a cookie is set"
    next(iter(answer.cookies.values()))[key] = ""
    assert any("cookie" in fault for fault in faults("/staff/account/login/", answer))
