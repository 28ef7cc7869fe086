"""The first page and a question are light in every language; benchmarks/weight.py weighs all the others."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser.conftest import Site
from tests.browser.kinds import LANGUAGES
from tests.browser.phone import PHONE, press
from tests.browser.public_site import KINDS
from tests.browser.weights import Scales, Weight

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("public site")]
BIG = 200_000


@pytest.fixture
def page(public_browser: Any) -> Iterator[Any]:
    context = public_browser.new_context(**PHONE)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_landing_and_question_are_light(public: Site, page: Any, language: str):
    scales = Scales(page, keeps=True)
    page.goto(f"{public.url}/{KINDS}/?lang={language}")
    landing = scales.weigh()
    assert landing.kinds["html"] > 500
    assert landing.kinds["css"] > 1_000
    assert landing.faults(language, first=True) == []
    to_first_question(page)
    question = scales.weigh()
    assert question.faults(language, first=False) == []
    assert question.kinds.get("css", 0) + question.kinds.get("font", 0) == 0, "styles and fonts are kept"


@pytest.mark.parametrize("path", ["/start/", "/privacy/"])
def test_pages_come_compressed_and_files_stay(public: Site, page: Any, path: str):
    answers = []
    page.on("response", lambda answer: answers.append(answer))
    page.goto(f"{public.url}{path}", wait_until="networkidle")
    (html,) = [answer for answer in answers if answer.request.resource_type == "document"]
    (css,) = [answer for answer in answers if answer.request.resource_type == "stylesheet"]
    assert html.headers["content-encoding"] == "gzip"
    assert html.headers["cache-control"] == "no-store"
    assert css.headers["content-encoding"] in ("br", "gzip")
    assert "immutable" in css.headers["cache-control"]


def test_a_heavy_page_is_seen(public: Site, public_browser: Any):
    """Positive control: 200 kB of images, and one of another site, which the page's own rules would have refused."""
    context = public_browser.new_context(**PHONE, bypass_csp=True)
    page = context.new_page()
    scales = Scales(page, keeps=True)
    page.goto(f"{public.url}/{KINDS}/?lang=nl")
    assert scales.weigh().faults("nl", first=True) == []
    (font,) = (public.folder / "static" / "fonts").glob("Vazirmatn_700Bold.????????????.woff2")
    for place in range(BIG // font.stat().st_size + 4):
        draw(page, f"{public.url}/static/fonts/{font.name}?{place}")
    draw(page, "https://stranger.test/x.png")
    weight = scales.weigh()
    assert weight.total > BIG, weight
    assert [fault.split()[:2] for fault in weight.faults("nl", first=True)] == [["in", "all"], ["another", "site:"]]
    context.close()


def draw(page: Any, address: str) -> None:
    """Have the page show an image, and wait for it to come or fail."""
    page.evaluate(
        "src => new Promise(r => document.body.append(Object.assign(new Image(), {src, onload: r, onerror: r})))",
        address,
    )


@pytest.mark.parametrize(
    ("weight", "language", "first", "fault"),
    [
        (Weight({"html": 60_001}), "nl", True, "in all"),
        (Weight({"html": 120_001}), "ar", True, "in all"),
        (Weight({"html": 15_001}), "ti", False, "in all"),
        (Weight({}, {"css": 25_001}), "en", False, "css"),
        (Weight({}, {"js": 20_001}), "tr", True, "js"),
    ],
)
def test_each_limit_holds(weight: Weight, language: str, first: bool, fault: str):
    assert [found.split(" ")[0] for found in weight.faults(language, first=first)] == [fault.split(" ")[0]]


def to_first_question(page: Any) -> None:
    press(page, "nocode")
    press(page, "yes")
    page.check("[name=eligible_adult][value=yes]")
    press(page, "next")
    with page.expect_navigation():
        page.locator("main a.btn").click()
