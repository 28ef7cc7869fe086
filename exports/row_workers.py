"""Rows of many interviews, worked out by processes beside each other.

Each process reads its own interviews and sends their rows back through a pipe: what people answered does not lie on the
disk on its way. `python -m exports.row_workers` is such a process; its order comes on standard input.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from queue import SimpleQueue
from typing import Any
from uuid import UUID

from exports.values import Value
from staff import side_by_side

AT_LEAST = 5_000
"""From so many interviews on, starting processes (some seconds each) pays."""
CHUNK = 250
"""Interviews that a process reads at a time."""
NICER = 5
"""Pages of respondents come before these processes."""
COMMAND = (sys.executable, "-m", "exports.row_workers")
Process = subprocess.Popen[str]


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


def rows(order: Order, keys: Sequence[UUID], at_once: int, environment: dict[str, str]) -> Iterator[tuple[Value, ...]]:
    """The row of each interview, in the order of `keys`; who withdrew meanwhile has none. Raises RowsNotMade."""
    chunks = (keys[start : start + CHUNK] for start in range(0, len(keys), CHUNK))
    with (
        _processes(order, at_once, environment) as idle,
        side_by_side.in_order(partial(_ask, idle), chunks, at_once) as made,
    ):
        for chunk in made:
            yield from chunk


@contextmanager
def _processes(order: Order, at_once: int, environment: dict[str, str]) -> Iterator["SimpleQueue[Process]"]:
    root, pipe = Path(__file__).resolve().parent.parent, subprocess.PIPE
    running: list[Process] = []
    idle: SimpleQueue[Process] = SimpleQueue()
    try:
        for _ in range(at_once):
            process = subprocess.Popen(  # noqa: S603 (a module of our own)
                COMMAND, cwd=root, env=environment, stdin=pipe, stdout=pipe, text=True
            )
            running.append(process)
            _tell(process, asdict(order))
            idle.put(process)
        yield idle
    finally:
        for process in running:
            process.terminate()
            process.communicate()


def _ask(idle: "SimpleQueue[Process]", keys: Sequence[UUID]) -> list[tuple[Value, ...]]:
    process = idle.get()
    try:
        _tell(process, [str(key) for key in keys])
        line = process.stdout.readline() if process.stdout else ""
        if not line:
            raise RowsNotMade(process.wait())
        return [tuple(row) for row in json.loads(line)]
    finally:
        idle.put(process)


def _tell(process: Process, what: Any) -> None:
    if process.stdin is None:
        return
    try:
        process.stdin.write(f"{json.dumps(what)}\n")
        process.stdin.flush()
    except BrokenPipeError as gone:
        raise RowsNotMade(process.wait()) from gone


def _serve() -> None:
    """In the process: the order, then lists of keys, a line each; a line of rows for each list."""
    import django

    answers, sys.stdout = sys.stdout, sys.stderr
    os.nice(NICER)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from exports.dataset import source_of

    source = source_of(**json.loads(sys.stdin.readline()))
    maker = source.maker()
    for line in sys.stdin:
        made = [maker.row(interview) for interview in source.read(maker, pk__in=json.loads(line))]
        answers.write(f"{json.dumps(made)}\n")
        answers.flush()


if __name__ == "__main__":
    _serve()
