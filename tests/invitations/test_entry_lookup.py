"""From typed text to a code."""

from datetime import UTC, datetime
from random import Random

import pytest
from django.db import OperationalError
from django.utils import timezone

from invitations import codes, entry_lookup, issue, misses
from invitations.entry_lookup import CodeBlocked, CodeMalformed, CodeMistyped, CodeUnknown, TooManyMisses, find
from invitations.models import Code, MissCount
from tests.invitations.factory import published, with_people

pytestmark = pytest.mark.django_db


def unknown(seed: int) -> str:
    return codes.make("digits", Random(seed))


def test_a_code_opens_its_unit_however_it_is_typed() -> None:
    study = published()
    (unit,) = with_people(study, 1)
    ((_, text),) = issue.issue(study, [unit])
    assert find(study, codes.grouped(text)).unit == unit
    assert find(None, text.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))).unit == unit


@pytest.mark.parametrize("form", ["digits", "base32"])
def test_without_a_study_the_form_is_told_by_its_length(form: str) -> None:
    study = published(form=form)
    ((_, text),) = issue.issue(study, n=1)
    assert find(None, text).study == study


def test_a_code_of_another_study_is_unknown() -> None:
    ((_, text),) = issue.issue(published(), n=1)
    with pytest.raises(CodeUnknown):
        find(published("other"), text)


def test_a_blocked_code_is_told_as_such() -> None:
    study = published()
    ((_, text),) = issue.issue(study, n=1)
    issue.block(list(Code.objects.values_list("pk", flat=True)), timezone.now())
    with pytest.raises(CodeBlocked):
        find(study, text)


@pytest.mark.parametrize(("typed", "error"), [("12", CodeMalformed), ("1234567890123456", CodeMistyped)])
def test_what_is_no_code_needs_no_database(typed: str, error: type[Exception], django_assert_num_queries) -> None:
    study = published()
    with django_assert_num_queries(0), pytest.raises(error):
        find(study, typed)


def test_misses_over_the_limit_wait_and_valid_codes_do_not(settings, monkeypatch: pytest.MonkeyPatch, caplog) -> None:
    settings.CODE_MISSES_PER_MINUTE = 3
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 11, 21, 12, 0, 20, tzinfo=UTC))
    study = published()
    ((_, text),) = issue.issue(study, n=1)
    for seed in range(3):
        with pytest.raises(CodeUnknown):
            find(study, unknown(seed))
    with pytest.raises(TooManyMisses) as caught:
        find(study, unknown(4))
    assert caught.value.retry_after == 40
    assert find(study, text)
    assert "guessing" in caplog.text
    assert unknown(4) not in caplog.text
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 11, 21, 12, 1, 0, tzinfo=UTC))
    with pytest.raises(CodeUnknown):
        find(study, unknown(5))


def test_old_counts_go(settings) -> None:
    settings.REDIS_URL = ""
    study = published()
    first = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
    assert [misses.count(study, first), misses.count(study, first)] == [1, 2]
    assert misses.count(study, first.replace(minute=1)) == 1
    assert MissCount.objects.count() == 1


def test_a_counter_that_fails_stops_nobody(settings, monkeypatch: pytest.MonkeyPatch, caplog) -> None:
    settings.REDIS_URL = ""
    study = published()

    def broken(counter: int, minute: int) -> int:
        raise OperationalError("disk")

    monkeypatch.setattr(misses, "_in_database", broken)
    with pytest.raises(CodeUnknown):
        find(study, unknown(1))
    assert "does not work" in caplog.text


def test_names_for_callers() -> None:
    assert {"CodeBlocked", "CodeUnknown", "TooManyMisses", "find"} <= set(entry_lookup.__all__)
