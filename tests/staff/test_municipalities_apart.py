"""Two municipalities in one study: somebody of the one tries everything that is the other's.

Every address that the role may enter is tried as the URL conf has it, with the other's ids in each place where one
stands, and each page that opens is searched for the other's words and numbers.
"""

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from itertools import product
from pathlib import Path
from random import Random

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from exports.api import tokens
from invitations import channel_views, counts, efforts, flyer_job
from invitations.models import Channel, ChannelCount
from respondents import planning, sessions
from respondents.hosting import views as hosting_views
from respondents.models import GroupSession
from respondents.municipality import contact_views, effort_views, plan_views
from respondents.municipality import views as area_views
from respondents.municipality.rights import Area
from staff import contacts
from staff.models import AuditEntry, Job, Membership, Organisation, User
from surveys.load import read_folder
from surveys.models import Study
from surveys.publish import publish
from tests.respondents.mini import document
from tests.staff.addresses import Address, staff_addresses
from tests.staff.who_may import EVERYBODY, WHO_MAY

pytestmark = [pytest.mark.django_db, pytest.mark.once]
OURS, SECRET = "Zichtdorp", "Verborgendorp"
NUMBERS = {OURS: 640253, SECRET: 739147}
"""In everything of a municipality: a word and a number that stand nowhere else."""
POSTED = {"place": "1", "kind": "meeting"}
CLOSED = {403, 404, 405}


@dataclass(frozen=True)
class World:
    """A municipality, somebody who works for it, and the ids of what it has, by how addresses call them."""

    organisation: Organisation
    client: Client
    ids: dict[str, object]


@cache
def materials() -> dict[str, object]:
    """Those of the small study, with what the shipped one writes for municipalities."""
    shipped = read_folder("perspectief-2024")["materials"]
    return {**document()["materials"], **{name: shipped[name] for name in ("flyers", "messages", "guide")}}


@pytest.fixture
def study(settings) -> Study:
    settings.PUBLIC_URL = "https://meedoen.example.org"
    made = Study.objects.create(slug="mini", title="Mini")
    publish(made, document(materials=materials()), note="")
    return made


def world(study: Study, client: Client, name: str, var: Path) -> World:
    """One of each thing that a municipality can have."""
    now, user = timezone.now(), client.user
    organisation = Organisation.objects.create(name=name, kind="municipality")
    post = contacts.Post(organisation, study.slug, 1)
    asked, _ = contacts.ask(post, user.email, by=user, now=now)
    contacts.accept(asked, user, now)
    invitation, _ = contacts.ask(contacts.Post(organisation, study.slug, 2), f"x@{name.lower()}.nl", by=user, now=now)
    channel = Channel.objects.create(
        study=study, slug=name.lower(), kind="flyer", label=f"Flyer {name}", organisation=organisation
    )
    day = timezone.localdate() - timedelta(days=14)
    ChannelCount.objects.create(channel=channel, day=day, step=counts.Step.LANDED, count=NUMBERS[name])
    told = efforts.Told("meeting", day, NUMBERS[name])
    plan = planning.Plan(now + timedelta(hours=2), f"Hall {name}", 20)
    wish = sessions.Wish(study, f"Room {name}", now, now + timedelta(hours=1), 20, organisation=organisation)
    return World(
        organisation,
        client,
        {
            "study": study.slug,
            "organisation": organisation.pk,
            "channel_id": channel.pk,
            "session_id": sessions.open_session(user, wish, Random()).pk,
            "effort_id": efforts.log(study, organisation, told, page=uuid.uuid4(), by=user, now=now).pk,
            "plan_id": planning.plan(study, organisation, plan, user).pk,
            "contact_id": contacts.contacts_of(organisation, study.slug).get(place=1).pk,
            "invitation_id": invitation.pk,
            "job_id": _job(user, channel, name, var).pk,
            "place": user.places.get().pk,
            "public_id": _token(user, study),
        },
    )


def _token(user: User, study: Study) -> str:
    now = timezone.now()
    wish = tokens.Wish(study, "municipality", "Dashboard", timezone.localdate(now))
    return tokens.make(user, wish, now)[0].public_id


def _job(user: User, channel: Channel, name: str, var: Path) -> Job:
    file = var / f"{name}.pdf"
    file.write_text(name)
    return Job.objects.create(
        kind=flyer_job.KIND, arguments={"channel": channel.pk}, created_by=user, state="done", file=file.name
    )


