"""How long the pages of the researchers' workbench take on a study of 150 questions, in five languages.

.venv/bin/python benchmarks/workbench.py [--questions 150] [--times 9]     (DATABASE_URL: another database than SQLite)

A database of its own holds the study: perspectief-2024 with pages of it once more. Every address of the workbench and
the preview that shows something is asked for, in this process, with what is chosen there (a group, all languages, words
to look for); the first answer after a change of the draft is told apart from those after it. Then a few pages as the
first that a new process answers. Prints milliseconds, those of them that this process computed (what is left when other
work fills the machine), and the number of queries, slowest first; the medians, and which addresses were not asked for.
"""

import argparse
import json
import os
import subprocess
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
KINDS = ("section", "page", "question", "option", "group", "term", "derived", "scale", "list")
LIMIT = 200
"""Milliseconds that the median of each page has to stay under."""
FIRST = ("surveys:study", "surveys:design:outline", "surveys:design:problem_list", "surveys:design:map",
         "surveys:design:matrix", "surveys:design:publish", "surveys:design:bank")  # fmt: skip
FILES = frozenset({"surveys:design:download", "surveys:design:matrix_csv", "preview:paper", "preview:remarks_file"})
"""Addresses that give a file, not a page."""
ACTION = 405
"""The status of an address that takes a POST only."""
Line = tuple[str, float, float, float, int]
"""Address, median milliseconds, those that were computed, those of the first time after a change, queries."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--questions", type=int, default=150)
    parser.add_argument("--times", type=int, default=9)
    parser.add_argument("--one", help=argparse.SUPPRESS)
    wish = parser.parse_args()
    if wish.one:
        print(json.dumps(first_answers(wish.one)))
        return
    with tempfile.TemporaryDirectory(prefix="inburgerstem-workbench-") as folder:
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/site.sqlite3")
        os.environ["VAR_DIR"] = folder
        measure(wish.questions, wish.times)


def measure(questions: int, times: int) -> None:
    ready()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    study = made(questions)
    client = logged_in("researcher@example.org")
    print(f"{time.strftime('%Y-%m-%d %H:%M')}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    names = dict(addresses(study))
    found = {address: timed(client, study, address, times) for address in names}
    shown = {address: line for address, line in found.items() if isinstance(line, tuple)}
    told([line for address, line in shown.items() if names[address] not in FILES])
    print("files:")
    listed(line for address, line in shown.items() if names[address] in FILES)
    looked_at = {names[address] for address, line in found.items() if isinstance(line, tuple) or line == ACTION}
    print("not asked for:", ", ".join(sorted({name for name, _takes in named()} - looked_at)) or "none")
    first(study)


def ready() -> None:
    import django

    django.setup()
    from django.conf import settings

    settings.ALLOWED_HOSTS = ["testserver"]


def listed(lines: Any) -> None:
    for line in sorted(lines, key=lambda each: -each[1]):
        said = "{:6.0f} ms, {:4.0f} computed ({:5.0f} ms after a change) {:3d} queries  {}"
        print(said.format(*line[1:], line[0]))


def told(lines: list[Line]) -> None:
    listed(lines)
    print(f"{len(lines)} pages")
    for place, name in enumerate(("median", "computed", "right after a change"), start=1):
        times = [line[place] for line in lines]
        over = sum(one >= LIMIT for one in times)
        print(f"{name}: {median(times):.0f} ms, at most {max(times):.0f}; {over} of {LIMIT} ms and more")


def made(questions: int) -> Any:
    """The study, with copies of its pages until there are so many questions. Copies have no rules of their own."""
    from surveys import drafts, text_record, translations
    from surveys.engine.editions import select_edition
    from surveys.load import place_of, read_folder
    from surveys.models import Study
    from surveys.publish import publish

    whole = read_folder(STUDY)
    document = select_edition(whole, 2)
    study = Study.objects.create(slug=STUDY, title="150")
    translations.take_record(study, text_record.recorded(place_of(STUDY), whole))
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
    print(f"{count} questions, {study.text_events.count()} events of translations")
    return study


def logged_in(email: str) -> Any:
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
    from django.test import Client

    from staff.models import Membership, User

    user, new = User.objects.get_or_create(email=email)
    if new:
        Membership.objects.create(user=user, role="researcher")
        TOTP.activate(user, generate_totp_secret())
    client = Client()
    client.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
    return client


def addresses(study: Any) -> Iterator[tuple[str, str]]:
    """(address, name) of everything that the workbench and the preview can show of a study."""
    from django.urls import NoReverseMatch, reverse

    samples = samples_of(study)
    for name, takes in sorted(named()):
        for values in samples.get(takes, ()):
            try:
                yield reverse(name, kwargs={"study": study.slug, **values}), name
            except NoReverseMatch:  # a rule of an outcome has a page, its node has none
                continue
    yield from chosen(study)
    for name in ("surveys:studies", "surveys:new_study", "surveys:copy_study", "surveys:upload_study"):
        yield reverse(name), name


def samples_of(study: Any) -> dict[frozenset[str], list[dict[str, Any]]]:
    """Values for addresses, by what these take beside the study."""
    from django.utils import timezone

    from surveys import drafts

    tree = drafts.tree(study)
    refs = [next(node.ref for node in tree.walk() if node.kind == kind) for kind in KINDS]
    refs.append(next(page.ref for page in tree.pages if page.mapping.get("relevant")))
    refs += [
        f"outcome-{tree.beside['screening']['outcomes'][0]['name']}",
        f"assert-{tree.beside['asserts'][0]['name']}",
    ]
    how = {"document_hash": "0" * 64, "revision": 1, "note": "x", "basis": "1", "asked_at": timezone.now()}
    asked = study.publish_requests.create(**how)
    return {
        frozenset(): [{}],
        frozenset({"ref"}): [{"ref": ref} for ref in refs],
        frozenset({"name"}): [{"name": "takes_course"}],
        frozenset({"asked"}): [{"asked": asked.pk}],
        frozenset({"form"}): [{"form": "yaml"}, {"form": "xlsx"}],
        frozenset({"page"}): [{"page": "takes_course"}, {"page": tree.screening[0].name}],
        frozenset({"kind"}): [{"kind": "done"}, {"kind": "stopped"}],
        frozenset({"way"}): [{"way": "add"}],
        **{frozenset({key}): [{key: 1}] for key in ("thread", "remark", "link")},
        frozenset({"run", "number"}): [{"run": 1, "number": 0}],
    }


def chosen(study: Any) -> Iterator[tuple[str, str]]:
    """Pages with something chosen on them: groups, languages, words."""
    from django.urls import reverse

    from surveys import drafts

    tree = drafts.tree(study)

    def at(name: str, query: str, **values: str) -> tuple[str, str]:
        return f"{reverse(name, kwargs={'study': study.slug, **values})}?{query}", name

    for group in tree.groups:
        yield at("surveys:design:map", f"group={group.name}")
        yield at("surveys:design:matrix", f"group={group.name}")
        yield at("surveys:design:outline", f"group={group.name}")
    yield at("surveys:design:matrix", "differing=1")
    yield at("surveys:design:outline", "text=werk")
    yield at("surveys:design:bank", "q=werk")
    yield at("surveys:design:bank_pick", f"item={STUDY}:1:takes_course&item={STUDY}:1:age")
    yield at("surveys:design:length", "language=ar")
    for kind in KINDS:
        ref = next(node.ref for node in tree.walk() if node.kind == kind)
        yield at("surveys:design:node", "beside=all", ref=ref)
    largest = max(tree.lists, key=lambda one: len(one.children))
    yield at("surveys:design:node", "beside=all", ref=largest.ref)
    yield at("surveys:design:study", "beside=all")
    compare = reverse("surveys:compare")
    yield f"{compare}?a={study.slug}:1&b={study.slug}:draft", "surveys:compare"


def named() -> Iterator[tuple[str, frozenset[str]]]:
    """(name, what it takes beside the study) of every address of the workbench and the preview."""
    from respondents.preview import urls as preview
    from surveys.design import urls as design

    yield "surveys:study", frozenset()
    yield "surveys:draft_standing", frozenset()
    yield from _named("surveys:design", design.urlpatterns)
    yield from _named("preview", preview.urlpatterns)


def _named(space: str, patterns: Any) -> Iterator[tuple[str, frozenset[str]]]:
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            yield from _named(space, pattern.url_patterns)
        elif pattern.name:
            yield f"{space}:{pattern.name}", frozenset(pattern.pattern.converters) - {"study"}


def timed(client: Any, study: Any, address: str, times: int) -> Line | int:
    """The status instead, of what is no page."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext
    from django.utils import timezone

    from surveys.models import Draft

    found, computed = [], []
    for number in range(times + 1):
        if number == 0:
            Draft.objects.filter(study=study).update(changed_at=timezone.now())
        began, computing = time.perf_counter(), time.process_time()
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(address)
            b"".join(answer) if answer.streaming else answer.content
        found.append((time.perf_counter() - began) * 1000)
        computed.append((time.process_time() - computing) * 1000)
        if answer.status_code != 200:
            return int(answer.status_code)
    return address, median(found[1:]), median(computed[1:]), found[0], len(queries)


def first(study: Any) -> None:
    """What a process answers first, each page in a process of its own, where another process was asked before."""
    from django.urls import reverse

    print("as the first page of a new process, and once more:")
    for name in FIRST:
        address = reverse(name, kwargs={"study": study.slug})
        done = subprocess.run([sys.executable, __file__, "--one", address], capture_output=True, check=True, text=True)
        print("{:6.0f} ms, {:6.0f} ms  {}".format(*json.loads(done.stdout), address))


def first_answers(address: str) -> tuple[float, float]:
    """Milliseconds of the first and the second answer of this process; a page of another room warms it up."""
    ready()
    client = logged_in("researcher@example.org")
    client.get("/staff/")
    found = []
    for _ in range(2):
        began = time.perf_counter()
        assert client.get(address).status_code == 200
        found.append((time.perf_counter() - began) * 1000)
    return found[0], found[1]


if __name__ == "__main__":
    main()
