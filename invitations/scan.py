"""Reads letters back as a machine sees them: pages drawn by poppler, QR codes read by zbar, the return number's
DataMatrix by zxing-cpp, text by pdftotext."""

import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from html import unescape
from pathlib import Path

PROGRAMS = {"pdfinfo": "poppler-utils", "pdftoppm": "poppler-utils", "pdftotext": "poppler-utils"}
ZBAR_PACKAGE = "libzbar0"
DOTS_PER_INCH = 80
"""Three dots a module at 0.9 mm: enough for a clean drawing, quick to read."""
FINER_DOTS_PER_INCH = 200
"""For a page on which nothing was read; and for a DataMatrix: over three dots a module at 0.45 mm."""
HEAD_MM = (45, 50)
"""Where the windows of envelopes lie: from so far down, so many mm high. The DataMatrix stands there."""
PAGES_AT_ONCE = 20
LONGEST_SECONDS = 300
MM_PER_POINT = 25.4 / 72
_WORD = re.compile(r'xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">([^<]+)<')


@dataclass(frozen=True)
class Word:
    """A word and the box that its font takes, in mm from the page's top left."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


class ScanFailed(Exception):
    """A file could not be read, or a program is missing. The message says what to do."""


@dataclass(frozen=True)
class ScannedPage:
    """Page number from 1, what its QR codes say, its text in one line, and what the DataMatrix symbols in its head say
    where it has a QR code.
    """

    number: int
    qr_codes: tuple[str, ...]
    text: str
    matrices: tuple[str, ...] = ()


def require_programs() -> None:
    """Raises ScanFailed naming each program or library that is not installed."""
    missing = {package for program, package in PROGRAMS.items() if shutil.which(program) is None}
    try:
        import pyzbar.pyzbar  # noqa: F401 (it looks for zbar's library)
    except ImportError:
        missing.add(ZBAR_PACKAGE)
    if missing:
        raise ScanFailed(f"Programs are missing. Install them: apt-get install {' '.join(sorted(missing))}")


def pages(pdf: Path) -> Iterator[ScannedPage]:
    """Every page of the file. Draws 20 pages at a time, in a folder that is removed at once. Raises ScanFailed."""
    texts = _texts(pdf)
    for first in range(1, len(texts) + 1, PAGES_AT_ONCE):
        last = min(first + PAGES_AT_ONCE - 1, len(texts))
        found = _qr_codes(pdf, first, last, DOTS_PER_INCH)
        matrices = _matrices(pdf, sorted(found))
        for number in range(first, last + 1):
            text = " ".join(texts[number - 1].split())
            yield ScannedPage(number, found.get(number, ()), text, matrices.get(number, ()))


def finer(pdf: Path, page: ScannedPage) -> ScannedPage:
    """The page looked at once more, larger: where a QR code was not read, this tells whether it can be."""
    found = _qr_codes(pdf, page.number, page.number, FINER_DOTS_PER_INCH)
    matrices = _matrices(pdf, sorted(found))
    return replace(page, qr_codes=found.get(page.number, ()), matrices=matrices.get(page.number, ()))


def texts(pdf: Path) -> list[str]:
    """The text of each page. Raises ScanFailed."""
    return _texts(pdf)


def words(pdf: Path, page: int) -> list[Word]:
    """Words of a page with their boxes, in the order of the file. Raises ScanFailed."""
    html = _run(["pdftotext", "-bbox", "-f", str(page), "-l", str(page), str(pdf), "-"])
    found = _WORD.findall(html)
    return [Word(unescape(text), *(float(number) * MM_PER_POINT for number in box)) for *box, text in found]


def grey(pdf: Path, page: int, dots_per_inch: int) -> tuple[int, int, bytes]:
    """Width, height and dots (0 black, 255 white, row by row) of a drawn page. Raises ScanFailed."""
    with _drawn(pdf, [page], dots_per_inch) as images:
        return _dots(images[page])


def _dots(image: Path) -> tuple[int, int, bytes]:
    """Width, height and dots of a PGM file that pdftoppm wrote."""
    _, size, _, pixels = image.read_bytes().split(b"\n", 3)
    width, height = map(int, size.split())
    return width, height, pixels


@contextmanager
def _drawn(pdf: Path, wanted: Sequence[int], dots_per_inch: int, *more: str) -> Iterator[dict[int, Path]]:
    """Grey pictures by page, in a folder that is removed at once; others between them may be there. Raises ScanFailed.

    `wanted`: page numbers in order, at least one. Where all are odd, or all even, only those are drawn.
    """
    parity = {number % 2 for number in wanted}
    some = () if len(parity) == 2 else ("-o",) if parity == {1} else ("-e",)
    with tempfile.TemporaryDirectory() as folder:
        dots = ["-gray", "-r", str(dots_per_inch), "-f", str(wanted[0]), "-l", str(wanted[-1]), *some, *more]
        _run(["pdftoppm", *dots, str(pdf), f"{folder}/page"])
        images = {_number_of(path): path for path in sorted(Path(folder).glob("page-*.pgm"))}
        if lacking := set(wanted) - set(images):
            raise ScanFailed(f"{pdf.name}: {len(lacking)} pages could not be drawn. Make the batch again.")
        yield images


def _number_of(image: Path) -> int:
    """pdftoppm names a picture after its page."""
    return int(image.stem.rpartition("-")[2])


def _texts(pdf: Path) -> list[str]:
    """Text per page; the page count is pdfinfo's."""
    info = _run(["pdfinfo", str(pdf)])
    count = next(int(line.split()[1]) for line in info.splitlines() if line.startswith("Pages:"))
    texts = _run(["pdftotext", str(pdf), "-"]).split("\f")[:count]
    return texts + [""] * (count - len(texts))


