"""How fast a dataset is written in each format, and in how much memory.

.venv/bin/python benchmarks/exports.py [--study perspectief-2024] [--rows 5173] [--big 100000] [--columns 300]

Rows are drawn at random from what the columns can hold; they do not go through the questionnaire. Each measurement runs
in a process of its own, whose peak of memory is read from the kernel: making the rows, then the file.
"""

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from random import Random

ROOT = Path(__file__).resolve().parents[1]
BIG_FORMATS = ("sav", "parquet", "csv")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--study", default="perspectief-2024")
    parser.add_argument("--rows", type=int, default=5_173, help="interviews of the study, all its columns, all formats")
    parser.add_argument("--big", type=int, default=100_000, help="interviews of the large run")
    parser.add_argument("--columns", type=int, default=300, help="columns of the large run")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    wish = parser.parse_args()
    if wish.one:
        measure(json.loads(wish.one), wish.study)
        return
    print(f"{time.strftime('%Y-%m-%d %H:%M')}, {machine()}")
    print(f"\n{wish.study}, all columns, {wish.rows} interviews")
    table([run(wish.study, {"format": name, "rows": wish.rows, "columns": 0}) for name in formats()])
    print(f"\n{wish.columns} columns, growing")
    for name in BIG_FORMATS:
        sizes = [wish.big // 4, wish.big // 2, wish.big]
        found = [run(wish.study, {"format": name, "rows": rows, "columns": wish.columns}) for rows in sizes]
        table(found)
        print(
            f"  {name}: twice the rows took {found[2]['write'] / found[1]['write']:.2f} times as long (2.00 is linear)"
        )


def machine() -> str:
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 1024**3
    return (
        f"{os.cpu_count()} cores, {memory:.0f} GiB, Python {platform.python_version()}, load {os.getloadavg()[0]:.1f}"
    )


def table(found: list[dict]) -> None:
    slowest = max(one["write"] for one in found)
    for one in found:
        print(
            f"  {one['format']:<8} {one['rows']:>8} x {one['columns']}: rows {one['spool']:6.1f} s, "
            f"file {one['write']:6.1f} s ({one['write'] / slowest:4.2f} of the slowest), "
            f"peak {one['memory']:5.0f} MB ({one['start']:.0f} MB before), {one['size']:6.1f} MB"
        )


def run(study: str, one: dict) -> dict:
    command = [sys.executable, __file__, "--study", study, "--one", json.dumps(one)]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return json.loads(done.stdout.splitlines()[-1])


def formats() -> list[str]:
    set_up()
    from exports.package import WRITERS

    return list(WRITERS)


def set_up() -> None:
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()


def measure(one: dict, study: str) -> None:
    """In a process of its own: make the rows, write the file, print the figures as JSON."""
    set_up()
    from exports.package import WRITERS
    from exports.writers.chunks import Spool, chunked

    made = labelled(study, one["columns"])
    start = peak()
    with tempfile.TemporaryDirectory(prefix="inburgerstem-exports-") as folder:
        began = time.perf_counter()
        rows = islice(random_rows(made.variables), one["rows"])
        spool = Spool(Path(folder) / "rows").fill(chunked(rows, made.variables), lambda done: None)
        spooled = time.perf_counter()
        path = Path(folder) / f"out.{one['format']}"
        from dataclasses import replace

        WRITERS[one["format"]](replace(made, chunks=spool), path)
        written = time.perf_counter()
        size = path.stat().st_size / 1e6
    figures = {"spool": spooled - began, "write": written - spooled, "memory": peak(), "start": start, "size": size}
    print(json.dumps({**one, **figures, "columns": len(made.variables)}))


def peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def labelled(study: str, columns: int):
    """A table without rows: the study's newest edition, its columns taken again and again where more are asked for."""
    from dataclasses import replace

    from exports.case_columns import case_columns
    from exports.columns import columns_of
    from exports.dataset import Dataset
    from exports.writers.table import table
    from surveys.engine.editions import edition_numbers, select_edition
    from surveys.engine.parse import parse
    from surveys.load import read_folder

    document = read_folder(study)
    definition = parse(select_edition(document, max(edition_numbers(document))))
    asked = [column for column in columns_of(definition) if not column.open_text]
    found = [*case_columns([definition]), *asked]
    while columns and len(found) < columns:
        found += [replace(column, name=f"{column.name[:24]}_x{len(found)}", set_name="") for column in asked]
    kept = tuple(found[: columns or None])
    names = {column.name for column in kept}
    kept = tuple(replace(c, set_name=c.set_name if c.set_name in definition.questions else "") for c in kept)
    assert len(names) == len(kept)
    return table(Dataset(study, definition.title, definition, kept, iter(()), 0, True), "nl", ())


def random_rows(variables) -> Iterator[tuple]:
    """Endless rows of values that the labels allow. A thousand different rows, so that drawing costs little."""
    random = Random(1)
    values = [_values(variable) for variable in variables]
    known = [tuple(random.choice(each) for each in values) for _ in range(1_000)]
    while True:
        yield from random.sample(known, len(known))


def _values(variable) -> list:
    if variable.storage == "text":
        return ["nl", "en", "ar", "tr", "ti"]
    if variable.storage == "decimal":
        return [1.0, 2.5, 3.75, -5.0, 4.2]
    return list(variable.labels)[:60] if any(code >= 0 for code in variable.labels) else list(range(-9, 500))


if __name__ == "__main__":
    main()
