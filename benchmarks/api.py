"""How long each resource of the read API takes on a simulated study: median CPU time of whole answers, and bytes.

.venv/bin/python benchmarks/api.py STUDY [--rounds N]

Use a database of its own that holds a made-up study with its editions and interviews. A token is made for a member of
staff made for it, and both are taken back at the end. Answers are asked for in this process, middleware, token and
counters included; of tables the first answer (worked out, audited, released) is told apart from the next (kept).
CPU time is told because other work on the machine does not change it.
"""

import argparse
import os
import statistics
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
ASKED = (
    "/token",
    "/studies/{study}",
    "/studies/{study}/editions",
    "/studies/{study}/editions/1/document",
    "/studies/{study}/codebook",
    "/studies/{study}/codebook.csv",
    "/studies/{study}/variables",
    "/studies/{study}/tables?question=gender&by=group",
    "/studies/{study}/tables?question=general_health&by=group%2Bgender",
    "/studies/{study}/waves",
    "/studies/{study}/weights",
    "/studies/{study}/fieldwork",
    "/studies/{study}/response",
    "/studies/{study}/r-indicators",
    "/studies/{study}/exports",
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("study")
    parser.add_argument("--rounds", type=int, default=15)
    wish = parser.parse_args()
    import django

    django.setup()
    print(f"{time.strftime('%Y-%m-%d %H:%M')}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    prepare(wish.study)
    user, ask = reader(wish.study)
    try:
        told = [measured(ask, path.format(study=wish.study), wish.rounds) for path in ASKED]
    finally:
        user.is_active = False
        user.save()
    least = min(one[2] for one in told)
    print(f"{'first':>9} {'median':>9} {'ratio':>7} {'bytes':>9}  status and address (CPU milliseconds)")
    for path, first, median, size, status in told:
        print(f"{first:9.1f} {median:9.1f} {median / least:6.1f}x {size:9}  {status} {path}")


def prepare(study: str) -> None:
    """The answers are read once, as the job does, so that they are not part of a first answer."""
    from exports.snapshot import make
    from exports.tables_data import scope_of

    began = time.process_time()
    make(scope_of(study))
    print(f"answers read in {time.process_time() - began:.1f} s of a core")


def reader(study: str) -> tuple[Any, Any]:
    """Somebody with a token of an analyst, and how to ask with it."""
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
    from django.test import Client
    from django.utils import timezone

    from exports.api import throttle
    from exports.api.tokens import Wish, make
    from staff.models import Membership, User
    from surveys.models import Study

    throttle.PER_TOKEN = throttle.PER_ADDRESS = 10**9
    user = User.objects.create_user(f"benchmark-{time.time_ns()}@example.org")
    Membership.objects.create(user=user, role="analyst", study=study)
    TOTP.activate(user, generate_totp_secret())
    day = timezone.localdate() + timedelta(days=1)
    _token, text = make(user, Wish(Study.objects.get(slug=study), "analyst", "benchmark", day), timezone.now())
    client = Client(headers={"authorization": f"Bearer {text}", "host": "localhost"})
    return user, lambda path: client.get(f"/api/v1{path}")


def measured(ask: Any, path: str, rounds: int) -> tuple[str, float, float, int, int]:
    """Address, first and median CPU milliseconds, bytes, status."""
    times = []
    for _ in range(rounds + 1):
        began = time.process_time()
        response = ask(path)
        times.append((time.process_time() - began) * 1000)
    return path, times[0], statistics.median(times[1:]), len(response.content), response.status_code


if __name__ == "__main__":
    main()
