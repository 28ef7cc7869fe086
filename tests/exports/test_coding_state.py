"""What stands of several choices, and who is to look next."""

import pytest

from exports.coding_state import (
    AUTOMATIC,
    DECIDED,
    DIFFERS,
    DONE,
    FIRST,
    OPEN,
    SECOND,
    WAITS,
    By,
    Choice,
    Standing,
    drawn,
    standing,
)


def choice(role: str, *codes: str) -> Choice:
    return Choice(role, frozenset(codes))


CASES = [
    pytest.param([], False, (), By.NOBODY, OPEN, id="nobody yet"),
    pytest.param([], True, (), By.NOBODY, OPEN, id="nobody yet, drawn"),
    pytest.param([choice(AUTOMATIC, "a")], False, ("a",), By.AUTOMATIC, DONE, id="the program"),
    pytest.param([choice(AUTOMATIC, "a")], True, ("a",), By.AUTOMATIC, WAITS, id="the program, drawn"),
    pytest.param([choice(AUTOMATIC, "a"), choice(SECOND, "a")], True, ("a",), By.AUTOMATIC, DONE, id="a person agrees"),
    pytest.param([choice(AUTOMATIC, "a"), choice(SECOND, "b")], True, (), By.NOBODY, DIFFERS, id="a person differs"),
    pytest.param([choice(FIRST, "b", "a")], False, ("a", "b"), By.ONE, DONE, id="one coder"),
    pytest.param([choice(FIRST, "a")], True, ("a",), By.ONE, WAITS, id="one coder, drawn"),
    pytest.param([choice(FIRST, "a"), choice(SECOND, "a")], True, ("a",), By.AGREED, DONE, id="agreed"),
    pytest.param([choice(FIRST, "a"), choice(SECOND, "b")], True, (), By.NOBODY, DIFFERS, id="differ: no code"),
    pytest.param([choice(FIRST, "a"), choice(SECOND, "a", "b")], True, (), By.NOBODY, DIFFERS, id="a subset differs"),
    pytest.param(
        [choice(FIRST, "a"), choice(SECOND, "b"), choice(DECIDED, "c")],
        True,
        ("c",),
        By.ADJUDICATED,
        DONE,
        id="decided",
    ),
    pytest.param([choice(FIRST, "a"), choice(FIRST, "b")], False, ("b",), By.ONE, DONE, id="the newest of a role"),
    pytest.param(
        [choice(AUTOMATIC, "a"), choice(FIRST, "b")], False, ("b",), By.ONE, DONE, id="a person over the program"
    ),
]


@pytest.mark.parametrize(("choices", "second", "codes", "by", "state"), CASES)
def test_standing(choices, second, codes, by, state):
    assert standing(choices, second) == Standing(codes, by, state)


def test_the_draw_is_a_share_and_the_same_every_time():
    texts = [f"{number:064x}" for number in range(4000)]
    found = [drawn(one, 0.2, 7) for one in texts]
    assert found == [drawn(one, 0.2, 7) for one in texts]
    assert sum(found) == pytest.approx(800, abs=120)
    assert found != [drawn(one, 0.2, 8) for one in texts]


def test_nobody_and_everybody():
    assert not any(drawn(str(number), 0, 1) for number in range(100))
    assert all(drawn(str(number), 1, 1) for number in range(100))