@pytest.fixture
def mine(study: Study, staff_client: Callable[..., Client], own_var_dir: Path) -> World:
    return world(study, staff_client(), OURS, own_var_dir)


@pytest.fixture
def theirs(study: Study, staff_client: Callable[..., Client], own_var_dir: Path) -> World:
    return world(study, staff_client(), SECRET, own_var_dir)


def open_to_municipalities() -> list[Address]:
    roles = {name: who for name, who in WHO_MAY.items() if who == EVERYBODY or "municipality" in who}
    return [one for one in staff_addresses() if one.name in roles]


def mixed(address: Address, mine: World, theirs: World) -> Iterator[dict[str, object]]:
    """Every way to fill the address in which at least one id is the other's. Raises KeyError for an unknown id."""
    places = [part for part in address.parts if part != "study"]
    for whose in product((mine, theirs), repeat=len(places)):
        if theirs in whose:
            ids = {part: world.ids[part] for part, world in zip(places, whose, strict=True)}
            yield ids | ({"study": mine.ids["study"]} if "study" in address.parts else {})


def trespasses(mine: World, theirs: World) -> list[str]:
    """Addresses that open, or that do something, with an id of the other's."""
    found = []
    for address in open_to_municipalities():
        for ids in mixed(address, mine, theirs):
            for method in ("get", "post"):
                answer = getattr(mine.client, method)(reverse(address.name, kwargs=ids), POSTED)
                if answer.status_code not in CLOSED:
                    found.append(f"{method} {address.name}: {answer.status_code}")
    return found


def told_of_the_other(mine: World) -> list[str]:
    """Pages and files with ids of one's own that hold the other's word or number."""
    found = []
    for address in open_to_municipalities():
        ids = {part: mine.ids[part] for part in address.parts}
        answer = mine.client.get(reverse(address.name, kwargs=ids), follow=True)
        text = b"".join(answer.streaming_content) if answer.streaming else answer.content
        if any(word.encode() in text for word in (SECRET, SECRET.lower(), str(NUMBERS[SECRET]))):
            found.append(address.name)
    return found


def test_nothing_of_the_other_opens(mine: World, theirs: World) -> None:
    before = AuditEntry.objects.count()
    assert trespasses(mine, theirs) == []
    assert AuditEntry.objects.count() == before, "nothing was done either"


def test_for_all_studies_is_not_for_all_municipalities(mine: World, theirs: World) -> None:
    Membership.objects.filter(user=mine.client.user).update(study="")
    assert trespasses(mine, theirs) == []
    assert told_of_the_other(mine) == []


def test_nothing_of_the_other_is_told(mine: World, theirs: World) -> None:
    assert told_of_the_other(mine) == []


def test_ones_own_does_open(mine: World, theirs: World) -> None:
    """Control: closed to the other is not closed to all."""
    answers = {}
    for address in open_to_municipalities():
        ids = {part: mine.ids[part] for part in address.parts}
        answers[address.name] = mine.client.get(reverse(address.name, kwargs=ids)).status_code
    assert {name for name, code in answers.items() if code not in (200, 302, 405)} == set()
    text = mine.client.get(f"/staff/municipality/{mine.ids['study']}/{mine.organisation.pk}/").content.decode()
    assert str(NUMBERS[OURS]) in text, "the search for numbers finds those that are there"


BREACHES = {
    "channels": (channel_views, "channels_of", lambda user: Channel.objects.all()),
    "sessions": (hosting_views, "sessions_of", lambda user: GroupSession.objects.select_related("study", "channel")),
    "area": (area_views, "area_of", None),
    "efforts": (effort_views, "area_of", None),
    "plans": (plan_views, "area_of", None),
    "contacts": (contact_views, "area_of", None),
    "an effort of another": (effort_views, "_all_of", lambda area: efforts.Effort.objects.all()),
}


@pytest.mark.parametrize("breach", BREACHES)
def test_a_guard_that_is_taken_away_is_seen(mine, theirs, study, monkeypatch: pytest.MonkeyPatch, breach: str) -> None:
    """Control: each place where a view asks whose something is, broken."""
    module, name, broken = BREACHES[breach]
    anybodys = lambda user, slug, pk: Area(study, Organisation.objects.get(pk=pk), False)  # noqa: E731
    monkeypatch.setattr(module, name, broken or anybodys)
    found = [*trespasses(mine, theirs), *told_of_the_other(mine)]
    assert found != []
