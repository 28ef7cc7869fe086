"""docs/security.md says nothing that no test stands behind."""

from dataclasses import replace

import pytest
from django.conf import settings

from config.security_table import PAGE, SOURCE, Claim, claims_in, faults, table, with_table

pytestmark = pytest.mark.once
CLAIMS = claims_in(SOURCE.read_text(encoding="utf-8"))


def test_every_claim_is_backed() -> None:
    assert list(faults(CLAIMS, settings.BASE_DIR)) == []


def test_the_page_is_made_from_the_claims() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert with_table(page, table(CLAIMS)) == page, "run .venv/bin/python -m config.security_table"


def test_all_chapters_are_there_once() -> None:
    numbers = [claim.number for claim in CLAIMS]
    assert len(numbers) == len(set(numbers))
    assert {number.split(".")[0] for number in numbers} == {str(chapter) for chapter in range(1, 18)}


MET = next(claim for claim in CLAIMS if claim.state == "met")


@pytest.mark.parametrize(
    "claim",
    [
        pytest.param(replace(MET, tests=("tests/staff/test_login.py::test_that_was_removed",)), id="test gone"),
        pytest.param(replace(MET, tests=("tests/staff/no_such_file.py",)), id="file of tests gone"),
        pytest.param(replace(MET, where=("staff/no_such_file.py",)), id="code gone"),
        pytest.param(replace(MET, tests=()), id="nothing behind it"),
        pytest.param(replace(MET, state="partly", tests=(), note=""), id="partly, but not why"),
        pytest.param(replace(MET, state="nearly"), id="no such state"),
    ],
)
def test_a_claim_without_its_test_is_seen(claim: Claim) -> None:
    """Control."""
    assert list(faults((claim,), settings.BASE_DIR)) != []
