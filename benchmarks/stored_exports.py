"""How long an export of stored interviews takes, in how much memory, and what pages of respondents notice of it.

DATABASE_URL=postgres://… .venv/bin/python benchmarks/stored_exports.py STUDY [--edition 1] [--sizes 10000,100000]
                                                                    [--formats sav,parquet,csv] [--pages 40]

Use a database of its own that holds made-up interviews (`simulate STUDY …`). They are copied until there are so many;
nothing is taken away again. Each export is a process of its own, rows worked out by the engine as ever; its memory
and that of its children is read from the kernel. `--pages N`: meanwhile one respondent at a time opens a page
and sends it, N seconds before and N during the export (site: 127.0.0.1:8199).
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
import uuid
from datetime import timedelta
from http.client import HTTPConnection
from pathlib import Path
from random import Random
from urllib.parse import urlencode

from family import family_kb

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
        for form in wish.formats.split(","):
            seconds, memory, megabytes = export(wish.study, wish.edition, form)
            print(f"{size:>9} interviews .{form}: {seconds:6.1f} s, {memory:5.0f} MB with children, {megabytes:.0f} MB")
            sys.stdout.flush()
    if wish.pages:
        pages_beside(wish.study, wish.edition, wish.formats.split(",")[0], wish.pages)


def top_up(study: str, edition: int, size: int) -> None:
    """Copy interviews until the edition holds so many."""
    from respondents.models import Interview

    held = Interview.objects.filter(edition__study__slug=study, edition__number=edition)
    if Interview.objects.filter(synthetic=False).exists() or not held.exists():
        raise SystemExit("Use a database with made-up interviews of this edition and no others.")
    numbers = Interview.objects.order_by("-respnr").values_list("respnr", flat=True)
    least = held.count()
    originals = list(held.order_by("respnr")[:5_000].values_list("pk", flat=True))
    while least < size:
        some = held.filter(pk__in=originals[: min(COPIED, size - least)])
        newest, copies = numbers[0], []
        for number, one in enumerate(some, start=1):
            one.pk, one.respnr, one._state.adding = uuid.uuid4(), newest + number, True
            copies.append(one)
        Interview.objects.bulk_create(copies)
        least += len(copies)
        originals = originals[COPIED:] + originals[:COPIED]


def export(study: str, edition: int, form: str) -> tuple[float, float, float]:
    """Seconds by the clock, MB of memory at the most, MB of the data file."""
    with tempfile.TemporaryDirectory(prefix="inburgerstem-exports-") as out:
        began = time.perf_counter()
        process = start(study, edition, form, out)
        peak = 0.0
        while process.poll() is None:
            peak = max(peak, family_kb(process.pid) / 1024)
            time.sleep(0.05)
        seconds = time.perf_counter() - began
        if process.returncode:
            raise SystemExit(f"The export ended with {process.returncode}.")
        return seconds, peak, (Path(out) / f"{study}.{form}").stat().st_size / 1e6


def start(study: str, edition: int, form: str, out: str) -> "subprocess.Popen[bytes]":
    command = [sys.executable, str(ROOT / "manage.py"), "export_dataset", study, "--edition", str(edition)]
    options = ["--formats", form, "--codebook", "", "--out", out]
    return subprocess.Popen([*command, *options], cwd=ROOT, stdout=subprocess.DEVNULL)


def pages_beside(study: str, edition: int, form: str, seconds: int) -> None:
    """Times of pages without and with an export beside them."""
    options = ("--workers", "1", "--blocking-threads", "4", "--host", "127.0.0.1", "--port", str(PORT))
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", *options, "config.wsgi:application"]
    server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for_site()
        phones = [phone(study, edition, number) for number in range(20)]
        walk(phones, 3)
        told("pages alone", walk(phones, seconds))
        with tempfile.TemporaryDirectory(prefix="inburgerstem-exports-") as out:
            beside = start(study, edition, form, out)
            time.sleep(3)
            told(f"pages beside an export of .{form}", walk(phones, seconds, beside))
            beside.wait()
    finally:
        server.terminate()
        server.wait()


def wait_for_site() -> None:
    for _ in range(100):
        try:
            get("/healthz", "")
            return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("The site did not start.")


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
    print(
        f"{what}: {len(took)} requests, median {took[len(took) // 2]:.0f} ms, p95 {took[int(len(took) * 0.95)]:.0f} ms"
    )


if __name__ == "__main__":
    main()
