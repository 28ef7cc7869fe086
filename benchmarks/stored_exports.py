"""How long an export of stored interviews takes, in how much memory, and what pages of respondents notice of it.

DATABASE_URL=postgres://… .venv/bin/python benchmarks/stored_exports.py STUDY [--edition 1] [--sizes 10000,100000]
                                                                    [--formats sav,parquet,csv] [--pages 40]

Use a PostgreSQL database of its own that holds made-up interviews (`simulate STUDY …`). They are copied, without their
events, until there are so many; nothing is taken away again. For a growth curve give
--sizes 10000,30000,100000,300000,1000000. Up to as many as an export looks at first, flags are worked out beforehand,
and timed by themselves. Each export is a process of its own, rows worked out by the engine as ever; its memory and
that of its children is read from the kernel. `--pages N`: meanwhile one respondent at a time opens a page and
sends it, N seconds before and N during the export (site: 127.0.0.1:8199).
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import timedelta
from http.client import HTTPConnection
from pathlib import Path
from random import Random
from urllib.parse import urlencode

from family import family_kb
from load.site import running

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
PORT = 8199
COPIED = 2_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("study")
    parser.add_argument("--edition", type=int, default=1)
    parser.add_argument("--sizes", default="10000,100000")
    parser.add_argument("--formats", default="sav,parquet,csv")
    parser.add_argument("--pages", type=int, default=0, help="seconds of pages before and during the last export")
    wish = parser.parse_args()
    import django

    django.setup()
    print(f"{time.strftime('%Y-%m-%d %H:%M')}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}", flush=True)
    for size in map(int, wish.sizes.split(",")):
        top_up(wish.study, wish.edition, size)
        look(wish.study, size)
        for form in wish.formats.split(","):
            made = export(wish.study, wish.edition, form)
            print(f"{size:>9} interviews .{form}: {made.told(size)}")
            sys.stdout.flush()
    if wish.pages:
        pages_beside(wish.study, wish.edition, wish.formats.split(",")[0], wish.pages)


def top_up(study: str, edition: int, size: int) -> None:
    """Copy interviews within the database until the edition holds so many, each as often as the others."""
    from django.db import connection

    from respondents.models import Interview

    held = Interview.objects.filter(edition__study__slug=study, edition__number=edition)
    if Interview.objects.filter(synthetic=False).exists() or not held.exists():
        raise SystemExit("Use a database with made-up interviews of this edition and no others.")
    columns = [field.column for field in Interview._meta.concrete_fields if field.name not in ("id", "respnr")]
    listed = ", ".join(f'"{column}"' for column in columns)
    of = held.values_list("edition_id", flat=True)[0]
    with connection.cursor() as cursor:
        while (least := held.count()) < size:
            newest = Interview.objects.order_by("-respnr").values_list("respnr", flat=True)[0]
            cursor.execute(
                f"INSERT INTO respondents_interview (id, respnr, {listed}) "
                f"SELECT gen_random_uuid(), %s + row_number() OVER (ORDER BY respnr), {listed} "
                "FROM respondents_interview WHERE edition_id = %s ORDER BY respnr LIMIT %s",
                [newest, of, size - least],
            )
        cursor.execute("ANALYZE respondents_interview")


def look(study: str, size: int) -> None:
    """Work the flags out, so that no export does."""
    from django.utils import timezone

    from exports.judge import is_stale, judge
    from exports.produce import LOOK_FIRST

    if size <= LOOK_FIRST and is_stale(study):
        began, before = time.perf_counter(), time.process_time()
        judge(study, now=timezone.now())
        busy = time.process_time() - before
        print(f"{size:>9} interviews, flags: {time.perf_counter() - began:6.1f} s, {busy:6.1f} s of a core")


@dataclass(frozen=True)
class Made:
    """Seconds by the clock and of all cores together (children included), MB of memory at the most and of the file."""

    seconds: float
    busy: float
    memory: float
    megabytes: float

    def told(self, size: int) -> str:
        return (
            f"{self.seconds:6.1f} s, {self.busy:6.1f} s of a core ({1000 * self.busy / size:.2f} ms each), "
            f"{self.memory:5.0f} MB with children, file {self.megabytes:.0f} MB"
        )


def export(study: str, edition: int, form: str) -> Made:
    with tempfile.TemporaryDirectory(prefix="inburgerstem-exports-") as out:
        began, before = time.perf_counter(), os.times()
        process = start(study, edition, form, out)
        peak = 0.0
        while process.poll() is None:
            peak = max(peak, family_kb(process.pid) / 1024)
            time.sleep(0.05)
        seconds = time.perf_counter() - began
        if process.returncode:
            raise SystemExit(f"The export ended with {process.returncode}.")
        after = os.times()
        busy = after.children_user + after.children_system - before.children_user - before.children_system
        return Made(seconds, busy, peak, (Path(out) / f"{study}.{form}").stat().st_size / 1e6)


def start(study: str, edition: int, form: str, out: str) -> "subprocess.Popen[bytes]":
    command = [sys.executable, str(ROOT / "manage.py"), "export_dataset", study, "--edition", str(edition)]
    options = ["--formats", form, "--codebook", "", "--out", out]
    return subprocess.Popen([*command, *options], cwd=ROOT, stdout=subprocess.DEVNULL)


def pages_beside(study: str, edition: int, form: str, seconds: int) -> None:
    """Times of pages without and with an export beside them."""
    with running(PORT, workers=1, threads=4):
        phones = [phone(study, edition, number) for number in range(20)]
        walk(phones, 3)
        told("pages alone", walk(phones, seconds))
        with tempfile.TemporaryDirectory(prefix="inburgerstem-exports-") as out:
            beside = start(study, edition, form, out)
            time.sleep(3)
            told(f"pages beside an export of .{form}", walk(phones, seconds, beside))
            beside.wait()


def phone(study: str, edition: int, number: int) -> str:
    """A cookie of somebody made up who is on their way."""
    from django.utils import timezone

    from invitations.channels import open_channel
    from respondents.cookies import cookie_name
    from respondents.models import Interview
    from respondents.play import play
    from respondents.visits import open_visit
    from surveys.models import Edition

    of = Edition.objects.get(study__slug=study, number=edition)
    now = timezone.now() - timedelta(minutes=5)
    random = Random(number)
    made = play(of, random=random, language="nl", now=now, channel=open_channel(of.study), stop_after=3)
    return f"{cookie_name('visit')}={open_visit(made, 0, timezone.now(), Interview.Mode.SELF)}; django_language=nl"


def walk(phones: list[str], seconds: int, beside: "subprocess.Popen[bytes] | None" = None) -> list[float]:
    """Milliseconds of each page opened and of each sent, until the time is over or what runs beside ends."""
    took: list[float] = []
    ends = time.perf_counter() + seconds
    turn = 0
    while time.perf_counter() < ends and (beside is None or beside.poll() is None):
        cookie = phones[turn % len(phones)]
        turn += 1
        address = get("/on/", cookie)[2] or "/on/"
        status, body, _, ms = get(address, cookie)
        took.append(ms)
        fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', body))
        if status == 200 and fields:
            took.append(send(address, cookie, {**fields, "go": "next"}))
    return took


def get(address: str, cookie: str) -> tuple[int, str, str, float]:
    """Status, body, where it leads on to, milliseconds."""
    began = time.perf_counter()
    line = HTTPConnection("127.0.0.1", PORT, timeout=30)
    line.request("GET", address, headers={"Cookie": cookie})
    answer = line.getresponse()
    body = answer.read().decode(errors="replace")
    line.close()
    return answer.status, body, answer.headers.get("Location", ""), (time.perf_counter() - began) * 1000


def send(address: str, cookie: str, fields: dict[str, str]) -> float:
    began = time.perf_counter()
    line = HTTPConnection("127.0.0.1", PORT, timeout=30)
    token = fields.get("csrfmiddlewaretoken", "")
    headers = {
        "Cookie": f"{cookie}; csrftoken={token}",
        "Content-Type": "application/x-www-form-urlencoded",
        "Origin": f"http://127.0.0.1:{PORT}",
    }
    line.request("POST", address, urlencode(fields), headers)
    line.getresponse().read()
    line.close()
    return (time.perf_counter() - began) * 1000


def told(what: str, took: list[float]) -> None:
    took.sort()
    if not took:
        print(f"{what}: none")
        return
    median, late = took[len(took) // 2], took[int(len(took) * 0.95)]
    print(f"{what}: {len(took)} requests, median {median:.0f} ms, p95 {late:.0f} ms, longest {took[-1]:.0f} ms")


if __name__ == "__main__":
    main()
