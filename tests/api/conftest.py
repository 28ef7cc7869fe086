"""A small fieldwork with a hundred answers, counted; two municipalities; another study; tokens for every role.

Made once for all tests here, which run one after the other: each leaves it as it was.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from exports import weigh
from exports.api import tokens
from exports.api.models import ApiToken
from exports.monitor.make import figures_of
from exports.monitor.store import keep
from invitations import counts
from invitations.models import Channel
from staff.models import Membership, Organisation, Role, User
from surveys.models import Study
from surveys.publish import publish
from tests.exports.mini import DOCUMENT
from tests.exports.monitor.fieldwork import DOCUMENT as FIELD
from tests.exports.monitor.fieldwork import NOW, Fieldwork

ROOT = "/api/v1"
HERE = Path(__file__).parent
MARGINS = {"group": {"a": 3000, "b": 7000}, "weighting": {"margins": ["group"], "at_least": 1}}
LAST_WEEK = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One worker for all that share the world."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.xdist_group("api"))


@dataclass
class World:
    """`study` is that of the tokens; `other` another one. `town` and `elsewhere` are municipalities with a channel."""

    field: Fieldwork = field(default_factory=lambda: Fieldwork({**FIELD, "margins": MARGINS}))

    def __post_init__(self) -> None:
        self.study = self.field.study
        for number in range(60):  # who come by the flyer, so that percentages can be told
            self.field.play(None, day=3 + number % 9)
        self.other = Study.objects.create(slug="other", title="Ander onderzoek")
        publish(self.other, {**DOCUMENT, "study": "other"}, user=None, note="")
        keep(self.study, figures_of(self.study, now=NOW))
        self.weights = weigh.make(weigh.Wish("field", "main", default=True), now=NOW)
        self.town, self.elsewhere = (self._municipality(name) for name in ("Plaatsnaam", "Elders"))

    def _municipality(self, name: str) -> Organisation:
        made = Organisation.objects.create(name=name, kind="municipality")
        channel = Channel.objects.create(
            study=self.study, slug=f"c-{made.pk}", kind="flyer", label=f"Balie {name}", organisation=made
        )
        for step, many in ((counts.STEPS[0], 40), (counts.STEPS[1], 25), (counts.STEPS[2], 4)):
            counts.add(channel, step, LAST_WEEK, many)
        return made


@pytest.fixture(scope="package")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield World()
        transaction.set_rollback(True)


@dataclass
class Reader:
    """Somebody's program: asks with one token. `ask("/token")` gives the response."""

    token: ApiToken
    text: str

    def ask(self, path: str, **more: Any) -> HttpResponse:
        headers = {"authorization": f"Bearer {self.text}", **more.pop("headers", {})}
        return Client().get(path if path.startswith("/api") else f"{ROOT}{path}", headers=headers, **more)

    @property
    def user(self) -> User:
        return self.token.user


Readers = Callable[..., Reader]


@pytest.fixture
def reader(world: World, make_staff: Callable[..., User]) -> Readers:
    """`reader("analyst")`: with a token of that role for the study of the world, or for another one."""

    def made(role: str, study: Study | None = None) -> Reader:
        """A token of a month."""
        about = study or world.study
        user = make_staff(role, study=about.slug)
        if role == Role.MUNICIPALITY:
            Membership.objects.filter(user=user).update(organisation=world.town)
        today = timezone.localdate()
        wish = tokens.Wish(about, role, "een scherm aan de muur", today + timedelta(days=30))
        return Reader(*tokens.make(user, wish, timezone.now()))

    return made
