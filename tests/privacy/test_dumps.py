"""Codes, addresses and contacts in whatever leaves the database: dumps, exports, files; before a purge and after it."""

import copy
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from exports.produce import Wish, produce
from exports.retention import purge
from exports.retention.purge import run
from invitations import frames, issue, studies
from invitations.models import Code, SampleUnit
from respondents.models import Interview
from staff import audit
from surveys.models import Study
from surveys.publish import publish
from tests import leaks
from tests.invitations.factory import LETTER
from tests.privacy.purging import OVER
from tests.programs import need
from tests.respondents.mini import document
from tests.respondents.wishers import Wisher, materials
from tests.test_fieldwork import FRAME

pytestmark = pytest.mark.xdist_group("nothing personal")
REAL = pytest.mark.django_db(transaction=True, databases=["default", "contacts"])
CONTACT, NAME, TYPED = "plantinga-zoekterm@example.org", "Plantinga-Zoekterm", "getyptzoekwoord"
FORMATS = ("sav", "dta", "xlsx", "csv", "parquet")


@pytest.fixture
def study(db: None, own_var_dir: Path) -> Study:
    if connection.vendor == "postgresql":
        need("pg_dump")
    settings.BACKUP_DIR = own_var_dir / "backups"
    plain = document()
    made = Study.objects.create(slug="mini", title="Klein onderzoek")
    letters = {**materials(), "letters": {"invitation": {**LETTER, "short": {"nl": "Ga naar {url} en typ {code}."}}}}
    publish(made, copy.deepcopy({**plain, "frame": FRAME, "materials": letters}), note="")
    listed = b"frame_id,group,municipality\nZOEKREGEL-1,asiel,GM0363\nZOEKREGEL-2,gezin,GM0363"
    frames.import_frame(made, studies.frame_schema(studies.document_of(made)), listed)
    return made


def walked(study: Study) -> list[str]:
    """Somebody with a letter's code, somebody without, each with a wish; the codes they had."""
    units = list(SampleUnit.objects.order_by("frame_id"))
    given = [text for _, text in issue.issue(study, purpose=Code.Purpose.HELPDESK, units=units)]
    first, second = Wisher(), Wisher()
    first.begin(given[0]).answer(said={"said": TYPED}).send({"go": "send"})
    second.finish()
    for number, one in enumerate((first, second)):
        one.leave("raffle", f"{number}{CONTACT}", NAME)
    return [*given, second.own_code.replace(" ", "")]


def exported(folder: Path) -> Iterator[tuple[str, bytes]]:
    for kind, more in (("full", {}), ("research", {"recipient": "Universiteit", "purpose": "onderzoek"})):
        wish = Wish("mini", FORMATS, file=kind, codebooks=("html",), **more)
        produce(wish, folder / kind, user=None, now=timezone.now())
    yield from leaks.unpacked(folder, "export")


@REAL
def test_dumps_and_exports_hold_no_code_and_no_contact(study: Study, tmp_path: Path, own_var_dir: Path) -> None:
    given = walked(study)
    words = [*given, CONTACT, NAME]
    (tmp_path / "out").mkdir()
    dumps = dict(leaks.dump_places(tmp_path))
    exports = dict(exported(tmp_path / "out"))
    places = {**dumps, **exports, **dict(leaks.file_places(own_var_dir, "VAR_DIR"))}
    assert leaks.found_in(places, words) == set()
    assert {place for place, _ in leaks.found_in(dumps, [TYPED])} >= {"default dump"}, "control: answers are there"
    assert leaks.found_in(exports, [TYPED, "ZOEKREGEL-1"]) == set(), "typed text was not asked for"
    inside = {name.rpartition(".")[2] for name in exports if "/rows" not in name}
    assert set(FORMATS) <= inside
    numbers = [str(one) for one in Interview.objects.values_list("respnr", flat=True)]
    told = {word for name, word in leaks.found_in(exports, numbers) if name.endswith("rows")}
    assert told == set(numbers), "control: what is packed is looked into"


@REAL
def test_a_planted_code_is_found_in_every_dump(study: Study, tmp_path: Path) -> None:
    code = "4711000047110009"
    audit.record(None, "x", f"{NAME} {code}")
    found = {place for place, _ in leaks.found_in(dict(leaks.dump_places(tmp_path)), [code, NAME])}
    assert "default dump" in found
    assert ("default custom dump, packed out" in found) is (connection.vendor == "postgresql")


@REAL
def test_after_a_purge_dumps_hold_nothing_that_leads_to_the_list(study: Study, tmp_path: Path) -> None:
    walked(study)
    digests = [bytes(one).hex() for one in Code.objects.values_list("digest", flat=True)]
    clock = Interview.objects.order_by("started_at").first().started_at.strftime("%H:%M:%S")
    words = ["ZOEKREGEL-1", "ZOEKREGEL-2", *digests]
    before = {word for place, word in leaks.found_in(dict(leaks.dump_places(tmp_path)), words)}
    assert before == set(words), "control: they were there"
    run(study, purge.Wish(), now=OVER)
    places = dict(leaks.dump_places(tmp_path)) | dict(leaks.database_places())
    assert leaks.found_in(places, words) == set()
    moments = [f"{one.started_at} {one.last_at}" for one in Interview.objects.all()]
    assert not [one for one in moments if clock in one]


@REAL
def test_what_is_taken_out_by_command_holds_none_either(study: Study, tmp_path: Path) -> None:
    """Tables, codebook and the monitor's figures."""
    given = walked(study)
    for name, more in (("make_tables", ("--by", "group")), ("codebook", ())):
        call_command(name, "mini", *more, "--out", str(tmp_path / name), verbosity=0)
    found = dict(leaks.unpacked(tmp_path, "out"))
    assert found
    assert leaks.found_in(found, [*given, CONTACT, NAME, TYPED, "ZOEKREGEL-1"]) == set()
