"""How long texts take out and in again: export, reading, plan, import; and one by one, to compare.

.venv/bin/python benchmarks/exchange.py [--texts 900] [--one-by-one 50]
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
folder = tempfile.TemporaryDirectory(prefix="inburgerstem-exchange-")
os.environ["VAR_DIR"] = folder.name
os.environ["DATABASE_URL"] = f"sqlite:///{folder.name}/bench.sqlite3"
os.environ.pop("CONTACTS_DATABASE_URL", None)  # the file in VAR_DIR
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"

import django  # noqa: E402

django.setup()

from dataclasses import replace  # noqa: E402

from django.core.management import call_command  # noqa: E402

from surveys import drafts, translations  # noqa: E402
from surveys.exchange.delivery import bring_in, look, packed, write  # noqa: E402
from surveys.exchange.files import read_file  # noqa: E402
from surveys.exchange.rows import Package  # noqa: E402
from surveys.models import Study  # noqa: E402


def study_of(slug: str, texts: int) -> Study:
    """A study with this many texts, none translated."""
    pages = [
        {"name": f"p{n}", "questions": [{"name": f"q{n}", "type": "text", "label": {"nl": f"Vraag {n} van u?"}}]}
        for n in range(texts - 2)
    ]
    document: dict[str, Any] = {
        "study": slug,
        "title": {"nl": "Meting"},
        "languages": ["nl", "ar"],
        "sections": [{"name": "s", "title": {"nl": "Deel"}, "pages": pages}],
    }
    study = Study.objects.create(slug=slug, title="Meting")
    drafts.store(study, document)
    return study


def timed(name: str, work: Callable[[], Any]) -> Any:
    started = time.perf_counter()
    result = work()
    print(f"{name:<28} {time.perf_counter() - started:7.2f} s")
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", type=int, default=900)
    parser.add_argument("--one-by-one", type=int, default=50)
    arguments = parser.parse_args()
    call_command("migrate", verbosity=0)
    one_by_one(study_of("one-by-one", arguments.texts), arguments.one_by_one)
    study = study_of("bench", arguments.texts)
    package = timed("texts with their states", lambda: packed(study, "ar"))
    for form in ("xlf", "xlsx"):
        there_and_back(study, package, form)
        package = packed(study, "ar")


def there_and_back(study: Study, package: Package, form: str) -> None:
    """Another translation for every text."""
    rows = tuple(replace(row, translation=f"{form} {row.source}", state="reviewed") for row in package.rows)
    data = timed(f"{form}: written", lambda: write(replace(package, rows=rows), form))
    packages = timed(f"{form}: read", lambda: read_file(data))
    timed(f"{form}: report", lambda: look(study, packages))
    found = timed(f"{form}: brought in", lambda: bring_in(study, packages, user=None, by="A"))
    print(f"  {found.counts}, {len(data) / 1e6:.2f} MB")


def one_by_one(study: Study, number: int) -> None:
    units = [item.unit for item in translations.standings_of(study, "ar")[:number]]
    made = timed(f"translate, {number} times", lambda: [translate(study, unit) for unit in units])
    timed(f"mark, {number} times", lambda: [translations.mark(study, unit, "reviewed", user=None) for unit in made])


def translate(study: Study, unit: Any) -> Any:
    return translations.translate(study, unit, f"{unit.source} 1", user=None, by="A")


main()
