"""What Prometheus may know of the site: how often, how long, how many. No names, codes, paths or addresses.

Labels are names out of the code (routes, kinds of jobs, studies' slugs). `config.site_figures` counts what is stored.
"""

import os
from contextlib import suppress
from pathlib import Path

from django.db import connections
from prometheus_client import REGISTRY, CollectorRegistry, Counter, Gauge, Histogram, generate_latest, multiprocess

from config.metrics_files import VARIABLE

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
TOO_MANY = 429

REQUESTS = Counter("inburgerstem_requests", "Requests answered.", ("method", "route", "status"))
TOOK = Histogram("inburgerstem_request_seconds", "Time until the answer was ready.", ("route",), buckets=SECONDS)
SAVED = Counter("inburgerstem_page_saves", "Pages of the questionnaire that were saved.")
THROTTLED = Counter("inburgerstem_throttled", "Requests that were told to wait.", ("route",))
POOL = Gauge(
    "inburgerstem_database_connections",
    "Connections to PostgreSQL in this server's pools: open, free, and requests that wait for one.",
    ("database", "what"),
    multiprocess_mode="livesum",
)
POOLED = {"open": "pool_size", "free": "pool_available", "waiting": "requests_waiting"}


def count_request(method: str, route: str, status: int, seconds: float) -> None:
    """Called once for each answered request."""
    REQUESTS.labels(method, route, str(status)).inc()
    TOOK.labels(route).observe(seconds)
    if method == "POST" and _saved(route, status):
        SAVED.inc()
    if status == TOO_MANY:
        THROTTLED.labels(route).inc()
    _look_at_pools()


def _saved(route: str, status: int) -> bool:
    """The form of a page goes on to the next one; a form with mistakes is shown again. Scripts save by themselves."""
    return (route == "question" and 300 <= status < 400) or (route == "save" and status < 400)


def _look_at_pools() -> None:
    """Reads the pools that are open in this process; opens none."""
    for alias in connections:
        pools = getattr(connections[alias], "_connection_pools", {})
        if pool := pools.get(alias):
            stats = pool.get_stats()
            for what, name in POOLED.items():
                POOL.labels(alias, what).set(stats.get(name, 0))


def of_processes() -> bytes:
    """The figures above over all processes of this server, in Prometheus' text format."""
    place = os.environ.get(VARIABLE)
    if not place:
        return generate_latest(REGISTRY)
    _forget_the_dead(Path(place))
    registry = CollectorRegistry()
    multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return generate_latest(registry)


def _forget_the_dead(place: Path) -> None:
    """Open connections of a process that ended are no connections; what it counted stays counted."""
    for file in place.glob("gauge_live*_*.db"):
        pid = file.stem.rpartition("_")[2]
        if pid.isdigit() and not _lives(int(pid)):
            with suppress(FileNotFoundError):
                file.unlink()


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
