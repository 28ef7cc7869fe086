"""A real browser for every room's tests, and programs that read PDFs back."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.programs import need

BROWSER_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Debian's Chromium, driven by Playwright."""
    chromium = need("chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=BROWSER_ARGUMENTS)
        yield started
        started.close()


@pytest.fixture(scope="session")
def pdf_programs() -> None:
    for program in ("pdfinfo", "pdftoppm", "pdftotext", "zbarimg"):
        need(program)
