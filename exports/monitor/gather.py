"""A study's tables → rows of people and of questionnaires, streamed. Reads only."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any
from uuid import UUID

from django.db.models import Count, Prefetch, Q, QuerySet, Sum
from django.db.models.functions import TruncDate
from django.utils import timezone

from exports.areas import Grouping, of_study
from exports.decide import decisions_of
from exports.decisions import removed
from exports.flags.timing import Moment, page_seconds
from exports.microseconds import Microseconds
from exports.monitor.answering import Answering
from exports.monitor.limits import Monitoring
from exports.monitor.rows import OF_INTERVIEW, Filled, Letters, Person
from exports.progress import Progress
from exports.stored_block import Alike, alike
from invitations.models import Batch, ChannelCount, Code, LetterEvent
from invitations.samples import sample_of
from respondents.models import AnswerEvent, DoorCount, Interview, InterviewLink
from respondents.outcomes import outcome_of
from surveys.engine.answers import Choice
from surveys.models import Edition, Study

BLOCK = 4_000
"""Questionnaires worked out together."""
FETCH = 500
BUSY = timedelta(hours=24)
"""As long as a visit lives: whoever answered within it may go on."""
NO_CONSENT = "no_consent"


@dataclass
class Answered:
    """Questionnaires as rows, by their key; and how their questions were answered."""

    rows: dict[UUID, Filled] = field(default_factory=dict)
    answering: Answering = field(default_factory=Answering)


def are_made_up(study: Study) -> bool:
    """Whether all questionnaires are of made-up people; these count only where there are no others."""
    every = Interview.objects.filter(edition__study=study)
    return every.exists() and not every.filter(synthetic=False).exists()


def counted(study: Study, *, made_up: bool) -> QuerySet[Interview]:
    """The questionnaires that figures are of, removed ones among them."""
    every = Interview.objects.filter(edition__study=study).exclude(state=Interview.State.WITHDRAWN)
    return every if made_up else every.filter(synthetic=False)


def answered(study: Study, asked: Monitoring, interviews: QuerySet[Interview], now: datetime) -> Answered:
    """One pass over the questionnaires and one over their events."""
    found, gone = Answered(), removed(decisions_of(study.slug))
    edition = Prefetch("edition", Edition.objects.defer("document"))
    ordered = interviews.defer("changed").order_by("edition", "asked_group", "group", "pk")
    waiting = ordered.prefetch_related(edition, "channel").iterator(chunk_size=FETCH)
    while some := list(islice(waiting, BLOCK)):
        kept = [one for one in some if one.respnr not in gone]
        found.rows |= {one.pk: _filled(one, "removed", now) for one in some if one.respnr in gone}
        for part in alike(kept):
            found.rows |= _rows(part, asked, now)
            still_open = [one.state == Interview.State.OPEN for one in part.interviews]
            found.answering.add(part, still_open=still_open, busy=[is_busy(one, now) for one in part.interviews])
    themselves = interviews.filter(mode=Interview.Mode.SELF).exclude(respnr__in=gone)
    found.answering.timed(page_seconds(moments) for moments in _moments(themselves))
    return found


def is_busy(interview: Interview, now: datetime) -> bool:
    return interview.state == Interview.State.OPEN and now - interview.last_at < BUSY


def _rows(part: Alike, asked: Monitoring, now: datetime) -> Iterator[tuple[UUID, Filled]]:
    helpers = part.cell(asked.helped_by).listed() if asked.helped_by else [None] * len(part.interviews)
    for interview, progress, helper in zip(part.interviews, part.progress(), helpers, strict=True):
        code = helper.code if isinstance(helper, Choice) else ""
        yield interview.pk, _filled(interview, _outcome(progress), now, code)


def _outcome(progress: Progress) -> Any:
    items = (progress.answered, progress.applicable), (progress.core_answered, progress.core_applicable)
    return OF_INTERVIEW[outcome_of(*items)]


def _filled(interview: Interview, outcome: Any, now: datetime, helped_by: str = "") -> Filled:
    sent = interview.state == Interview.State.SENT
    return Filled(
        outcome,
        interview.coded,
        sent,
        is_busy(interview, now),
        interview.channel.slug,
        interview.language,
        interview.group,
        interview.mode,
        timezone.localdate(interview.started_at),
        timezone.localdate(interview.last_at) if sent else None,
        helped_by,
    )


def _moments(interviews: QuerySet[Interview]) -> Iterator[list[Moment]]:
    """Of each questionnaire, in the order of its events."""
    events = AnswerEvent.objects.filter(interview__in=interviews).order_by("interview", "seq")
    whose, held = None, list[Moment]()
    for pk, kind, page, at in events.values_list("interview", "kind", "page", Microseconds("at")).iterator(20_000):
        if pk != whose and held:
            yield held
            held = []
        whose = pk
        held.append(Moment(kind, page, at))
    if held:
        yield held


def people(study: Study, asked: Monitoring, rows: Mapping[UUID, Filled]) -> Iterator[Person]:
    """Everybody of the sample, in the order of the list."""
    written, mailed, interviews, gone = _written(study), _mailed(study), _interviews(study), _withdrawn(study)
    grouped = _Areas.of(asked, study.slug)
    columns = ("pk", "group", "strata", "state", "listed", "chance")
    for pk, group, strata, state, listed, chance in sample_of(study).order_by("pk").values_list(*columns).iterator():
        known = grouped.added({**strata, "group": group})
        yield Person(
            tuple(str(known.get(name) or "") for name in asked.by),
            tuple(str(known.get(name) or "") for name in asked.evenness),
            state,
            pk in written,
            mailed.get(pk, ()),
            listed,
            pk in gone,
            chance or 1.0,
            rows.get(interviews[pk]) if pk in interviews else None,
        )


@dataclass(frozen=True)
class _Areas:
    """Groups of municipalities that people are told apart by, worked out from the column `place` of the list."""

    place: str
    groupings: tuple[Grouping, ...]

    @classmethod
    def of(cls, asked: Monitoring, slug: str) -> "_Areas":
        wanted = {*asked.by, *asked.evenness}
        return cls(asked.place, tuple(one for one in of_study(slug) if one.name in wanted) if asked.place else ())

    def added(self, known: dict[str, Any]) -> dict[str, Any]:
        """What the list itself holds goes before what is worked out."""
        return {**{one.name: one.of.get(str(known.get(self.place)), "") for one in self.groupings}, **known}


def _written(study: Study) -> set[int]:
    """Whoever has a code that was not spoiled at the printer's: they were written to, or called the help desk."""
    spoiled = LetterEvent.objects.filter(kind=LetterEvent.Kind.SPOILED, code__study=study).values("code")
    codes = Code.objects.filter(study=study, unit__isnull=False).exclude(pk__in=spoiled)
    return set(codes.values_list("unit", flat=True).iterator())


