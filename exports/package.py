"""A dataset as a set of files: made aside, then handed over whole, with codebook, README and checksums."""

import hashlib
import json
import marshal
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from exports.dataset import Dataset
from exports.values import Value
from exports.writers import csv, sav, xlsx
from exports.writers.table import Table, table

WRITERS: dict[str, Callable[[Table, Path], int]] = {"sav": sav.write, "xlsx": xlsx.write, "csv": csv.write}
SPOOL_ROWS = 500


class UnknownFormat(ValueError):
    """A format that we do not write."""


@dataclass(frozen=True)
class Package:
    """What was handed over. `files` are names within `directory`; `digest` is the SHA-256 over their checksums."""

    directory: Path
    files: tuple[str, ...]
    rows: int
    variables: int
    digest: str


def check_formats(formats: Sequence[str]) -> tuple[str, ...]:
    """The formats as asked, each once. Raises UnknownFormat with what can be had."""
    for name in formats:
        if name not in WRITERS:
            raise UnknownFormat(f"Format {name!r} is not known. Choose from {', '.join(WRITERS)}.")
    return tuple(dict.fromkeys(formats))


def write_package(
    data: Dataset,
    directory: Path,
    formats: Sequence[str],
    *,
    language: str,
    now: datetime,
    progress: Callable[[int], None] = lambda done: None,
) -> Package:
    """Write all files into `directory`; on any failure nothing there is changed. Rows are worked out once."""
    formats = check_formats(formats)
    directory.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=directory, prefix=".making-") as aside:
        made = Path(aside) / "files"
        made.mkdir()
        rows, variables = _write(data, made, formats, language, Path(aside) / "rows", progress)
        _about(data, made, formats, language, rows, now)
        sums = _checksums(made)
        names = _hand_over(made, directory)
    return Package(directory, names, rows, variables, hashlib.sha256(sums.encode()).hexdigest())


def _write(data, made: Path, formats, language: str, spool: Path, progress) -> tuple[int, int]:
    rows = _spool(data.rows, spool, progress)
    labelled = table(data, language)
    for name in formats:
        WRITERS[name](replace(labelled, rows=_spooled(spool)), made / f"{data.study}.{name}")
    csv.write_codebook(labelled, made / f"{data.study}-codebook.csv")
    return rows, len(labelled.variables)


def _spool(rows: Iterator[tuple[Value, ...]], path: Path, progress: Callable[[int], None]) -> int:
    count = 0
    chunk: list[tuple[Value, ...]] = []
    with path.open("wb") as file:
        for row in rows:
            chunk.append(row)
            count += 1
            if len(chunk) == SPOOL_ROWS:
                marshal.dump(chunk, file)
                chunk = []
                progress(count)
        marshal.dump(chunk, file)
        progress(count)
    return count


def _spooled(path: Path) -> Iterator[tuple[Value, ...]]:
    """Rows back from our own spool of this run, in memory a chunk at a time."""
    with path.open("rb") as file:
        while file.peek(1):
            yield from marshal.load(file)  # noqa: S302 - written by _spool in this very run


def _about(data: Dataset, made: Path, formats: Sequence[str], language: str, rows: int, now: datetime) -> None:
    synthetic = "\nTHESE ARE MADE-UP RESPONDENTS, NOT REAL PEOPLE.\n" if data.synthetic else ""
    lines = [
        f"{data.study}: {data.title.shown('en', data.definition.source).text}",
        f"Made {now:%Y-%m-%d %H:%M} UTC. {rows} interviews, labels in {language}.",
        synthetic,
        "One row is one interview; withdrawn ones are left out. All formats hold the same rows, names and codes.",
        "Empty cells do not exist: -1 don't know, -2 would rather not say, -3 not applicable, -4 not asked (answers",
        "given decide that it does not apply), -5 shown and skipped, -6 not reached, -7 not in this edition or",
        "questionnaire, -8 unknown whether it applied, -9 removed in cleaning. In .sav, -9 to -1 is the missing range.",
        "A question with several answers is one 0/1 variable per option; in .sav also a multiple-response set.",
        "Country is the ISO 3166-1 numeric code. A date is year, month, day and how precise it was given.",
        f"Files: {', '.join(f'{data.study}.{name}' for name in formats)}, codebook and checksums (SHA256SUMS).",
    ]
    (made / "README.txt").write_text("\n".join(line for line in lines if line) + "\n", encoding="utf-8")


def _checksums(made: Path) -> str:
    lines = [f"{_digest(path)}  {path.name}" for path in sorted(made.iterdir())]
    text = "\n".join(lines) + "\n"
    (made / "SHA256SUMS").write_text(text, encoding="utf-8")
    return text


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _hand_over(made: Path, directory: Path) -> tuple[str, ...]:
    names = tuple(sorted(path.name for path in made.iterdir()))
    for name in names:
        (made / name).replace(directory / name)
    return names


def zipped(package: Package) -> Path:
    """The package's files as one zip beside its directory, for a download."""
    return Path(shutil.make_archive(str(package.directory), "zip", package.directory))


def summary(package: Package) -> str:
    """What was made, as JSON for programs."""
    return json.dumps(
        {
            "directory": str(package.directory),
            "files": list(package.files),
            "rows": package.rows,
            "variables": package.variables,
            "digest": package.digest,
        }
    )
