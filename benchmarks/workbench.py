"""How long the pages of the researchers' workbench take on a study of 150 questions, in five languages.

.venv/bin/python benchmarks/workbench.py [--questions 150] [--times 9]     (DATABASE_URL: another database than SQLite)

A database of its own holds the study: perspectief-2024 with pages of it once more. Every address of the workbench
that shows something is asked for, in this process; the first answer after a change of the draft is told apart from
those after it. Prints milliseconds and the number of queries, slowest first, and the median over all pages.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
STUDY = "perspectief-2024"
KINDS = ("section", "page", "question", "group", "term", "derived", "scale", "list")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--questions", type=int, default=150)
    parser.add_argument("--times", type=int, default=9)
    wish = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="inburgerstem-workbench-") as folder:
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/site.sqlite3")
        os.environ["VAR_DIR"] = folder
        measure(wish.questions, wish.times)


def measure(questions: int, times: int) -> None:
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    settings.ALLOWED_HOSTS = ["testserver"]
    call_command("migrate", verbosity=0)
    study = made(questions)
    client = logged_in()
    print(f"{time.strftime('%Y-%m-%d %H:%M')}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    lines = [line for address in addresses(study) if (line := timed(client, study, address, times))]
    for line in sorted(lines, key=lambda each: -each[1]):
        print("{:6.0f} ms ({:6.0f} ms after a change) {:3d} queries  {}".format(*line[1:], line[0]))
    print(f"median of {len(lines)} pages: {median(line[1] for line in lines):.0f} ms")
    print(f"median right after a change: {median(line[2] for line in lines):.0f} ms")


def made(questions: int) -> Any:
    """The study, with copies of its pages until there are so many questions. Copies have no rules of their own."""
    from surveys import drafts
    from surveys.engine.editions import select_edition
    from surveys.load import read_folder
    from surveys.models import Study
    from surveys.publish import publish

    document = select_edition(read_folder(STUDY), 2)
    study = Study.objects.create(slug=STUDY, title="150")
    publish(study, document, number=1)
    pages = [page for section in document["sections"] for page in section["pages"]]
    count = sum(len(page["questions"]) for page in pages)
    more: list[dict[str, Any]] = []
    for number, page in enumerate(pages):
        if count >= questions:
            break
        copies = [{**question, "name": f"again_{number}_{place}"} for place, question in enumerate(page["questions"])]
        more.append({"name": f"again_{number}", "questions": copies})
        count += len(copies)
    document["sections"].append({"name": "again", "title": {"nl": "Nog eens", "en": "Again"}, "pages": more})
    drafts.store(study, document)
    print(f"{count} questions")
    return study


def logged_in() -> Any:
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
    from django.test import Client

    from staff.models import Membership, User

    user = User.objects.create_user("researcher@example.org")
    Membership.objects.create(user=user, role="researcher")
    TOTP.activate(user, generate_totp_secret())
    client = Client()
    client.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
    return client


def addresses(study: Any) -> Iterator[str]:
    """Every address of the workbench that takes a study, or a study and something in its draft."""
    from django.urls import reverse

    from surveys import drafts

    tree = drafts.tree(study)
    samples = [next(node.ref for node in tree.walk() if node.kind == kind) for kind in KINDS]
    for name, takes in sorted(named()):
        if takes == {"study"}:
            yield reverse(name, kwargs={"study": study.slug})
        elif takes == {"study", "ref"}:
            yield from (reverse(name, kwargs={"study": study.slug, "ref": ref}) for ref in samples)
    yield reverse("surveys:studies")
    yield reverse("surveys:study", args=[study.slug])


def named() -> Iterator[tuple[str, frozenset[str]]]:
    from surveys.design.urls import urlpatterns

    waiting = list(urlpatterns)
    while waiting:
        pattern = waiting.pop()
        if hasattr(pattern, "url_patterns"):
            waiting += pattern.url_patterns
        elif pattern.name:
            takes = frozenset({"study", *pattern.pattern.converters})
            yield f"surveys:design:{pattern.name}", takes


def timed(client: Any, study: Any, address: str, times: int) -> tuple[str, float, float, int] | None:
    """Address, median milliseconds, those of the first time after a change, queries. None where it shows no page."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext
    from django.utils import timezone

    from surveys.models import Draft

    found = []
    for number in range(times + 1):
        if number == 0:
            Draft.objects.filter(study=study).update(changed_at=timezone.now())
        began = time.perf_counter()
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(address)
            b"".join(answer) if answer.streaming else answer.content
        found.append((time.perf_counter() - began) * 1000)
        if answer.status_code != 200:
            return None
    return address, median(found[1:]), found[0], len(queries)


if __name__ == "__main__":
    main()
