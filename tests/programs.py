"""Programs that tests need beside Python: found, or the test skips with the reason; where CI=true it fails."""

import os
import shutil

import pytest


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
