"""How long a made-up fieldwork of the register's size takes, in how much memory, and how fast the advice is.

DATABASE_URL=postgres://…/empty_database .venv/bin/python benchmarks/fieldwork.py [STUDY] [--scale 1] [--seed 1]

Use a PostgreSQL database of its own: the study is loaded, and fieldwork runs in it. What is left there can be looked
at with the site. Memory is read from the kernel, that of children included.
"""

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

from family import family_kb

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
LOOKS = 40


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("study", nargs="?", default="perspectief-2024")
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=1)
    wish = parser.parse_args()
    print(f"{time.strftime('%Y-%m-%d %H:%M')}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}", flush=True)
    measured("migrate", "--verbosity", "0")
    measured("load_study", wish.study, "--publish", "--open-days", "60", "--open-since", "56")
    measured("simulate_fieldwork", wish.study, "--scale", str(wish.scale), "--seed", str(wish.seed))
    advice(wish.study)


def measured(*command: str) -> None:
    """Runs a command of the site by itself, and tells its time and memory."""
    began, before = time.perf_counter(), os.times()
    process = subprocess.Popen([sys.executable, str(ROOT / "manage.py"), *command], cwd=ROOT)
    peak = 0.0
    while process.poll() is None:
        peak = max(peak, family_kb(process.pid) / 1024)
        time.sleep(0.1)
    if process.returncode:
        raise SystemExit(f"{command[0]} ended with {process.returncode}.")
    after = os.times()
    busy = after.children_user + after.children_system - before.children_user - before.children_system
    seconds = time.perf_counter() - began
    print(f"{command[0]}: {seconds:.0f} s by the clock, {busy:.0f} s of a core, {peak:.0f} MB at most", flush=True)


def advice(study: str) -> None:
    """Working advice out, and its page as somebody of fieldwork sees it."""
    import django

    django.setup()
    from django.conf import settings
    from django.test import Client
    from django.utils import timezone

    from exports.advice_made import make
    from staff.invite import invite
    from staff.models import User
    from surveys.models import Study

    settings.ALLOWED_HOSTS = ["*"]
    began = time.perf_counter()
    record = make(Study.objects.get(slug=study), now=timezone.now())
    print(f"advice worked out: {time.perf_counter() - began:.1f} s, {len(record.advice)} strata")
    email = "benchmark@example.org"
    user = User.objects.filter(email=email).first() or invite(email, "fieldwork").user
    client = Client()
    client.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
    took = []
    for _ in range(LOOKS):
        began = time.perf_counter()
        response = client.get(f"/staff/fieldwork/{study}/advice/", secure=True)
        took.append(1000 * (time.perf_counter() - began))
        if response.status_code != 200:
            raise SystemExit(f"The page answered {response.status_code}.")
    print(f"page of advice: median {median(took):.0f} ms of {LOOKS}")


if __name__ == "__main__":
    main()
