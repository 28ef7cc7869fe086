"""A report of tables as files: made aside, handed over whole, entered in the export register."""

import hashlib
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path

from django.conf import settings
from django.db import transaction

from exports.chart import chart, has_chart
from exports.charts import fonts_folder, pictures
from exports.models import ExportRecord
from exports.package import Made, Package, aside, checksums
from exports.printed import Report
from exports.tabulate import TablesWish
from exports.writers import tables_csv, tables_docx, tables_html, tables_xlsx
from staff import audit
from surveys.models import Study


@dataclass(frozen=True)
class Files:
    """A report with its charts, drawn when a format asks for them. `alone`: charts go without their tables."""

    report: Report
    alone: bool = False

    @cached_property
    def charts(self) -> list[str]:
        """An SVG per table, '' for none."""
        fonts = fonts_folder()
        return [
            chart(table, self.report, fonts, alone=self.alone) if has_chart(table) else ""
            for table in self.report.tables
        ]

    @cached_property
    def pictures(self) -> list[bytes]:
        """A PNG per table, empty for none."""
        drawn = iter(pictures([one for one in self.charts if one]))
        return [next(drawn) if one else b"" for one in self.charts]


def _html(files: Files, path: Path) -> None:
    tables_html.write(files.report, files.charts, path, Path(settings.BASE_DIR) / "static" / "fonts")


FORMATS: Mapping[str, Callable[[Files, Path], None]] = {
    "html": _html,
    "xlsx": lambda files, path: tables_xlsx.write(files.report, path),
    "docx": lambda files, path: tables_docx.write(files.report, files.pictures, path),
    "csv": lambda files, path: tables_csv.write(files.report, path),
}


KINDS: Mapping[str, str] = {
    "html": "text/html; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "csv": "text/csv; charset=utf-8",
    "svg": "image/svg+xml",
    "png": "image/png",
}
PICTURES = frozenset({"svg", "png"})


@dataclass(frozen=True)
class Taken:
    """A file for somebody's own computer."""

    name: str
    kind: str
    content: bytes


def download(report: Report, wish: TablesWish, form: str, *, user, now: datetime, people: int) -> Taken:
    """The report in one format, or its first chart as a picture; registered as an export. Raises TypesetError."""
    files = Files(report, alone=form in PICTURES)
    if form == "svg":
        content = next(one for one in files.charts if one).encode()
    elif form == "png":
        content = next(one for one in files.pictures if one)
    else:
        with tempfile.TemporaryDirectory() as place:
            path = Path(place) / f"table.{form}"
            FORMATS[form](files, path)
            content = path.read_bytes()
    name = f"{report.study}-{report.tables[0].name}.{form}"
    package = Package(Path(), (name,), people, len(report.tables), hashlib.sha256(content).hexdigest())
    with transaction.atomic():
        register(wish, package, (form,), user=user, now=now)
    return Taken(name, KINDS[form], content)


def write_tables(
    report: Report, wish: TablesWish, directory: Path, formats: Sequence[str], *, user, now: datetime, people: int
) -> Package:
    """Write `STUDY-tables.*` and register the export: both happen, or neither. Raises TypesetError, OSError.

    `formats` are names in FORMATS; `people` is how many the tables are about.
    """
    with aside(directory) as place:
        folder = place / "files"
        folder.mkdir()
        files = Files(report)
        for name in formats:
            FORMATS[name](files, folder / f"{report.study}-tables.{name}")
        digest = hashlib.sha256(checksums(folder).encode()).hexdigest()
        names = tuple(sorted(path.name for path in folder.iterdir()))
        package = Package(directory, names, people, len(report.tables), digest)
        with transaction.atomic():
            register(wish, package, formats, user=user, now=now)
            Made(folder, package).hand_over()
    return package


def register(wish: TablesWish, package: Package, formats: Sequence[str], *, user, now: datetime) -> None:
    """In the register `rows` are people and `variables` tables; the filter's codes are the study's own words."""
    ExportRecord.objects.create(
        study=Study.objects.get(slug=wish.study),
        made_at=now,
        made_by=user,
        rows=package.rows,
        variables=package.variables,
        digest=package.digest,
        details={"kind": "tables", **asdict(wish), "formats": list(formats), "files": list(package.files)},
    )
    audit.record(user, "tables made", wish.study, tables=package.variables, digest=package.digest)
