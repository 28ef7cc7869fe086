"""Programs that tests need beside Python: found, or the test skips with the reason; where CI=true it fails."""

import os
import shutil
import sys

import pytest

WSGI = "config.wsgi:application"


def need_browser() -> str:
    """Path of Chromium: its shell without windows where that is installed, which takes half of the work."""
    return shutil.which("chromium-headless-shell") or need("chromium")


def need(program: str) -> str:
    """Path of a program that `make system` installs."""
    path = shutil.which(program)
    if not path:
        reason = f"{program} is not installed: run `make system`"
        pytest.fail(reason) if os.environ.get("CI") == "true" else pytest.skip(reason)
    return str(path)


def serving(port: int, *more: str, workers: int = 1, application: str = WSGI) -> list[str]:
    """The command that serves the site on this machine's own address, with the server's own options in `more`."""
    where = ["--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
    return [
        *(sys.executable, "-m", "granian", *where),
        *("--workers", str(workers), "--blocking-threads", "4", *more, application),
    ]
