"""Answers for exports are read from the copy where there is one that keeps up, else from the database itself."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from exports import replica
from exports.dataset import dataset
from respondents.models import Interview
from staff.jobs import child_environment

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def copy() -> Iterator[dict[str, Any]]:
    """A second connection to the tests' database stands for the copy; what its settings are can be changed."""
    at = {**connections.settings["default"], "NAME": connections["default"].settings_dict["NAME"]}
    connections.settings[replica.REPLICA] = at
    allow(connections[replica.REPLICA])
    yield at
    connections[replica.REPLICA].close()
    if connections[replica.REPLICA].vendor == "postgresql":
        connections[replica.REPLICA].close_pool()
    del connections[replica.REPLICA]
    del connections.settings[replica.REPLICA]


def allow(made: Any) -> None:
    """Django's tests refuse connections to aliases that were not there when the test began."""

    def connect() -> None:
        if made.connection is None:
            with made.wrap_database_errors:
                made.connect()

    made.ensure_connection = connect


def rows_and_queries() -> tuple[int, int]:
    """Rows of the dataset, and queries on the copy while they were read."""
    with CaptureQueriesContext(connections[replica.REPLICA]) as asked:
        rows = len(list(dataset("mini").rows))
    return rows, sum("respondents_interview" in query["sql"] for query in asked)


def test_answers_are_read_from_the_copy(interviews: list[Interview], copy: dict[str, Any]) -> None:
    rows, queries = rows_and_queries()
    assert rows == len(interviews)
    assert queries >= 1


def test_a_copy_that_is_far_behind_is_not_read(interviews: list[Interview], copy: Any, settings: Any) -> None:
    settings.REPLICA_MOST_BEHIND = -1
    assert rows_and_queries() == (len(interviews), 0)
    assert replica.status() == replica.Status(0.0)


def test_a_copy_that_does_not_answer_is_not_read(interviews: list[Interview], copy: dict[str, Any]) -> None:
    copy |= {"NAME": "/nowhere/at/all", "HOST": "127.0.0.1", "PORT": "1", "OPTIONS": {}}
    assert replica.status() == replica.Status(None)
    assert len(list(dataset("mini").rows)) == len(interviews)


@pytest.mark.once
def test_the_page_says_where_answers_come_from(staff_client: Callable[..., Client], copy: Any, settings: Any) -> None:
    client = staff_client("analyst")
    address = reverse("exports:datasets")
    assert "kopie van de database, die 0 seconden achterloopt" in client.get(address).content.decode()
    settings.REPLICA_MOST_BEHIND = -1
    assert "loopt te ver achter" in client.get(address).content.decode()


@pytest.mark.once
def test_without_a_copy_the_page_says_nothing(staff_client: Callable[..., Client]) -> None:
    assert "kopie van de database" not in staff_client("analyst").get(reverse("exports:datasets")).content.decode()
    assert replica.reading_from() == "default"


@pytest.mark.once
def test_jobs_know_the_copy_and_nothing_is_made_there(copy: Any) -> None:
    assert "DATABASE_REPLICA_URL" in child_environment()
    assert replica.ReplicaRouter().allow_migrate("replica", "staff") is False
    assert replica.ReplicaRouter().allow_migrate("default", "staff") is None
