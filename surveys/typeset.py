"""The only caller of Typst: a template and its data in, a tagged PDF/UA-1 and PDF/A-2a file out; or a picture.

Typst keeps all memory until its process ends, so each document is made in a child process (`python -m
surveys.typeset`). Data reaches it through a pipe: never on a command line, never on disk.
"""

import glob
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from secrets import token_hex
from typing import Any, Literal

PDF_STANDARDS: list[Literal["ua-1", "a-2a"]] = ["ua-1", "a-2a"]
LONGEST_SECONDS = 300
FONT_SUFFIXES = (".ttf", ".otf")
OTHER_PAGES = "OTHER-PAGES"
"""What a TypesetterFailed says where the document does not come to the pages it must."""
_DRAFT = re.compile(r"\.[0-9a-f]{8}")


class TypesetError(Exception):
    """A document could not be made. The message says what to do; no file is left behind."""


class FontsMissing(TypesetError):
    """No font files where they should be."""

    def __init__(self, fonts: Path) -> None:
        super().__init__(f"There are no fonts in {fonts}. Run `make setup`, which puts them there.")


class TypesetterFailed(TypesetError):
    """Typst refused the document: a missing glyph, a text that does not fit, a damaged font."""


@dataclass(frozen=True)
class Document:
    """What to make: `template` is a .typ file, `data` is read in it as `json(bytes(sys.inputs.data))`.

    `pages`: how many the PDF must come to; None where any number will do.
    """

    template: Path
    data: Mapping[str, Any]
    fonts: Path
    pages: int | None = None


def write_pdf(document: Document, out: Path, *, secret: bool = True) -> None:
    """Writes the document to `out`, readable by this user only unless `secret` is off.

    Raises TypesetError, and leaves no file then.
    """
    _write(document, out, {"format": "pdf"})
    if not secret:
        out.chmod(0o644)


def write_png(document: Document, out: Path, dots_per_inch: float) -> None:
    """The document's only page as a picture. Raises what `write_pdf` raises, and for more than one page."""
    _write(document, out, {"format": "png", "ppi": dots_per_inch})


def drafts(folder: Path, start: str) -> list[Path]:
    """What runs that were killed left of documents whose names begin so.

    A child writes under a name of its own: one whose parent was killed cannot write into what a next run makes.
    """
    return [path for path in folder.glob(f"{glob.escape(start)}*") if _DRAFT.fullmatch(path.suffix)]


def write_pages(document: Document, folder: Path, dots_per_inch: float, seconds: int = LONGEST_SECONDS) -> int:
    """Every page as a picture, `1.png` and on in an existing folder; how many. Raises what `write_pdf` raises."""
    _write(document, folder, {"format": "png", "ppi": dots_per_inch, "each_page": True}, seconds)
    return len(list(folder.glob("*.png")))


def _write(document: Document, out: Path, form: Mapping[str, Any], seconds: int = LONGEST_SECONDS) -> None:
    if not font_files(document.fonts):
        raise FontsMissing(document.fonts)
    draft = out if out.is_dir() else out.with_name(f"{out.name}.{token_hex(4)}")
    order = {
        "template": str(document.template),
        "data": document.data,
        "fonts": str(document.fonts),
        "out": str(draft),
        "parent": os.getpid(),
        "pages": document.pages,
        **form,
    }
    try:
        _run_child(json.dumps(order), seconds)
        if draft != out:
            os.replace(draft, out)
    except BaseException:
        for file in out.glob("*.png") if out.is_dir() else (draft, out):
            file.unlink(missing_ok=True)
        raise


def font_files(fonts: Path) -> tuple[Path, ...]:
    """Font files of a folder, sorted."""
    return tuple(sorted(path for path in fonts.glob("*") if path.suffix.lower() in FONT_SUFFIXES))


@lru_cache(maxsize=8)
def drawable(fonts: Path) -> frozenset[int]:
    """Code points that at least one font of the folder can draw. Raises FontsMissing, TypesetError."""
    from fontTools.ttLib import TTFont, TTLibError

    found: set[int] = set()
    for path in font_files(fonts):
        try:
            with TTFont(path, lazy=True) as font:
                found |= set(font.getBestCmap())
        except (TTLibError, OSError, AssertionError) as error:
            raise TypesetError(f"The font {path} is damaged. Run `make setup` again.") from error
    if not found:
        raise FontsMissing(fonts)
    return frozenset(found)


def undrawable(texts: Iterable[str], fonts: Path) -> str:
    """Characters of the texts that no font can draw, each once, sorted; empty where all is well."""
    known = drawable(fonts)
    return "".join(sorted({character for text in texts for character in text if ord(character) not in known} - {"\n"}))


def _run_child(order: str, seconds: int) -> None:
    try:
        child = subprocess.run(
            [sys.executable, "-m", "surveys.typeset"],
            input=order,
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
            cwd=Path(__file__).resolve().parent.parent,
        )
    except subprocess.TimeoutExpired as error:
        raise TypesetterFailed(f"Typst took over {seconds} seconds. Make smaller batches.") from error
    if child.returncode:
        raise TypesetterFailed(_told(child))


def _told(child: "subprocess.CompletedProcess[str]") -> str:
    """What the child said in its last line; a killed child says nothing."""
    if child.returncode < 0:
        return f"The typesetting process was killed (signal {-child.returncode}). Make smaller batches and retry."
    lines = (child.stderr or child.stdout).strip().splitlines()
    return lines[-1] if lines else f"The typesetting process ended with {child.returncode}."


def _compile(order: Mapping[str, Any]) -> None:
    """In the child: compile, and write with its data on the disk before it ends."""
    import typst

    template = Path(order["template"])
    picture = order["format"] == "png"
    made, warnings = typst.compile_with_warnings(
        template,
        root=template.parent,
        font_paths=[Path(order["fonts"])],
        ignore_system_fonts=True,
        format=order["format"],
        ppi=order.get("ppi"),
        sys_inputs={"data": json.dumps(order["data"])},
        pdf_standards=[] if picture else [*PDF_STANDARDS],
    )
    if warnings:
        raise ValueError("; ".join(warning.message for warning in warnings))
    if not picture:
        _refuse_other_pages(made, order["pages"])
    if os.getppid() != order["parent"]:
        raise ValueError("Who asked for this is gone.")
    if order.get("each_page"):
        for number, page in enumerate(made if isinstance(made, list) else [made], start=1):
            _store(Path(order["out"]) / f"{number}.png", page)
    elif isinstance(made, bytes):
        _store(Path(order["out"]), made)
    else:
        raise ValueError("A picture has one page; this document has more.")


def _refuse_other_pages(made: Any, wanted: int | None) -> None:
    if wanted and (pages := _pages_of(made)) != wanted:
        raise ValueError(f"{OTHER_PAGES}: {pages} instead of {wanted}")


def _pages_of(pdf: bytes) -> int:
    import pikepdf

    with pikepdf.open(BytesIO(pdf)) as opened:
        return len(opened.pages)


def _store(path: Path, content: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(handle)


def _main() -> int:
    try:
        _compile(json.load(sys.stdin))
    except Exception as error:  # the parent raises what is said here
        hints = "; ".join(getattr(error, "hints", ()))
        sys.stderr.write(" ".join(f"{getattr(error, 'message', error)} {hints}".split()) + "\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(_main())
