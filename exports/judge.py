"""Looks at every interview of a study, and keeps what was seen: flags, and open texts that hold something personal.

Decides nothing and changes no answer. The result replaces the one before as a whole.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from django.db import transaction

from exports.columns import Column, columns_of
from exports.cries import cries_of, heard
from exports.dataset import FETCH, editions_of, limits_of
from exports.flags.case import Case
from exports.flags.rule import Watch
from exports.flags.rules import RULES, watches
from exports.flags.timing import Moment, page_seconds
from exports.microseconds import Microseconds
from exports.models import Flagged, Judgement, PersonalFound
from exports.personal_text import find
from exports.values import Row, value_of
from respondents.models import AnswerEvent, Interview
from surveys.editions import definition_of
from surveys.engine.definition import Definition
from surveys.models import Study

BLOCK = 1_000
"""Interviews looked at together; each brings some fifty events."""


@dataclass
class _Look:
    """One pass over the interviews."""

    watches: Sequence[Watch]
    cries: Set[str]
    """Questions whose typed texts are searched for cries for help."""
    groups: Counter[str] = field(default_factory=Counter)
    texts: list[PersonalFound] = field(default_factory=list)

    def at(self, interview: Interview, row: Row, moments: Sequence[Moment]) -> None:
        case = case_of(interview, row, moments)
        self.groups[case.group] += 1
        for watch in self.watches:
            watch.see(case)
        for column in open_columns(row.definition):
            text = value_of(column, row)
            kinds = self.kinds(column, str(text)) if text else []
            if kinds:
                self.texts.append(PersonalFound(respnr=interview.respnr, column=column.name, kinds=kinds))

    def kinds(self, column: Column, text: str) -> list[str]:
        """What is personal in the text; and where the study says so, whether somebody cries for help in it."""
        personal = sorted({found.kind for found in find(text)})
        return [*(cries_of(heard(text)) if column.question in self.cries else ()), *personal]


def judge(slug: str, *, now: datetime, progress: Callable[[int], None] = lambda done: None) -> Judgement:
    """Work the flags of a study out anew. `now`: the moment it begins; answers after it were not seen.

    Raises NothingToExport for a study without an edition, or with limits that cannot be used.
    """
    editions = editions_of(slug, None)
    settings = limits_of([definition_of(one) for one in editions])
    look = _Look(watches(settings), frozenset(settings.cries))
    for done, seen in enumerate(_interviews(editions), start=1):
        look.at(*seen)
        progress(done)
    return _keep(Study.objects.get(slug=slug), look, settings.limits(), now)


def _keep(study: Study, look: _Look, limits: dict[str, object], now: datetime) -> Judgement:
    flags = [flag for watch in look.watches for flag in watch.flags()]
    notes = {
        rule.name: [dict(note.by_language) for note in watch.notes()]
        for rule, watch in zip(RULES, look.watches, strict=True)
    }
    made = {"made_at": now, "interviews": look.groups.total(), "groups": look.groups, "limits": limits, "notes": notes}
    with transaction.atomic():
        Judgement.objects.filter(study=study).delete()
        kept = Judgement.objects.create(study=study, **made)
        Flagged.objects.bulk_create(
            [Flagged(judgement=kept, **{**vars(flag), "evidence": dict(flag.evidence)}) for flag in flags], FETCH
        )
        for text in look.texts:
            text.judgement = kept
        PersonalFound.objects.bulk_create(look.texts, FETCH)
        _without_withdrawn(kept)
    return kept


def _without_withdrawn(judgement: Judgement) -> None:
    """Somebody may have withdrawn while the others were looked at."""
    state = Interview.State.WITHDRAWN
    gone = Interview.objects.filter(edition__study=judgement.study, state=state).values("respnr")
    judgement.flags.filter(respnr__in=gone).delete()
    judgement.texts.filter(respnr__in=gone).delete()


def _interviews(editions) -> Iterator[tuple[Interview, Row, list[Moment]]]:
    """Every interview that was not withdrawn, with its cells and events; a thousand in memory at a time."""
    from exports.stored_block import rows_of

    kept = Interview.objects.filter(edition__in=editions).exclude(state=Interview.State.WITHDRAWN)
    related = (
        kept.select_related("edition", "channel", "session").defer("edition__document", "changed").order_by("respnr")
    )
    waiting = related.iterator(chunk_size=FETCH)
    while some := list(islice(waiting, BLOCK)):
        moments = _moments(some)
        for interview, row in zip(some, rows_of(some), strict=True):
            yield interview, row, moments.get(interview.pk, [])


def _moments(interviews: Sequence[Interview]) -> dict[object, list[Moment]]:
    events = AnswerEvent.objects.filter(interview__in=[one.pk for one in interviews]).order_by("interview", "seq")
    found: dict[object, list[Moment]] = {}
    for pk, kind, page, at in events.values_list("interview", "kind", "page", Microseconds("at")):
        found.setdefault(pk, []).append(Moment(kind, page, at))
    return found


def case_of(interview: Interview, row: Row, moments: Sequence[Moment]) -> Case:
    return Case(
        respnr=interview.respnr,
        edition=interview.edition.number,
        definition=row.definition,
        group=interview.route_group,
        screened=interview.screened_group,
        language=interview.language,
        helped=interview.mode != Interview.Mode.SELF,
        channel=interview.channel.slug,
        cluster=interview.session.cluster if interview.session else None,
        sent=interview.state == Interview.State.SENT,
        whole=row.whole,
        started_at=interview.started_at,
        last_at=interview.last_at,
        cells=row.cells,
        derived=row.derived,
        seconds=page_seconds(moments),
    )


def open_columns(definition: Definition) -> tuple[Column, ...]:
    """Columns of what people typed; worked out once per definition."""
    if "open_columns" not in definition.memo:
        definition.memo["open_columns"] = tuple(one for one in columns_of(definition) if one.open_text)
    return definition.memo["open_columns"]


def is_stale(slug: str) -> bool:
    """Whether somebody answered, came or withdrew since the flags were worked out, or they never were.

    Made-up people answer at made-up times: only their number counts.
    """
    judgement = Judgement.objects.filter(study__slug=slug).first()
    if judgement is None:
        return True
    kept = Interview.objects.filter(edition__study__slug=slug).exclude(state=Interview.State.WITHDRAWN)
    later = kept.filter(synthetic=False, last_at__gt=judgement.made_at)
    return later.exists() or kept.count() != judgement.interviews
