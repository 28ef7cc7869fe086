"""Contacts are kept in a store of their own, encrypted, and nothing there tells a moment."""

import base64
import json
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection, connections, router, transaction
from django.test import Client

from respondents import wish_desk, wishes
from respondents.contact import read_contact
from respondents.contacts_store import CONTACTS, TABLE, writing
from respondents.models import CallBack, ContactWish, Interview
from respondents.sealed_field import ring
from respondents.sealing import Ring, Sealed, WrongContactsKey
from respondents.wish_pass import WishPass
from staff import jobs
from staff.models import AuditEntry, User
from surveys.models import Edition, Study
from tests.commands import run
from tests.respondents.wishers import BOTH, Wisher, kept, materials
from tests.sqlite_files import contents

pytestmark = pytest.mark.django_db(databases=BOTH)

MAIL, NAME, NUMBER = "amina.b@example.org", "Amina Bouali", "+31612345678"
OLD, NEW = "old " * 12, "new " * 12


def enter(contact: str, kind: str = "raffle", token: str = "", study: str = "mini") -> None:
    asked = wishes.Asked(kind, read_contact(contact), "nl", NAME)
    wishes.enter(WishPass(study, 1, token or contact), asked, Random(1))


@pytest.fixture
def study(make_edition: Callable[..., Edition]) -> Study:
    return make_edition(materials=materials()).study


@pytest.fixture
def fieldwork(make_staff: Callable[..., User]) -> str:
    return make_staff("fieldwork", study="mini").email


# Where it is


def tables(alias: str) -> set[str]:
    with connections[alias].cursor() as cursor:
        return set(connections[alias].introspection.table_names(cursor))


def test_each_store_has_its_own_tables_and_no_other() -> None:
    assert tables(CONTACTS) == {TABLE, CallBack._meta.db_table, "django_migrations"}
    assert Interview._meta.db_table in tables("default")
    assert tables("default").isdisjoint({TABLE, CallBack._meta.db_table})
    with connection.cursor() as cursor:
        columns = {
            column.name
            for table in tables("default")
            for column in connection.introspection.get_table_description(cursor, table)
        }
    assert "token_digest" in columns  # of visits: the look is thorough
    assert columns.isdisjoint({"contact", "contact_digest", "sealed_with"})


def test_the_store_of_contacts_refers_to_nothing() -> None:
    with connections[CONTACTS].cursor() as cursor:
        found = connections[CONTACTS].introspection.get_constraints(cursor, TABLE)
    assert [one for one in found.values() if one["foreign_key"]] == []


@pytest.mark.parametrize("model", [Interview, Study, User, AuditEntry])
def test_nothing_else_goes_there_and_wishes_go_nowhere_else(model: Any) -> None:
    for one in (ContactWish, CallBack):
        assert (router.db_for_read(one), router.db_for_write(one)) == (CONTACTS, CONTACTS)
        assert not router.allow_migrate_model("default", one)
        assert router.allow_migrate_model(CONTACTS, one)
    assert (router.db_for_read(model), router.db_for_write(model)) == ("default", "default")
    assert not router.allow_migrate_model(CONTACTS, model)
    assert router.allow_migrate_model("default", model)
    assert not router.allow_relation(model(), ContactWish())
    assert not router.allow_relation(ContactWish(), model())
    assert not router.allow_migrate(CONTACTS, "respondents")  # an operation about no model: triggers


