"""Rows of many interviews, worked out by processes beside each other.

Each process reads its own interviews and sends their rows back through a pipe, as a frame in Arrow's form: what people
answered does not lie on the disk on its way. `python -m exports.row_workers` is such a process; its order comes on
standard input.
"""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from io import BytesIO
from itertools import islice
from math import ceil
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any
from uuid import UUID

from staff import side_by_side

if TYPE_CHECKING:
    import polars

AT_LEAST = 20_000
"""From so many interviews on, starting processes (some seconds each) pays."""
MOST = 4_000
"""Interviews that a process works out at a time, at most."""
LENGTH = 8
"""Bytes before each answer of a process, which tell how long it is."""
NICER = 5
"""Pages of respondents come before these processes."""
COMMAND = (sys.executable, "-m", "exports.row_workers")
Process = subprocess.Popen[bytes]


class RowsNotMade(RuntimeError):
    """A process ended before its rows were there; its own words are in the log."""

    def __init__(self, code: int | None) -> None:
        super().__init__(f"A process that works out rows ended (code {code}). Start the export again.")


@dataclass(frozen=True)
class Order:
    """Which dataset; see `exports.dataset.dataset`."""

    study: str
    edition: int | None
    open_text: bool


def frames(
    order: Order, pieces: Iterable[Sequence[UUID]], at_once: int, environment: dict[str, str]
) -> Iterator[polars.DataFrame]:
    """The rows of each piece, in order; who withdrew meanwhile has none. Raises RowsNotMade."""
    with (
        _processes(order, at_once, environment) as idle,
        side_by_side.in_order(partial(_ask, idle), pieces, at_once) as made,
    ):
        yield from made


def pieces(keys: Iterable[UUID], size: int) -> Iterator[list[UUID]]:
    """The keys of interviews, so many at a time."""
    waiting = iter(keys)
    while piece := list(islice(waiting, size)):
        yield piece


def even(number: int, at_once: int) -> int:
    """Interviews per piece such that every process gets as many pieces."""
    return ceil(number / (ceil(number / MOST / at_once) * at_once))


@contextmanager
def _processes(order: Order, at_once: int, environment: dict[str, str]) -> Iterator[SimpleQueue[Process]]:
    root, pipe = Path(__file__).resolve().parent.parent, subprocess.PIPE
    running: list[Process] = []
    idle: SimpleQueue[Process] = SimpleQueue()
    try:
        for _ in range(at_once):
            process = subprocess.Popen(  # noqa: S603 (a module of our own)
                COMMAND, cwd=root, env=environment, stdin=pipe, stdout=pipe
            )
            running.append(process)
            _tell(process, asdict(order))
            idle.put(process)
        yield idle
    finally:
        for process in running:
            process.terminate()
            process.communicate()


def _ask(idle: SimpleQueue[Process], keys: Sequence[UUID]) -> polars.DataFrame:
    import polars

    process = idle.get()
    try:
        _tell(process, [str(key) for key in keys])
        return polars.read_ipc(BytesIO(_heard(process)))
    finally:
        idle.put(process)


def _heard(process: Process) -> bytes:
    length = int.from_bytes(process.stdout.read(LENGTH)) if process.stdout else 0
    answer = process.stdout.read(length) if process.stdout else b""
    if not length or len(answer) < length:
        raise RowsNotMade(process.wait())
    return answer


def _tell(process: Process, what: Any) -> None:
    if process.stdin is None:
        return
    try:
        process.stdin.write(f"{json.dumps(what)}\n".encode())
        process.stdin.flush()
    except BrokenPipeError as gone:
        raise RowsNotMade(process.wait()) from gone


def _serve() -> None:
    """In the process: the order, then lists of keys, a line each; for each list a frame, its length before it.

    What is thrown away is looked for between lists only: with millions of answers on their way that saves a quarter.
    """
    import django

    answers, sys.stdout = sys.stdout.buffer, sys.stderr
    os.nice(NICER)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from exports.dataset import source_of

    source = source_of(**json.loads(sys.stdin.readline()))
    maker = source.maker()
    gc.freeze()
    gc.disable()
    for line in sys.stdin:
        answers.write(_answer(maker.frame(list(source.read(maker, pk__in=json.loads(line))))))
        answers.flush()
        gc.collect()


def _answer(frame: polars.DataFrame) -> bytes:
    made = BytesIO()
    frame.write_ipc(made)
    return made.tell().to_bytes(LENGTH) + made.getbuffer()


if __name__ == "__main__":
    _serve()
