"""Pieces of work beside each other: results in order, no more under way than wished, faults at their place."""

from collections.abc import Iterator
from threading import Barrier, Event, Lock, current_thread

import pytest

from staff.side_by_side import in_order


def test_results_come_in_the_order_of_the_pieces() -> None:
    second_done = Event()

    def work(piece: int) -> int:
        if piece == 0:
            assert second_done.wait(10), "the second piece runs beside the first"
        else:
            second_done.set()
        return piece * 10

    with in_order(work, range(5), 2) as results:
        assert list(results) == [0, 10, 20, 30, 40]


def test_no_more_are_under_way_than_wished() -> None:
    lock, under_way, most = Lock(), [0], [0]
    together = Barrier(3)

    def work(piece: int) -> int:
        with lock:
            under_way[0] += 1
            most[0] = max(most[0], under_way[0])
        together.wait(10)
        with lock:
            under_way[0] -= 1
        return piece

    with in_order(work, range(9), 3) as results:
        assert list(results) == list(range(9))
    assert most == [3]


def test_pieces_are_taken_in_the_callers_thread() -> None:
    takers, workers = set(), set()

    def pieces() -> Iterator[int]:
        for piece in range(4):
            takers.add(current_thread())
            yield piece

    def work(piece: int) -> None:
        workers.add(current_thread())

    with in_order(work, pieces(), 2) as results:
        list(results)
    assert takers == {current_thread()}
    assert current_thread() not in workers


def test_a_fault_comes_out_at_its_place_and_what_runs_is_waited_for() -> None:
    released, ended = Event(), []

    def work(piece: int) -> int:
        if piece == 1:
            raise ValueError("no paper")
        if piece == 2:
            assert released.wait(10)
            ended.append(piece)
        return piece

    seen = []

    def collect() -> None:
        with in_order(work, range(9), 3) as results:
            for result in results:
                seen.append(result)
                released.set()

    with pytest.raises(ValueError, match="no paper"):
        collect()
    assert seen == [0]
    assert ended == [2]
