"""What the file of a database holds, read by another process.

A process that opens and closes SQLite's file by itself loses all locks it has on it, and other processes then spoil the
database (sqlite.org/howtocorrupt.html, 2.2).
"""

import subprocess
from pathlib import Path


def contents(path: Path) -> bytes:
    """The bytes of the file; none where it is not there."""
    if not path.exists():
        return b""
    return subprocess.run(["cat", str(path)], check=True, capture_output=True).stdout
