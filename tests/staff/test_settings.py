"""What the settings promise: headers, keys, and refusal of unsafe combinations."""

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, connections
from django.test import Client
from django.urls import reverse
from django.utils import formats, translation

from config import readiness
from config.environment import database, generated_key, is_local, keys_of, refuse_debug_in_public

PUBLIC = {
    "PUBLIC_URL": "https://inburgerstem.example.org",
    "SECRET_KEY": "s" * 20 + "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGH",
    "CODE_KEY": "c" * 64,
    "CONTACTS_KEY": "k" * 64,
}
HIDDEN = (
    "DEBUG",
    "METRICS_TOKEN",
    "DATABASE_PGBOUNCER",
    "REDIS_URL",
    "DATABASE_URL",
    "CONTACTS_DATABASE_URL",
    "DJANGO_ALLOW_ASYNC_UNSAFE",
)


def manage(tmp_path: Path, *arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    clean = {key: value for key, value in os.environ.items() if key not in HIDDEN}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=django_settings.BASE_DIR,
        env={**clean, "VAR_DIR": str(tmp_path), **env},
        capture_output=True,
        text=True,
    )


@pytest.mark.once
def test_check_deploy_is_clean_in_public(tmp_path: Path) -> None:
    done = check_deploy(tmp_path, CONTACTS_DATABASE_URL=f"sqlite:///{tmp_path}/apart.sqlite3")
    assert done.returncode == 0, done.stderr


def check_deploy(tmp_path: Path, **env: str) -> subprocess.CompletedProcess[str]:
    more = {**PUBLIC, "REDIS_URL": "redis://127.0.0.1:6379/5", **env}
    return manage(tmp_path, "check", "--deploy", "--fail-level", "WARNING", **more)


@pytest.mark.once
@pytest.mark.parametrize(
    ("default", "contacts", "told"),
    [
        pytest.param("postgres://a@db/stem", "", "CONTACTS_DATABASE_URL is not set", id="unset"),
        pytest.param("postgres://a@db/stem", "postgres://b@db:5432/stem", "is the default database", id="the same"),
        pytest.param("sqlite:////tmp/a.sqlite3", "sqlite:////tmp/../tmp/a.sqlite3", "is the default", id="same file"),
        pytest.param("postgres://a@db/stem", "postgres://a@db/contacts", "default database's role", id="same role"),
        pytest.param("postgres://a@db/stem", "mysql://a@db/stem", "CONTACTS_DATABASE_URL must start", id="no database"),
    ],
)
def test_check_deploy_looks_at_where_contacts_are(tmp_path: Path, default: str, contacts: str, told: str) -> None:
    done = check_deploy(tmp_path, DATABASE_URL=default, CONTACTS_DATABASE_URL=contacts)
    assert done.returncode != 0
    assert told in done.stderr