def _qr_codes(pdf: Path, first: int, last: int, dots_per_inch: int) -> dict[int, tuple[str, ...]]:
    """By page; pages without any are left out."""
    with _drawn(pdf, range(first, last + 1), dots_per_inch) as images:
        found = {number: _qr_codes_on(image) for number, image in images.items()}
    return {number: codes for number, codes in found.items() if codes}


def _qr_codes_on(image: Path) -> tuple[str, ...]:
    from pyzbar.pyzbar import ZBarSymbol, decode

    wide, high, dots = _dots(image)
    return tuple(symbol.data.decode() for symbol in decode((dots, wide, high), symbols=[ZBarSymbol.QRCODE]))


def _matrices(pdf: Path, wanted: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """What the DataMatrix symbols in the head of each of these pages say."""
    if not wanted:
        return {}
    top, height = (str(round(mm / 25.4 * FINER_DOTS_PER_INCH)) for mm in HEAD_MM)
    with _drawn(pdf, wanted, FINER_DOTS_PER_INCH, "-y", top, "-H", height) as images:
        return {number: _matrices_on(images[number]) for number in wanted}


def _matrices_on(image: Path) -> tuple[str, ...]:
    import zxingcpp

    wide, high, dots = _dots(image)
    grey = memoryview(dots).cast("B", (high, wide))
    upright = {"try_rotate": False, "try_downscale": False, "try_invert": False}
    return tuple(symbol.text for symbol in zxingcpp.read_barcodes(grey, zxingcpp.BarcodeFormat.DataMatrix, **upright))


def _run(command: Sequence[str]) -> str:
    try:
        done = subprocess.run(  # noqa: S603 (fixed programs, paths of our own files)
            command, capture_output=True, timeout=LONGEST_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ScanFailed(f"{command[0]} did not work: {error}.") from error
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        raise ScanFailed(f"{command[0]} refused the file: {said[-1] if said else done.returncode}.")
    return done.stdout.decode(errors="replace")
