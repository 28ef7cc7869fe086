"""A full disk for what the site makes: VAR_DIR on a small disk in memory (which takes root), filled with ballast."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SIZE = "24m"
LEFT = 40_000
"""Bytes that stay free: enough to begin with a file, too little to end it."""


def may_mount() -> bool:
    return os.geteuid() == 0


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE},mode=0700", "tmpfs", folder], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


@contextmanager
def full(folder: Path) -> Iterator[None]:
    """Nothing but `LEFT` bytes free while the block runs."""
    ballast = folder / "ballast"
    room = os.statvfs(folder)
    with ballast.open("wb") as file:
        file.write(b"\0" * max(0, room.f_bavail * room.f_frsize - LEFT))
    try:
        yield
    finally:
        ballast.unlink()
