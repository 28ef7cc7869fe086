"""Tests that share something costly run in one process: else each process makes its own, and takes twice the time."""

import os

import pytest

pytestmark = pytest.mark.xdist_group("a group")


@pytest.mark.skipif("PYTEST_XDIST_WORKER" not in os.environ, reason="one process: there is nothing to share out")
def test_a_group_is_kept_together(request: pytest.FixtureRequest) -> None:
    """pytest-xdist writes the group into a test's id; what it cannot write it forgets without a word."""
    assert request.node.nodeid.endswith("@a group")