def _mailed(study: Study) -> Mapping[int, tuple[str, ...]]:
    found: defaultdict[int, tuple[str, ...]] = defaultdict(tuple)
    codes = Code.objects.filter(study=study, unit__isnull=False, mailing__isnull=False, blocked_at=None)
    for unit, kind in codes.values_list("unit", "mailing__kind").distinct().iterator():
        found[unit] += (kind,)
    return found


def _interviews(study: Study) -> Mapping[int, UUID]:
    return dict(InterviewLink.objects.filter(unit__study=study).values_list("unit", "interview"))


def _withdrawn(study: Study) -> set[int]:
    links = InterviewLink.objects.filter(unit__study=study, interview__state=Interview.State.WITHDRAWN)
    return set(links.values_list("unit", flat=True))


def withdrawn_outside(study: Study, *, made_up: bool) -> int:
    gone = Interview.objects.filter(edition__study=study, coded=False, state=Interview.State.WITHDRAWN)
    return (gone if made_up else gone.filter(synthetic=False)).count()


def landed(study: Study) -> Mapping[date, int]:
    """Whoever opened the first page, by day."""
    found = ChannelCount.objects.filter(channel__study=study, step=ChannelCount.Step.LANDED)
    return dict(found.values_list("day").annotate(number=Sum("count")).order_by("day"))


def landed_by(study: Study) -> Mapping[str, int]:
    """The same by channel."""
    found = ChannelCount.objects.filter(channel__study=study, step=ChannelCount.Step.LANDED)
    return dict(found.values_list("channel__slug").annotate(number=Sum("count")).order_by("channel__slug"))


def at_door(study: Study) -> Mapping[date, tuple[int, int]]:
    """By day: whoever said no, and for whom the questionnaire is not."""
    declined, elsewhere = Sum("count", filter=Q(outcome=NO_CONSENT)), Sum("count", filter=~Q(outcome=NO_CONSENT))
    found = DoorCount.objects.filter(study=study).values_list("day").annotate(no=declined, other=elsewhere)
    return {day: (no or 0, other or 0) for day, no, other in found.order_by("day")}


def posted(study: Study) -> Sequence[Letters]:
    """Letters by the day on which they left: as the printer says, else the day on which their batch was sealed."""
    told = LetterEvent.objects.filter(kind=LetterEvent.Kind.POSTED, code__mailing__study=study)
    days = told.annotate(day=TruncDate("at")).values_list("day", "code__mailing__kind").annotate(number=Count("pk"))
    found = [Letters(day, kind, number) for day, kind, number in days.order_by("day", "code__mailing__kind")]
    of_printer = set(told.values_list("code__batch", flat=True).distinct())
    sealed = Batch.objects.filter(mailing__study=study, state=Batch.State.SEALED, sealed_at__isnull=False)
    for batch in sealed.exclude(pk__in=of_printer).select_related("mailing"):
        found.append(Letters(timezone.localdate(batch.sealed_at), batch.mailing.kind, batch.letters))
    return found
