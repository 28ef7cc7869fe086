"""Where the time of a saved page goes: each layer's own time, without that of the layers below it.

Functions are wrapped for the while; what no layer claims (handler, middleware, addresses, view) is the remainder.
"""

import functools
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

LAYERS: tuple[tuple[str, str], ...] = (
    ("statements: sent and awaited", "django.db.backends.utils.CursorWrapper.execute"),
    ("connection: taken from the pool and given back", "django.db.backends.base.base.BaseDatabaseWrapper.connect"),
    ("connection: taken from the pool and given back", "django.db.backends.base.base.BaseDatabaseWrapper.close"),
    ("statements: written, rows made objects", "django.db.models.query.QuerySet._fetch_all"),
    ("statements: written, rows made objects", "django.db.models.query.QuerySet._filter_or_exclude_inplace"),
    ("path", "respondents.state._walked"),
    ("path", "surveys.engine.path.Ahead._goes_on"),
    ("form: made", "surveys.forms.PageForm.__init__"),
    ("form: read and judged", "surveys.forms.PageForm.full_clean"),
    ("sound: which texts can be heard", "surveys.hearing.Hearing._clips"),
    ("page drawn from templates", "django.template.base.Template.render"),
    ("page compressed", "config.compress.CompressPages.process_response"),
    ("answer stored (without its statement)", "respondents.append.append"),
    ("who is there: visit, study, languages", "respondents.pages._look_around"),
    ("view", "respondents.pages._answered"),
    ("cookies and headers of respondents' pages", "respondents.pages._sealed"),
)


class Clock:
    """Own seconds per layer, of processor (`cpu`) and by the clock (`wall`), and statements."""

    def __init__(self) -> None:
        self.cpu: Counter[str] = Counter()
        self.wall: Counter[str] = Counter()
        self.calls: Counter[str] = Counter()
        self._below: list[list[float]] = [[0.0, 0.0]]

    def measure(self, layer: str, call: Callable[[], Any]) -> Any:
        self._below.append([0.0, 0.0])
        cpu, wall = time.thread_time(), time.perf_counter()
        try:
            return call()
        finally:
            cpu, wall = time.thread_time() - cpu, time.perf_counter() - wall
            below = self._below.pop()
            self._below[-1][0] += cpu
            self._below[-1][1] += wall
            self.cpu[layer] += cpu - below[0]
            self.wall[layer] += wall - below[1]
            self.calls[layer] += 1


@contextmanager
def watched(clock: Clock) -> Iterator[None]:
    """Every layer wrapped, and unwrapped afterwards."""
    before = [(_owner(path), path.rsplit(".", 1)[1], layer) for layer, path in LAYERS]
    undo = [(owner, name, owner.__dict__[name]) for owner, name, _ in before]
    for owner, name, layer in before:
        setattr(owner, name, _wrapped(getattr(owner, name), layer, clock))
    try:
        yield
    finally:
        for owner, name, value in undo:
            setattr(owner, name, value)


def _owner(path: str) -> Any:
    """The module or class that holds the function."""
    parts = path.split(".")[:-1]
    for end in range(len(parts), 0, -1):
        try:
            found: Any = import_module(".".join(parts[:end]))
        except ModuleNotFoundError:
            continue
        return functools.reduce(getattr, parts[end:], found)
    raise ModuleNotFoundError(path)


def _wrapped(function: Callable[..., Any], layer: str, clock: Clock) -> Callable[..., Any]:
    @functools.wraps(function)
    def measured(*args: Any, **kwargs: Any) -> Any:
        return clock.measure(layer, lambda: function(*args, **kwargs))

    return measured


REST = "handler, middleware, addresses"


def profiled(host: str, crowd: Any, interviews: int) -> dict[str, Any]:
    """Own milliseconds of each layer per saved page, after as many interviews again that are not counted."""
    from config.wsgi import application
    from load.inside import saved_pages

    def walk(clock: Clock | None) -> int:
        pages = 0
        for _ in range(interviews):
            code, persona = crowd.next()
            way = saved_pages(application, host, code, persona)
            for _ in way:
                pages += 1
                _save(way, clock)
        return pages

    walk(None)
    clock = Clock()
    pages = walk(clock)
    return {"pages": pages, "lines": _lines(clock, pages), "cpu": dict(clock.cpu), "wall": dict(clock.wall)}


def _save(way: Iterator[str], clock: Clock | None) -> None:
    """What lies between 'due' and 'saved'."""
    if clock is None:
        next(way, None)
        return
    with watched(clock):
        clock.measure(REST, lambda: next(way, None))


def _lines(clock: Clock, pages: int) -> list[str]:
    head = [f"{'processor ms':>14}{'clock ms':>10}{'times':>8}  of one saved page ({pages} counted)"]
    each = [
        f"{1000 * seconds / pages:14.2f}{1000 * clock.wall[name] / pages:10.2f}{clock.calls[name] / pages:8.1f}  {name}"
        for name, seconds in clock.cpu.most_common()
    ]
    whole = f"{1000 * clock.cpu.total() / pages:14.2f}{1000 * clock.wall.total() / pages:10.2f}{'':8}  together"
    return [*head, *each, whole]
