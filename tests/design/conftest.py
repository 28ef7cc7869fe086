"""The small study of tests/surveys as a draft, and who works on it."""

from typing import Any

import pytest

from staff.models import Role, User
from surveys import drafts
from surveys.models import Study
from tests.surveys.conftest import document, study  # noqa: F401 - fixtures


@pytest.fixture
def draft(study: Study, document: dict[str, Any]) -> Study:  # noqa: F811
    """The study with its draft."""
    drafts.store(study, document)
    return study


@pytest.fixture
def researcher(db: None) -> User:
    found = User.objects.create_user(email="anne@example.org")
    found.memberships.create(role=Role("researcher"), study="mini-study")
    return found


@pytest.fixture
def colleague(db: None) -> User:
    found = User.objects.create_user(email="bilal@example.org")
    found.memberships.create(role=Role("researcher"), study="mini-study")
    return found
