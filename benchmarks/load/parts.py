"""The parts of the measurement: each lets respondents come for a while and says what they saw and what it cost."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any

from load import drive
from load.drive import Crowd, Driver, Seen
from load.site import Server, Spent, spent

TOO_SLOW = 500.0
"""Milliseconds at p95 after which a mail drop is not doubled any more."""
WARM = 4.0
CROWDS = (4, 8, 16)
"""Respondents at once who never think, of which the best gives the maximum."""


@dataclass(frozen=True)
class Row:
    """One line of the table. Milliseconds of a core for each saved page, everything else that was asked included."""

    part: str
    what: str
    asked: float
    rate: float
    p50: float
    p95: float
    p99: float
    pages: int
    interviews: int
    web_ms: float
    database_ms: float
    generator_ms: float
    generator_share: float
    more: dict[str, Any] = field(default_factory=dict)


@dataclass
class Bench:
    """The running site, those who come, and what went wrong until now."""

    port: int
    pid: int
    server: Server
    crowd: Callable[[bool], Crowd]
    cores: int
    scale: float = 1.0
    failures: dict[str, int] = field(default_factory=dict)

    def run(
        self, part: str, what: str, start: Callable[[Driver], None], *, warm: float, seconds: float, **more: Any
    ) -> Row:
        """Lets respondents come as `start` says; counts after `warm` seconds, for so many seconds."""
        script = bool(more.pop("script", False))
        asked = float(more.pop("asked", 0.0))
        seen, cost = asyncio.run(self._seen(start, warm * self.scale, seconds * self.scale, script))
        for name, times in seen.failures.items():
            self.failures[name] = self.failures.get(name, 0) + times
        return _row(part, what, asked, seen, cost, self.cores, more)

    async def _seen(
        self, start: Callable[[Driver], None], warm: float, seconds: float, script: bool
    ) -> tuple[Seen, Spent]:
        driver = Driver(self.port, self.crowd(script))
        start(driver)
        await asyncio.sleep(warm)
        before = spent(self.pid, self.server)
        seen = await driver.watch(seconds)
        cost = spent(self.pid, self.server) - before
        driver.close()
        await asyncio.sleep(0)
        return seen, cost


def _row(part: str, what: str, asked: float, seen: Seen, cost: Spent, cores: int, more: dict[str, Any]) -> Row:
    pages = len(seen.times)
    each = 1000 / pages if pages else float("nan")
    return Row(
        part,
        what,
        asked,
        seen.rate,
        seen.quantile(0.5),
        seen.quantile(0.95),
        seen.quantile(0.99),
        pages,
        seen.interviews,
        cost.web * each,
        cost.database * each,
        cost.generator * each,
        cost.generator / (cores * seen.seconds),
        more,
    )


def service(bench: Bench) -> list[Row]:
    """(a) One respondent at a time, nobody else."""
    return [bench.run("service", "one at a time", lambda driver: drive.closed(driver, 1), warm=WARM, seconds=15)]


def maximum(bench: Bench) -> list[Row]:
    """(c) As many pages as can be, with forms as they are, then with the script that saves each change first."""
    rows = [
        bench.run(
            "maximum", f"{n} at once, no thinking", lambda driver, n=n: drive.closed(driver, n), warm=WARM, seconds=12
        )
        for n in CROWDS
    ]
    scripted = bench.run(
        "maximum",
        f"{CROWDS[1]} at once, script saves each change",
        lambda driver: drive.closed(driver, CROWDS[1]),
        warm=WARM,
        seconds=12,
        script=True,
    )
    return [*rows, scripted]


def best(rows: list[Row]) -> float:
    """The maximum: most saved pages a second, of plain forms."""
    return max((row.rate for row in rows if row.part == "maximum" and "script" not in row.what), default=0.0)


def half(bench: Bench, most: float) -> list[Row]:
    """(b) Pages come by chance, at half the maximum."""
    rate = most / 2
    people = max(20, int(rate * 2))
    warm = people * drive.STAGGER + 1 + WARM
    row = bench.run(
        "half",
        f"{rate:.0f} pages a second by chance, {people} people",
        lambda driver: drive.by_pages(driver, rate, people, Random(1)),
        warm=warm / bench.scale,
        seconds=20,
        asked=rate,
    )
    return [row]


def drop(bench: Bench, an_hour: int, first: float) -> list[Row]:
    """A mail drop: whole interviews start by chance, as if `an_hour` did within one; doubled until p95 is too slow."""
    rows: list[Row] = []
    times = 1
    while not rows or (rows[-1].p95 <= TOO_SLOW and times <= 32):
        rate = an_hour * times
        row = bench.run(
            "drop",
            f"{rate} interviews an hour",
            lambda driver, rate=rate: drive.by_interviews(driver, rate, THINK, Random(1)),
            warm=WARM_DROP,
            seconds=first if times == 1 else 15,
            asked=rate,
        )
        rows.append(row)
        times *= 2
    return rows


THINK = 0.2
"""Seconds a page: how long people think does not change how many pages an hour of mail brings, only how long it takes
until as many end as begin; that is waited for."""
WARM_DROP = 15.0


def growth(bench: Bench, sizes: list[int], events: int) -> list[Row]:
    """One at a time and eight at once, with more and more stored."""
    from load.growth import fill

    rows = []
    for size in sizes:
        interviews, stored = fill(size, events)
        for n in (1, CROWDS[1]):
            row = bench.run(
                "growth",
                f"{interviews} interviews, {stored} events stored, {n} at once",
                lambda driver, n=n: drive.closed(driver, n),
                warm=2,
                seconds=6,
                asked=size,
            )
            rows.append(row)
    return rows
