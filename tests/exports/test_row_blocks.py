"""Rows made many at once are those made one interview at a time; a fault planted in the many shows."""

from collections.abc import Callable
from copy import deepcopy
from datetime import timedelta
from random import Random
from typing import Any

import pytest

from exports import frame_store, row_blocks, stored_block, weights_stored
from exports.columns import Column
from exports.dataset import dataset, source_of
from exports.flag_columns import flag_columns
from exports.judge import judge
from exports.models import Weight, WeightSet
from exports.open_answers import collect
from exports.values import Value, values_of
from exports.writers.chunks import DoesNotFit
from respondents.models import Interview
from respondents.play import play
from surveys.engine.coded import coded
from surveys.engine.text import Text
from surveys.models import Edition, Study
from surveys.publish import publish
from tests.exports.coding_mini import LAND, SAY, WAYS, published, told
from tests.exports.conftest import NOW
from tests.exports.mini import DOCUMENT
from tests.exports.plain_rows import plain_row

PEOPLE = 30
FLAGS = [column.name for column in flag_columns()]
FACTS = {"margins": [{"variable": "group"}]}, {"whole": {"design_effect": 1.2}}


def plain_rows(study: str) -> list[tuple[Value, ...]]:
    source = source_of(study, open_text=True)
    maker = source.maker()
    return [plain_row(source, maker.beside, interview) for interview in source.read(maker)]


def differing(study: str, plain: list[tuple[Value, ...]]) -> list[Value]:
    """Numbers of the respondents of whom the dataset says something else than a row by itself."""
    made = list(dataset(study, open_text=True).rows)
    assert len(made) == len(plain) > 0
    return [one[0] for one, other in zip(plain, made, strict=True) if one != other]


def crowd(edition: Edition, people: int, seed: int) -> list[Interview]:
    """Made-up people; a third break off somewhere."""
    random = Random(seed)
    stops = [random.randint(1, 9) if random.random() < 0.3 else None for _ in range(people)]
    return [play(edition, random=random, language="nl", now=NOW, stop_after=stop) for stop in stops]


@pytest.fixture
def study(db):
    """Two editions with many random people of each, some with answers that no page would store any more."""
    found = Study.objects.create(slug="mini", title="Klein")
    first = publish(found, deepcopy(DOCUMENT), user=None, note="")
    later = publish(found, {**deepcopy(DOCUMENT), "wave": "later"}, user=None, note="")
    people = crowd(first, PEOPLE, 1) + crowd(later, PEOPLE // 2, 2)
    random = Random(3)
    for one in people[::4]:
        one.answers = {name: stored for name, stored in one.answers.items() if random.random() < 0.8}
        one.answers |= {"gone": {"code": "x"}, "work": None if random.random() < 0.3 else {"code": "no"}}
        one.passed = {name: True for name in one.passed if random.random() < 0.7}
        one.save()
    return found


def test_random_interviews(study):
    assert differing("mini", plain_rows("mini")) == []


@pytest.fixture
def judged(study):
    """With flags, and weights of some."""
    judge("mini", now=NOW + timedelta(days=1))
    recipe, diagnostics = FACTS
    of_set = WeightSet.objects.create(
        study=study, name="w", version=1, made_at=NOW, default=True, recipe=recipe, diagnostics=diagnostics
    )
    weighted = Interview.objects.all()[: PEOPLE // 2]
    Weight.objects.bulk_create(Weight(of_set=of_set, interview=one, value=1.5) for one in weighted)


def test_with_flags_and_weights(judged):
    assert differing("mini", plain_rows("mini")) == []
    assert "weight_w" in [column.name for column in dataset("mini").columns]


def test_codes_of_open_answers_and_texts(db, monkeypatch):
    edition = published()
    for frame in (LAND, SAY, WAYS):
        frame_store.store(edition.study, frame, user=None, now=NOW)
    for number, typed in enumerate(("Syrië", "bel 06 12345678", "iets", "Eritrea", "Syrië"), start=1):
        told(edition, number, land=typed, say=typed, ways=typed)
    crowd(edition, 10, 4)
    collect(edition.study, now=NOW)
    plain = plain_rows("mini")
    assert differing("mini", plain) == []
    monkeypatch.setattr(row_blocks, "codes_of", lambda interview: {})
    assert differing("mini", plain)


def test_frames_are_made_of_some_interviews_at_a_time(study, monkeypatch):
    whole = list(dataset("mini", open_text=True).rows)
    monkeypatch.setattr(row_blocks, "BLOCK", 7)
    frames = list(dataset("mini", open_text=True).rows.frames)
    assert [frame.height for frame in frames] == [7] * 6 + [3]
    assert [row for frame in frames for row in frame.iter_rows()] == whole


@pytest.mark.parametrize("value", [1.5, 2**63, 10**30, "x", None], ids=repr)
def test_what_is_no_whole_number_is_refused(value):
    with pytest.raises(DoesNotFit, match="q is no whole number"):
        row_blocks._array(Column("q", Text({"nl": "q"})), coded([1, value]))


FAULTS: dict[str, tuple[Any, str, Callable[..., Any]]] = {
    "different answers are taken for one": (stored_block, "_key", lambda stored: "x"),
    "nobody passed a page": (stored_block, "_passed", lambda definition, interviews: {}),
    "columns of a question change places": (row_blocks, "values_of", lambda some, row: values_of(some[::-1], row)),
    "nobody is weighted": (weights_stored.Stored, "values", lambda self, interview: (None,)),
    "flags are of somebody else": (row_blocks, "flag_values", lambda one, row, seen: dict.fromkeys(FLAGS)),
}


def test_planted_faults_show(judged):
    for fault, (place, name, wrong) in FAULTS.items():
        plain = plain_rows("mini")
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(place, name, wrong)
            assert differing("mini", plain), fault
