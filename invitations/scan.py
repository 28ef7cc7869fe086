"""Reads letters back as a machine sees them: pages drawn by poppler, QR codes read by zbar, text by pdftotext."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

PROGRAMS = {
    "pdfinfo": "poppler-utils",
    "pdftoppm": "poppler-utils",
    "pdftotext": "poppler-utils",
    "zbarimg": "zbar-tools",
}
DOTS_PER_INCH = 110
"""Four dots a module at 0.9 mm: enough for a clean drawing, quick to read."""
PAGES_AT_ONCE = 20
LONGEST_SECONDS = 300
_NOTHING_FOUND = 4
"""Exit code of zbarimg when some image holds no code; not an error here."""


class ScanFailed(Exception):
    """A file could not be read, or a program is missing. The message says what to do."""


@dataclass(frozen=True)
class ScannedPage:
    """Page number from 1, what its QR codes say, and its text with runs of spaces made one."""

    number: int
    qr_codes: tuple[str, ...]
    text: str


def require_programs() -> None:
    """Raises ScanFailed naming each program that is not installed."""
    missing = sorted({package for program, package in PROGRAMS.items() if shutil.which(program) is None})
    if missing:
        raise ScanFailed(f"Programs are missing. Install them: apt-get install {' '.join(missing)}")


def pages(pdf: Path) -> Iterator[ScannedPage]:
    """Every page of the file. Draws 20 pages at a time, in a folder that is removed at once. Raises ScanFailed."""
    texts = _texts(pdf)
    for first in range(1, len(texts) + 1, PAGES_AT_ONCE):
        last = min(first + PAGES_AT_ONCE - 1, len(texts))
        found = _qr_codes(pdf, first, last)
        for number in range(first, last + 1):
            yield ScannedPage(number, found.get(number, ()), " ".join(texts[number - 1].split()))


def _texts(pdf: Path) -> list[str]:
    """Text per page; the page count is pdfinfo's."""
    info = _run(["pdfinfo", str(pdf)])
    count = next(int(line.split()[1]) for line in info.splitlines() if line.startswith("Pages:"))
    texts = _run(["pdftotext", str(pdf), "-"]).split("\f")[:count]
    return texts + [""] * (count - len(texts))


def _qr_codes(pdf: Path, first: int, last: int) -> dict[int, tuple[str, ...]]:
    with tempfile.TemporaryDirectory() as folder:
        dots = ["-gray", "-r", str(DOTS_PER_INCH), "-f", str(first), "-l", str(last)]
        _run(["pdftoppm", *dots, str(pdf), f"{folder}/page"])
        images = sorted(Path(folder).glob("page-*.pgm"))
        if len(images) != last - first + 1:
            raise ScanFailed(f"{pdf.name}: pages {first} to {last} could not be drawn. Make the batch again.")
        xml = _run(
            ["zbarimg", "--quiet", "--xml", "-Sdisable", "-Sqrcode.enable", *map(str, images)], (0, _NOTHING_FOUND)
        )
    return _by_page(xml)


def _by_page(xml: str) -> dict[int, tuple[str, ...]]:
    """zbar's XML: one `source` per image, whose name ends with the page number."""
    found: dict[int, tuple[str, ...]] = {}
    for source in ElementTree.fromstring(xml).findall("{*}source"):  # noqa: S314 (made by zbarimg, not by people)
        number = int(Path(source.attrib["href"]).stem.rpartition("-")[2])
        found[number] = tuple(data.text or "" for data in source.findall(".//{*}data"))
    return found


def _run(command: Sequence[str], good: Sequence[int] = (0,)) -> str:
    try:
        done = subprocess.run(  # noqa: S603 (fixed programs, paths of our own files)
            command, capture_output=True, timeout=LONGEST_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ScanFailed(f"{command[0]} did not work: {error}.") from error
    if done.returncode not in good:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        raise ScanFailed(f"{command[0]} refused the file: {said[-1] if said else done.returncode}.")
    return done.stdout.decode(errors="replace")
