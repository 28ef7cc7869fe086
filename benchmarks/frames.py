"""How long a list takes to come in: CSV and XLSX, read, checked, stored; a second time unchanged; and a draw from it.

.venv/bin/python benchmarks/frames.py [--rows 65000]
"""

import argparse
import io
import os
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
folder = tempfile.TemporaryDirectory(prefix="inburgerstem-frames-")
os.environ["VAR_DIR"] = folder.name
os.environ["DATABASE_URL"] = f"sqlite:///{folder.name}/bench.sqlite3"
os.environ.pop("CONTACTS_DATABASE_URL", None)  # the file in VAR_DIR
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"

import django  # noqa: E402

django.setup()

import openpyxl  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402

from invitations import frame, frames, made_up, samples, sheet, studies  # noqa: E402
from invitations.sampling import Wish  # noqa: E402
from surveys.load import read_folder  # noqa: E402
from surveys.models import Study  # noqa: E402

SLUG = "perspectief-2024"


def timed(name: str, work: Callable[[], Any]) -> Any:
    """By the clock, and in seconds of a core: the second says more on a busy machine."""
    clock, core = time.perf_counter(), time.process_time()
    result = work()
    print(f"{name:<36} {time.perf_counter() - clock:7.2f} s  {time.process_time() - core:7.2f} s of a core")
    return result


def as_xlsx(people: Sequence[dict[str, str]], columns: Sequence[str]) -> bytes:
    book = openpyxl.Workbook(write_only=True)
    page = book.create_sheet()
    page.append(list(columns))
    for person in people:
        page.append([person[name] for name in columns])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def bring_in(name: str, data: bytes, schema: frame.Schema) -> Study:
    print(f"{name}: {len(data) / 1e6:.1f} MB")
    study = Study.objects.create(slug=name, title=name)
    read = timed("  read", lambda: sheet.look(data))
    timed("  checked", lambda: frame.check(read, schema, timezone.localdate()))
    timed("  imported (read and checked again)", lambda: frames.import_frame(study, schema, data))
    timed("  imported once more, unchanged", lambda: frames.import_frame(study, schema, data))
    return study


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=65_000)
    rows = parser.parse_args().rows
    call_command("migrate", verbosity=0)
    document = read_folder(SLUG)
    schema = studies.frame_schema(document)
    people = made_up.rows(document["margins"], schema, rows, 1)
    print(f"{rows} rows, {len(schema.columns)} columns; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    bring_in("xlsx", as_xlsx(people, list(schema.columns)), schema)
    study = bring_in("csv", made_up.as_csv(people, schema).encode(), schema)
    wish = Wish(seed=7, by=("group", "learning_route"), n=rows // 2)
    timed("a sample of half drawn and stored", lambda: samples.draw(study, schema, wish, now=timezone.now()))


main()
