"""When respondents act: one at a time, as fast as they can, or by arrivals that do not wait for the server.

Times of saved pages count from the moment a page was due to be sent, so that what waits for a busy server, or for this
generator, is in them (no "coordinated omission").
"""

import asyncio
import gc
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from random import Random

from load.phone import THINK, Persona, Phone, Unexpected, Way
from load.wire import Answer, Wires

STAGGER = 0.12
"""Seconds between people who begin before the clock runs: the way in takes ten requests of each, and a queue of them
would still be there when it does."""
MOST_WIRES = 64
"""Connections to the site: what a proxy in front of it keeps open, not one per respondent."""
KINDS_TOLD = 5


@dataclass
class Seen:
    """What respondents saw while the clock ran. `times`: seconds of each saved page, in order of coming back."""

    times: list[float] = field(default_factory=list)
    interviews: int = 0
    begun: int = 0
    failures: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0

    @property
    def rate(self) -> float:
        """Saved pages a second."""
        return len(self.times) / self.seconds if self.seconds else 0.0

    def quantile(self, share: float) -> float:
        """Milliseconds within which this share of the pages was saved; NaN where none was."""
        ordered = sorted(self.times)
        return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else float("nan")


@dataclass(frozen=True)
class Crowd:
    """Who may come: codes with the personas that fit them, used once each; Raises LettersGone when all were used."""

    people: Iterator[tuple[str, Persona]]
    script: bool = False

    def next(self) -> tuple[str, Persona]:
        try:
            return next(self.people)
        except StopIteration:
            raise LettersGone from None


class LettersGone(Exception):
    """More interviews began than letters were made: ask for more with --letters."""


class Driver:
    """Lets phones walk. `on_think(resume, phone)` decides when a page is sent; by default at once."""

    def __init__(self, port: int, crowd: Crowd) -> None:
        self.host = f"127.0.0.1:{port}".encode()
        self.crowd = crowd
        self.wires = Wires("127.0.0.1", port, MOST_WIRES)
        self.seen = Seen()
        self.on_think: Callable[[Callable[[], None], Phone], None] = _at_once
        self.on_end: Callable[[], None] = lambda: None
        self.stopped = False

    def begin(self) -> None:
        """Somebody scans the code on their letter, now."""
        try:
            code, persona = self.crowd.next()
        except LettersGone:
            self.seen.failures[LettersGone.__doc__ or ""] += 1
            return
        phone = Phone(self.host, persona, self.crowd.script, self._saved)
        self.seen.begun += 1
        self._advance(phone, phone.interview(code), None)

    def _advance(self, phone: Phone, way: Way, answer: Answer | None) -> None:
        if self.stopped:
            return
        try:
            wanted = way.send(answer) if answer else next(way)
        except StopIteration:
            self.seen.interviews += 1
            self.on_end()
        except (Unexpected, OSError, ValueError) as failure:
            self.seen.failures[f"{type(failure).__name__}: {failure}"] += 1
            self.on_end()
        else:
            self._go(phone, way, wanted)

    def _go(self, phone: Phone, way: Way, wanted: bytes | str) -> None:
        if wanted == THINK:
            self.on_think(lambda: self._think_over(phone, way), phone)
        else:
            self.wires.send(wanted, lambda answer: self._advance(phone, way, answer))

    def _think_over(self, phone: Phone, way: Way) -> None:
        try:
            wanted = next(way)
        except Unexpected as failure:
            self.seen.failures[f"{type(failure).__name__}: {failure}"] += 1
            self.on_end()
        else:
            self._go(phone, way, wanted)

    def _saved(self, due: float) -> None:
        self.seen.times.append(time.perf_counter() - due)

    def count_anew(self) -> Seen:
        """What was seen until now; counting starts again."""
        seen, self.seen = self.seen, Seen(failures=self.seen.failures)
        return seen

    async def watch(self, seconds: float) -> Seen:
        """What is seen in so many seconds from now."""
        self.count_anew()
        began = time.perf_counter()
        await asyncio.sleep(seconds)
        seen = self.seen
        seen.seconds = time.perf_counter() - began
        self.seen = Seen(failures=seen.failures)
        return seen

    def close(self) -> None:
        self.stopped = True
        self.wires.close()


def _at_once(resume: Callable[[], None], phone: Phone) -> None:
    phone.due = time.perf_counter()
    resume()


def closed(driver: Driver, at_once: int) -> None:
    """So many respondents who never think: one page after another, one interview after another."""
    driver.on_end = driver.begin
    for _ in range(at_once):
        driver.begin()


def by_interviews(driver: Driver, an_hour: float, think: float, random: Random) -> None:
    """Whole interviews start by chance (Poisson), so many an hour; people think `think` seconds a page at the mean.

    How long they think changes how many are busy at once, not how many pages come in a second.
    """
    loop = asyncio.get_running_loop()

    def pause(resume: Callable[[], None], phone: Phone) -> None:
        wait = random.expovariate(1 / think)
        phone.due = time.perf_counter() + wait
        loop.call_later(wait, resume)

    def arrive() -> None:
        if not driver.stopped:
            driver.begin()
            loop.call_later(random.expovariate(an_hour / 3600), arrive)

    driver.on_think = pause
    loop.call_later(random.expovariate(an_hour / 3600), arrive)


def by_pages(driver: Driver, a_second: float, people: int, random: Random) -> None:
    """Pages are sent by chance (Poisson), so many a second, by whoever of `people` has read theirs longest ago.

    Who is done is followed by somebody new, whose way in is load beside the pages. When nobody has a page ready, the
    page waits, and its clock runs.
    """
    loop = asyncio.get_running_loop()
    ready: deque[tuple[Callable[[], None], Phone]] = deque()
    late: deque[float] = deque()

    def pause(resume: Callable[[], None], phone: Phone) -> None:
        ready.append((resume, phone))
        if late:
            send(late.popleft())

    def send(due: float) -> None:
        resume, phone = ready.popleft()
        phone.due = due
        resume()

    def arrive(due: float) -> None:
        if driver.stopped:
            return
        late.append(due)
        if ready:
            send(late.popleft())
        following = due + random.expovariate(a_second)
        loop.call_later(max(0.0, following - time.perf_counter()), arrive, following)

    driver.on_think, driver.on_end = pause, driver.begin
    for number in range(people):
        loop.call_later(number * STAGGER, driver.begin)
    loop.call_later(people * STAGGER + 1, lambda: arrive(time.perf_counter()))


def crowd(letters: Iterator[tuple[str, str]], personas: Mapping[str, list[Persona]], *, script: bool = False) -> Crowd:
    """Letters (group, code) that are left, in order, each with the next persona of its group."""

    def people() -> Iterator[tuple[str, Persona]]:
        turns: Counter[str] = Counter()
        for group, code in letters:
            fitting = personas[group]
            yield code, fitting[turns[group] % len(fitting)]
            turns[group] += 1

    return Crowd(people(), script)


def quiet_memory() -> None:
    """The generator's own garbage collection would show in the times."""
    gc.collect()
    gc.freeze()
    gc.disable()
