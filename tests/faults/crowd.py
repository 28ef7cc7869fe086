"""Many visitors at work at the same time, each with a diary of what it sent and what the server acknowledged."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from random import Random
from typing import Any

from benchmarks.visitor import LANGUAGES, Exchange, GaveUp, Note, Stuck, Visitor


@dataclass
class Diary:
    """`sent`: each thing as it was sent, and once more when it was acknowledged; `trouble`: why they gave up."""

    code: str
    language: str
    sent: list[Note] = field(default_factory=list)
    exchanges: list[Exchange] = field(default_factory=list)
    finished: bool = False
    trouble: str = ""

    def as_json(self) -> dict[str, Any]:
        return {"code": self.code, "notes": [asdict(note) for note in self.sent]}


class Crowd:
    """One visitor per code, in five languages by turns; every second one answers without the script.

    They start spread over `spread_s`, and take `pause_s` for each page.
    """

    def __init__(
        self,
        base: str,
        codes: Sequence[str],
        *,
        seed: int = 1,
        pause_s: float = 0.2,
        spread_s: float = 1.0,
        patience_s: float = 90.0,
        prefer: dict[str, str] | None = None,
        study: str = "",
    ) -> None:
        self.diaries = [Diary(code, LANGUAGES[n % len(LANGUAGES)]) for n, code in enumerate(codes)]
        self._stop = threading.Event()
        self._spread_s = spread_s
        self._how: dict[str, Any] = {"pause_s": pause_s, "patience_s": patience_s, "study": study}
        self._threads = [
            threading.Thread(target=self._live, args=(base, n, diary, Random(seed * 10_000 + n), prefer or {}))
            for n, diary in enumerate(self.diaries)
        ]

    def __enter__(self) -> "Crowd":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Nobody opens another page; what is on its way is waited for."""
        self._stop.set()
        for thread in self._threads:
            if thread.ident:
                thread.join()

    def work(self, wanted: int, patience_s: float = 120) -> None:
        """Waits until so many more saves were acknowledged, or everybody is done."""
        goal, until = self.acknowledged + wanted, time.monotonic() + patience_s
        while self.acknowledged < goal and time.monotonic() < until and any(t.is_alive() for t in self._threads):
            time.sleep(0.05)

    def wait(self) -> None:
        for thread in self._threads:
            thread.join()

    @property
    def acknowledged(self) -> int:
        return sum(note.acknowledged for diary in self.diaries for note in tuple(diary.sent))

    @property
    def statuses(self) -> Counter[int]:
        """How often each status came; 0: no answer."""
        return Counter(one.status for diary in self.diaries for one in tuple(diary.exchanges))

    def failures(self) -> list[tuple[str, Exchange]]:
        """Every answer that says the fault is the server's, with the language of who got it."""
        return [(diary.language, one) for diary in self.diaries for one in diary.exchanges if one.status >= 500]

    def troubles(self) -> list[str]:
        return [diary.trouble for diary in self.diaries if diary.trouble]

    def _live(self, base: str, place: int, diary: Diary, random: Random, prefer: dict[str, str]) -> None:
        visitor = Visitor(
            base,
            random,
            code=diary.code,
            language=diary.language,
            script=place % 2 == 0,
            noted=diary.sent.append,
            seen=diary.exchanges.append,
            prefer=prefer,
            **self._how,
        )
        if self._stop.wait(self._spread_s * random.random()):
            return
        diary.trouble = _trouble(lambda: visitor.run(self._stop.is_set))
        diary.finished = visitor.finished
        visitor.line.close()


def _trouble(live: Callable[[], object]) -> str:
    try:
        live()
    except (GaveUp, Stuck) as error:
        return f"{type(error).__name__}: {error}"
    return ""
