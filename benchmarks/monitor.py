"""How long pages of the monitor take, and how long it takes to count, with a whole register and many questionnaires.

DATABASE_URL=postgres://… .venv/bin/python benchmarks/monitor.py STUDY [--units N] [--interviews N]

Use a PostgreSQL database of its own that holds a made-up fieldwork (list, letters, questionnaires): people of the list
with their codes and questionnaires with their events are copied within it until there are so many; nothing is
taken away again. Then the figures are counted and kept, and each page is asked for in turn, in this process, by
somebody with the role fieldwork: the median is of whole answers, middleware and session included.
"""

import argparse
import os
import resource
import statistics
import sys
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
PAGES = ("morning", "response", "days", "answering", "questions", "times", "sending", "csv")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("study")
    parser.add_argument("--units", type=int, default=64_594)
    parser.add_argument("--interviews", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=15)
    wish = parser.parse_args()
    import django

    django.setup()
    print(f"{time.strftime('%Y-%m-%d %H:%M')}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}", flush=True)
    more_people(wish.study, wish.units)
    more_interviews(wish.study, wish.interviews)
    count(wish.study)
    pages(wish.study, wish.rounds)


def more_people(study: str, wanted: int) -> None:
    """Copies of people of the list, each with a code of the same mailing as the one copied."""
    from django.db import connection

    from invitations.models import SampleUnit
    from surveys.models import Study

    of = Study.objects.get(slug=study)
    held = SampleUnit.objects.filter(study=of)
    if not held.exists():
        raise SystemExit("The study has no list. Make one with letters first.")
    with connection.cursor() as cursor:
        while (least := held.count()) < wanted:
            cursor.execute(
                'INSERT INTO invitations_sampleunit (study_id, listed_in_id, frame_id, "group", language, strata, '
                "state, listed, sampled, chance) SELECT study_id, listed_in_id, 'MU-copy-' || %s || '-' || id, "
                '"group", language, strata, state, listed, sampled, chance FROM invitations_sampleunit '
                "WHERE study_id = %s ORDER BY id LIMIT %s",
                [least, of.pk, wanted - least],
            )
        cursor.execute(
            "INSERT INTO invitations_code (study_id, digest, purpose, unit_id, mailing_id, batch_id, sequence) "
            "SELECT u.study_id, sha256(('copy' || u.id)::bytea), 'letter', u.id, m.id, NULL, NULL "
            "FROM invitations_sampleunit u, "
            "(SELECT id FROM invitations_mailing WHERE study_id = %s ORDER BY id LIMIT 1) AS m "
            "WHERE u.study_id = %s AND NOT EXISTS (SELECT 1 FROM invitations_code c WHERE c.unit_id = u.id)",
            [of.pk, of.pk],
        )
        cursor.execute("ANALYZE invitations_sampleunit, invitations_code")


def more_interviews(study: str, wanted: int) -> None:
    """Copies of questionnaires with their events, tied to people who have none."""
    from django.db import connection

    from respondents.models import Interview

    held = Interview.objects.filter(edition__study__slug=study)
    if not held.exists() or Interview.objects.filter(synthetic=False).exists():
        raise SystemExit("Use a database with made-up questionnaires and no others.")
    columns = [field.column for field in Interview._meta.concrete_fields if field.name not in ("id", "respnr")]
    listed = ", ".join(f'"{column}"' for column in columns)
    editions = tuple(held.values_list("edition_id", flat=True).distinct())
    with connection.cursor() as cursor:
        while (least := held.count()) < wanted:
            newest = Interview.objects.order_by("-respnr").values_list("respnr", flat=True)[0]
            cursor.execute(
                "CREATE TEMPORARY TABLE copied AS SELECT id AS old, gen_random_uuid() AS new, "
                "row_number() OVER (ORDER BY respnr) AS n FROM respondents_interview "
                "WHERE edition_id = ANY(%s) AND state <> 'withdrawn' ORDER BY respnr LIMIT %s",
                [list(editions), wanted - least],
            )
            copy(cursor, study, newest, listed)
            cursor.execute("DROP TABLE copied")
        cursor.execute("ANALYZE respondents_interview, respondents_answerevent, respondents_interviewlink")


def copy(cursor: Any, study: str, newest: int, listed: str) -> None:
    """The questionnaires named in the table `copied`, numbered on from `newest`, with their events and links."""
    events = "seq, key, at, edition_id, page, language, kind, patch, based_on"
    cursor.execute(
        f"INSERT INTO respondents_interview (id, respnr, {listed}) SELECT c.new, %s + c.n, {listed} "
        "FROM respondents_interview JOIN copied c ON c.old = id",
        [newest],
    )
    cursor.execute(
        f"INSERT INTO respondents_answerevent (interview_id, {events}) SELECT c.new, {events} "
        "FROM respondents_answerevent JOIN copied c ON c.old = interview_id"
    )
    cursor.execute(
        "INSERT INTO respondents_interviewlink (interview_id, unit_id) SELECT c.new, u.id FROM "
        "(SELECT c.new, row_number() OVER (ORDER BY c.n) AS n FROM copied c "
        "JOIN respondents_interview i ON i.id = c.new WHERE i.coded) c JOIN "
        "(SELECT s.id, row_number() OVER (ORDER BY s.id) AS n FROM invitations_sampleunit s "
        "JOIN surveys_study t ON t.id = s.study_id AND t.slug = %s WHERE NOT EXISTS "
        "(SELECT 1 FROM respondents_interviewlink l WHERE l.unit_id = s.id)) u ON u.n = c.n",
        [study],
    )


def count(study: str) -> None:
    from django.utils import timezone

    from exports.monitor.make import figures_of
    from exports.monitor.store import keep
    from surveys.models import Study

    of = Study.objects.get(slug=study)
    began, marks = time.perf_counter(), []
    made = figures_of(of, now=timezone.now(), tell=lambda done: marks.append(time.perf_counter() - began))
    whole = time.perf_counter() - began
    keep(of, made)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    parts = ", ".join(f"{after - before:.1f}" for before, after in pairwise(marks))
    print(
        f"counted {made.sample.size} people and {made.sample.started + made.outside.started} questionnaires in "
        f"{whole:.1f} s (questionnaires, people, strata, evenness, alarms: {parts}), {memory:.0f} MB at most; "
        f"{len(made.strata)} strata, {len(made.alarms)} alarms"
    )


def pages(study: str, rounds: int) -> None:
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
    from django.conf import settings
    from django.test import Client
    from django.urls import reverse

    from staff.models import Membership, User

    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
    user = User.objects.filter(email="monitor@example.org").first()
    if user is None:
        user = User.objects.create_user("monitor@example.org")
        Membership.objects.create(user=user, role="fieldwork", study=study)
        TOTP.activate(user, generate_totp_secret())
    client = Client()
    client.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
    for name in PAGES:
        took, size = [], 0
        for _ in range(rounds):
            forget()
            began = time.perf_counter()
            response = client.get(reverse(f"fieldwork:{name}", args=[study]))
            took.append((time.perf_counter() - began) * 1000)
            size = len(response.content)
            if response.status_code != 200:
                raise SystemExit(f"{name}: {response.status_code}")
        took.sort()
        print(f"{name:>10}: median {statistics.median(took):5.0f} ms, slowest {took[-1]:5.0f} ms, {size / 1000:.0f} kB")


def forget() -> None:
    """Each time as a process that has not read the figures yet: the slower of the two ways."""
    from exports.monitor import store

    store._figures.cache_clear()


if __name__ == "__main__":
    main()
