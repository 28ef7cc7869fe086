"""Every refusal of a change between editions has its Dutch in wordings_editions.py."""

import pytest

from surveys.engine.edition_problems import OTHER_QUESTIONNAIRE, REFUSALS
from surveys.engine.wordings import in_dutch

VALUES = {"variable": "<variable>", "option": "<option>", "before": "<before>", "after": "<after>"}


@pytest.mark.parametrize("kind", sorted(REFUSALS))
def test_refusals_in_dutch(kind: str) -> None:
    message, advice = (text.format(**VALUES) for text in (REFUSALS[kind].message, REFUSALS[kind].advice))
    for said in (message, advice, f"{advice} {OTHER_QUESTIONNAIRE}"):
        dutch = in_dutch(said)
        assert dutch is not None
        assert dutch != said
        assert {name for name in VALUES.values() if name in said} == {name for name in VALUES.values() if name in dutch}
