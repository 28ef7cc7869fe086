"""Work whose waiting is done in other processes, a few pieces at a time."""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from itertools import islice
from typing import TypeVar

Piece = TypeVar("Piece")
Result = TypeVar("Result")


def cores() -> int:
    """How many this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def in_order(work: Callable[[Piece], Result], pieces: Iterable[Piece], at_once: int) -> Iterator[Iterator[Result]]:
    """The result of each piece, in the order of the pieces; `at_once` of them are under way, no more.

    Pieces are taken, and results given, in the caller's own thread; only `work` runs beside it. What `work` raises
    comes out at its place. On leaving, pieces under way are waited for, so nothing goes on behind the caller's back.
    """
    with ThreadPoolExecutor(at_once) as pool:
        yield _results(pool, work, iter(pieces), at_once)


def _results(
    pool: ThreadPoolExecutor, work: Callable[[Piece], Result], pieces: Iterator[Piece], at_once: int
) -> Iterator[Result]:
    under_way: deque[Future[Result]] = deque(pool.submit(work, piece) for piece in islice(pieces, at_once))
    while under_way:
        result = under_way.popleft().result()
        under_way.extend(pool.submit(work, piece) for piece in islice(pieces, 1))
        yield result
