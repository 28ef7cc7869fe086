"""In which order each language lists countries, and Dutch municipalities: by Unicode's rules for that language.

Run as `python -m config.build_order` (`make setup` does). Node's Intl.Collator puts the names in order; Tigrinya, for
which ICU has no rules, goes by code point, which is the order of the Ethiopic script. Municipalities have one name,
a Dutch one, and one order. The outcome is surveys/data/order.json, which is not kept in the repository.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from surveys.cldr import countries
from surveys.languages import LANGUAGES
from surveys.place_order import FILE, municipality_names

COLLATED = ("nl", "en", "ar", "tr")
SCRIPT = """
const lists = JSON.parse(require('fs').readFileSync(0, 'utf8'));
const lacking = Object.keys(lists).filter(tag => !Intl.Collator.supportedLocalesOf([tag]).length);
if (lacking.length) { console.error('no rules of order for ' + lacking.join(', ')); process.exit(1); }
for (const [tag, names] of Object.entries(lists)) {
  const collator = new Intl.Collator(tag);
  names.sort((a, b) => collator.compare(a[1], b[1]) || (a[0] < b[0] ? -1 : 1));
}
console.log(JSON.stringify(lists));
"""
SECONDS = 60

Names = list[tuple[str, str]]
"""Pairs of code and name."""


class OrderProblem(Exception):
    """The names could not be put in order."""


def node() -> str:
    """The program: the system's, or the one that `make setup` put beside Python."""
    found = shutil.which("node", path=os.pathsep.join((os.environ.get("PATH", ""), str(Path(sys.executable).parent))))
    if found is None:
        raise OrderProblem("Node is missing. Run `make setup`, which fetches it.")
    return found


def collated(lists: Mapping[str, Names]) -> dict[str, list[str]]:
    """Codes by language, in that language's order of name. Raises OrderProblem."""
    order = json.dumps({tag: [(code, _key(name)) for code, name in names] for tag, names in lists.items()})
    try:
        done = _run([node(), "-e", SCRIPT], order)
    except (subprocess.SubprocessError, OSError) as error:
        told = getattr(error, "stderr", "") or str(error)
        raise OrderProblem(f"Node could not put the names in order: {told.strip().splitlines()[-1]}") from error
    return {tag: [code for code, _ in names] for tag, names in json.loads(done.stdout).items()}


def _run(command: list[str], fed: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(  # noqa: S603 - a script of ours; names go in as data
        command, input=fed, capture_output=True, text=True, timeout=SECONDS, check=True
    )


def _key(name: str) -> str:
    """’s-Gravenhage is looked up under the S."""
    return name.lstrip("'’‘ ")


def by_code_point(names: Names) -> list[str]:
    return [code for code, _ in sorted(names, key=lambda pair: (pair[1], pair[0]))]


def order() -> dict[str, dict[str, list[str]]]:
    """Codes by kind of place and language."""
    named: dict[str, Names] = {tag: list(countries(tag).items()) for tag in LANGUAGES}
    by_country = collated({tag: named[tag] for tag in COLLATED})
    plain = {tag: by_code_point(named[tag]) for tag in LANGUAGES if tag not in COLLATED}
    towns = collated({"nl": list(municipality_names().items())})
    return {"country": {**by_country, **plain}, "municipality": towns}


def main() -> int:
    try:
        found = order()
    except OrderProblem as problem:
        print(problem, file=sys.stderr)
        return 1
    draft = FILE.with_suffix(".json.new")
    draft.write_text(json.dumps(found), encoding="utf-8")
    draft.replace(FILE)
    print(f"{FILE.name}: {len(found['country'])} languages, {len(found['municipality']['nl'])} municipalities")
    return 0


if __name__ == "__main__":
    sys.exit(main())
