import pytest

from respondents.outcomes import DISPOSITIONS, Disposition, disposition
from surveys.engine.answers import Choice, Refusal
from surveys.engine.cells import Missing

A, N = Choice("a"), Missing.SKIPPED


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        pytest.param([], Disposition.BREAK_OFF, id="nothing applied"),
        pytest.param([A] * 8 + [N] * 2, Disposition.COMPLETE, id="exactly 80%"),
        pytest.param([A] * 79 + [N] * 21, Disposition.PARTIAL, id="79%"),
        pytest.param([A] * 5 + [N] * 5, Disposition.PARTIAL, id="exactly 50%"),
        pytest.param([A] * 49 + [Missing.NOT_REACHED] * 51, Disposition.BREAK_OFF, id="49%"),
        pytest.param([A] + [Missing.NOT_ASKED] * 50, Disposition.COMPLETE, id="not asked does not count"),
        pytest.param([A] + [Missing.NOT_INCLUDED] * 50, Disposition.COMPLETE, id="not in this questionnaire"),
        pytest.param([A] + [Missing.UNKNOWN] * 3, Disposition.BREAK_OFF, id="may have applied counts as open"),
        pytest.param([Missing.DONT_KNOW, Refusal("prefer_not"), A, A, A], Disposition.COMPLETE, id="a reason answers"),
    ],
)
def test_disposition(cells: list, expected: Disposition) -> None:
    assert disposition(dict(enumerate(cells))) == expected


@pytest.mark.parametrize(
    ("core", "expected"),
    [
        pytest.param([A] * 4 + [N], Disposition.PARTIAL, id="80% of the core"),
        pytest.param([A] * 3 + [N] * 2, Disposition.BREAK_OFF, id="60% of the core"),
        pytest.param([Missing.NOT_ASKED] * 5, Disposition.BREAK_OFF, id="none applied"),
    ],
)
def test_the_core_makes_a_partial_interview(core: list, expected: Disposition) -> None:
    cells = {f"core{place}": cell for place, cell in enumerate(core)}
    rest = {f"rest{place}": Missing.NOT_REACHED for place in range(30)}
    assert disposition({**cells, **rest}, [*cells, "not in this edition"]) == expected
    assert disposition({**cells, **rest}) == Disposition.BREAK_OFF


def test_every_disposition_has_labels() -> None:
    assert set(DISPOSITIONS) == set(Disposition)
