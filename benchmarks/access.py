"""What axe objects to on every kind of page in five languages, in a real browser on a site of its own.

python benchmarks/access.py                     a markdown table; exit code 1 where axe objects to anything
python benchmarks/access.py --languages nl,ar   of these languages only
"""

import sys
from argparse import ArgumentParser
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.browser.conftest import Site
from tests.browser.kinds import LANGUAGES, every_kind
from tests.browser.look import violations
from tests.browser.phone import PHONE
from tests.browser.public_site import browser_on_site


def walk(browser: Any, site: Site, language: str) -> dict[str, list[str]]:
    """Page → rules broken, with the first place of each."""
    context = browser.new_context(**PHONE)
    page = context.new_page()
    found = {name: violations(page) for name in every_kind(page, site, language)}
    context.close()
    return found


def main() -> int:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--languages", default=",".join(LANGUAGES))
    chosen = parser.parse_args().languages.split(",")
    with browser_on_site() as (browser, site):
        found = {language: walk(browser, site, language) for language in chosen}
    print(f"Measured on {datetime.now(UTC).date().isoformat()}.\n")
    print(f"| page | {' | '.join(chosen)} |\n|---|{'--:|' * len(chosen)}")
    for name in found[chosen[0]]:
        print(f"| {name} | {' | '.join(str(len(found[language][name])) for language in chosen)} |")
    faults = [
        (name, language, fault) for language in chosen for name, all_ in found[language].items() for fault in all_
    ]
    print(f"\n{sum(map(len, found.values()))} pages, {len(faults)} violations.")
    for name, language, fault in faults:
        print(f"- {name} ({language}): {fault}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
