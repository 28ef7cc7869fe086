"""What goes wrong while people answer, one fault at a time. Each returns once it was done to the running system.

What the site itself does about it is not helped by hand: only what the fault took away (PostgreSQL, Redis, room, the
clock) is given back.
"""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

import psycopg

from tests.faults.clock import Clock
from tests.faults.crowd import Crowd
from tests.faults.studies import Answered, Outcome, settle
from tests.faults.system import System
from tests.programs import WSGI

__all__ = ["WSGI", "Fault", "Stage", "answering", "clock_moved", "kill_web", "remark_of"]
Fault = Callable[[System], None]


@dataclass
class Stage:
    """Where faults happen. `people` at work each time; `saves` acknowledged before the fault, and again after it."""

    system: System
    study: Answered
    people: int = 20
    saves: int = 30
    pause_s: float = 0.3
    spread_s: float = 1.0
    seen: list[Crowd] = field(default_factory=list)

    def under(self, name: str, fault: Fault) -> Outcome:
        """People answer, the fault happens, they go on answering; then the books are compared."""
        with self.crowd() as crowd:
            crowd.work(self.saves)
            fault(self.system)
            recovery = self.system.recovery()
            crowd.work(self.saves)
        self.seen.append(crowd)
        return settle(self.system, self.study, crowd, name, recovery, remark_of(crowd))

    def through(self, faults: Mapping[str, Fault]) -> Outcome:
        """The same with all faults one after the other while one crowd is at work; the longest recovery counts."""
        longest = 0.0
        with self.crowd() as crowd:
            crowd.work(self.saves)
            for fault in faults.values():
                fault(self.system)
                longest = max(longest, self.system.recovery())
                crowd.work(self.saves)
        self.seen.append(crowd)
        return settle(self.system, self.study, crowd, "all in turn", longest, remark_of(crowd))

    def crowd(self, url: str = "") -> Crowd:
        """New people with new codes; `url`: where they come in, by default at the site itself."""
        codes = self.study.codes(self.system, self.people)
        return Crowd(
            url or self.system.url, codes, prefer=self.study.prefer, pause_s=self.pause_s, spread_s=self.spread_s
        )


def remark_of(crowd: Crowd) -> str:
    """What people met: failed requests by kind, and who could not go on at all."""
    counts = crowd.statuses
    failed = {status: n for status, n in sorted(counts.items()) if status == 0 or status >= 500}
    told = [f"{n} × {status or 'no answer'}" for status, n in failed.items()]
    stuck = crowd.troubles()
    return ", ".join([*told, *([f"{len(stuck)} gave up: {stuck[0]}"] if stuck else [])]) or "nothing seen"


def kill_web_worker(system: System) -> None:
    system.programs["web"].kill_child()
    time.sleep(0.2)


def kill_web(system: System) -> None:
    system.programs["web"].kill()


def stop_postgres(system: System, away_s: float) -> None:
    """Stopped as when the power goes; back after `away_s`."""
    system.postgres.stop("immediate")
    time.sleep(away_s)
    system.postgres.start()


def cut_connections(system: System) -> None:
    system.postgres.cut()


def no_connection_left(system: System, seconds: float) -> None:
    """Others take every connection that PostgreSQL gives, and the site's own ones are ended."""
    with _all_connections(system):
        time.sleep(seconds)


@contextmanager
def _all_connections(system: System) -> Iterator[None]:
    held: list[psycopg.Connection[tuple[object, ...]]] = []
    over = threading.Event()
    taking = threading.Thread(target=_take, args=(system, held, over))
    taking.start()
    with system.postgres.connect() as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname IN ('site', 'contacts')"
        )
    try:
        yield
    finally:
        over.set()
        taking.join()
        for connection in held:
            connection.close()


def _take(system: System, held: "list[psycopg.Connection[tuple[object, ...]]]", over: threading.Event) -> None:
    while not over.is_set():
        try:
            held.append(system.postgres.connect())
        except psycopg.OperationalError:
            time.sleep(0.01)


def lock_interviews(system: System, seconds: float) -> None:
    """Somebody holds a lock that every save waits for."""
    with system.postgres.connect("site") as connection, connection.transaction():
        connection.execute("LOCK TABLE respondents_interview IN EXCLUSIVE MODE")
        time.sleep(seconds)


def empty_redis(system: System) -> None:
    system.redis.client.flushall()


def redis_away(system: System, seconds: float) -> None:
    system.redis.kill()
    time.sleep(seconds)
    system.redis.start()


def clock_moved(to: str) -> Fault:
    """The web's clock jumps to another time, and stays there until the next jump."""

    def move(system: System) -> None:
        Clock(system.folder).move(to)

    return move


def answering(seconds: float) -> dict[str, Fault]:
    """Every fault that meets people who answer; what is away stays away for so long."""
    return {
        "kill -9 of a web worker": kill_web_worker,
        "kill -9 of the whole web": kill_web,
        f"PostgreSQL stopped at once, {seconds:g} s": lambda system: stop_postgres(system, seconds),
        "every connection of PostgreSQL ended": cut_connections,
        f"no connection left in PostgreSQL, {seconds:g} s": lambda system: no_connection_left(system, seconds),
        f"a lock on all interviews, {seconds:g} s": lambda system: lock_interviews(system, seconds),
        "Redis emptied": empty_redis,
        f"Redis away, {seconds:g} s": lambda system: redis_away(system, seconds),
    }
