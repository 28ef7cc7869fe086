"""Files encrypted to a receiver's public key in the age format (age-encryption.org/v1), streamed. Knows no database.

What is written is on the disk, readable by this user only, or not there at all.
"""

import io
import os
from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

SUFFIX = ".age"
_SECRET = "AGE-SECRET-KEY-"  # noqa: S105 (how every secret key begins)
Tell = Callable[[int], None]


class KeyRefused(ValueError):
    """This is no public key that files can be encrypted to. The message says what to do; no key is repeated.

    `code`: `secret`, `lines`, `foreign` or `broken`, for pages with words of their own.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class NotOpened(ValueError):
    """The file cannot be decrypted with this key."""


def checked_key(text: str) -> str:
    """The public key in a text: one line `age1…`; empty lines and lines with # do not count. Raises KeyRefused."""
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    if any(_SECRET in line.upper() for line in text.splitlines()):
        raise KeyRefused(
            "secret",
            "This is a secret key. Nobody else may have it: its owner should make a new pair with age-keygen, and give "
            "you the line that begins with age1.",
        )
    if len(lines) != 1:
        raise KeyRefused("lines", f"{len(lines)} lines are no key. Give one line that begins with age1.")
    _recipient(lines[0])
    return lines[0]


def _recipient(key: str) -> Any:
    import pyrage

    if not key.startswith("age1"):
        raise KeyRefused(
            "foreign",
            "This is no public key of age. Ask the receiver to run age-keygen and to give the line that begins with "
            "age1; keys of PGP, of certificates and of SSH do not do.",
        )
    try:
        return pyrage.x25519.Recipient.from_str(key)
    except pyrage.RecipientError as error:
        raise KeyRefused("broken", "The public key is not whole: its check sum does not fit. Copy it again.") from error


def encrypt(key: str, chunks: Iterable[bytes], out: Path, tell: Tell = lambda size: None) -> str:
    """Writes what `chunks` give, encrypted, to the new file `out`. Returns the SHA-256 of the file.

    `tell` gets the number of bytes as they are read. Memory does not grow with the size. Raises KeyRefused,
    FileExistsError, other OSErrors, and what `chunks` raises; no file is left behind then.
    """
    import pyrage

    recipient = _recipient(key)
    handle = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            source, target = _Source(chunks, tell), _Target(file)
            try:
                pyrage.encrypt_io(source, target, [recipient])
            except pyrage.EncryptError as error:
                raise source.error or target.error or error from error
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        out.unlink(missing_ok=True)
        raise
    return target.hash.hexdigest()


def sealed_for(key: str, data: bytes) -> bytes:
    """What `encrypt` writes, in memory: for a small file that is kept nowhere. Raises KeyRefused."""
    import pyrage

    return bytes(pyrage.encrypt(data, [_recipient(checked_key(key))]))


def sealed_by_words(words: str, data: bytes) -> bytes:
    """The same with a passphrase (age's scrypt recipient), for who has no key; takes about a second on purpose."""
    import pyrage

    return bytes(pyrage.passphrase.encrypt(data, words))


def decrypt(data: bytes, secret: str) -> bytes:
    """The content of a file, with a secret key as age-keygen writes it. Raises NotOpened."""
    import pyrage

    lines = [line.strip() for line in secret.splitlines() if line.strip().startswith(_SECRET)]
    try:
        return bytes(pyrage.decrypt(data, [pyrage.x25519.Identity.from_str(line) for line in lines]))
    except (pyrage.DecryptError, pyrage.IdentityError, ValueError) as error:
        raise NotOpened(
            "The file cannot be opened with this key: it is another receiver's key, or the file was damaged."
        ) from error


def file_hash(path: Path) -> str:
    """SHA-256 of a file, read in pieces. Raises OSError."""
    found = sha256()
    for piece in pieces_of(path):
        found.update(piece)
    return found.hexdigest()


def pieces_of(path: Path, size: int = 1 << 20) -> Iterator[bytes]:
    """The file's bytes, a megabyte at a time. Raises OSError."""
    with path.open("rb") as file:
        while piece := file.read(size):
            yield piece


class _Source:
    """What is read from chunks. Keeps what they raised: the library only passes its text on."""

    def __init__(self, chunks: Iterable[bytes], tell: Tell) -> None:
        self._chunks, self._tell = iter(chunks), tell
        self._rest = memoryview(b"")
        self.error: BaseException | None = None

    def read(self, size: int) -> bytes:
        try:
            while not self._rest:
                self._rest = memoryview(next(self._chunks))
        except StopIteration:
            return b""
        except BaseException as error:
            self.error = error
            raise
        piece, self._rest = self._rest[:size], self._rest[size:]
        self._tell(len(piece))
        return bytes(piece)


class _Target:
    """A file that hashes what goes into it, and keeps what it raised."""

    def __init__(self, file: io.BufferedWriter) -> None:
        self._file = file
        self.hash = sha256()
        self.error: OSError | None = None

    def write(self, piece: bytes) -> int:
        try:
            self._file.write(piece)
        except OSError as error:
            self.error = error
            raise
        self.hash.update(piece)
        return len(piece)

    def flush(self) -> None:
        self._file.flush()
