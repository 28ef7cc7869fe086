"""A real browser for every room's tests, and programs that read PDFs back."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.programs import need, need_browser

DATABASE_FIXTURES = {"db", "transactional_db", "live_server"}
SEEN_ONCE = (
    "browser/test_accessibility.py",
    "browser/test_designing.py",
    "browser/test_interviewing.py",
    "browser/test_kiosk.py",
    "browser/test_listening.py",
    "browser/test_pages.py",
    "browser/test_publishing.py",
    "browser/test_rules_and_map.py",
    "browser/test_weight.py",
    "browser/test_workbench.py",
    "exchange/test_bringing_in.py",
    "exports/test_simulate.py",
    "invitations/test_flyer_versions.py",
    "invitations/test_flyers.py",
    "invitations/test_proof_letter.py",
    "invitations/test_since_print.py",
    "invitations/test_verify_letters.py",
    "respondents/test_pseudo_language.py",
    "respondents/test_questions.py",
    "surveys/test_audio.py",
    "surveys/test_audio_pages.py",
)
"""Long runs about what pages, paper, sound and files are like; others ask the same of the database in less time."""
BROWSER_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks what .ci/run need not repeat on PostgreSQL: pytest-django refuses the database to a test that does not ask.

    Those of staff stay: settings, Redis and processes are their subject.
    """
    for item in items:
        asks = DATABASE_FIXTURES & set(getattr(item, "fixturenames", ()))
        marked = any(item.get_closest_marker(name) for name in ("django_db", "browser"))
        free = not asks and not marked and "tests/staff/" not in item.nodeid
        if free or item.nodeid.partition("::")[0].endswith(SEEN_ONCE):
            item.add_marker("once")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Debian's Chromium, driven by Playwright."""
    chromium = need_browser()
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=BROWSER_ARGUMENTS)
        yield started
        started.close()


@pytest.fixture(scope="session")
def pdf_programs() -> None:
    for program in ("pdfinfo", "pdftoppm", "pdftotext", "zbarimg"):
        need(program)
