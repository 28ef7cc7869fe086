"""A whole site of its own for the browser: the demo made for real, served by the real server. Staff, logged in."""

import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.conf import settings
from django.test import Client

from tests.browser.look import SIZES, listen
from tests.conftest import BROWSER_ARGUMENTS
from tests.programs import need_browser, serving

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 60


OPEN_GROUP = """
from datetime import timedelta
from random import SystemRandom
from django.utils import timezone
from respondents.sessions import Wish, open_session
from staff.models import User
from surveys.models import Study
host, _ = User.objects.get_or_create(email="host@example.org")
now = timezone.now()
wish = Wish(Study.objects.get(slug="{study}"), "Library", now, now + timedelta(hours=2), 100, {kiosk})
print("number", open_session(host, wish, SystemRandom()).code)
"""


@pytest.fixture(autouse=True)
def no_proof_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """An open page of the workbench starts no job that outlives its test."""
    monkeypatch.setattr("surveys.design.proving.QUIET", timedelta(days=1))


@pytest.fixture
def logged_in(browser: Any, live_server: Any) -> Iterator[Callable[..., Any]]:
    """`logged_in(client, "phone", language="en")`: a page of whoever this test client is, in a browser of their own.

    Pages are in Dutch unless said otherwise. `page.size` and `page.email` say what was asked for.
    """
    from staff.models import User

    opened: list[Any] = []

    def make(client: Client, size: str = "desk", language: str = "nl") -> Any:
        user = client.user  # type: ignore[attr-defined]
        User.objects.filter(pk=user.pk).update(language=language)
        opened.append(browser.new_context(viewport=SIZES[size]))
        name = settings.SESSION_COOKIE_NAME
        opened[-1].add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
        page = listen(opened[-1].new_page())
        page.size, page.email = size, str(user)
        return page

    yield make
    for context in opened:
        context.close()


@dataclass(frozen=True)
class Site:
    """A running platform: its address, its files, and a way to run its commands. `group`: number of an open session."""

    url: str
    folder: Path
    environment: dict[str, str]
    group: str = ""

    def manage(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr + done.stdout
        return done.stdout

    def open_group(self, study: str, *, kiosk: bool) -> str:
        """Opens a session for a group; returns the number on its wall."""
        said = self.manage("shell", "-c", OPEN_GROUP.format(study=study, kiosk=kiosk))
        return said.split("number ")[-1].strip()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def own_database(folder: Path) -> tuple[str, str | None]:
    """Address of a database for this site alone, and the name of the PostgreSQL database to drop afterwards."""
    shared = os.environ.get("DATABASE_URL", "")
    if not shared.startswith("postgres"):
        return f"sqlite:///{folder / 'site.sqlite3'}", None
    import psycopg

    name = f"inburgerstem_site_{secrets.token_hex(4)}"
    with psycopg.connect(shared, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    return urlunsplit(urlsplit(shared)._replace(path=f"/{name}")), name


def drop(name: str) -> None:
    import psycopg

    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The demo with 60 made-up people, 12 of whom answered, served on a free port."""
    with demo_site(tmp_path_factory.mktemp("site")) as made:
        yield made


@contextmanager
def demo_site(folder: Path) -> Iterator[Site]:
    database, to_drop = own_database(folder)
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    environment = {
        **os.environ,
        "DATABASE_URL": database,
        "CONTACTS_DATABASE_URL": "",
        "VAR_DIR": str(folder),
        "PUBLIC_URL": url,
        "DEBUG": "true",
        "SHOW_INCOMPLETE_LANGUAGES": "true",
    }
    made = Site(url, folder, environment)
    made.manage("demo", "--no-serve", "--units", "60", "--answers", "12")
    server = subprocess.Popen(
        serving(port),
        cwd=ROOT,
        env=environment,
        stdout=(folder / "server.log").open("w"),
        stderr=subprocess.STDOUT,
    )
    try:
        wait_for(f"{url}/healthz", server)
        yield made
    finally:
        server.terminate()
        server.wait(10)
        if to_drop:
            drop(to_drop)


def wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        assert server.poll() is None, "the server stopped"
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"{address} did not answer in {START_SECONDS} s")


@pytest.fixture(scope="session")
def pinned_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, str]]:
    """A site as the public gets it, and the pin of its certificate."""
    from tests.browser.public_site import public_site

    with public_site(tmp_path_factory.mktemp("public")) as made:
        yield made


@pytest.fixture(scope="session")
def public(pinned_site: tuple[Site, str]) -> Site:
    return pinned_site[0]


@pytest.fixture(scope="module")
def public_browser(pinned_site: tuple[Site, str]) -> Iterator[Any]:
    """A browser that finds and trusts the public site."""
    from playwright.sync_api import sync_playwright

    from tests.browser.public_site import browser_arguments

    with sync_playwright() as playwright:
        arguments = [*BROWSER_ARGUMENTS, *browser_arguments(pinned_site[1])]
        started = playwright.chromium.launch(executable_path=need_browser(), args=arguments)
        yield started
        started.close()
