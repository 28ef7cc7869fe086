"""A dataset as a set of files: made aside, then handed over whole, with codebook, syntax, log, README and checksums."""

import csv as csv_file
import hashlib
import json
import os
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import astuple, dataclass, field, fields, replace
from datetime import datetime
from pathlib import Path

from exports.cleaning import RULES, Change, Rule, clean_rows
from exports.codebook_files import CODEBOOKS, book_of, write_codebooks
from exports.coded_columns import PART as CODED
from exports.counts import Profile, tally
from exports.dataset import Dataset
from exports.readme import Facts, readme
from exports.syntax import syntax
from exports.writers import csv, dta, parquet, sav, xlsx
from exports.writers.chunks import Spool, chunked
from exports.writers.table import Cut, Table, table

WRITERS: dict[str, Callable[[Table, Path], tuple[Cut, ...]]] = {
    "sav": sav.write,
    "dta": dta.write,
    "xlsx": xlsx.write,
    "csv": csv.write,
    "parquet": parquet.write,
}
SUMS = "SHA256SUMS"
ASIDE = ".making-"


class UnknownFormat(ValueError):
    """A format that we do not write."""


@dataclass(frozen=True)
class Package:
    """What was handed over. `files` are names within `directory`; `digest` is the SHA-256 over their checksums.

    `cuts` are the labels and texts that a format could not hold whole.
    """

    directory: Path
    files: tuple[str, ...]
    rows: int
    variables: int
    digest: str
    cuts: tuple[Cut, ...] = ()


@dataclass(frozen=True)
class Order:
    """What to make of a dataset: formats of the data and of the codebook, language of labels, cleaning rules.

    `told`: paragraphs for the README. `coarsened`: lines of the list of what was made coarser, where anything was; such
    a file has no syntax, since what it would work out anew is not in it.
    `judged`: when the flags were worked out and with which limits, for the README; '' where they never were.
    """

    formats: tuple[str, ...]
    language: str
    now: datetime
    codebooks: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = RULES
    profile: Profile = "internal"
    told: tuple[str, ...] = ()
    coarsened: tuple[tuple[str, ...], ...] = ()
    judged: str = ""
    progress: Callable[[int], None] = field(default=lambda done: None)


@dataclass(frozen=True)
class Made:
    """Files that lie aside, finished. Nothing of them is seen until `hand_over`."""

    aside: Path
    package: Package

    def hand_over(self) -> None:
        """Move the files to their place. The old checksums go first and the new ones come last.

        So a folder in which this was broken off has no checksums: it cannot be taken for a whole one.
        """
        directory = self.package.directory
        (directory / SUMS).unlink(missing_ok=True)
        for name in sorted(self.package.files, key=lambda name: name == SUMS):
            (self.aside / name).replace(directory / name)

    def zipped(self) -> Path:
        """All files as one zip, aside too: moving it to its place hands it over."""
        path = self.aside.parent / "package.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name in self.package.files:
                archive.write(self.aside / name, name)
        return path


def check_formats(formats: Sequence[str], known: Iterable[str] = tuple(WRITERS)) -> tuple[str, ...]:
    """The formats as asked, each once. Raises UnknownFormat with what can be had."""
    known = tuple(known)
    for name in formats:
        if name not in known:
            raise UnknownFormat(f"Format {name!r} is not known. Choose from {', '.join(known)}.")
    return tuple(dict.fromkeys(formats))


def write_package(
    data: Dataset,
    directory: Path,
    formats: Sequence[str],
    *,
    language: str,
    now: datetime,
    codebooks: Sequence[str] = (),
    rules: tuple[Rule, ...] = RULES,
) -> Package:
    """Write all files into `directory`; on any failure nothing there is changed."""
    order = Order(check_formats(formats), language, now, check_formats(codebooks, CODEBOOKS), rules)
    with made(data, directory, order) as files:
        files.hand_over()
    return files.package


@contextmanager
def made(data: Dataset, directory: Path, order: Order) -> Iterator[Made]:
    """Make the files aside, in `directory`. Rows are worked out once. What is not handed over disappears."""
    with aside(directory) as place:
        files = place / "files"
        files.mkdir()
        yield Made(files, _Making(data, order, files, place).package(directory))


@contextmanager
def aside(directory: Path) -> Iterator[Path]:
    """A folder within `directory` for files in the making; it goes, and a `directory` that was new and stayed empty."""
    new = not directory.exists()
    directory.mkdir(parents=True, exist_ok=True)
    _sweep(directory)
    try:
        with tempfile.TemporaryDirectory(dir=directory, prefix=f"{ASIDE}{os.getpid()}-") as place:
            yield Path(place)
    finally:
        if new:
            with suppress(OSError):
                directory.rmdir()


