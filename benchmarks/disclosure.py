"""How long it takes to make tables safe: made-up answers by place, and every question of a study by one breakdown.

`python benchmarks/disclosure.py` for tables of 10, 40 and 100 places and of 7 answers; with `STUDY BREAKDOWN` for all
questions of that study in the database at hand, such as `perspectief-2024 country_of_origin`.
"""

import os
import sys
import time
from pathlib import Path
from random import Random

import django

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from exports.counting import Data, by_column  # noqa: E402
from exports.dataset import dataset  # noqa: E402
from exports.disclosure import NothingToRelease, cells_in, protected  # noqa: E402
from exports.disclosure_rules import declared  # noqa: E402
from exports.tables import Heading, Table, headings_by, table  # noqa: E402
from surveys.engine.text import Text  # noqa: E402
from tests.exports import small_tables  # noqa: E402


def made_up(places: int) -> Table:
    chance = Random(1)
    codes = [f"o{number}" for number in range(7)]
    counts = {
        f"p{place}": {code: int(chance.paretovariate(0.9) * (3 if chance.random() < 0.6 else 8)) for code in codes}
        for place in range(places)
    }
    return small_tables.table(counts, codes)


def measure(one: Table) -> tuple[float, int]:
    start = time.perf_counter()
    try:
        hidden = protected([one], "publication").hidden
    except NothingToRelease:
        hidden = cells_in(one)
    return time.perf_counter() - start, hidden


def of_study(study: str, by: str) -> None:
    read = dataset(study, edition=1)
    data = Data(read.definition, by_column(read.columns, read.rows))
    everybody = Heading("all", Text({"nl": "Allen", "en": "All"}), {})
    names = [name for name, one in data.variables.items() if name != by and not one.multi]
    tables = [table(data, name, [everybody, *headings_by(data, [by])]) for name in names]
    start = time.perf_counter()
    found = protected(tables, "publication", declared(data.definition))
    seconds = time.perf_counter() - start
    cells = sum(map(cells_in, tables))
    print(f"{study} by {by}: {len(tables)} tables, {cells} cells, {found.hidden} not told, {seconds:.1f} s")


if __name__ == "__main__":
    if len(sys.argv) > 2:
        of_study(sys.argv[1], sys.argv[2])
    else:
        for places in (10, 40, 100):
            one = made_up(places)
            seconds, hidden = measure(one)
            print(f"{places} places: {cells_in(one)} cells, {hidden} not told, {seconds:.1f} s")
