"""What axe objects to on the pages of staff, in a real browser, on a demo of its own: found by following links.

python benchmarks/access_staff.py                          each kind of page, as each role, at 360 and 1280 px
python benchmarks/access_staff.py --role researcher        as one role
python benchmarks/access_staff.py --below PATH             only pages whose address begins so
python benchmarks/access_staff.py --pictures FOLDER        a picture of each page too

Every link, form that only asks, and part that a page loads is followed from the staff home on. Of pages of one kind
(one address pattern) a few are opened. A page is at fault where axe objects, the console complains, something is wider
than the window, a character has no glyph, or the server failed. Exit code 1 where anything is.
"""

import os
import re
import sys
import tempfile
import time
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections import Counter, deque
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.browser.conftest import BROWSER_ARGUMENTS, Site, demo_site
from tests.browser.look import boxes, listen, violations
from tests.programs import need_browser

WIDTHS = {"phone": {"width": 360, "height": 740}, "desk": {"width": 1280, "height": 800}}
MOST_OF_A_KIND = 2
NOT_PAGES = re.compile(r"\.(pdf|csv|png|zip|age|xlsx|docx|json|svg|txt|yaml)(\?|$)|/logout/|/language/")
LINKS = """() => [...document.querySelectorAll('a[href], iframe[src]')].map(e => e.href || e.src)"""
WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
OPENED = """
from surveys.design import opening
from surveys.models import Edition
opening.open_edition(Edition.objects.order_by("-number").first(), None)
"""
"""The newest edition stands in the workbench."""
SESSION = """
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from staff.models import User
for user in User.objects.filter(email__endswith="@example.org", memberships__role="{role}")[:1]:
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session.save()
    print("made", session.session_key)
"""


def kind_of(address: str) -> str:
    """Addresses that differ in numbers, names of things and studies alone are one kind."""
    path = re.sub(r"/(q|p|s|o|l|g|t|d|a)?\d+(?=/|$)", "/#", urlsplit(address).path)
    path = re.sub(r"/[0-9a-f]{8}-[0-9a-f-]{27}(?=/|$)", "/#", path)
    return re.sub(r"/(page|node|rules|texts|item|translate|audio|words)/[^/]+", r"/\1/*", path)


def crawl(
    context: Any, site: Site, role: str, below: str, pictures: Path | None
) -> Iterator[tuple[str, float, list[str]]]:
    """Address, milliseconds until it was there, and what is wrong with it."""
    page = listen(context.new_page())
    waiting, seen, kinds = deque([f"{site.url}{below}"]), set[str](), Counter[str]()
    while waiting:
        address = waiting.popleft()
        if address in seen or kinds[kind_of(address)] >= MOST_OF_A_KIND:
            continue
        seen.add(address)
        kinds[kind_of(address)] += 1
        page.complaints.clear()
        began = time.perf_counter()
        try:
            answer = page.goto(address, wait_until="domcontentloaded")
        except Exception as error:
            if "Download is starting" not in str(error):
                yield address, 0.0, [str(error).splitlines()[0]]
            continue
        took = 1000 * (time.perf_counter() - began)
        page.wait_for_load_state("networkidle")
        if "text/html" not in (answer.headers.get("content-type") or ""):
            continue
        yield page.url, took, faults(page, answer.status, role, pictures)
        for link in page.evaluate(LINKS):
            to = urldefrag(urljoin(page.url, link)).url
            if to.startswith(f"{site.url}{below}") and not NOT_PAGES.search(to):
                waiting.append(to)


def faults(page: Any, status: int, role: str, pictures: Path | None) -> list[str]:
    found = [f"status {status}"] if status >= 400 else []
    for name, size in reversed(WIDTHS.items()):
        page.set_viewport_size(size)
        found += [f"{name}: {one}" for one in violations(page)]
        wide = page.evaluate(WIDE)
        found += [f"{name}: {wide} px too wide"] if wide > 0 else []
        if pictures:
            file = re.sub(r"[^a-z0-9]+", "-", urlsplit(page.url).path.lower()).strip("-")[:90]
            page.screenshot(path=pictures / f"{role}-{file}-{name}.png", full_page=True)
    found += [f"no glyph for {one}" for one in boxes(page)]
    return [*found, *page.complaints]


def main() -> int:
    parser = ArgumentParser(description=__doc__, formatter_class=RawDescriptionHelpFormatter)
    parser.add_argument("--role", default="researcher,translator,fieldwork,municipality,analyst,privacy,fg")
    parser.add_argument("--below", default="/staff/")
    parser.add_argument("--pictures", type=Path)
    wish = parser.parse_args()
    if wish.pictures:
        wish.pictures.mkdir(parents=True, exist_ok=True)
    from playwright.sync_api import sync_playwright

    looked: list[tuple[str, str, float, list[str]]] = []
    with tempfile.TemporaryDirectory() as folder, demo_site(Path(folder)) as site, sync_playwright() as programs:
        browser = programs.chromium.launch(executable_path=need_browser(), args=BROWSER_ARGUMENTS)
        site.manage("shell", "-c", OPENED)
        for role in wish.role.split(","):
            key = site.manage("shell", "-c", SESSION.format(role=role)).split("made ")[-1].split()[0]
            context = browser.new_context(viewport=WIDTHS["desk"])
            context.add_cookies([{"name": "staff", "value": key, "domain": "127.0.0.1", "path": "/staff/"}])
            looked += [(role, *one) for one in crawl(context, site, role, wish.below, wish.pictures)]
            context.close()
    return told(looked)


def told(looked: list[tuple[str, str, float, list[str]]]) -> int:
    wrong = [(role, address, found) for role, address, _, found in looked if found]
    print(f"{datetime.now(UTC).date().isoformat()}, {os.cpu_count()} cores.")
    for role in dict.fromkeys(role for role, *_ in looked):
        times = [took for one, _, took, _ in looked if one == role]
        print(f"{role}: {len(times)} pages, median {median(times):.0f} ms, slowest {max(times):.0f} ms")
    for role, address, found in wrong:
        print(f"- {role} {urlsplit(address).path}: {'; '.join(found)}")
    print(f"{len(looked)} pages at two widths, {len(wrong)} with something wrong.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
