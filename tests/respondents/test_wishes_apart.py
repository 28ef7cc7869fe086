"""After twenty finished interviews with wishes nothing that is stored or logged tells whose wish is whose.

Each check is also done on a variant that breaks the promise, and must find it.
"""

import json
import logging
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, connections, models

from respondents import wish_pass, wishes
from respondents.models import ContactWish, Interview, Visit
from respondents.sealed_field import SealedField
from surveys.models import Edition
from tests.respondents.mini import YES_NO, page, question, t
from tests.respondents.wishers import BOTH, Wisher, kept, materials, wish_of

pytestmark = pytest.mark.django_db(databases=BOTH)

PEOPLE = 20
WISHES = ContactWish._meta.db_table
TELLING = 8
"""Texts of fewer characters (a language, a kind, a state) are shared by many."""


@pytest.fixture
def edition(make_edition: Callable[..., Edition]) -> Edition:
    """One question."""
    pages = [page("work", question("work", "single", options=YES_NO))]
    return make_edition(
        materials=materials(), sections=[{"name": "start", "title": t("Begin"), "pages": pages}], asserts=[]
    )


@pytest.fixture
def logged(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    with caplog.at_level(logging.DEBUG):
        yield caplog


def contact_of(number: int) -> str:
    return f"person{number:02}@example.org"


def everybody(people: int = PEOPLE) -> list[int]:
    """All finish, each wishes something, some make a mistake; the places the newest wish had among the rows."""
    places = []
    for number in range(people):
        phone = Wisher().finish()
        phone.leave("raffle", "person@")
        phone.leave("raffle", contact_of(number), f"Somebody {number:02}")
        places.append(rows_of(WISHES).index(wish_of(contact_of(number)).pk))
        if number % 3 == 0:
            phone.leave("interview", f"06 123456{number:02}")
    return places


def rows_of(table: str) -> list[UUID]:
    """Keys as the rows lie in the table of the store of contacts."""
    order = "rowid" if connections["contacts"].vendor == "sqlite" else "ctid"
    with connections["contacts"].cursor() as cursor:
        cursor.execute(f'SELECT id FROM "{table}" ORDER BY {order}')
        return [UUID(str(key)) for (key,) in cursor.fetchall() if key]


def texts(value: Any) -> Iterator[str]:
    """A stored value as texts: JSON taken apart, bytes as hexadecimal digits, keys without dashes."""
    if isinstance(value, bytes | memoryview):
        yield bytes(value).hex()
    elif isinstance(value, dict | list):
        for item in value.items() if isinstance(value, dict) else value:
            yield from texts(list(item) if isinstance(item, tuple) else item)
    elif isinstance(value, str) and value[:1] in ("{", "["):
        with suppress(ValueError):
            yield from texts(json.loads(value))
    elif value is not None and not isinstance(value, bool):
        yield str(value).replace("-", "") if isinstance(value, UUID) else str(value)


def stored() -> dict[str, set[str]]:
    """Every text that says something, by table: all tables of the default database, and the wishes."""
    found = {WISHES: of_table(connections["contacts"], WISHES)}
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
    return found | {table: of_table(connection, table) for table in tables}


def of_table(database: Any, table: str) -> set[str]:
    with database.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{table}"')
        values = {text for row in cursor.fetchall() for value in row for text in texts(value)}
    return {text for text in values if len(text) >= TELLING}


def shared() -> dict[str, set[str]]:
    """What a wish has in common with a row of any other table."""
    found = stored()
    ours = found.pop(WISHES) - set(ContactWish.Kind.values)
    return {
        table: common for table, values in found.items() if (common := {text for text in ours if _in(text, values)})
    }


def _in(text: str, values: set[str]) -> bool:
    return any(text in value or value in text for value in values if value not in ContactWish.Kind.values)


def told(records: list[logging.LogRecord]) -> set[str]:
    """What of the wishes stands in a log: contacts opened, and what is kept."""
    lines = "\n".join(f"{record.getMessage()} {record.args}" for record in records)
    contacts = {contact for _, _, contact, _ in kept()}
    return {text for text in stored()[WISHES] | contacts if text in lines and text not in ContactWish.Kind.values}


def test_nothing_is_shared_and_nothing_is_logged(edition: Edition, logged: pytest.LogCaptureFixture) -> None:
    everybody()
    assert Interview.objects.filter(state="sent").count() == PEOPLE
    assert ContactWish.objects.count() == PEOPLE + 7
    assert len(stored()[WISHES]) > 3 * PEOPLE
    assert len(stored()[Interview._meta.db_table]) >= PEOPLE
    assert shared() == {}
    assert len(logged.records) >= PEOPLE
    assert told(logged.records) == set()


def store_interview(visit: Visit, secret: str) -> wish_pass.WishPass:
    return wish_pass.WishPass("mini", 1, visit.interview_id.hex)


def store_visit(visit: Visit, secret: str) -> wish_pass.WishPass:
    return wish_pass.WishPass("mini", 1, bytes(visit.token_digest).hex())


@pytest.mark.parametrize(
    ("variant", "table"), [(store_interview, Interview._meta.db_table), (store_visit, Visit._meta.db_table)]
)
def test_a_variant_that_stores_a_link_is_found(
    edition: Edition, monkeypatch: pytest.MonkeyPatch, variant: Callable[..., Any], table: str
) -> None:
    monkeypatch.setattr(wish_pass, "make", variant)
    monkeypatch.setattr(wish_pass.WishPass, "digest", lambda self, kind: self.token[: -len(kind)])
    everybody(2)
    assert table in shared()


def test_a_variant_that_logs_is_found(
    edition: Edition, monkeypatch: pytest.MonkeyPatch, logged: pytest.LogCaptureFixture
) -> None:
    def enter(found: Any, asked: wishes.Asked, *rest: Any, **more: Any) -> None:
        logging.getLogger("respondents").debug("wish of %s", asked.contact.value)
        return original(found, asked, *rest, **more)

    original = wishes.enter
    monkeypatch.setattr(wishes, "enter", enter)
    everybody(1)
    assert told(logged.records) == {contact_of(0), "+31612345600"}


def newest_last(places: list[int]) -> int:
    """Of how many entries the newest row lay below all others, though more are there each time."""
    seen = 0
    for number, place in enumerate(places):
        there = number + (number + 2) // 3
        seen += place == there
    return seen


def test_rows_do_not_lie_in_the_order_in_which_people_came(edition: Edition) -> None:
    """By chance the newest is last about 3 times in 20."""
    assert newest_last(everybody()) < 15


def test_a_variant_that_adds_rows_at_the_end_is_found(edition: Edition, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wishes, "rewrite", lambda slug, random, row: row.save(force_insert=True))
    assert newest_last(everybody()) == PEOPLE


def test_one_transaction_wrote_all(edition: Edition) -> None:
    """PostgreSQL shows the number of the transaction that wrote a row; SQLite has none."""
    everybody(3)
    if connections["contacts"].vendor == "postgresql":
        with connections["contacts"].cursor() as cursor:
            cursor.execute(f'SELECT count(DISTINCT xmin::text) FROM "{WISHES}"')
            assert cursor.fetchone() == (1,)
    names = {field.name for field in ContactWish._meta.get_fields()}
    plain = {"id", "study", "kind", "token_digest", "contact_digest", "means", "sealed_with", "language", "state"}
    assert names == plain | {"contact", "name"}
    kinds = {type(field) for field in ContactWish._meta.get_fields()}
    assert kinds == {models.UUIDField, models.CharField, SealedField}
    assert all(key.version == 4 for key in ContactWish.objects.values_list("pk", flat=True))
