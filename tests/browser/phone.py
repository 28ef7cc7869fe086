"""Somebody with a phone: opens pages, answers each question, remembers what they chose."""

from dataclasses import dataclass, field
from typing import Any

PHONE = {"viewport": {"width": 360, "height": 740}, "device_scale_factor": 2, "is_mobile": True, "has_touch": True}
TYPED = {
    "age": "34",
    "country": {"nl": "Syrië", "en": "Syria", "ar": "سوريا", "tr": "Suriye", "ti": "ሶርያ"},
    "remarks": "Ik leer graag. شكرا ትግርኛ",
}
MONTH, YEAR = "5", "2023"
MAX_PAGES = 150


@dataclass
class Told:
    """What was answered: question → the words of the options chosen, or what was typed; and in which language."""

    chosen: dict[str, list[str]] = field(default_factory=dict)
    typed: dict[str, dict[str, str]] = field(default_factory=dict)
    language: dict[str, str] = field(default_factory=dict)
    pages: list[str] = field(default_factory=list)


def page_name(page: Any) -> str:
    """`age` of /q/age/ or /screening/age/; '' elsewhere."""
    parts = page.url.split("?")[0].rstrip("/").split("/")
    return parts[-1] if parts[-2] in ("q", "screening") else ""


def press(page: Any, go: str) -> None:
    """Press one of the page's buttons and wait for what comes."""
    with page.expect_navigation():
        page.locator(f'button.btn[name="go"][value="{go}"]').first.click()


def switch_to(page: Any, language: str) -> None:
    """By the language's own name: a button where the page has answers to keep, else a link."""
    menu = page.locator("details.lang summary")
    if menu.count():
        menu.click()
    with page.expect_navigation():
        page.locator(f'button[name="lang"][value="{language}"], a[hreflang="{language}"]').first.click()


def language_of(page: Any) -> str:
    return page.locator("html").get_attribute("lang")


def answer_page(page: Any, told: Told) -> None:
    """Answer what stands on the page: the first option, the first two boxes, or what is known by heart."""
    name = page_name(page)
    told.pages.append(name)
    told.language[name] = language_of(page)
    radios = page.locator('main form input[type="radio"]')
    boxes = page.locator(f'main form input[type="checkbox"][name="{name}"]')
    if radios.count():
        told.chosen[name] = [_choose(page, radios.nth(0))]
    elif boxes.count():
        told.chosen[name] = [_choose(page, boxes.nth(place)) for place in range(min(2, boxes.count()))]
    else:
        told.typed[name] = _type(page, name)


def _choose(page: Any, control: Any) -> str:
    words = page.locator(f"label:has(#{control.get_attribute('id')})").inner_text().strip()
    control.check()
    return words


def _type(page: Any, name: str) -> dict[str, str]:
    if page.locator(f'select[name="{name}-month"]').count():
        page.select_option(f'select[name="{name}-month"]', MONTH)
        page.fill(f'input[name="{name}-year"]', YEAR)
        return {"month": MONTH, "year": YEAR}
    known = TYPED[name]
    words = known[language_of(page)] if isinstance(known, dict) else known
    page.fill(f'[name="{name}"]', words)
    return {"value": words}


def answer_until(page: Any, told: Told, stop: Any) -> None:
    """Go on answering until `stop(page)` holds or the questions are over."""
    for _ in range(MAX_PAGES):
        if page.url.split("?")[0].endswith("/enough/"):
            press(page, "on")
        if not page_name(page) or stop(page):
            return
        before = page.url
        answer_page(page, told)
        press(page, "next")
        assert page.url != before, f"{before} was answered and did not lead on: {page.locator('main').inner_text()}"
    raise AssertionError(f"more than {MAX_PAGES} pages: {told.pages}")
