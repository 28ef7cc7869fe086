"""Listening in a real browser: with the script buttons, without it the browser's own controls; nothing by itself."""

import time
from pathlib import Path
from typing import Any

import pytest

from surveys.engine.checks.freshness import source_hash
from surveys.load import read_folder
from tests.browser.conftest import Site
from tests.browser.look import listen, look
from tests.browser.phone import PHONE
from tests.surveys.sounds import wav, zipped

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("site")]
STUDY = "perspectief-2024"
SECONDS = 3.0
HEARD = ("title", "lead")
"""Texts of the landing page that somebody recorded."""


@pytest.fixture(scope="module")
def landing(site: Site, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The landing page's Dutch texts; two of them were recorded and brought in."""
    texts = read_folder(STUDY)["materials"]["landing"]
    files = {f"nl-{source_hash(texts[name]['nl'])[:16]}.wav": wav(SECONDS) for name in HEARD}
    recordings = zipped(tmp_path_factory.mktemp("recordings") / "nl.zip", files)
    site.manage("audio", STUDY, "--import", str(recordings), "--voice", "Test speaker", "--languages", "nl")
    return texts


def opened(site: Site, browser: Any, **more: Any) -> Any:
    context = browser.new_context(**PHONE, **more)
    page = listen(context.new_page())
    page.fetched = []
    page.on("response", lambda response: "/audio/" in response.url and page.fetched.append(response))
    page.goto(f"{site.url}/{STUDY}/?lang=nl")
    return page


def wait_until_it_plays(page: Any, place: int) -> None:
    """By asking again and again: the page's own rules refuse a script that waits."""
    until = time.monotonic() + 10
    while not page.evaluate(f"document.querySelectorAll('audio.hear')[{place}].currentTime > 0.2"):
        assert time.monotonic() < until, "it does not play"
        page.wait_for_timeout(50)


def test_a_tap_plays_and_another_stops(site: Site, browser: Any, landing: dict[str, Any]):
    page = opened(site, browser)
    buttons = page.locator("main button.listen")
    assert buttons.count() == len(HEARD)
    assert [buttons.nth(at).get_attribute("aria-label") for at in range(2)] == [
        f"Luister: {landing[name]['nl']}" for name in HEARD
    ]
    look(page)
    assert page.fetched == []  # no sound before it is asked for
    buttons.nth(0).click()
    wait_until_it_plays(page, 0)
    assert {response.status for response in page.fetched} <= {200, 206}
    assert len({response.url for response in page.fetched}) == 1
    assert buttons.nth(0).get_attribute("aria-pressed") == "true"
    look(page)
    buttons.nth(1).click()
    wait_until_it_plays(page, 1)
    assert page.evaluate("[...document.querySelectorAll('audio.hear')].map(a => a.paused)") == [True, False]
    assert [buttons.nth(at).get_attribute("aria-pressed") for at in range(2)] == ["false", "true"]
    buttons.nth(1).click()
    assert page.evaluate("document.querySelectorAll('audio.hear')[1].paused")
    page.context.close()


def pressed(page: Any) -> str:
    return page.locator("button.read-all").get_attribute("aria-pressed")


def test_everything_is_read_in_order_and_marked(site: Site, browser: Any, landing: dict[str, Any]):
    page = opened(site, browser)
    assert (pressed(page), page.fetched) == ("false", [])
    page.locator("button.read-all").click()
    wait_until_it_plays(page, 0)
    assert page.locator(".read").inner_text().strip() == landing["title"]["nl"]
    look(page)
    wait_until_it_plays(page, 1)
    assert page.locator(".read").inner_text().strip() == landing["lead"]["nl"]
    page.locator("button.read-all").click()
    assert (pressed(page), page.locator(".read").count()) == ("false", 0)
    page.locator("button.read-all").click()
    wait_until_it_plays(page, 1)
    until = time.monotonic() + 10
    while pressed(page) == "true":
        assert time.monotonic() < until, "it never ends"
        page.wait_for_timeout(50)
    page.context.close()


def test_without_a_script_the_browsers_own_controls_are_there(site: Site, browser: Any, landing: dict[str, Any]):
    page = opened(site, browser, java_script_enabled=False)
    controls = page.locator("main audio.hear[controls]")
    assert controls.count() == len(HEARD)
    assert all(control.is_visible() for control in controls.all())
    assert all(control.get_attribute("preload") == "none" for control in controls.all())
    assert page.locator("main button.listen").count() == 0
    assert page.fetched == []
    page.context.close()


def test_no_signal_is_said(site: Site, browser: Any, landing: dict[str, Any]):
    page = opened(site, browser)
    page.route("**/audio/**", lambda route: route.abort("internetdisconnected"))
    page.locator("main button.listen").first.click()
    page.wait_for_selector(".hear-failed")
    assert "Kijk of u internet heeft" in page.locator(".hear-failed").inner_text()
    page.unroute("**/audio/**")
    page.locator("main button.listen").first.click()
    wait_until_it_plays(page, 0)
    assert page.locator(".hear-failed").count() == 0
    page.context.close()


def test_other_languages_stay_silent(site: Site, browser: Any, landing: dict[str, Any]):
    """Nobody recorded Turkish: neither a control nor the script."""
    page = opened(site, browser)
    page.goto(f"{site.url}/{STUDY}/?lang=tr")
    assert page.locator("audio, main button.listen").count() == 0
    page.context.close()


def test_nobody_knows_the_address_of_a_sound_that_is_gone(site: Site, browser: Any, landing: dict[str, Any]):
    page = opened(site, browser)
    answer = page.request.get(f"{site.url}/audio/nl/{source_hash('iets anders')}.opus")
    assert answer.status == 404
    page.context.close()


def test_recordings_lie_outside_version_control(site: Site, landing: dict[str, Any]):
    kept = [path for path in Path(site.folder).glob("audio/nl/*") if path.suffix in (".opus", ".mp3")]
    assert len(kept) == 2 * len(HEARD)
    assert max(path.stat().st_size for path in kept) <= 40 * 1024
