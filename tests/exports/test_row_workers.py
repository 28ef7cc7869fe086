"""Rows made by processes beside each other are those made in one, in the same order; a process that dies is told."""

import sys
from itertools import islice

import pytest

from exports import row_workers
from exports.dataset import dataset
from respondents.models import Interview
from staff import side_by_side


@pytest.fixture
def shared_out(transactional_db, interviews, monkeypatch):
    """Interviews that other processes see too, and processes for them however few they are."""
    alone = list(dataset("mini", open_text=True).rows)
    monkeypatch.setattr(row_workers, "AT_LEAST", 1)
    monkeypatch.setattr(row_workers, "MOST", 2)
    monkeypatch.setattr(side_by_side, "cores", lambda: 2)
    return alone


def test_the_rows_are_the_same(shared_out, monkeypatch):
    ask, asked = row_workers._ask, []
    monkeypatch.setattr(row_workers, "_ask", lambda idle, keys: asked.append(len(keys)) or ask(idle, keys))
    assert list(dataset("mini", open_text=True).rows) == shared_out
    assert asked == [2, 2, 2, 2]
    gone = Interview.objects.order_by("respnr").first()
    rows = dataset("mini", open_text=True).rows
    assert next(rows) == shared_out[0]
    assert len(list(islice(rows, 2))) == 2
    rows.close()
    Interview.objects.filter(pk=gone.pk).update(state=Interview.State.WITHDRAWN)
    assert list(dataset("mini", open_text=True).rows) == shared_out[1:]


def test_a_process_that_ends_is_told(shared_out, monkeypatch):
    monkeypatch.setattr(row_workers, "COMMAND", (sys.executable, "-c", "raise SystemExit(3)"))
    with pytest.raises(row_workers.RowsNotMade, match="code 3"):
        list(dataset("mini").rows)
