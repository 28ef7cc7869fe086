"""Letters as pictures while somebody writes them: a made-up person, a code that opens nothing, marked as a proof.

One at a time for each member of staff. Pictures lie in VAR_DIR for that person alone; the newest two sets are kept.
"""

import fcntl
import re
import secrets
import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from math import ceil
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_noop as _

from invitations import codes, letters, overlay
from invitations.letter_proof import ADDRESS, FRAME_ID, REFERENCE
from invitations.letter_text import LetterTextMissing, letter_text, said
from invitations.letter_words import Fault
from staff.models import User
from surveys import typeset

DOTS_PER_INCH = 100.0
LONGEST_SECONDS = 30
"""One letter takes about one; a web worker waits no longer than this."""
LINE_MM = 5.2
"""From one line of page 1 to the next."""
KEPT = 2
PROBLEMS = (LetterTextMissing, letters.PublicAddressWrong, letters.TextNotDrawable, letters.WindowWrong)
TOKEN = re.compile(r"[0-9a-f]{16}")


class PreviewBusy(Exception):
    """An earlier preview of this person is still being made."""


@contextmanager
def alone(user: User, wait_seconds: float = 0.0) -> Iterator[Path]:
    """The person's folder, while nobody else draws in it. Raises PreviewBusy after waiting."""
    folder = folder_of(user)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    until = time.monotonic() + wait_seconds
    with (folder / "lock").open("w") as lock:
        while not _locked(lock):
            if time.monotonic() >= until:
                raise PreviewBusy
            time.sleep(0.1)
        yield folder


def _locked(lock: Any) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def folder_of(user: User) -> Path:
    return Path(settings.VAR_DIR) / "previews" / str(user.pk)


def picture(user: User, token: str, page: int) -> Path | None:
    """A picture that was drawn for this person; None where it is not there (any more)."""
    path = folder_of(user) / token / f"{page}.png"
    return path if TOKEN.fullmatch(token) and path.is_file() else None


def draw(
    document: Mapping[str, Any], kind: str, side: letters.Side, form: codes.CodeForm, day: date, folder: Path
) -> tuple[str, int]:
    """The letter's pages as pictures: the name of their set, and how many.

    Raises those of `PROBLEMS`, TooLong, typeset.TypesetError.
    """
    shared = _look(document, kind, side, day)
    letter = letters.Letter(REFERENCE, FRAME_ID, dead_code(form), ADDRESS)
    data = letters.chunk_data(shared, [letter], "Proof")
    data["overlay"] = overlay.drawing(shared.window, [], letters.SHIFT_MM)
    token = secrets.token_hex(8)
    target = folder / token
    target.mkdir(mode=0o700)
    _remove_older(folder)
    written = typeset.Document(letters.TEMPLATE, data, letters.fonts_folder())
    try:
        return token, typeset.write_pages(written, target, DOTS_PER_INCH, LONGEST_SECONDS)
    except typeset.TypesetterFailed as error:
        raise (_too_long(str(error)) or error) from error


class TooLong(ValueError):
    """The words do not fit their page. `fault` says which, and by how much."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(str(fault))
        self.fault = fault


def _too_long(told: str) -> TooLong | None:
    found = re.search(r"LETTER-TOO-LONG (\d+|page 2)", told)
    if found is None:
        return None
    if found[1] == "page 2":
        words = _("The short texts of all languages together do not fit page 2. Shorten them.")
        return TooLong(Fault("short", "", words, {}))
    values = {"mm": int(found[1]), "lines": ceil(int(found[1]) / LINE_MM)}
    words = _("Page 1 is %(mm)s mm too long: about %(lines)s lines. Shorten the paragraphs.")
    return TooLong(Fault("body/0", "", words, values))


def _look(document: Mapping[str, Any], kind: str, side: letters.Side, day: date) -> letters.Look:
    text = letter_text(document, kind, languages_ready(document, kind))
    materials, dates = document.get("materials") or {}, document.get("dates") or {}
    return replace(letters.look(text, materials, dates, side, day, demo=True), stamped=True)


def languages_ready(document: Mapping[str, Any], kind: str) -> Sequence[str]:
    """The study's own language, and those whose part of page 2 is written."""
    source, *others = document.get("languages") or ["nl"]
    letter = ((document.get("materials") or {}).get("letters") or {}).get(kind) or {}
    return [source, *(tag for tag in others if said(letter.get("subject"), tag) and _short(letter.get("short"), tag))]


def _short(text: Any, language: str) -> bool:
    return any(said(one, language) for one in (text if isinstance(text, list) else [text]))


def dead_code(form: codes.CodeForm) -> str:
    """Looks like a code and has a wrong check character: it is refused as mistyped before anything is looked up."""
    alphabet = codes.ALPHABET[form]
    body = (alphabet[1:] + alphabet)[: codes.LENGTH[form] - 1]
    right = alphabet.index(codes.check_character(body, form))
    return body + alphabet[(right + 1) % len(alphabet)]


def _remove_older(folder: Path) -> None:
    sets = sorted((path for path in folder.iterdir() if path.is_dir()), key=lambda path: path.stat().st_mtime)
    for old in sets[:-KEPT]:
        shutil.rmtree(old, ignore_errors=True)
