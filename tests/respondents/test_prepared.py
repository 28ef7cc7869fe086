"""The statements of a saved page are planned once per connection, and survive a migration that runs beside them."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import NotSupportedError, connection, connections

from respondents import prepared
from respondents.models import Visit
from tests.respondents.mini import ANSWERS
from tests.respondents.people import Phone

pytestmark = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite keeps statements by itself")
ASKED = "SELECT word FROM prepared_words WHERE word = %s"


def _planned() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements WHERE NOT from_sql")
        return [statement for (statement,) in cursor.fetchall()]


def test_saving_plans_nothing_anew(make_unit: Callable[..., Any]) -> None:
    """The visit and the answer; a statement bound in the client is another text each time, and never among them."""
    phone = Phone().begin(make_unit()[1])
    phone.send({"go": "next", **ANSWERS["work"]})
    planned = _planned()
    assert [sum(word in one for one in planned) for word in ("FROM respondents_visit", "WITH place AS")] == [1, 1]
    phone.send({"go": "next", **ANSWERS[phone.name]})
    assert _planned() == planned
    Visit.objects.filter(token_digest=b"x" * 32).first()
    assert _planned() == planned


def test_nothing_is_prepared_behind_pgbouncer(make_unit: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    phone = Phone().begin(make_unit()[1])
    assert connection.connection.prepare_threshold == 0
    with connection.cursor() as cursor:
        cursor.execute("DEALLOCATE ALL")
    monkeypatch.setattr(connection.connection, "prepare_threshold", None)
    phone.send({"go": "next", **ANSWERS["work"]})
    assert (phone.name, _planned()) == ("hours", [])


@pytest.fixture
def outside(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A connection that is in no transaction, with a table of its own."""
    made = connections.create_connection("default")
    monkeypatch.setattr(prepared, "connection", made)
    with made.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE prepared_words (word varchar(10))")
        cursor.execute("INSERT INTO prepared_words VALUES ('yes')")
    yield made
    made.in_atomic_block = False
    with made.cursor() as cursor:
        cursor.execute("DROP TABLE prepared_words")
    made.close()


def _alter(outside: Any) -> None:
    """As a migration does it, elsewhere: this connection's statements are not forgotten by that."""
    outside.connection.pgconn.exec_(b"ALTER TABLE prepared_words ALTER COLUMN word TYPE text")


def test_a_column_that_changed_its_type(outside: Any) -> None:
    assert prepared.row_of(ASKED, ["yes"]) == ("yes",)
    _alter(outside)
    with pytest.raises(NotSupportedError):  # as it would be: the control
        prepared._row_of(ASKED, ["yes"])
    assert prepared.row_of(ASKED, ["yes"]) == ("yes",)
    assert prepared.row_of(ASKED, ["no"]) is None


def test_in_a_transaction_the_fault_is_told(outside: Any) -> None:
    """What came before in the transaction is lost already; trying again would save half of it."""
    assert prepared.row_of(ASKED, ["yes"])
    _alter(outside)
    outside.in_atomic_block = True
    with pytest.raises(NotSupportedError):
        prepared.row_of(ASKED, ["yes"])
