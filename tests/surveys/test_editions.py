"""Which edition is open on a day."""

from datetime import date
from typing import Any

import pytest

from surveys.editions import NoEdition, StudyClosed, StudyNotYetOpen, current_edition, definition_of, edition
from surveys.models import Study
from surveys.publish import publish

pytestmark = pytest.mark.django_db


@pytest.fixture
def two_editions(study: Study, document: dict[str, Any]) -> Study:
    """Edition 1 in 2024, edition 2 from 1 October 2026 to 31 January 2027."""
    for dates in ({"open": "2024-09-01", "close": "2024-11-30"}, {"open": "2026-10-01", "close": "2027-01-31"}):
        publish(study, {**document, "dates": dates})
    return study


@pytest.mark.parametrize(
    ("day", "number"),
    [
        pytest.param(date(2024, 9, 1), 1, id="first day"),
        pytest.param(date(2024, 11, 30), 1, id="last day"),
        pytest.param(date(2026, 10, 1), 2, id="first day of the next"),
        pytest.param(date(2027, 1, 31), 2, id="last day of all"),
    ],
)
def test_open(two_editions: Study, day: date, number: int) -> None:
    assert current_edition("mini-study", day).number == number


def test_without_dates_the_highest_number_counts(study: Study, document: dict[str, Any]) -> None:
    publish(study, document)
    publish(study, {**document, "wave": "2026"})
    assert current_edition("mini-study", date(1999, 1, 1)).number == 2


def test_before_between_and_after(two_editions: Study) -> None:
    with pytest.raises(StudyNotYetOpen) as early:
        current_edition("mini-study", date(2024, 8, 31))
    assert early.value.open_date == date(2024, 9, 1)
    with pytest.raises(StudyNotYetOpen) as between:
        current_edition("mini-study", date(2025, 5, 5))
    assert between.value.open_date == date(2026, 10, 1)
    with pytest.raises(StudyClosed) as late:
        current_edition("mini-study", date(2027, 2, 1))
    assert late.value.close_date == date(2027, 1, 31)


def test_nothing_published(study: Study) -> None:
    with pytest.raises(NoEdition, match="load_study"):
        current_edition("mini-study", date(2026, 1, 1))
    with pytest.raises(NoEdition, match="edition 3"):
        edition("mini-study", 3)


def test_definition_is_read_once(two_editions: Study, django_assert_num_queries: Any) -> None:
    found = edition("mini-study", 1)
    first = definition_of(found)
    with django_assert_num_queries(0):
        assert definition_of(found) is first
