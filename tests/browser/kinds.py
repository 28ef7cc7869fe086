"""Every kind of page that respondents meet, one after another, as one person opens them."""

from collections.abc import Iterator
from typing import Any

from tests.browser.conftest import Site
from tests.browser.phone import press
from tests.browser.public_site import KINDS, SHIPPED

LANGUAGES = ("nl", "en", "ar", "tr", "ti")
WRONG_CODE = "7K4M Q2XW 9TDB"
QUESTIONS = (
    *("single", "multi", "scale", "plan_date", "day", "stay", "country", "municipality", "number", "two", "told"),
    "long_text",
)
UNFIT = {
    "number": ("number", "7"),
    "plan_date": ("plan_date-year", "1800"),
    "day": ("day-year", "1800"),
    "stay": ("stay-years", "x"),
    "country": ("country", "Xyz"),
    "municipality": ("municipality", "Xyz"),
}
"""What is typed to be told, kindly, that it does not fit: question → field and words."""


def every_kind(page: Any, site: Site, language: str) -> Iterator[str]:
    """Opens each page in turn and yields its name while it stands there."""
    url = site.url
    yield from before_the_questions(page, url, language)
    yield from the_questions(page)
    yield from after_the_questions(page)
    yield from wishing(page, url)
    yield from at_the_side(page, url)
    yield from removing(page, url)
    yield from ends(page, url)
    yield from together(page, site)


def before_the_questions(page: Any, url: str, language: str) -> Iterator[str]:
    page.goto(f"{url}/{SHIPPED}/?lang={language}")
    yield "landing"
    page.goto(f"{url}/")
    yield "studies"
    page.goto(f"{url}/start/")
    yield "code page"
    page.fill("#code", WRONG_CODE)
    press(page, "start")
    yield "code fault"
    page.goto(f"{url}/start/mistyped/")
    yield "scanned code fault"
    page.goto(f"{url}/helping/")
    yield "helping"
    page.goto(f"{url}/{SHIPPED}/")
    press(page, "nocode")
    press(page, "yes")
    yield "screening with drawings"
    page.goto(f"{url}/{KINDS}/")
    press(page, "nocode")
    yield "consent"
    press(page, "yes")
    yield "screening"
    press(page, "next")
    yield "screening prompt"
    page.check("[name=eligible_adult][value=yes]")
    press(page, "next")
    page.own_code = page.locator(".big-code").inner_text()
    yield "own code"
    with page.expect_navigation():
        page.locator("main a.btn").click()


def the_questions(page: Any) -> Iterator[str]:
    for name in QUESTIONS:
        assert page.url.endswith(f"/{name}/"), page.url
        yield name
        if page.locator("main details:not([open])").count():
            page.locator("main details summary").first.click()
            yield f"{name}, explanation open"
        if name in UNFIT:
            page.fill(f'[name="{UNFIT[name][0]}"]', UNFIT[name][1])
            press(page, "next")
            yield f"{name}, error"
            page.fill(f'[name="{UNFIT[name][0]}"]', "")
        if name != "told":
            press(page, "next")
        if name == "multi":
            yield f"{name}, prompt"
        press(page, "next")
        if name == "single":
            yield "enough"
            press(page, "on")


def after_the_questions(page: Any) -> Iterator[str]:
    yield "check"
    page.goto(page.url.replace("/check/", "/code/"))
    yield "new code"
    page.goto(page.url.replace("/code/", "/check/"))
    press(page, "send")
    yield "done"


def wishing(page: Any, url: str) -> Iterator[str]:
    """From the last page to the raffle, and to the interviews; then off the lists."""
    for kind in ("raffle", "interview"):
        page.goto(f"{url}/done/")
        click(page, f'form[action="/done/{kind}/"] button')
        yield kind
        page.fill("#contact", "06 123")
        press(page, "keep")
        yield f"{kind}, error"
        page.fill("#contact", "06 12 34 56 78")
        press(page, "keep")
        yield f"{kind}, kept"
    page.goto(f"{url}/wish/terms/")
    yield "terms"
    page.goto(f"{url}/wish/remove/")
    yield "off the lists"
    press(page, "remove")
    yield "off the lists, error"
    page.fill("#contact", "06 12 34 56 78")
    press(page, "remove")
    yield "off the lists, done"
    page.context.clear_cookies(name="wish")
    page.context.clear_cookies(name="__Host-wish")
    page.goto(f"{url}/wish/raffle/")
    yield "raffle, too late"


def click(page: Any, selector: str) -> None:
    with page.expect_navigation():
        page.locator(selector).first.click()


def at_the_side(page: Any, url: str) -> Iterator[str]:
    page.goto(f"{url}/help/?study={SHIPPED}")
    yield "help"
    page.goto(f"{url}/privacy/?study={SHIPPED}")
    yield "privacy"
    page.goto(f"{url}/stopped/")
    yield "stopped"
    page.goto(f"{url}/k/nowhere/")
    yield "problem"


def removing(page: Any, url: str) -> Iterator[str]:
    page.goto(f"{url}/withdraw/")
    yield "withdraw"
    press(page, "find")
    yield "withdraw, error"
    page.fill("#code", page.own_code)
    press(page, "find")
    yield "withdraw, sure"
    press(page, "remove")
    yield "withdrawn"


def ends(page: Any, url: str) -> Iterator[str]:
    page.goto(f"{url}/{KINDS}/")
    press(page, "nocode")
    press(page, "no")
    yield "refused"
    page.goto(f"{url}/{KINDS}/")
    press(page, "nocode")
    press(page, "yes")
    page.check("[name=eligible_adult][value=no]")
    press(page, "next")
    yield "outcome"
    page.goto(f"{url}/{KINDS}/")
    press(page, "nocode")
    page.context.clear_cookies(name="csrftoken")
    page.context.clear_cookies(name="__Host-csrftoken")
    press(page, "yes")
    yield "form expired"


def together(page: Any, site: Site) -> Iterator[str]:
    """A group, and the tablet that it shares; the phone is a shared one from here on."""
    page.goto(f"{site.url}/g/")
    yield "group number"
    press(page, "join")
    yield "group number, error"
    page.goto(f"{site.url}/g/{site.group}/kiosk/")
    yield "landing, shared"
    press(page, "nocode")
    press(page, "yes")
    page.check("[name=eligible_adult][value=yes]")
    press(page, "next")
    yield "own code, shared"
    page.goto(f"{site.url}/g/{site.group}/wipe/")
    yield "ready for the next"
