"""A connection that waited in the pool is used without asking the server, and found out where it ended."""

import time
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.db import OperationalError, connection
from psycopg_pool import ConnectionPool

from config.postgresql import base

pytestmark = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no server")


@pytest.fixture
def other(db: None) -> Iterator[Any]:
    """The site's connection to the same database, with a pool of one."""
    own = connection.settings_dict
    pool = {**own["OPTIONS"]["pool"], "max_size": 1}
    made = base.DatabaseWrapper({**own, "OPTIONS": {**own["OPTIONS"], "pool": pool}}, "apart")
    yield made
    made.close()
    made.close_pool()


def _pid(wrapper: Any) -> int:
    with wrapper.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def _ended(pid: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
    time.sleep(0.05)  # until the word of it is here


def _refuse(asked: Any) -> None:
    raise AssertionError("the server was asked")


def test_nothing_is_asked_of_a_connection_that_waits(other: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert other.settings_dict["CONN_HEALTH_CHECKS"] is False
    monkeypatch.setattr(ConnectionPool, "check_connection", _refuse)
    for _ in range(3):
        assert _pid(other)
        other.close()


def test_an_ended_connection_is_replaced(other: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    first = _pid(other)
    other.close()
    _ended(first)
    second = _pid(other)
    assert second != first
    other.close()
    monkeypatch.setattr(base, "is_alive", lambda found: True)
    _ended(second)
    with pytest.raises(OperationalError):  # the control: nobody looked
        _pid(other)


def test_a_server_that_said_something_is_asked(other: Any) -> None:
    """A notice is no end: the connection is used."""
    own = connection.settings_dict
    address = {"host": own["HOST"], "port": own["PORT"], "user": own["USER"], "password": own["PASSWORD"]}
    with psycopg.connect(dbname=own["NAME"], autocommit=True, **address) as listening:
        listening.execute("LISTEN gossip")
        assert not base.has_something_to_say(listening.pgconn.socket)
        with other.cursor() as cursor:
            cursor.execute("NOTIFY gossip")
        time.sleep(0.05)
        assert base.has_something_to_say(listening.pgconn.socket)
        assert base.is_alive(listening)
        _ended(listening.info.backend_pid)
        for _ in range(2):
            assert not base.is_alive(listening)
            assert listening.closed
