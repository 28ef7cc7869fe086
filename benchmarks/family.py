"""Memory of a process and of all it started, read from the kernel (Linux)."""

import os
from pathlib import Path

PAGE_KB = os.sysconf("SC_PAGE_SIZE") // 1024


def family_kb(pid: int) -> int:
    """Resident memory together; what processes share counts for each."""
    return sum(map(_resident_kb, [pid, *descendants(pid)]))


def descendants(pid: int) -> list[int]:
    try:
        lists = [path.read_text() for path in Path(f"/proc/{pid}/task").glob("*/children")]
    except OSError:
        return []
    children = [int(child) for found in lists for child in found.split()]
    return [*children, *(further for child in children for further in descendants(child))]


def _resident_kb(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE_KB
    except OSError:
        return 0
