"""The site's role can do all that the site does and nothing that it must not; readers see answers and nothing else."""

import copy
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from random import Random

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from exports import database_roles
from exports.database_roles import Names, grant
from exports.models import ExportRecord
from exports.produce import Wish, produce
from exports.retention import owner
from respondents.models import AnswerEvent, Interview
from respondents.play import play
from staff.triggers import UNLOCK_SETTING, append_only_tables
from surveys.models import Study
from surveys.publish import publish
from tests.exports.mini import DOCUMENT
from tests.privacy.purging import fieldwork, told

pytestmark = [
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no roles"),
    pytest.mark.django_db(transaction=True, databases=["default", "contacts"]),
]
NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
LOCK_OPEN = f"SELECT set_config('{UNLOCK_SETTING}', 'I say so', true)"


@pytest.fixture
def names(transactional_db: None) -> Iterator[Names]:
    """Roles of this test alone: roles belong to the whole server."""
    made = Names(f"t_{os.getpid()}_web", f"t_{os.getpid()}_reader")
    run(*(f"CREATE ROLE {role}" for role in (made.web, made.reader)))
    yield made
    run("RESET ROLE", *(f"DROP OWNED BY {role}" for role in (made.web, made.reader)))
    run(*(f"DROP ROLE {role}" for role in (made.web, made.reader)))


def run(*statements: str) -> None:
    with connection.cursor() as cursor:
        for one in statements:
            cursor.execute(one)


@contextmanager
def being(role: str) -> Iterator[None]:
    run(f"SET ROLE {role}")
    try:
        yield
    finally:
        run("RESET ROLE")


def refused(*statements: str) -> bool:
    """Whether the last of them is refused for want of a right."""
    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        run(*statements)
    return "permission denied" in str(caught.value)


def command(names: Names, *more: str) -> str:
    out = StringIO()
    call_command("database_roles", *more, "--web", names.web, "--reader", names.reader, stdout=out)
    return out.getvalue()


def test_the_check_finds_what_is_missing_and_what_is_too_much(names: Names) -> None:
    with pytest.raises(CommandError, match=f"{names.web}: SELECT on respondents_interview is missing"):
        command(names, "--check")
    assert "nothing else" in command(names)
    assert "nothing else" in command(names), "again without harm"
    run(f"GRANT DELETE ON respondents_answerevent TO {names.web}")
    run(f"GRANT SELECT ON respondents_interviewlink TO {names.reader}")
    run(f"REVOKE INSERT ON staff_auditentry FROM {names.web}")
    with pytest.raises(CommandError) as caught:
        command(names, "--check")
    said = str(caught.value).splitlines()[:3]
    assert said == [
        f"{names.reader}: SELECT on respondents_interviewlink is too much",
        f"{names.web}: DELETE on respondents_answerevent is too much",
        f"{names.web}: INSERT on staff_auditentry is missing",
    ]
    command(names)
    assert "nothing else" in command(names, "--check")


def test_roles_that_are_not_there_and_roles_that_may_everything(names: Names) -> None:
    with pytest.raises(CommandError, match="no role nobody_at_all"):
        command(Names("nobody_at_all", names.reader))
    run(f"ALTER ROLE {names.web} SUPERUSER")
    with pytest.raises(CommandError, match="superuser"):
        command(names)
    run(f"ALTER ROLE {names.web} NOSUPERUSER")
    with being(names.web), pytest.raises(CommandError, match="tables' owner"):
        command(names)


def test_a_whole_fieldwork_as_the_sites_role(names: Names) -> None:
    grant(names)
    with being(names.web):
        study = fieldwork(40)
        assert Interview.objects.filter(state=Interview.State.WITHDRAWN).exists(), "somebody removed their answers"
        withdrawn = Interview.objects.filter(state=Interview.State.WITHDRAWN)
        assert not AnswerEvent.objects.filter(interview__in=withdrawn).exists()
        assert told(study)["dataset"]
        assert not owner.may_purge()
        with pytest.raises(owner.NotTheOwner):
            owner.command(["purge", "--due"])
    assert owner.may_purge()


def test_an_export_as_the_sites_role(names: Names, tmp_path: Path) -> None:
    grant(names)
    with being(names.web):
        edition = publish(Study.objects.create(slug="mini", title="Klein"), copy.deepcopy(DOCUMENT), note="")
        for _ in range(5):
            play(edition, random=Random(5), language="nl", now=NOW)
        made = produce(Wish("mini", formats=("csv",)), tmp_path / "out", user=None, now=NOW)
    assert (made.rows, ExportRecord.objects.count()) == (5, 1)


def test_what_the_sites_role_must_not(names: Names) -> None:
    grant(names)
    fieldwork(30)
    with being(names.web):
        for table in append_only_tables():
            assert refused(LOCK_OPEN, f"DELETE FROM {table}"), table
            assert refused(LOCK_OPEN, f"TRUNCATE {table} CASCADE"), table
        assert refused(LOCK_OPEN, "UPDATE respondents_answerevent SET patch = '{}'")
        assert refused("TRUNCATE respondents_interview CASCADE")
        assert refused("DELETE FROM django_migrations")
        with pytest.raises(DatabaseError, match="must be owner"), transaction.atomic():
            run("DROP TABLE respondents_answerevent")
    with transaction.atomic():
        run(LOCK_OPEN, "DELETE FROM respondents_answerevent")
        transaction.set_rollback(True)


def test_answers_go_one_interview_at_a_time_and_never_unseen(names: Names) -> None:
    grant(names)
    fieldwork(30)
    one = Interview.objects.filter(state=Interview.State.SENT).first()
    remove = f"SELECT respondents_remove_answers('{one.pk}')"
    with being(names.web), transaction.atomic():
        run(LOCK_OPEN, remove)
    one.refresh_from_db()
    assert (one.state, one.events.count()) == (Interview.State.WITHDRAWN, 0)
    other = Interview.objects.filter(state=Interview.State.SENT).first()
    other.link.delete()
    with being(names.web), pytest.raises(DatabaseError, match="no code leads"), transaction.atomic():
        run(LOCK_OPEN, f"SELECT respondents_remove_answers('{other.pk}')")
    with being(names.reader):
        assert refused(LOCK_OPEN, remove)


def test_readers_see_no_list_no_codes_no_links_no_audit(names: Names) -> None:
    grant(names)
    with being(names.reader):
        for table in database_roles.INVITED | {"staff_auditentry", "staff_user", "django_session"}:
            assert refused(f"SELECT * FROM {table}"), table
        run("SELECT * FROM respondents_interview")


def test_readers_read_answers_and_change_nothing(names: Names) -> None:
    grant(names)
    with being(names.reader):
        run(*(f"SELECT * FROM {table} LIMIT 1" for table in database_roles.ANSWERED))
        for statement in ("DELETE FROM respondents_interview", "UPDATE respondents_interview SET language = 'nl'"):
            assert refused(statement)
    assert database_roles.unknown_stores() == set()
