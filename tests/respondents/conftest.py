"""A published mini study, a person in the register, and phones."""

from collections.abc import Callable
from typing import Any

import pytest

from invitations import issue
from invitations.models import Channel, Code, Frame, Mailing, SampleUnit
from surveys.models import Edition, Study
from surveys.publish import publish
from tests.respondents.mini import document
from tests.respondents.people import Phone


@pytest.fixture
def make_edition(db: None) -> Callable[..., Edition]:
    def make(**changes: Any) -> Edition:
        slug = changes.get("study", "mini")
        study, _ = Study.objects.get_or_create(slug=slug, defaults={"title": slug})
        return publish(study, document(**changes), note="")

    return make


@pytest.fixture
def edition(make_edition: Callable[..., Edition]) -> Edition:
    return make_edition()


@pytest.fixture
def make_unit(edition: Edition) -> Callable[..., tuple[SampleUnit, str]]:
    """A line of the register and the code on its letter."""

    def make(frame_id: str = "p1", group: str = "gezin", state: str = "active") -> tuple[SampleUnit, str]:
        study = edition.study
        frame = Frame.objects.create(study=study, file_hash="x", rows=1)
        unit = SampleUnit.objects.create(
            study=study,
            listed_in=frame,
            frame_id=frame_id,
            group=group,
            strata={"gender": "woman", "secret": 1},
            state=state,
        )
        channel, _ = Channel.objects.get_or_create(study=study, slug="letter-invitation", kind="letter", label="Brief")
        mailing = Mailing.objects.create(
            study=study, kind="invitation", edition=edition, channel=channel, text_hash="x"
        )
        ((_, code),) = issue.issue(study, [unit], mailing, Code.Purpose.LETTER)
        return unit, code

    return make


@pytest.fixture
def letter(make_unit: Callable[..., tuple[SampleUnit, str]]) -> str:
    """The code on the letter of somebody of the group gezin."""
    return make_unit()[1]


@pytest.fixture
def phone(edition: Edition) -> Phone:
    return Phone()
