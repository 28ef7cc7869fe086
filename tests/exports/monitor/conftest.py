"""The small fieldwork, and its figures; made once for the tests of a file, each of which leaves it as it was."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from exports.monitor.figures import Figures
from exports.monitor.make import figures_of
from tests.exports.monitor.fieldwork import NOW, Fieldwork


@pytest.fixture(scope="module")
def fieldwork(django_db_setup: None, django_db_blocker: Any) -> Iterator[Fieldwork]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield Fieldwork()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def figures(fieldwork: Fieldwork, django_db_blocker: Any) -> Figures:
    with django_db_blocker.unblock():
        return figures_of(fieldwork.study, now=NOW)
