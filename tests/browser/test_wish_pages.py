"""The pages after sending, in five languages at 360 px: offer, form, its error, thanks, terms, off the list."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.browser.conftest import Site
from tests.browser.look import listen, show
from tests.browser.phone import PHONE, language_of
from tests.browser.test_pages import DIRECTIONS

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("site")]
MAKE_A_PASS = (
    "from dataclasses import asdict; from django.core import signing; from respondents.wish_pass import *; "
    "from surveys.models import Edition; e = Edition.objects.order_by('-number').first(); "
    "print('PASS', signing.dumps(asdict(WishPass(e.study.slug, e.number, '{token}')), salt=SALT))"
)


@pytest.fixture
def page(browser: Any, site: Site) -> Iterator[Callable[[str], Any]]:
    """`page(language)`: a phone on which somebody just sent their answers; the walk there is test_pages' affair."""
    contexts = []

    def make(language: str) -> Any:
        context = browser.new_context(**PHONE)
        contexts.append(context)
        said = site.manage("shell", "--no-imports", "-c", MAKE_A_PASS.format(token=f"sent in {language}"))
        known = {"wish": said.split("PASS ")[1].strip(), "django_language": language}
        context.add_cookies([{"name": name, "value": value, "url": site.url} for name, value in known.items()])
        return listen(context.new_page())

    yield make
    for context in contexts:
        context.close()


def click(page: Any, selector: str) -> None:
    with page.expect_navigation():
        page.locator(selector).first.click()


@pytest.mark.parametrize("language", DIRECTIONS)
def test_wishes(site: Site, page: Callable[[str], Any], language: str) -> None:
    here = page(language)
    here.goto(f"{site.url}/done/")
    assert language_of(here) == language
    show(here, f"{language}-wish-done")
    for kind in ("raffle", "interview"):
        here.goto(f"{site.url}/done/")
        click(here, f'form[action="/done/{kind}/"] button')
        show(here, f"{language}-wish-{kind}")
        here.fill("#contact", "06 123")
        click(here, "form.card button.btn")
        assert here.locator("#contact-error").count() == 1
        show(here, f"{language}-wish-{kind}-error")
        here.fill("#contact", "06 12 34 56 78")
        click(here, "form.card button.btn")
        assert here.url.endswith(f"/wish/{kind}/kept/")
        show(here, f"{language}-wish-{kind}-kept")
    here.goto(f"{site.url}/wish/terms/")
    show(here, f"{language}-wish-terms")
    here.goto(f"{site.url}/wish/remove/")
    show(here, f"{language}-wish-remove")
    here.fill("#contact", "+31 6 12345678")
    click(here, "form.card button.btn")
    assert here.url.endswith("/wish/removed/")
    show(here, f"{language}-wish-removed")
