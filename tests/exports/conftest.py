"""A published mini-study, and people who answered it through the real flow."""

import copy
from datetime import UTC, datetime
from random import Random

import pytest

from respondents.models import Interview
from respondents.play import play
from surveys.models import Edition, Study
from surveys.publish import publish
from tests.exports.mini import DOCUMENT

NOW = datetime(2026, 11, 21, 12, 30, tzinfo=UTC)


@pytest.fixture
def edition(db: None) -> Edition:
    study = Study.objects.create(slug="mini", title="Klein")
    return publish(study, copy.deepcopy(DOCUMENT), user=None, note="")


@pytest.fixture
def interviews(edition: Edition) -> list[Interview]:
    """Eight made-up people; the last broke off after two pages."""
    random = Random(5)
    return [
        play(edition, random=random, language="nl", now=NOW, stop_after=2 if number == 7 else None)
        for number in range(8)
    ]
