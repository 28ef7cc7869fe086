"""The comparison itself: what a form said, beside what is stored; and the server as the image starts it."""

from random import Random
from typing import Any

import pytest

from benchmarks.visitor import Form, choose, event_key, form_of
from tests.faults.ledger import _says
from tests.faults.system import ROOT, SURVIVES

DAY = {"precision": "month", "lower": "2021-03-01", "upper": "2021-03-31"}


@pytest.mark.parametrize(
    ("stored", "raw", "same"),
    [
        pytest.param({"code": "yes"}, {"q": ["yes"]}, True, id="single"),
        pytest.param({"code": "no"}, {"q": ["yes"]}, False, id="another option"),
        pytest.param({"codes": ["x", "y"]}, {"q": ["y", "x"]}, True, id="multi"),
        pytest.param({"codes": ["x"]}, {"q": ["y", "x"]}, False, id="one of two"),
        pytest.param({"number": "12"}, {"q": ["12"]}, True, id="number"),
        pytest.param({"number": "1"}, {"q": ["12"]}, False, id="another number"),
        pytest.param({"text": "de bus 7"}, {"q": ["de bus  7"]}, True, id="text"),
        pytest.param({"text": "de"}, {"q": ["de bus"]}, False, id="cut off"),
        pytest.param({"months": 15}, {"q-years": ["1"], "q-months": ["3"]}, True, id="duration"),
        pytest.param({"months": 3}, {"q-years": ["1"], "q-months": ["3"]}, False, id="without the years"),
        pytest.param({"date": DAY}, {"q-month": ["3"], "q-year": ["2021"]}, True, id="date"),
        pytest.param({"date": DAY}, {"q-month": ["4"], "q-year": ["2021"]}, False, id="another month"),
        pytest.param({"place": "GM0344"}, {"q": ["Utrecht"]}, True, id="place"),
        pytest.param({"place": "GM0363"}, {"q": ["Utrecht"]}, False, id="another place"),
        pytest.param({"reason": "dont_know"}, {"q-reason": ["dont_know"]}, True, id="reason"),
        pytest.param(None, {"q": ["yes"]}, False, id="nothing stored"),
        pytest.param(None, {"q": [""]}, True, id="nothing said"),
    ],
)
def test_what_was_said_and_what_is_stored(stored: Any, raw: dict[str, list[str]], same: bool) -> None:
    assert _says("q", stored, raw, skipped=False) is same


FORM = """<main><form id="q" method="post"><input type="hidden" name="key" value="k"><input type="hidden" name="turn"
value="0"><input type="radio" name="work" value="yes"><input type="checkbox" name="said-reason" value="dont_know">
<input type="text" name="said" inputmode="text"><button name="go" value="next"></button></form></main>"""


def test_a_visitor_reads_the_form_and_answers_it() -> None:

    form = form_of(FORM)
    assert isinstance(form, Form)
    assert (form.hidden, form.questions, form.buttons) == ({"key": "k", "turn": "0"}, ["work", "said"], {"next"})
    given = dict(choose(form, "tr", Random(1)))
    assert given["work"] == "yes"
    assert given["said"]
    assert dict(choose(form, "tr", Random(1), attempt=3)) == {"work": "yes", "said-reason": "dont_know", "said": ""}
    assert form_of("<main><p>no form</p></main>") is None


def test_the_key_of_an_event_is_the_servers_own(rf: Any) -> None:
    from respondents.views import asking

    fields = [("key", "a" * 32), ("turn", "1"), ("based_on", "3"), ("work", "yes"), ("touched", "work"), ("go", "next")]
    request = rf.post("/q/work/", dict(fields))
    assert event_key("work", fields) == asking.event_key(request, "work")
    assert event_key("work", fields) != event_key("hours", fields), "positive control"


def test_the_image_starts_the_server_as_the_tests_do() -> None:
    image = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    assert ", ".join(f'"{option}"' for option in SURVIVES) in image
