"""What the item bank tells of earlier answers: as a publication may, from interviews and from printed reports."""

from datetime import timedelta
from io import StringIO
from random import Random

import pytest
from django.core.management import call_command

from exports import bank_results, snapshot
from exports.bank_results import results_of, times_of
from respondents.models import Interview
from respondents.play import play
from surveys.models import Edition, Study
from tests.exports.conftest import NOW


@pytest.fixture
def many(edition: Edition) -> list[Interview]:
    random = Random(7)
    return [play(edition, random=random, language="nl", now=NOW + timedelta(minutes=n)) for n in range(34)]


def test_few_people_are_not_told(interviews, edition):
    of_interviews, printed = results_of(edition, "work")
    assert (of_interviews.results, of_interviews.why) == ((), "few")
    assert printed.results == ()


def test_shares_and_times_of_many(many, edition, monkeypatch):
    (found,) = results_of(edition, "work")[0].results
    assert 30 <= found.base <= 34
    assert [share.code for share in found.shares] == ["yes", "no"]
    assert sum(int(share.printed) for share in found.shares) in (99, 100, 101)
    assert all(share.few for share in found.shares)
    assert found.synthetic
    assert results_of(edition, "say")[0].results == results_of(edition, "nothing")[0].results == ()
    monkeypatch.setattr(snapshot, "AT_ONCE", 3)
    snapshot.remove("mini")
    assert results_of(edition, "work")[0].why == "not_read"

    assert times_of(edition) == {}, "made-up people take no time"
    Interview.objects.update(synthetic=False)
    bank_results.cache.clear()
    timed = times_of(edition)
    assert timed
    assert all(one.people >= 10 and one.minutes > 0 for one in timed.values())
    group = next(iter(timed))
    Interview.objects.filter(group=group).update(mode="helped")
    bank_results.cache.clear()
    assert group not in times_of(edition)


def test_printed_figures_of_a_report(db):
    call_command("load_study", "perspectief-2024", publish=True, edition=1, stdout=StringIO())
    edition = Study.objects.get(slug="perspectief-2024").editions.get()
    found = results_of(edition, "gender")[1].results
    assert found
    for one in found:
        assert one.source == "published"
        assert one.shares
    assert any(one.base for one in found)
    assert any(share.label == "Man" for one in found for share in one.shares)
