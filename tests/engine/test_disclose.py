"""Small numbers are hidden, and cannot be worked out from what is shown."""

import pytest

from surveys.engine.disclose import LEAST, shown, shown_part, shown_steps, shown_sum


@pytest.mark.parametrize(("count", "told"), [(0, None), (1, None), (9, None), (10, 10), (250, 250)])
def test_a_number_alone(count: int, told: int | None) -> None:
    assert shown(count) == told


@pytest.mark.parametrize(
    ("whole", "part", "told"),
    [
        (9, 9, (None, None)),
        (10, 10, (10, 10)),
        (30, 25, (30, None)),
        (30, 20, (30, 20)),
        (30, 9, (30, None)),
        (12, 0, (12, None)),
    ],
)
def test_a_number_and_a_part_of_it(whole: int, part: int, told: tuple[int | None, int | None]) -> None:
    assert shown_part(whole, part) == told


def leaks(told: tuple[int | None, int | None]) -> bool:
    """Whether a small number can be read or worked out, but for nought left over."""
    seen = [number for number in told if number is not None]
    rest = told[0] - told[1] if None not in told else LEAST
    return any(number < LEAST for number in seen) or 0 < rest < LEAST


def test_no_small_number_can_be_worked_out() -> None:
    every = [(whole, part) for whole in range(45) for part in range(whole + 1)]
    assert [pair for pair in every if leaks(shown_part(*pair))] == []
    each_alone = [pair for pair in every if leaks((shown(pair[0]), shown(pair[1])))]
    assert (30, 25) in each_alone  # hiding each for itself would not do


def test_a_part_is_not_more_than_its_whole() -> None:
    with pytest.raises(ValueError, match="part"):
        shown_part(3, 4)


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        pytest.param((30, 20, 10), (30, 20, 10), id="all far enough apart"),
        pytest.param((0, 0, 0), (None, None, None), id="nought is small"),
        pytest.param((9, 9, 9), (None, None, None), id="just too small"),
        pytest.param((10, 10, 10), (10, 10, 10), id="the same people"),
        pytest.param((30, 21, 10), (30, None, 10), id="nine who did not begin"),
        pytest.param((30, 20, 11), (30, 20, None), id="nine who did not finish"),
        pytest.param((30, 12, 3), (30, 12, None), id="few finished"),
        pytest.param((30, 5, 22), (30, None, None), id="the difference with a step further back"),
        pytest.param((12, 15, 40), (12, None, 40), id="more began than landed"),
    ],
)
def test_steps(counts: tuple[int, ...], told: tuple[int | None, ...]):
    assert shown_steps(counts) == told


@pytest.mark.parametrize(
    ("cells", "told"), [((12, None, 20), 32), ((None, None), None), ((), None), ((10,), 10)], ids=str
)
def test_sums_hold_told_numbers_only(cells: tuple[int | None, ...], told: int | None):
    assert shown_sum(cells) == told