@pytest.mark.once
def test_one_database_for_both_is_refused_before_anything_is_made(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/one.sqlite3"
    done = manage(tmp_path, "migrate", DATABASE_URL=url, CONTACTS_DATABASE_URL=url)
    assert done.returncode == 1
    assert "respondents.E001" in done.stderr
    with sqlite3.connect(tmp_path / "one.sqlite3") as made:
        assert made.execute("SELECT name FROM sqlite_master").fetchall() == []


@pytest.mark.once
def test_check_deploy_complains_about_a_local_site(tmp_path: Path) -> None:
    """Positive control: the same command does find fault."""
    assert manage(tmp_path, "check", "--deploy", "--fail-level", "WARNING").returncode != 0


@pytest.mark.once
@pytest.mark.parametrize("missing", ["SECRET_KEY", "CODE_KEY", "CONTACTS_KEY"])
def test_a_public_site_does_not_start_without_its_keys(tmp_path: Path, missing: str) -> None:
    done = manage(tmp_path, "check", **{key: value for key, value in PUBLIC.items() if key != missing})
    assert done.returncode != 0
    assert f"{missing} is not set" in done.stderr


@pytest.mark.once
def test_keys_of_a_local_site_are_made_once_and_private(tmp_path: Path) -> None:
    place = tmp_path / "fresh"
    first = generated_key("SECRET_KEY", "", place, local=True)
    assert generated_key("SECRET_KEY", "", place, local=True) == first
    assert generated_key("CODE_KEY", "", place, local=True) != first
    file = place / "keys.json"
    assert file.stat().st_mode & 0o777 == 0o600
    assert set(json.loads(file.read_text(encoding="utf-8"))) == {"SECRET_KEY", "CODE_KEY", "CONTACTS_KEY"}
    assert [entry.name for entry in place.iterdir()] == ["keys.json"]


@pytest.mark.once
def test_a_key_that_came_later_is_added_once(tmp_path: Path) -> None:
    place = tmp_path / "older"
    place.mkdir()
    (place / "keys.json").write_text('{"SECRET_KEY": "old", "CODE_KEY": "older"}')
    made = generated_key("CONTACTS_KEY", "", place, local=True)
    assert len(made) > 40
    assert generated_key("CONTACTS_KEY", "", place, local=True) == made
    assert generated_key("SECRET_KEY", "", place, local=True) == "old"
    assert (place / "keys.json").stat().st_mode & 0o777 == 0o600
    assert [entry.name for entry in place.iterdir()] == ["keys.json"]


def test_keys_with_commas_between() -> None:
    assert keys_of("CONTACTS_KEY", " new, old ,") == ("new", "old")
    with pytest.raises(ImproperlyConfigured, match="CONTACTS_KEY holds no key"):
        keys_of("CONTACTS_KEY", " , ")


@pytest.mark.parametrize(
    ("url", "local"),
    [
        ("http://127.0.0.1:8000", True),
        ("http://localhost", True),
        ("https://example.org", False),
        ("https://localhost", False),
    ],
)
def test_which_sites_are_local(url: str, local: bool) -> None:
    assert is_local(url) is local


@pytest.mark.parametrize("url", ["http://example.org", "example.org", "", "https://", "ftp://127.0.0.1"])
def test_unsafe_addresses_are_refused(url: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="PUBLIC_URL"):
        is_local(url)


def test_no_debug_in_public() -> None:
    refuse_debug_in_public(debug=True, local=True)
    with pytest.raises(ImproperlyConfigured, match="DEBUG"):
        refuse_debug_in_public(debug=True, local=False)


def test_database_addresses(tmp_path: Path) -> None:
    server = database("postgres://me:p%40ss@db.example.org:5433/stem?sslmode=require", 4)
    assert (server["USER"], server["PASSWORD"], server["HOST"], server["PORT"]) == (
        "me",
        "p@ss",
        "db.example.org",
        "5433",
    )
    assert server["OPTIONS"]["sslmode"] == "require"
    assert (server["OPTIONS"]["pool"]["max_size"], server["CONN_MAX_AGE"]) == (4, 0)
    assert database(f"sqlite:///{tmp_path}/a.sqlite3", 4)["NAME"] == f"{tmp_path}/a.sqlite3"


def test_connections_that_are_handed_round() -> None:
    """Behind pgbouncer nothing may outlive a transaction: no prepared statements, no server-side cursors."""
    url = "postgres://me@db/stem?sslmode=verify-full&sslrootcert=/etc/ca.pem"
    handed = database(url, 4, pgbouncer=True)
    assert (handed["OPTIONS"]["prepare_threshold"], handed["DISABLE_SERVER_SIDE_CURSORS"]) == (None, True)
    assert (handed["OPTIONS"]["sslmode"], handed["OPTIONS"]["sslrootcert"]) == ("verify-full", "/etc/ca.pem")
    assert database(url, 4)["OPTIONS"]["prepare_threshold"] == 0


@pytest.mark.parametrize("url", ["mysql://a/b", "postgres://host", "x"])
def test_other_databases_are_refused(url: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL"):
        database(url, 4)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="about SQLite")
@pytest.mark.django_db
def test_sqlite_keeps_a_write_ahead_log() -> None:
    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
        assert cursor.execute("PRAGMA busy_timeout").fetchone()[0] == 20_000


def test_headers_of_a_staff_page(client: Client, db: None) -> None:
    headers = client.get(reverse("account_login")).headers
    policy = {part.split()[0]: part.split()[1:] for part in headers["Content-Security-Policy"].split(";")}
    assert policy["default-src"] == ["'none'"]
    assert policy["frame-ancestors"] == ["'none'"]
    assert all(sources in (["'self'"], ["'none'"]) for sources in policy.values())
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Frame-Options"] == "DENY"


@pytest.mark.once
def test_headers_in_public(tmp_path: Path) -> None:
    script = (
        "from django.test import Client; from django.conf import settings as s;"
        "r = Client().get('/healthz', secure=True, headers={'host': 'inburgerstem.example.org'});"
        "print(r.headers.get('Strict-Transport-Security'), s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.DEBUG)"
    )
    done = manage(tmp_path, "shell", "--no-imports", "-c", script, **PUBLIC)
    assert done.stdout.strip() == "max-age=63072000; includeSubDomains; preload True True False", done.stderr


def test_the_log_in_page_has_no_inline_script_or_style(client: Client, db: None) -> None:
    text = client.get(reverse("account_login")).content.decode()
    assert "style=" not in text
    assert "<style" not in text
    assert "onclick" not in text


@pytest.mark.django_db(databases=["default", "contacts"])
def test_health_and_readiness(client: Client) -> None:
    assert client.get("/healthz").content == b"ok\n"
    assert client.get("/readyz").json() == {"database": True, "contacts": True, "queue": True}


def test_liveness_asks_no_database(client: Client) -> None:
    """Without a database mark pytest-django refuses any query."""
    assert client.get("/healthz").status_code == 200


@pytest.mark.django_db(databases=["default", "contacts"])
def test_readiness_is_cheap(client: Client, django_assert_max_num_queries: Callable[..., Any]) -> None:
    client.get("/readyz")
    with django_assert_max_num_queries(1), django_assert_max_num_queries(4, connection=connections["contacts"]):
        assert client.get("/readyz").status_code == 200


@pytest.mark.django_db
def test_a_database_behind_the_code_is_not_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    assert readiness.migrated("default")
    monkeypatch.setattr(readiness, "needed", lambda: frozenset({("staff", "9999_tomorrow")}))
    assert not readiness.migrated("default")


@pytest.mark.django_db(databases=["default", "contacts"])
def test_not_ready_without_its_queue(client: Client, settings) -> None:
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:1/0"}
    }
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    response = client.get("/readyz")
    assert (response.status_code, response.json()["queue"]) == (503, False)


def test_security_txt_exists_where_somebody_reads_it(client: Client, settings) -> None:
    assert client.get("/.well-known/security.txt").status_code == 404
    settings.SECURITY_CONTACT = "mailto:security@example.org"
    text = client.get("/.well-known/security.txt").content.decode()
    assert "Contact: mailto:security@example.org\nExpires: 20" in text


def test_tigrinya_is_a_language() -> None:
    with translation.override("ti"):
        assert formats.get_format("SHORT_DATE_FORMAT") == "d/m/Y"
    assert translation.get_language_info("ti")["name_local"] == "ትግርኛ"