def _sweep(directory: Path) -> None:
    """Take away what runs that were killed left here."""
    for left in directory.glob(f"{ASIDE}*"):
        pid = left.name.removeprefix(ASIDE).partition("-")[0]
        if pid.isdigit() and not Path("/proc", pid).exists() and Path("/proc/self").exists():
            shutil.rmtree(left, ignore_errors=True)


@dataclass
class _Making:
    """One run: the files of a dataset in a folder of their own."""

    data: Dataset
    order: Order
    files: Path
    aside: Path
    cuts: list[Cut] = field(default_factory=list)

    def package(self, directory: Path) -> Package:
        labelled = table(self.data, self.order.language, ())
        raw = Spool(self.aside / "raw").fill(chunked(self.data.rows, labelled.variables), self.order.progress)
        whole = replace(labelled, chunks=raw)
        self.write_data(whole, self.data.study)
        clean, left = self.clean(whole, raw.rows)
        csv.write_codebook(whole, self.files / f"{self.data.study}-codebook.csv")
        if self.order.coarsened:
            self.write_lines("coarsened", self.order.coarsened)
        elif "csv" in self.order.formats:
            (self.files / "syntax.sps").write_text(syntax(self.data, whole), encoding="utf-8")
        if self.order.codebooks:
            book = book_of(self.data, tally(clean), left, (self.order.language,), self.order.profile)
            write_codebooks(self.data, book, self.files, self.order.codebooks, self.order.now.date())
        self.write_cuts()
        self.write_readme(raw.rows, left, len(labelled.variables))
        sums = checksums(self.files)
        names = tuple(sorted(path.name for path in self.files.iterdir()))
        digest = hashlib.sha256(sums.encode()).hexdigest()
        return Package(directory, names, raw.rows, len(labelled.variables), digest, tuple(self.cuts))

    def write_data(self, whole: Table, stem: str) -> None:
        for name in self.order.formats:
            self.cuts += WRITERS[name](whole, self.files / f"{stem}.{name}")

    def clean(self, raw: Table, number: int) -> tuple[Table, int]:
        """The data after the rules and how many rows they have, written beside the raw ones, and the log; without
        rules the raw ones.
        """
        with (self.files / f"{self.data.study}-log.csv").open("w", encoding="utf-8-sig", newline="") as file:
            log = csv_file.writer(file)
            log.writerow(one.name for one in fields(Change))
            if not self.order.rules:
                return raw, number
            named = (row for chunk in raw.chunks for row in chunk.iter_rows(named=True))
            rows = clean_rows(named, self.order.rules, lambda change: log.writerow(map(csv.safe, astuple(change))))
            frames = chunked(rows, raw.variables)
            kept = Spool(self.aside / "clean").fill(frames, lambda done: None)
        clean = replace(raw, chunks=kept)
        self.write_data(clean, f"{self.data.study}-clean")
        return clean, kept.rows

    def write_cuts(self) -> None:
        self.cuts = list(dict.fromkeys(self.cuts))
        if self.cuts:
            self.write_lines("shortened", [[one.name for one in fields(Cut)], *map(astuple, self.cuts)])

    def write_lines(self, name: str, lines: Iterable[Sequence[object]]) -> None:
        """A list beside the data, its header first."""
        with (self.files / f"{self.data.study}-{name}.csv").open("w", encoding="utf-8-sig", newline="") as file:
            csv_file.writer(file).writerows(lines)

    def write_readme(self, rows: int, left: int, variables: int) -> None:
        data, order = self.data, self.order
        names = sorted({path.name for path in self.files.iterdir()} | {"README.txt", SUMS})
        facts = Facts(
            study=data.study,
            title=data.title.shown("nl" if order.language == "nl" else "en", data.definition.source).text,
            now=order.now,
            rows=rows,
            variables=variables,
            language=order.language,
            synthetic=data.synthetic,
            rules=[rule.reason if rule.decision else rule.name for rule in order.rules],
            left=left,
            judged=order.judged,
            files=[name for name in names if name != "README.txt"],
            cut=len(self.cuts),
            weight=data.weight,
            typed=any(column.open_text for column in data.columns),
            told=order.told,
            coded=any(column.part == CODED for column in data.columns),
        )
        (self.files / "README.txt").write_text(readme(facts), encoding="utf-8")


def checksums(files: Path) -> str:
    """Write SHA256SUMS beside the files, and give its text."""
    lines = [f"{_digest(path)}  {path.name}" for path in sorted(files.iterdir())]
    text = "\n".join(lines) + "\n"
    (files / SUMS).write_text(text, encoding="utf-8")
    return text


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def summary(package: Package) -> str:
    """What was made, as JSON for programs."""
    return json.dumps(
        {
            "directory": str(package.directory),
            "files": list(package.files),
            "rows": package.rows,
            "variables": package.variables,
            "digest": package.digest,
            "shortened": len(package.cuts),
        }
    )
