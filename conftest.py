"""What all tests share: a database that can be flushed, staff who can log in, and jobs that really run."""

import os
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings as django_settings
from django.contrib.auth.hashers import make_password
from django.db import DEFAULT_DB_ALIAS
from django.db.backends.base.operations import BaseDatabaseOperations
from django.test import Client

from config.celery import app as celery_app
from respondents import blank_page
from staff import jobs
from staff.models import Membership, User
from staff.triggers import unlocked
from surveys import known_clips
from surveys.editions import edition_known

ROOT = Path(__file__).resolve().parent
hypothesis.settings.register_profile(
    "unhurried", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("unhurried")
"""A slow machine is no fault."""


def pytest_configure(config: pytest.Config) -> None:
    """Test databases of this run's own, so that two runs at a time do not meet."""
    place = tempfile.TemporaryDirectory(prefix="inburgerstem-tests-")
    config.add_cleanup(place.cleanup)
    for alias, database in django_settings.DATABASES.items():
        if "sqlite" in database["ENGINE"]:
            database["TEST"]["NAME"] = str(Path(place.name) / f"{alias}.sqlite3")
            no_waiting = database["OPTIONS"]["init_command"].replace("synchronous=FULL", "synchronous=OFF")
            database["OPTIONS"]["init_command"] = no_waiting
        else:
            database.setdefault("TEST", {})["NAME"] = f"test_{database['NAME']}_{os.getpid()}"


@pytest.fixture(scope="session", autouse=True)
def flush_unlocked() -> Iterator[None]:
    """Tests with real transactions empty the tables afterwards; append-only tables are unlocked for that."""
    original = BaseDatabaseOperations.execute_sql_flush

    def flush(self: BaseDatabaseOperations, sql_list: list[str]) -> None:
        if self.connection.alias != DEFAULT_DB_ALIAS:
            original(self, sql_list)
            return
        with unlocked("flush of a test database"):
            original(self, sql_list)

    BaseDatabaseOperations.execute_sql_flush = flush
    yield
    BaseDatabaseOperations.execute_sql_flush = original


@pytest.fixture(autouse=True)
def own_var_dir(settings: Any, tmp_path: Path) -> Path:
    """Each test has its own VAR_DIR, so that nothing is left behind and nothing is found by accident."""
    settings.VAR_DIR = tmp_path / "var"
    settings.VAR_DIR.mkdir()
    return settings.VAR_DIR


@pytest.fixture(autouse=True)
def own_cache(settings: Any) -> None:
    """Each test starts with an empty cache (counted failures, throttles), also in a Redis that others use."""
    default = {**settings.CACHES["default"], "KEY_PREFIX": uuid.uuid4().hex}
    settings.CACHES = {**settings.CACHES, "default": default}
    known_clips.forget()
    blank_page.forget()
    edition_known.cache_clear()


@cache
def password_hash() -> str:
    """Worked out once: it is meant to be slow."""
    return make_password("correct horse battery staple")


@pytest.fixture
def make_staff(db: None) -> Callable[..., User]:
    """`make_staff(*roles, study="")`: a member of staff with an authenticator app."""

    def make(*roles: str, study: str = "", second_factor: bool = True) -> User:
        user = User.objects.create_user(f"{uuid.uuid4().hex}@example.org")
        User.objects.filter(pk=user.pk).update(password=password_hash())
        user.refresh_from_db()
        for role in roles:
            Membership.objects.create(user=user, role=role, study=study)
        if second_factor:
            TOTP.activate(user, generate_totp_secret())
        return user

    return make


@pytest.fixture
def staff_client(make_staff: Callable[..., User]) -> Callable[..., Client]:
    """`staff_client(*roles, study="")`: a test client logged in as somebody with these roles; `.user` is who."""

    def make(*roles: str, study: str = "", second_factor: bool = True) -> Client:
        client = Client()
        client.user = make_staff(*roles, study=study, second_factor=second_factor)
        client.force_login(client.user, "allauth.account.auth_backends.AuthenticationBackend")
        return client

    return make


@pytest.fixture
def jobs_run(transactional_db: None, settings: Any) -> Iterator[None]:
    """Jobs that a test starts are done by other processes: a Celery worker with REDIS_URL, else child processes."""
    if not settings.REDIS_URL:
        yield
        return
    settings.JOB_QUEUE = f"test-{uuid.uuid4().hex}"
    worker = subprocess.Popen(celery_command(settings.JOB_QUEUE), cwd=ROOT, env=jobs.child_environment())
    yield
    worker.terminate()
    worker.wait(timeout=30)
    with celery_app.connection_or_acquire() as connection:
        connection.default_channel.queue_delete(settings.JOB_QUEUE)


def celery_command(queue: str) -> list[str]:
    return [sys.executable, "-m", "celery", "-A", "config", "worker", "-Q", queue, "-c", "1", "-n", f"{queue}@test"]


# Playwright's event loop runs in the test's thread; the database is not used from inside it.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
