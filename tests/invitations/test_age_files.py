"""Encryption to a public key: whole or not there, and never to a key that is not one."""

import io
import stat
from collections.abc import Iterator
from pathlib import Path

import pyrage
import pytest

from invitations import age_files
from invitations.age_files import KeyRefused, NotOpened

PAIR = pyrage.x25519.Identity.generate()
KEY, SECRET = str(PAIR.to_public()), str(PAIR)
PGP = "-----BEGIN PGP PUBLIC KEY BLOCK-----"


@pytest.mark.parametrize(
    "text",
    [KEY, f"  {KEY}\n", f"# of the printer\n\n{KEY}\n"],
    ids=["the key", "spaces around", "a file with a note"],
)
def test_a_public_key_is_taken(text: str) -> None:
    assert age_files.checked_key(text) == KEY


@pytest.mark.parametrize(
    ("text", "code"),
    [
        pytest.param("", "lines", id="empty"),
        pytest.param(f"{KEY}\n{KEY}", "lines", id="two keys"),
        pytest.param(SECRET, "secret", id="the secret key"),
        pytest.param(f"# public key: {KEY}\n{SECRET}\n", "secret", id="the file of age-keygen"),
        pytest.param(f"# {SECRET}\n{KEY}", "secret", id="a secret key in a note"),
        pytest.param(SECRET.lower(), "secret", id="a secret key in small letters"),
        pytest.param(PGP, "foreign", id="PGP"),
        pytest.param("ssh-ed25519 AAAA", "foreign", id="SSH"),
        pytest.param(KEY[:-1] + ("q" if KEY[-1] != "q" else "p"), "broken", id="one character wrong"),
        pytest.param(KEY[:-3], "broken", id="cut off"),
        pytest.param("age1\x00é", "broken", id="no text"),
    ],
)
def test_another_text_is_refused_and_not_repeated(text: str, code: str) -> None:
    with pytest.raises(KeyRefused) as caught:
        age_files.checked_key(text)
    assert caught.value.code == code
    assert SECRET[20:40] not in str(caught.value).upper()


def test_what_is_encrypted_can_be_opened_by_that_key_alone(tmp_path: Path) -> None:
    out = tmp_path / "out.age"
    told: list[int] = []
    digest = age_files.encrypt(KEY, [b"one ", b"", b"two" * 50_000], out, told.append)
    assert age_files.decrypt(out.read_bytes(), f"# a note\n{SECRET}\n") == b"one " + b"two" * 50_000
    assert digest == age_files.file_hash(out)
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert sum(told) == 150_004
    for wrong in (str(pyrage.x25519.Identity.generate()), "", KEY, "AGE-SECRET-KEY-1X"):
        with pytest.raises(NotOpened):
            age_files.decrypt(out.read_bytes(), wrong)
    with pytest.raises(NotOpened):
        age_files.decrypt(out.read_bytes()[:-1], SECRET)


class Changed(Exception):
    pass


def breaking_off() -> Iterator[bytes]:
    yield b"x" * 300_000
    raise Changed


def test_what_breaks_off_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "out.age"
    with pytest.raises(Changed):
        age_files.encrypt(KEY, breaking_off(), out)

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(age_files.os, "fsync", full)
        with pytest.raises(OSError, match="No space"):
            age_files.encrypt(KEY, [b"x"], out)
    with pytest.raises(KeyRefused):
        age_files.encrypt("age1x", [b"x"], out)
    assert not list(tmp_path.glob("*.age"))


def test_a_disk_that_fills_up_is_told_as_such(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Full(io.BytesIO):
        def write(self, piece: object) -> int:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(age_files.os, "fdopen", lambda handle, mode: Full())
    with pytest.raises(OSError, match="No space"):
        age_files.encrypt(KEY, [b"x" * 300_000], tmp_path / "out.age")
    assert not list(tmp_path.glob("*.age"))


def test_nothing_is_written_over(tmp_path: Path) -> None:
    out = tmp_path / "out.age"
    out.write_bytes(b"something")
    with pytest.raises(FileExistsError):
        age_files.encrypt(KEY, [b"x"], out)
    assert out.read_bytes() == b"something"
