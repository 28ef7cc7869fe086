"""What every kind of page weighs over the wire in five languages, measured in a real browser on a site of its own.

python benchmarks/weight.py                     a markdown table; exit code 1 where a limit is broken
python benchmarks/weight.py --languages nl,ar   of these languages only

First: with an empty cache. Further: with what the browser kept of the pages before. In bytes, headers included.
"""

import os
import platform
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.browser.conftest import Site
from tests.browser.kinds import LANGUAGES, every_kind
from tests.browser.phone import PHONE
from tests.browser.public_site import browser_on_site
from tests.browser.weights import Scales, Weight

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
    with browser_on_site() as (browser, site):
        return report(list(lines(browser, site, chosen)), browser.version)


def report(measured: list[Line], browser: str) -> int:
    day = datetime.now(UTC).date().isoformat()
    print(f"Measured on {day}, {os.cpu_count()} cores, {platform.system()}, Chromium {browser}.\n")
    languages = list(dict.fromkeys(line.language for line in measured))
    by_page(measured, languages)
    print()
    heaviest(measured, languages)
    faults = [fault for line in measured for fault in line.faults]
    print(f"\n{len(measured)} pages, {len(faults)} over a limit.")
    for fault in faults:
        print(f"- {fault}")
    return 1 if faults else 0


def by_page(measured: list[Line], languages: list[str]) -> None:
    """Bytes of each page, first and further, language beside language."""
    print(f"| page | {' | '.join(f'{language} first | further' for language in languages)} |")
    print(f"|---|{'--:|--:|' * len(languages)}")
    for name in dict.fromkeys(line.page for line in measured):
        row = {line.language: line for line in measured if line.page == name}
        cells = (f"{row[language].first.total} | {row[language].further.total}" for language in languages)
        print(f"| {name} | {' | '.join(cells)} |")


def heaviest(measured: list[Line], languages: list[str]) -> None:
    """What the heaviest first page of each language is made of; the most requests; addresses of other sites."""
    print(f"| language | heaviest first page | {' | '.join(PARTS)} | requests | scripts unpacked, any page | others |")
    print(f"|---|---|{'--:|' * (len(PARTS) + 3)}")
    for language in languages:
        mine = [line for line in measured if line.language == language]
        top = max(mine, key=lambda line: line.first.total)
        parts = " | ".join(str(top.first.kinds.get(part, 0)) for part in PARTS)
        scripts = max(line.first.unpacked.get("js", 0) for line in mine)
        strangers = sum(len(line.first.strangers) + len(line.further.strangers) for line in mine)
        print(f"| {language} | {top.page} | {parts} | {top.first.requests} | {scripts} | {strangers} |")


if __name__ == "__main__":
    sys.exit(main())
