"""What was typed in the editor becomes a change, or none."""

import json
from typing import Any

import pytest

from surveys.design import widgets
from surveys.design.typed import change_of


@pytest.mark.parametrize(
    ("widget", "was", "typed", "after"),
    [
        pytest.param(widgets.BOUND, None, "0", 0, id="nought is a bound"),
        pytest.param(widgets.SCORE, None, "0", 0, id="nought is a score"),
        pytest.param(widgets.WHOLE, 0, "", None, id="nought is taken out"),
        pytest.param(widgets.BOUND, 0, "1,5", 1.5, id="a comma"),
        pytest.param(widgets.FLAG, None, "yes", True, id="a box ticked"),
    ],
)
def test_changes(widget: str, was: Any, typed: str, after: Any) -> None:
    made = change_of(widget, "key", "", json.dumps(was), [typed])
    assert made is not None
    assert (made.before, made.after) == (was, after)
    assert type(made.after) is type(after)


@pytest.mark.parametrize(
    ("widget", "was", "typed"),
    [
        pytest.param(widgets.BOUND, 0, "0", id="the same number"),
        pytest.param(widgets.FLAG, False, "", id="false and no key"),
        pytest.param(widgets.TEXT, None, "", id="no text and no key"),
        pytest.param(widgets.SEVERAL, [], "", id="no choice and no key"),
    ],
)
def test_nothing_differs(widget: str, was: Any, typed: str) -> None:
    assert change_of(widget, "key", "", json.dumps(was), [typed]) is None
