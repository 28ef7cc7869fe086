"""Open the files of a backup with a secret key, streamed. All is read through before anything is put back."""

from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any

from exports.backups.faults import RestoreRefused
from exports.backups.manifest import Manifest, Part
from invitations.age_files import file_hash, pieces_of

SECRET = "AGE-SECRET-KEY-"  # noqa: S105 - how every secret key begins
Identities = Sequence[Any]


class Sink:
    """What is written is thrown away."""

    def write(self, piece: bytes) -> int:
        return len(piece)

    def flush(self) -> None:
        """Nothing waits."""


class Checked:
    """A file that keeps the error of writing to it: the library only passes its text on."""

    def __init__(self, file: "IO[bytes] | Sink") -> None:
        self._file = file
        self.error: OSError | None = None

    def write(self, piece: bytes) -> int:
        try:
            return self._file.write(piece)
        except OSError as error:
            self.error = error
            raise

    def flush(self) -> None:
        self._file.flush()


def identities_in(files: Sequence[Path]) -> Identities:
    """The secret keys in files as age-keygen writes them. Raises RestoreRefused; no key is repeated."""
    import pyrage

    found = []
    for file in files:
        try:
            lines = [line.strip() for line in file.read_text(encoding="utf-8").splitlines()]
            keys = [pyrage.x25519.Identity.from_str(line) for line in lines if line.startswith(SECRET)]
        except (OSError, UnicodeDecodeError) as error:
            why = getattr(error, "strerror", None) or "it is no text"
            raise RestoreRefused(f"The secret key in {file} cannot be read: {why}.") from error
        except pyrage.IdentityError as error:
            raise RestoreRefused(f"The secret key in {file} is not whole. Copy it again.") from error
        if not keys:
            raise RestoreRefused(f"{file} holds no secret key of age (a line that begins with {SECRET}).")
        found += keys
    return found


def check(folder: Path, manifest: Manifest, identities: Identities) -> None:
    """Every part is whole and opens with one of the keys. Raises RestoreRefused."""
    for part in manifest.parts:
        _check_whole(folder / part.file, part)
        write_opened(folder, part, identities, Sink())


def _check_whole(file: Path, part: Part) -> None:
    try:
        same = file_hash(file) == part.sha256
    except OSError as error:
        raise RestoreRefused(
            f"{file} cannot be read ({error.strerror}). Copy the whole folder of the backup."
        ) from error
    if not same:
        raise RestoreRefused(
            f"{file} is damaged: its SHA-256 is not the one in the manifest. Take another copy of this backup, or an "
            "older one."
        )


def write_opened(folder: Path, part: Part, identities: Identities, target: "IO[bytes] | Sink") -> None:
    """Writes what is in the part. Raises RestoreRefused, and OSErrors of the target."""
    file = folder / part.file
    if not part.encrypted:
        for piece in pieces_of(file):
            target.write(piece)
        return
    if not identities:
        raise RestoreRefused(f"{part.file} is encrypted. Give the file with the secret key: --identity FILE.")
    _decrypt(file, identities, Checked(target))


def _decrypt(file: Path, identities: Identities, target: Checked) -> None:
    import pyrage

    with file.open("rb") as source:
        try:
            pyrage.decrypt_io(source, target, list(identities))
        except (pyrage.DecryptError, OSError) as error:
            if target.error:
                raise target.error from error
            raise RestoreRefused(
                f"{file.name} cannot be opened with this key: it was encrypted to another one. Its owner is who holds "
                "the secret key of BACKUP_RECIPIENT."
            ) from error
