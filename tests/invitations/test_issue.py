"""Codes into the database."""

from random import Random

import pytest

from invitations import codes, issue
from invitations.models import Code
from tests.invitations.factory import published, with_people

pytestmark = pytest.mark.django_db


class Rigged:
    """A generator that begins by repeating itself: the same symbols for the first `codes_alike` codes of a form."""

    def __init__(self, codes_alike: int) -> None:
        self.left = codes_alike * 15
        self.random = Random(7)

    def choice(self, seq: str, /) -> str:
        self.left -= 1
        return seq[3] if self.left >= 0 else self.random.choice(seq)


def test_each_unit_gets_its_own_code_and_only_its_digest_is_kept() -> None:
    study = published()
    units = with_people(study, 30)
    issued = issue.issue(study, units)
    assert [unit for unit, _ in issued] == units
    stored = {bytes(code.digest): code.unit_id for code in Code.objects.all()}
    assert stored == {codes.digest(text, issue.code_key()): unit.pk for unit, text in issued}


def test_codes_for_the_help_desk_belong_to_nobody() -> None:
    issued = issue.issue(published(form="base32"), purpose=Code.Purpose.HELPDESK, n=3)
    assert [unit for unit, _ in issued] == [None] * 3
    assert set(Code.objects.values_list("unit", "purpose")) == {(None, "helpdesk")}


def test_a_code_that_exists_is_never_issued_again() -> None:
    """Positive control: the rigged generator really does draw a code that is taken."""
    study = published()
    ((_, first),) = issue.issue(study, n=1, random=Rigged(1))
    with pytest.raises(issue.CodesTaken):
        issue.store(study, issue.draw(study, [None], Rigged(1)))
    issued = issue.issue(study, n=4, random=Rigged(2))
    texts = [text for _, text in issued]
    assert first not in texts
    assert len(set(texts)) == 4
    assert Code.objects.count() == 5


def test_a_broken_generator_is_told_and_stores_nothing() -> None:
    study = published()
    issue.issue(study, n=1, random=Rigged(1))
    with pytest.raises(issue.CodesNotNew):
        issue.issue(study, n=2, random=Rigged(100))
    assert Code.objects.count() == 1


def test_blocking_counts_what_was_open() -> None:
    from django.utils import timezone

    study = published()
    issue.issue(study, n=2)
    keys = list(Code.objects.values_list("pk", flat=True))
    assert issue.block(keys, timezone.now()) == 2
    assert issue.block(keys, timezone.now()) == 0
