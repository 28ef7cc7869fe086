"""What every kind of page weighs over the wire in five languages, measured in a real browser on a site of its own.

python benchmarks/weight.py                     a markdown table; exit code 1 where a limit is broken
python benchmarks/weight.py --languages nl,ar   of these languages only

First: with an empty cache. Further: with what the browser kept of the pages before. In bytes, headers included.
"""

import os
import platform
import sys
import tempfile
from argparse import ArgumentParser
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from playwright.sync_api import sync_playwright

from tests.browser.conftest import Site
from tests.browser.kinds import LANGUAGES, every_kind
from tests.browser.phone import PHONE
from tests.browser.public_site import browser_arguments, public_site
from tests.browser.weights import Scales, Weight
from tests.conftest import BROWSER_ARGUMENTS
from tests.programs import need

PARTS = ("html", "css", "js", "font", "other")


@dataclass(frozen=True)
class Line:
    """One kind of page in one language."""

    page: str
    language: str
    first: Weight
    further: Weight

    @property
    def faults(self) -> list[str]:
        found = self.first.faults(self.language, first=True) + self.further.faults(self.language, first=False)
        return [f"{self.page} ({self.language}): {fault}" for fault in found]

    def __str__(self) -> str:
        parts = " | ".join(str(self.first.kinds.get(part, 0)) for part in PARTS)
        strangers = len(self.first.strangers) + len(self.further.strangers)
        cells = f"{self.first.total} | {parts} | {self.first.requests} | {self.further.total} | {self.further.requests}"
        return f"| {self.page} | {self.language} | {cells} | {strangers} |"


def walk(browser: Any, site: Site, language: str, *, keeps: bool) -> dict[str, Weight]:
    context = browser.new_context(**PHONE)
    page = context.new_page()
    scales = Scales(page, keeps=keeps)
    found = {name: scales.weigh() for name in every_kind(page, site, language)}
    context.close()
    return found


def lines(browser: Any, site: Site, languages: list[str]) -> Iterator[Line]:
    for language in languages:
        first = walk(browser, site, language, keeps=False)
        further = walk(browser, site, language, keeps=True)
        further.pop("landing")
        for name, weight in first.items():
            yield Line(name, language, weight, further.get(name, Weight()))


def main() -> int:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--languages", default=",".join(LANGUAGES))
    chosen = parser.parse_args().languages.split(",")
    with (
        tempfile.TemporaryDirectory() as folder,
        public_site(Path(folder)) as (site, pin),
        sync_playwright() as programs,
    ):
        arguments = [*BROWSER_ARGUMENTS, *browser_arguments(pin)]
        browser = programs.chromium.launch(executable_path=need("chromium"), args=arguments)
        return report(list(lines(browser, site, chosen)), browser.version)


def report(measured: list[Line], browser: str) -> int:
    day = datetime.now(UTC).date().isoformat()
    print(f"Measured on {day}, {os.cpu_count()} cores, {platform.system()}, Chromium {browser}.\n")
    print("| page | language | first | html | css | js | font | other | requests | further | requests | others |")
    print("|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|")
    for line in measured:
        print(line)
    faults = [fault for line in measured for fault in line.faults]
    print(f"\n{len(measured)} pages, {len(faults)} over a limit.")
    for fault in faults:
        print(f"- {fault}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
