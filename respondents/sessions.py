"""Group sessions: opening and closing one, its number on the wall, who may still sit down, how many are busy.

The one writer of `GroupSession`. Time and chance are arguments.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from django.db import IntegrityError, transaction
from django.db.models import Count, Q, QuerySet

from invitations import codes, misses
from invitations.channels import session_channel
from invitations.entry_lookup import TooManyMisses
from respondents.door import Door
from respondents.models import GroupSession, Interview
from staff import audit
from staff.models import Organisation, User
from surveys.engine.disclose import shown_part
from surveys.models import Study

DIGITS = 6
"""Of the number on the wall: short enough to type from a distance. It opens nothing that anybody said."""
CLUSTERS = range(100_000, 1_000_000)
ATTEMPTS = 20
IN_THE_ROOM = timedelta(hours=1)
"""After the end the host still sees who is busy for this long; then small numbers are hidden."""


class SessionUnknown(LookupError):
    """No session has this number."""


class SessionNotYetOpen(Exception):
    """The session begins later."""


class SessionClosed(Exception):
    """The session is over, by the clock or by its host."""


class SessionFull(Exception):
    """All places of the session are taken."""


@dataclass(frozen=True)
class Wish:
    """What a host asks for. `organisation`: whose session it is; None for the study's own."""

    study: Study
    label: str
    opens_at: datetime
    closes_at: datetime
    most: int
    kiosk: bool = False
    organisation: Organisation | None = None


@dataclass(frozen=True)
class Counts:
    """People of one session by where they are now; None where the number is not told."""

    started: int | None
    finished: int | None

    @property
    def busy(self) -> int | None:
        return None if self.started is None or self.finished is None else self.started - self.finished


def open_session(host: User, wish: Wish, random: Random) -> GroupSession:
    """A session with a number and a cluster that no other has; who opened it is recorded."""
    for _ in range(ATTEMPTS):
        try:
            with transaction.atomic():
                return _create(host, wish, random)
        except IntegrityError:
            continue
    raise RuntimeError("No free session number was found: the random generator repeats itself.")


def _create(host: User, wish: Wish, random: Random) -> GroupSession:
    made = GroupSession.objects.create(
        study=wish.study,
        channel=session_channel(wish.study, wish.organisation),
        label=wish.label.strip(),
        code="".join(random.choice(codes.DIGITS) for _ in range(DIGITS)),
        cluster=random.choice(CLUSTERS),
        host=host,
        opens_at=wish.opens_at,
        closes_at=wish.closes_at,
        most=wish.most,
        kiosk=wish.kiosk,
    )
    audit.record(host, "session.open", str(made), study=wish.study.slug, channel=made.channel.slug)
    return made


def close(session: GroupSession, by: User, now: datetime) -> None:
    """Nobody can begin any more; who began goes on. Closing twice is closing once."""
    with transaction.atomic():
        if GroupSession.objects.filter(pk=session.pk, closed_at=None).update(closed_at=now):
            audit.record(by, "session.close", str(session), study=session.study.slug)


def find(typed: str, now: datetime) -> GroupSession:
    """The session of the number that was typed or scanned. Raises SessionUnknown, TooManyMisses."""
    code = codes.normalise(typed)
    found = GroupSession.objects.select_related("study", "channel").filter(code=code).first()
    if found is None:
        raise _miss(now)
    return found


def _miss(now: datetime) -> Exception:
    if misses.count_at(misses.SESSIONS, now) > misses.limit():
        return TooManyMisses(60 - now.second)
    return SessionUnknown()


def joining(session: GroupSession, now: datetime) -> Door:
    """The door of somebody in the room. Raises SessionNotYetOpen, SessionClosed, SessionFull."""
    must_be_open(session, now)
    _must_have_room(session)
    return Door(study=session.study.slug, channel=session.channel.slug, session=session.code)


def must_be_open(session: GroupSession, now: datetime) -> None:
    """Raises SessionNotYetOpen or SessionClosed."""
    if now < session.opens_at:
        raise SessionNotYetOpen
    if now >= ends_at(session):
        raise SessionClosed


def ends_at(session: GroupSession) -> datetime:
    return min(session.closes_at, session.closed_at or session.closes_at)


def is_in_the_room(session: GroupSession, now: datetime) -> bool:
    """Whether the host still has the people of the session before them."""
    return now < ends_at(session) + IN_THE_ROOM


def _must_have_room(session: GroupSession) -> None:
    if session.interviews.count() >= session.most:
        raise SessionFull


def seat(door: Door) -> GroupSession | None:
    """The session that an interview begins in, locked until it has begun; None without one. Needs a transaction.

    Who said yes before the end may begin after it. Raises SessionUnknown, SessionClosed, SessionFull.
    """
    if not door.session:
        return None
    found = GroupSession.objects.select_for_update().filter(code=door.session).first()
    if found is None:
        raise SessionUnknown
    must_be_open(found, datetime.fromisoformat(door.agreed_at))
    _must_have_room(found)
    return found


def with_counts(found: QuerySet[GroupSession]) -> QuerySet[GroupSession]:
    """With `started` and `finished`, to be read by `counts` and `report` only."""
    sent = Q(interviews__state=Interview.State.SENT)
    counted = found.annotate(started=Count("interviews"), finished=Count("interviews", filter=sent))
    return counted.order_by(*GroupSession._meta.ordering)


def counts(session: GroupSession, now: datetime) -> Counts:
    """For the screen in the room: as it is until the people are gone, then as in a report."""
    counted = with_counts(GroupSession.objects.filter(pk=session.pk)).get()
    if is_in_the_room(session, now):
        return Counts(counted.started, counted.finished)
    return report(counted)


def report(counted: GroupSession) -> Counts:
    """For lists and afterwards: numbers under ten are not told, nor what would give them away."""
    return Counts(*shown_part(counted.started, counted.finished))
