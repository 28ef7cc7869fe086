"""How many respondents the site can serve: scripted phones against granian and PostgreSQL, beside pgbench.

.venv/bin/python benchmarks/respondents.py --all [--server postgres://root@127.0.0.1:5432] [--json FILE]
.venv/bin/python benchmarks/respondents.py --parts service,maximum,half,drop,growth
.venv/bin/python benchmarks/respondents.py --profile

Makes databases of its own on the server (names begin with --prefix) and drops them at the end; --all takes about eight
minutes. A *saved page* is the POST of a page of the questionnaire and the GET of what it leads to: both requests are
one saved page, timed from the moment the page was due to be sent until the next is here whole. Phones come with a code
from a letter and walk the whole way (cookies, CSRF, redirects, gzip; five languages), with answers that were worked out
beforehand; the way in and the sending are load too, and are not counted as saved pages. The generator runs on the same
cores: its share stands in the table. See docs/speed.md.
"""

import argparse
import json
import os
import sys
import time
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from load import drive, limit, parts, site  # noqa: E402 - the site's folder has to be found first

if TYPE_CHECKING:
    from collections.abc import Iterator

PARTS = ("limit", "service", "maximum", "half", "drop", "growth")
HEAD = ("part", "what", "asked", "pages/s", "p50 ms", "p95 ms", "p99 ms", "web", "database", "generator", "share")


def main() -> int:
    wish = _wishes()
    server = site.Server(wish.server, wish.prefix)
    print(f"{time.strftime('%Y-%m-%d %H:%M')}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}", flush=True)
    with site.folder() as folder:
        site.apply(site.environment(server, folder, wish.port))
        with site.databases(server, wish.keep):
            site.prepare(wish.study)
            told = _profile(wish) if wish.profile else _measured(wish, server)
    if wish.json:
        Path(wish.json).write_text(json.dumps(told, indent=1) + "\n")
    failures = told["failures"]
    for name, times in sorted(failures.items(), key=lambda item: -item[1])[:10]:
        print(f"went wrong {times} times: {name}", file=sys.stderr)
    return 1 if failures else 0


def _wishes() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--all", action="store_true", help="all parts, the default")
    parser.add_argument("--parts", default=",".join(PARTS), help="some of: " + ",".join(PARTS))
    parser.add_argument("--profile", action="store_true", help="instead: where the time of a saved page goes")
    parser.add_argument("--server", default="postgres://root@127.0.0.1:5432", help="where databases may be made")
    parser.add_argument("--prefix", default="inburgerstem_bench", help="what the names of the databases begin with")
    parser.add_argument("--keep", action="store_true", help="do not drop the databases at the end")
    parser.add_argument("--study", default="perspectief-2024")
    parser.add_argument("--port", type=int, default=8271)
    parser.add_argument("--workers", type=int, default=2, help="processes of the site")
    parser.add_argument("--threads", type=int, default=2, help="threads per process")
    parser.add_argument("--personas", type=int, default=60)
    parser.add_argument("--letters", type=int, default=8_000, help="interviews that can be begun at the most")
    parser.add_argument("--interviews", type=int, default=5_173, help="whole interviews an hour of the mail drop")
    parser.add_argument("--window", type=float, default=90.0, help="seconds of the first mail drop")
    parser.add_argument("--sizes", default="1000,10000,100000", help="stored interviews of the growth")
    parser.add_argument("--events", type=int, default=15, help="most events per stored interview")
    parser.add_argument("--scale", type=float, default=1.0, help="times as long as usual; 0.2 for a first look")
    parser.add_argument("--json", default="", help="file for the table")
    wish = parser.parse_args()
    unknown = set(wish.parts.split(",")) - set(PARTS)
    if unknown:
        parser.error(f"--parts has {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    return wish


def _measured(wish: argparse.Namespace, server: "site.Server") -> dict[str, Any]:
    asked = wish.parts.split(",")
    beside = limit.limits(server, round(10 * wish.scale) or 1, 8) if "limit" in asked else {}
    for name, rate in beside.items():
        print(f"pgbench, {name}: {rate:.0f} a second", flush=True)
    with _bench(wish, server) as bench:
        rows = _rows(wish, bench, asked)
    print(f"each saved page's share of the cores is in ms; {wish.workers} processes of {wish.threads} threads")
    for name, rate in beside.items():
        if most := parts.best(rows):
            print(f"the maximum is {most:.0f} saved pages a second, {most / rate:.1%} of pgbench's {name}")
    return {"limits": beside, "rows": [asdict(row) for row in rows], "failures": bench.failures}


def _rows(wish: argparse.Namespace, bench: "parts.Bench", asked: list[str]) -> list["parts.Row"]:
    print(_line(HEAD), flush=True)
    rows: list[parts.Row] = []
    if "service" in asked:
        rows += _told(parts.service(bench))
    if "maximum" in asked or "half" in asked:
        rows += _told(parts.maximum(bench))
    if "half" in asked:
        rows += _told(parts.half(bench, parts.best(rows)))
    if "drop" in asked:
        rows += _told(parts.drop(bench, wish.interviews, wish.window))
    if "growth" in asked:
        rows += _told(parts.growth(bench, [int(size) for size in wish.sizes.split(",")], wish.events))
    return rows


@contextmanager
def _bench(wish: argparse.Namespace, server: "site.Server") -> "Iterator[parts.Bench]":
    """The site running, with letters for those who come."""
    letters, known = _people(wish)
    coming = iter(letters)
    drive.quiet_memory()
    with site.running(wish.port, wish.workers, wish.threads) as pid:
        yield parts.Bench(
            port=wish.port,
            pid=pid,
            server=server,
            crowd=lambda script: drive.crowd(coming, known, script=script),
            cores=os.cpu_count() or 1,
            scale=wish.scale,
        )


def _people(wish: argparse.Namespace) -> tuple[Any, Any]:
    import django

    django.setup()
    from load import people

    from surveys.editions import current_edition

    known = people.by_group(people.personas(wish.study, wish.personas, seed=1))
    found = people.letters(current_edition(wish.study), wish.letters, seed=1_000_000)
    return [(letter.group, letter.code) for letter in found], known


def _profile(wish: argparse.Namespace) -> dict[str, Any]:
    """Own time of each layer, of processor and by the clock, with no network and one person at a time."""
    letters, known = _people(wish)
    from load.layers import profiled

    table = profiled(f"127.0.0.1:{wish.port}", drive.crowd(iter(letters), known), round(60 * wish.scale) or 1)
    for line in table["lines"]:
        print(line)
    return {**table, "failures": {}}


def _told(rows: list["parts.Row"]) -> list["parts.Row"]:
    for row in rows:
        figures = (row.rate, row.p50, row.p95, row.p99, row.web_ms, row.database_ms, row.generator_ms)
        asked = f"{row.asked:.0f}" if row.asked else ""
        print(_line((row.part, row.what, asked, *(f"{one:.1f}" for one in figures), f"{row.generator_share:.0%}")))
    sys.stdout.flush()
    return rows


def _line(cells: tuple[str, ...]) -> str:
    return f"{cells[0]:<8} {cells[1]:<52}" + "".join(f"{cell:>10}" for cell in cells[2:])


if __name__ == "__main__":
    sys.exit(main())
