"""People of a made-up fieldwork who bring no letter: by the open address, the help desk, flyers, messages and sessions.

Municipalities, their channels and their sessions are made by the writers that real ones go through.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from random import Random
from uuid import NAMESPACE_OID, uuid5

from django.utils import timezone
from django.utils.text import slugify

from exports.simulated.answering import Visit
from exports.simulated.calendar import Calendar
from exports.simulated.plan import Municipality, Plan, Stratum
from invitations import channels, codes, efforts, helpdesk
from invitations.channels import NewChannel
from invitations.issue import code_key
from invitations.models import Channel, Code, Effort
from respondents import sessions
from respondents.models import GroupSession
from respondents.play import Coming
from staff.models import Organisation, User
from surveys.models import Study

EFFORTS = {"flyer": Effort.Kind.ORGANISATION, "message": Effort.Kind.WHATSAPP}
SESSION = timedelta(hours=2)
SEATS = 40
SESSION_AT = 3
"""Hours from noon before a session ends; it begins two hours earlier."""
FROM_DAY = 4
"""Flyers hang, and sessions are held, from this day of fieldwork on."""


@dataclass(frozen=True)
class Ways:
    """`scale`: the list's size as a part of the register's."""

    study: Study
    plan: Plan
    calendar: Calendar
    people: Sequence[Stratum]
    scale: float
    random: Random
    user: User

    def visits(self) -> list[Visit]:
        found = [*self._by_channel("open", self.plan.open, channels.open_channel(self.study)), *self._helpdesk()]
        for municipality in self.plan.municipalities:
            found += self._of_municipality(municipality)
        return found

    def _of_municipality(self, about: Municipality) -> Iterator[Visit]:
        organisation, _ = Organisation.objects.get_or_create(
            name=about.name, defaults={"kind": Organisation.Kind.MUNICIPALITY}
        )
        for way, wanted in (("flyer", about.flyer), ("message", about.message)):
            if wanted:
                label, slug = f"{about.name}: {way}", f"{slugify(about.name)[:40]}-{way}"
                made = channels.make_channel(self.user, NewChannel(self.study, way, label, slug, organisation))
                self._logged(organisation, EFFORTS[way], self.calendar.noon(FROM_DAY))
                yield from self._by_channel(way, wanted, made)
        yield from self._sessions(about, organisation)

    def _by_channel(self, way: str, wanted: int, channel: Channel) -> Iterator[Visit]:
        for _ in range(self._scaled(wanted)):
            yield Visit(self._some_day(), self.somebody(way), lambda: Coming(channel=channel))

    def _helpdesk(self) -> Iterator[Visit]:
        for _ in range(self._scaled(self.plan.helpdesk)):
            yield Visit(self._some_day(), self.somebody("helpdesk"), self._with_fresh_code)

    def _with_fresh_code(self) -> Coming:
        text = helpdesk.issue_code(self.study, user=self.user)
        digest = codes.digest(codes.normalise(text), code_key())
        return Coming(code=Code.objects.select_related("study").get(digest=digest))

    def _sessions(self, about: Municipality, organisation: Organisation) -> Iterator[Visit]:
        left = self._scaled(about.sessions * about.people)
        for number in range(ceil(left / about.people) if left else 0):
            ends = self.calendar.noon(self._day()) + timedelta(hours=SESSION_AT)
            wish = sessions.Wish(
                self.study, f"{about.name} {number + 1}", ends - SESSION, ends, SEATS, organisation=organisation
            )
            session = sessions.open_session(self.user, wish, self.random)
            self._logged(organisation, Effort.Kind.MEETING, ends, min(left, about.people))
            for _ in range(min(left, about.people)):
                at = session.opens_at + timedelta(minutes=self.random.randint(2, 20))
                yield Visit(at, self.somebody("session"), _seated(session))
            left -= min(left, about.people)

    def _logged(self, organisation: Organisation, kind: str, at: datetime, people: int | None = None) -> None:
        """What the municipality did, as it would note it itself. `people`: how many came, where that is known."""
        told = efforts.Told(kind, timezone.localdate(at), people)
        page = uuid5(NAMESPACE_OID, f"{self.study.slug} {organisation.name} {kind} {at}")
        efforts.log(self.study, organisation, told, page=page, by=self.user, now=at)

    def somebody(self, way: str) -> Stratum:
        """Drawn from the list's kinds of people, more often those whom the way reaches (by rejection)."""
        most = _most(self.plan.reaches.get(way, {}))
        while True:
            person = self.random.choice(self.people)
            if self.random.random() * most <= self.plan.pull(way, person):
                return person

    def _scaled(self, wanted: float) -> int:
        """Rounded up or down by lot, so that small ones come out right together."""
        return int(wanted * self.scale + self.random.random())

    def _day(self) -> int:
        return self.random.randrange(min(FROM_DAY, self.calendar.days - 1), self.calendar.days)

    def _some_day(self) -> datetime:
        return self.calendar.some_time(self._day(), self.random)


def _seated(session: GroupSession) -> Callable[[], Coming]:
    return lambda: Coming(session=session)


def _most(reaches: Mapping[str, Mapping[str, float]]) -> float:
    most = 1.0
    for factors in reaches.values():
        most *= max(1.0, *factors.values())
    return most