def tables_in(file: Path) -> set[str]:
    if not file.exists():
        return set()
    with sqlite3.connect(file) as database:
        return {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


@pytest.mark.parametrize(
    ("more", "default", "contacts"),
    [
        pytest.param((), True, True, id="both"),
        pytest.param(("--database", "contacts"), False, True, id="contacts only"),
        pytest.param(("--database", "default"), True, False, id="default only"),
    ],
)
def test_one_command_brings_both_up_to_date(
    tmp_path: Path, more: tuple[str, ...], default: bool, contacts: bool
) -> None:
    files = {alias: tmp_path / f"{alias}.sqlite3" for alias in BOTH}
    urls = {
        "DATABASE_URL": f"sqlite:///{files['default']}",
        "CONTACTS_DATABASE_URL": f"sqlite:///{files['contacts']}",
    }
    command = [sys.executable, "manage.py", "migrate", "respondents", "--verbosity", "0", *more]
    subprocess.run(command, cwd=django_settings.BASE_DIR, env=jobs.child_environment() | urls, check=True)
    assert (Interview._meta.db_table in tables_in(files["default"])) is default
    assert (TABLE in tables_in(files["contacts"])) is contacts
    assert len(tables_in(files["contacts"]) - {"sqlite_sequence"}) == 3 * contacts
    assert TABLE not in tables_in(files["default"])


def test_both_are_up_to_date_here() -> None:
    call_command("migrate", check_unapplied=True, stdout=StringIO())


def test_child_processes_get_both(settings: Any) -> None:
    given = jobs.child_environment()
    for alias, name in (("default", "DATABASE_URL"), (CONTACTS, "CONTACTS_DATABASE_URL")):
        assert str(connections[alias].settings_dict["NAME"]) in given[name]


# What is in it


def raw() -> bytes:
    """The whole table, or SQLite's files, as bytes."""
    store = connections[CONTACTS]
    if store.vendor == "sqlite":
        file = Path(store.settings_dict["NAME"])
        return b"".join(contents(part) for part in file.parent.glob(f"{file.name}*"))
    with store.cursor() as cursor, cursor.copy(f"COPY {TABLE} TO STDOUT") as copy:
        return b"".join(bytes(part) for part in copy)


@pytest.mark.django_db(transaction=True, databases=BOTH)
def test_neither_address_nor_name_is_in_the_file(study: Study) -> None:
    enter(MAIL)
    enter(NUMBER, kind="interview")
    told = [text for text in (MAIL, NAME, NUMBER, "amina", "Bouali", "612345678") if text.encode() in raw()]
    assert told == []
    assert ContactWish.objects.first().contact.token.encode() in raw()
    with connections[CONTACTS].cursor() as cursor:
        cursor.execute(f"UPDATE {TABLE} SET name = %s, contact = %s", [NAME, MAIL])
    assert [text for text in (MAIL, NAME) if text.encode() not in raw()] == []


def test_a_plain_text_is_refused(study: Study) -> None:
    with pytest.raises(TypeError, match="not a plain one"):
        ContactWish.objects.create(study="mini", token_digest="1", contact=MAIL, name=ring().seal(""))
    with pytest.raises(TypeError, match="not a plain one"):
        ContactWish.objects.filter(contact=MAIL).exists()


@pytest.mark.parametrize("text", ["", "a", MAIL, "x" * 127, "x" * 128, "x" * 254, "ኣሚና " * 10])
def test_sealed_and_opened(text: str) -> None:
    keys = Ring((OLD,))
    assert keys.open(keys.seal(text)) == text
    assert keys.seal(text) != keys.seal(text)


def test_a_sealed_text_tells_no_moment_and_no_length() -> None:
    keys = Ring((NEW, OLD))
    tokens = [keys.seal(text).token for text in ("", "a@b.nl", MAIL, "x" * 128)]
    assert {base64.urlsafe_b64decode(token)[1:9] for token in tokens} == {bytes(8)}
    assert len({len(token) for token in tokens}) == 1


def test_digests_of_raffle_and_interview_have_nothing_in_common(study: Study) -> None:
    enter(MAIL)
    enter(MAIL, kind="interview")
    assert len(set(ContactWish.objects.values_list("contact_digest", flat=True))) == 2
    enter(MAIL, token="second place")
    assert len(set(ContactWish.objects.values_list("contact_digest", flat=True))) == 2


def test_a_removal_reaches_all_kinds_and_studies(study: Study, make_edition: Callable[..., Edition]) -> None:
    make_edition(study="other", materials=materials())
    for kind in ("raffle", "interview"):
        for slug in ("mini", "other"):
            enter(MAIL, kind, token=f"{kind} {slug}", study=slug)
    enter(NUMBER)
    wishes.remove(read_contact(MAIL.upper()))
    assert kept() == [("raffle", "phone", NUMBER, "new")]


# Keys


def commands(fieldwork: str, tmp_path: Path) -> dict[str, list[Any]]:
    out = tmp_path / "out.json"
    return {
        "draw_winners": ["mini", "--n", 1, "--seed", "1", "--out", out, "--by", fieldwork],
        "take_out_wishes": ["mini", "--out", out, "--by", fieldwork],
        "reseal_wishes": [],
    }


@pytest.mark.parametrize("command", ["draw_winners", "take_out_wishes", "reseal_wishes"])
def test_with_the_wrong_key_commands_say_so_and_change_nothing(
    study: Study, fieldwork: str, tmp_path: Path, settings: Any, command: str
) -> None:
    enter(MAIL)
    enter(MAIL, kind="interview")
    before = list(ContactWish.objects.values())
    good, settings.CONTACTS_KEYS = settings.CONTACTS_KEYS, (NEW,)
    with pytest.raises(CommandError, match="CONTACTS_KEY") as problem:
        run(command, *commands(fieldwork, tmp_path)[command])
    assert problem.value.returncode == 1
    assert not (tmp_path / "out.json").exists()
    assert list(ContactWish.objects.values()) == before
    assert not AuditEntry.objects.filter(action__startswith="wishes.").exists()
    settings.CONTACTS_KEYS = good
    run(command, *commands(fieldwork, tmp_path)[command])


def test_with_the_wrong_key_pages_say_that_it_is_our_fault(study: Study, settings: Any) -> None:
    phone = Wisher().finish()
    phone.leave("raffle", MAIL)
    assert Client().get("/readyz").status_code == 200
    good, settings.CONTACTS_KEYS = settings.CONTACTS_KEYS, (NEW,)
    phone.leave("interview", MAIL)
    assert phone.page.status_code == 503
    phone.get("/wish/remove/")
    assert phone.send({"go": "remove", "contact": MAIL}).status_code == 503
    assert Client().get("/readyz").json()["contacts"] is False
    settings.CONTACTS_KEYS = good
    assert kept() == [("raffle", "email", MAIL, "trial")]


def test_what_nobody_can_open_can_be_thrown_away(study: Study, fieldwork: str, settings: Any) -> None:
    enter(MAIL, kind="interview")
    settings.CONTACTS_KEYS = (NEW,)
    run("purge_wishes", "mini", "--kind", "interview", "--by", fieldwork)
    assert not ContactWish.objects.exists()


@pytest.fixture
def rotated(study: Study, settings: Any) -> Any:
    """Two people came before the keys changed."""
    settings.CONTACTS_KEYS = (OLD,)
    enter(MAIL)
    enter(NUMBER)
    settings.CONTACTS_KEYS = (NEW, OLD)
    return settings


def test_after_a_change_of_keys_everybody_is_found(rotated: Any) -> None:
    enter(MAIL)  # sent again
    with pytest.raises(wishes.AlreadyWished):
        enter("other@example.org", token=MAIL)
    wishes.remove(read_contact(NUMBER))
    assert kept() == [("raffle", "email", MAIL, "new")]


def test_a_double_from_before_and_after_is_one(rotated: Any, fieldwork: str, tmp_path: Path) -> None:
    enter(MAIL, token="second place")
    assert len(set(ContactWish.objects.values_list("contact_digest", flat=True))) == 2
    run("draw_winners", *commands(fieldwork, tmp_path)["draw_winners"])
    protocol = json.loads((tmp_path / "out.json").read_text())
    assert (protocol["entries"], protocol["doubles_removed"]) == (3, 1)


def test_the_next_entry_seals_the_older_ones_anew(rotated: Any) -> None:
    """Or the name of the key would tell who came before the change."""
    assert set(ContactWish.objects.values_list("sealed_with", flat=True)) == {Ring((OLD,)).name}
    enter("new@example.org")
    rotated.CONTACTS_KEYS = (NEW,)
    assert set(ContactWish.objects.values_list("sealed_with", flat=True)) == {Ring((NEW,)).name}
    assert [contact for _, _, contact, _ in kept()] == [MAIL, "new@example.org", NUMBER]


def test_after_resealing_the_older_key_can_go(rotated: Any) -> None:
    assert "2 sealed anew" in run("reseal_wishes")[1]
    assert "0 sealed anew" in run("reseal_wishes")[1]
    rotated.CONTACTS_KEYS = (NEW,)
    assert [contact for _, _, contact, _ in kept()] == [MAIL, NUMBER]
    wishes.remove(read_contact(MAIL))
    assert [contact for _, _, contact, _ in kept()] == [NUMBER]


def test_a_key_that_goes_too_early_is_missed_at_once(rotated: Any, make_edition: Callable[..., Edition]) -> None:
    make_edition(study="other", materials=materials())
    enter(MAIL, study="other", token="other")
    rotated.CONTACTS_KEYS = (NEW,)
    with pytest.raises(WrongContactsKey):
        enter("late@example.org", study="other")
    with pytest.raises(WrongContactsKey):
        wishes.remove(read_contact(MAIL))


def test_another_ring_opens_nothing() -> None:
    sealed = Ring((OLD,)).seal(MAIL)
    with pytest.raises(WrongContactsKey):
        Ring((NEW,)).open(sealed)
    with pytest.raises(WrongContactsKey):
        Ring((OLD,)).open(Sealed(sealed.token[:-8] + "AAAAAAA="))
    assert set(Ring((OLD,)).digests("a", "b")).isdisjoint(Ring((NEW,)).digests("a", "b"))
    assert Ring((OLD,)).digest("a", "bc") != Ring((OLD,)).digest("ab", "c")


# Two stores, no common transaction


@pytest.mark.django_db(transaction=True, databases=BOTH)
def test_a_removal_waits_for_a_rewriting(study: Study) -> None:
    """Or the rewriting would write again what was removed meanwhile, or the removal miss what is written anew."""
    enter(MAIL)
    enter(NUMBER)

    def take_off() -> None:
        wishes.remove(read_contact(MAIL))
        connections.close_all()

    removal = threading.Thread(target=take_off)
    with writing():
        rows = list(ContactWish.objects.all())
        removal.start()
        removal.join(0.5)
        assert removal.is_alive()
        ContactWish.objects.all().delete()
        ContactWish.objects.bulk_create(rows)
    removal.join(15)
    assert [contact for _, _, contact, _ in kept()] == [NUMBER]


@pytest.mark.django_db(transaction=True, databases=BOTH)
def test_a_purge_waits_for_the_study_and_holds_nothing_meanwhile(study: Study, make_staff: Callable[..., User]) -> None:
    """Or an entry that has the study would wait for the purge that has the contacts, and both for ever."""
    enter(MAIL, kind="interview")
    somebody = make_staff("fieldwork", study="mini")

    def throw_away() -> None:
        wish_desk.purge(study, ["interview"], somebody)
        connections.close_all()

    purge = threading.Thread(target=throw_away)
    with transaction.atomic():
        Study.objects.select_for_update(no_key=True).get(slug="mini")
        purge.start()
        purge.join(0.5)
        assert purge.is_alive()
        with transaction.atomic(using=CONTACTS):
            if connections[CONTACTS].vendor == "postgresql":
                connections[CONTACTS].cursor().execute("SET LOCAL lock_timeout = '5s'")
            enter(NUMBER)
    purge.join(15)
    assert kept() == [("raffle", "phone", NUMBER, "new")]


@pytest.mark.django_db(transaction=True, databases=BOTH)
def test_the_write_ahead_log_does_not_keep_the_order(study: Study) -> None:
    """Rows as they were after each entry would tell it."""
    enter(MAIL)
    enter(NUMBER)
    store = connections[CONTACTS]
    if store.vendor == "postgresql":  # its log is the archive's affair: docs/decisions/0050
        return
    log = Path(f"{store.settings_dict['NAME']}-wal")
    assert log.stat().st_size == 0
    with writing():
        wishes.rewrite("mini", Random(1))
    assert log.stat().st_size > 0
    wishes.remove(read_contact(NUMBER))
    assert log.stat().st_size == 0


class Died(BaseException):
    """The process ends here."""


@pytest.mark.django_db(transaction=True, databases=BOTH)
def test_both_or_neither(study: Study) -> None:
    def write_and_die() -> None:
        with wishes.both_stores("mini"):
            enter(MAIL)
            Study.objects.create(slug="more", title="more")
            raise Died

    with pytest.raises(Died):
        write_and_die()
    assert not ContactWish.objects.exists()
    assert not Study.objects.filter(slug="more").exists()


@pytest.mark.django_db(transaction=True, databases=BOTH)
def test_a_process_that_dies_between_the_two_loses_no_draw(
    study: Study, fieldwork: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The contacts are committed, the audit trail is not: there was no draw, people may enter, and it is done again."""
    for number in range(5):
        enter(f"person{number}@example.org")
    asked = commands(fieldwork, tmp_path)["draw_winners"]

    def die() -> None:
        connection.rollback()
        raise Died

    with monkeypatch.context() as patched:
        patched.setattr(connection, "_commit", die)
        with pytest.raises(Died):
            run("draw_winners", *asked)
    assert "won" in {state for *_, state in kept()}
    assert not AuditEntry.objects.filter(action="wishes.draw").exists()
    enter("late@example.org")
    (tmp_path / "out.json").unlink()
    run("draw_winners", *asked)
    assert json.loads((tmp_path / "out.json").read_text())["entries"] == 6
    assert [state for *_, state in kept()].count("won") == 1
    assert AuditEntry.objects.filter(action="wishes.draw").count() == 1
