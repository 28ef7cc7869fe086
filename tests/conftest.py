"""A real browser for every room's tests, and programs that read PDFs back."""

import gc
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
    "design/test_bank.py",
    "design/test_conditions.py",
    "design/test_making.py",
    "design/test_matrix.py",
    "design/test_opening.py",
    "design/test_overview_pages.py",
    "design/test_pages.py",
    "design/test_renaming.py",
    "design/test_routing_map.py",
    "design/test_rule_pages.py",
    "design/test_simulated.py",
    "exchange/test_bringing_in.py",
    "exchange/test_views.py",
    "exports/test_row_workers.py",
    "exports/test_simulate.py",
    "exports/test_simulated_fieldwork.py",
    "exports/test_tables_page.py",
    "exports/test_weights_pages.py",
    "invitations/test_datamatrix.py",
    "invitations/test_flyer_versions.py",
    "invitations/test_flyers.py",
    "invitations/test_kix.py",
    "invitations/test_letter_choices.py",
    "invitations/test_proof_letter.py",
    "invitations/test_since_print.py",
    "invitations/test_verify_letters.py",
    "respondents/test_pseudo_language.py",
    "respondents/test_questions.py",
    "surveys/test_audio.py",
    "surveys/test_audio_pages.py",
)
"""Long runs about what pages, paper, sound and files are like; others ask the same of the database in less time."""
LONGEST = "tests/faults/"
BROWSER_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_sessionstart() -> None:
    """What is imported and collected stays until the end: it need not be searched for garbage, now or later."""
    gc.disable()


def pytest_collection_finish() -> None:
    gc.freeze()
    gc.enable()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks what .ci/run need not repeat on PostgreSQL: pytest-django refuses the database to a test that does not ask.

    Those of staff stay: settings, Redis and processes are their subject. What a module sets up for all its tests is set
    up by one worker, not by each.
    """
    for item in items:
        workers = item.config.pluginmanager.hasplugin("xdist")
        if workers and not item.get_closest_marker("xdist_group") and shares_a_setup(item):
            item.add_marker(pytest.mark.xdist_group(item.nodeid.partition("::")[0]))
        asks = DATABASE_FIXTURES & set(getattr(item, "fixturenames", ()))
        marked = any(item.get_closest_marker(name) for name in ("django_db", "browser"))
        free = not asks and not marked and "tests/staff/" not in item.nodeid
        if free or item.nodeid.partition("::")[0].endswith(SEEN_ONCE):
            item.add_marker("once")
    items.sort(key=lambda item: not item.nodeid.startswith(LONGEST))  # nobody waits for these at the end


def shares_a_setup(item: pytest.Item) -> bool:
    """Whether a test uses what is set up once for its module, beside the browser."""
    used = item._fixtureinfo.name2fixturedefs if isinstance(item, pytest.Function) else {}
    return any(name != "browser" and found[-1].scope == "module" for name, found in used.items())


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
