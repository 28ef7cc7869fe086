"""A file of codes for a printer who merges them into letters of their own, encrypted to their key or in plain text.

Pure but for writing it: 0600, in one go by the caller, who commits the codes only when the file is on the disk.
"""

import csv
import io
import os
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path

from invitations import age_files
from invitations.codes import grouped
from invitations.letters import Letter, qr_text

COLUMNS = ("return_number", "frame_id", "code", "short_url", "qr", "check")
NEEDED = ("frame_id", "code")
"""Without these the file cannot be merged, nor verified."""
PRESETS: Mapping[str, tuple[str, ...]] = {
    "standard": COLUMNS,
    "merge": ("frame_id", "return_number", "code", "qr", "check"),
    "minimal": ("frame_id", "code", "qr"),
}
CHECK_CHARACTERS = 8
WARNING = (
    "This file holds codes in plain text: who has it can answer in the place of those people. Hand it over encrypted, "
    "to the printer only, and remove it here and there as soon as the letters are printed."
)


class CodeFileRefused(ValueError):
    """The file cannot be written or read. The message says what to do."""


def columns_of(setting: str) -> tuple[str, ...]:
    """Columns in their order: the name of a preset, or names with commas between. Raises CodeFileRefused."""
    names = PRESETS.get(setting) or tuple(name.strip() for name in setting.split(",") if name.strip())
    unknown = [name for name in names if name not in COLUMNS]
    lacking = [name for name in NEEDED if name not in names]
    if unknown or lacking or len(set(names)) < len(names):
        raise CodeFileRefused(
            f"LETTER_CODE_COLUMNS is “{setting}”. Write {', '.join(PRESETS)}, or columns once each from "
            f"{', '.join(COLUMNS)}, with {' and '.join(NEEDED)} among them."
        )
    return names


def row_of(letter: Letter, public_url: str) -> dict[str, str]:
    """All columns of one letter. The code stands in groups of four, so that no program takes it for a number."""
    row = {
        "return_number": letter.reference,
        "frame_id": letter.frame_id,
        "code": grouped(letter.code),
        "short_url": public_url.split("://", 1)[1],
        "qr": qr_text(public_url, letter.code),
    }
    return {**row, "check": check_of(row["frame_id"], row["code"])}


def check_of(frame_id: str, code: str) -> str:
    """First 8 hexadecimal characters of the SHA-256 of `frame id|code as printed`: anybody can compute it."""
    return sha256(f"{frame_id}|{code}".encode()).hexdigest()[:CHECK_CHARACTERS]


def write(path: Path, public_url: str, letters: Sequence[Letter], setting: str, key: str = "") -> None:
    """The file, on the disk and readable by this user only when this returns. Raises CodeFileRefused, OSError.

    `key`: a receiver's public key, and then no plain text ever reaches the disk; "" for a file in plain text.
    """
    columns = columns_of(setting)
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, fieldnames=columns, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(row_of(letter, public_url) for letter in letters)
    if key:
        path.unlink(missing_ok=True)
        age_files.encrypt(key, [text.getvalue().encode()], path)
        return
    _write_plain(path, text.getvalue())


def _write_plain(path: Path, text: str) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            os.fchmod(file.fileno(), 0o600)
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def read(data: bytes) -> list[dict[str, str]]:
    """Rows of such a file. Raises CodeFileRefused."""
    try:
        rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True, restval=""))
    except (UnicodeDecodeError, csv.Error) as error:
        raise CodeFileRefused("The file is no CSV in UTF-8. Give the file that make_letters wrote.") from error
    if not rows or any(name not in rows[0] for name in NEEDED):
        raise CodeFileRefused(
            f"The file has no rows with {' and '.join(NEEDED)}. Give the file that make_letters wrote."
        )
    return rows


def refuse_existing(path: Path, *, encrypted: bool = False) -> None:
    """Raises CodeFileRefused where something lies there already: codes are never written over codes."""
    ending = ".csv" + age_files.SUFFIX if encrypted else ".csv"
    if not path.name.endswith(ending):
        raise CodeFileRefused(f"{path.name} does not end with {ending}. Give the file such a name.")
    if path.exists():
        raise CodeFileRefused(f"{path} lies there already. Give another name, or remove it.")
