"""Reports of tables for tests, made without a database."""

from datetime import date
from typing import Any

import pytest
from django.utils import translation

from exports.counting import Data
from exports.printed import Report
from exports.printed_words import WORDS
from exports.tabulate import Prepared, TablesWish, report
from tests.exports import printed

DAY = date(2026, 11, 29)


@pytest.fixture(autouse=True)
def in_english():
    """What is refused is said in the language of who asks."""
    with translation.override("en"):
        yield


def people() -> Data:
    return printed.data_of(printed.people(seed=5))


def prepared(data: Data | None = None, **more: Any) -> Prepared:
    return Prepared("printed", data or people(), (1,), **more)


def made(data: Data | None = None, *, weights: tuple[str, ...] = (), **wish: Any) -> Report:
    """A report in English words, whatever the language of the labels."""
    return report(prepared(data, weights=weights), TablesWish("printed", **wish), WORDS, DAY)
