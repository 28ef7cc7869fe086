"""A municipality's own counts: how many came by its channels, and to its sessions. Numbers under ten are not told."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from pydantic import Field

from exports.api.core import About, Answer, Slug, resource
from exports.api.models import ApiToken
from exports.api.studies import Shape
from invitations import counts
from invitations.models import Channel
from invitations.rights import SELF_SERVICE
from respondents import sessions
from respondents.models import GroupSession
from staff.models import Organisation, Role

OWN = ("municipality",)
HEADER = ("organisation", "kind", "label", "from", "until", "landed", "began", "finished")


class Week(Shape):
    """A week that is over. Null: not told."""

    monday: date = Field(description="Its first day.")
    landed: int | None = Field(description="Opened the first page.")
    began: int | None = Field(description="Began to answer.")
    finished: int | None = Field(description="Sent their answers.")


class Sums(Shape):
    """Sums of the numbers that are told. Null: none is."""

    landed: int | None = Field(description="Opened the first page.")
    began: int | None = Field(description="Began to answer.")
    finished: int | None = Field(description="Sent their answers.")


class ChannelTold(Shape):
    """A way in: a flyer or a message of the municipality."""

    id: int = Field(description="A stable number.")
    kind: str = Field(description="flyer or message.")
    label: str = Field(description="What the municipality calls it.")
    closed: bool = Field(description="Whether it leads to the questionnaire no more.")
    sums: Sums = Field(description="All weeks together.")
    weeks: list[Week] = Field(description="Weeks that are over, the newest first.")


class SessionTold(Shape):
    """A group session that is over. Null: not told."""

    id: int = Field(description="A stable number; not the one on the wall.")
    place: str = Field(description="Where it was.")
    opened_at: datetime = Field(description="When it began.")
    began: int | None = Field(description="Began to answer.")
    finished: int | None = Field(description="Sent their answers.")


class OrganisationTold(Shape):
    """One municipality."""

    organisation: str = Field(description="Its name.")
    channels: list[ChannelTold] = Field(description="Its flyers and messages.")
    sessions: list[SessionTold] = Field(description="Its group sessions that are over, the newest first.")


class MunicipalityTold(Shape):
    """One's own municipalities: mostly one."""

    study: str = Field(description="The study.")
    organisations: list[OrganisationTold] = Field(description="By name.")


@resource(
    "/studies/{slug:study}/municipality",
    About("municipality", OWN, "A municipality's own counts", "fieldwork", MunicipalityTold, csv=True),
)
def municipality(request: HttpRequest, study: Slug) -> Answer:
    """How many people came by the channels and to the sessions of the token's owner (docs/municipalities.md).

    Of another municipality nothing is told, whatever other roles the owner has.
    """
    token: ApiToken = request.auth  # type: ignore[attr-defined]
    told = MunicipalityTold(study=study, organisations=[_told(token, one) for one in _own(token)])
    return Answer(told, lambda: _lines(told))


def _own(token: ApiToken) -> QuerySet[Organisation]:
    """By membership as municipality alone: fieldwork's rights do not widen such a token."""
    held = token.user.memberships.filter(Q(study=token.study.slug) | Q(study=""), role=Role.MUNICIPALITY)
    return Organisation.objects.filter(pk__in=held.values("organisation")).order_by("name")


def _told(token: ApiToken, organisation: Organisation) -> OrganisationTold:
    now = timezone.now()
    own = Channel.objects.filter(study=token.study, organisation=organisation, kind__in=SELF_SERVICE)
    channels = list(own.order_by("label", "pk"))
    reports = counts.reports(channels, timezone.localdate(now))
    held = GroupSession.objects.filter(study=token.study, channel__organisation=organisation)
    return OrganisationTold(
        organisation=organisation.name,
        channels=[_channel(one, reports[one.pk]) for one in channels],
        sessions=[_session(one) for one in sessions.with_counts(held) if not sessions.is_in_the_room(one, now)],
    )


def _steps(told: Sequence[int | None]) -> dict[str, Any]:
    return dict(zip(("landed", "began", "finished"), told, strict=True))


def _channel(one: Channel, told: counts.Report) -> ChannelTold:
    return ChannelTold(
        id=one.pk,
        kind=one.kind,
        label=one.label,
        closed=one.closed_at is not None,
        sums=Sums(**_steps(told.sums)),
        weeks=[Week(monday=week.monday, **_steps(week.told)) for week in told.weeks],
    )


def _session(one: GroupSession) -> SessionTold:
    told = sessions.report(one)
    return SessionTold(id=one.pk, place=one.label, opened_at=one.opens_at, began=told.started, finished=told.finished)


def _lines(told: MunicipalityTold) -> Iterator[Sequence[object]]:
    """A line per week of a channel and per session; what is not told is empty."""
    yield HEADER
    for one in told.organisations:
        for channel in one.channels:
            for week in channel.weeks:
                until = week.monday + counts.WEEK
                numbers = (week.landed, week.began, week.finished)
                yield one.organisation, channel.kind, channel.label, week.monday, until, *numbers
        for held in one.sessions:
            day = held.opened_at.date()
            yield one.organisation, "session", held.place, day, day, None, held.began, held.finished
