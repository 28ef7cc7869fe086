"""A study's figures, worked out from everything that is stored. Reads only; `store.keep` keeps them."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from exports.frame_store import definitions_of
from exports.monitor import count, gather
from exports.monitor.alarms import alarms
from exports.monitor.circumstances import Used, used
from exports.monitor.figures import ChannelFigures, Figures, Split, summed
from exports.monitor.limits import Monitoring, monitoring_of
from exports.monitor.listed import Listed, listed
from exports.monitor.rows import Filled
from surveys.engine.definition import Definition
from surveys.fieldwork import fieldwork_of
from surveys.models import Study

Tell = Callable[[int], None]
STEPS = 5


class NothingToMonitor(LookupError):
    """The study was never published: it has no questionnaire and no list."""


@dataclass(frozen=True)
class Read:
    """What was read of questionnaires, and in what terms. `definitions`: of all editions, newest first."""

    study: Study
    definitions: Sequence[Definition]
    asked: Monitoring
    made_up: bool
    answered: gather.Answered

    @property
    def rows(self) -> Mapping[UUID, Filled]:
        return self.answered.rows


def figures_of(study: Study, *, now: datetime, tell: Tell = lambda done: None) -> Figures:
    """The figures at this moment. `tell`: how many of STEPS are done. Raises NothingToMonitor, BadMonitoring."""
    definitions = definitions_of(study.pk)
    if not definitions:
        raise NothingToMonitor(study.slug)
    asked, made_up = monitoring_of(definitions[0]), gather.are_made_up(study)
    tell(0)
    interviews = gather.counted(study, made_up=made_up)
    read = Read(study, definitions, asked, made_up, gather.answered(study, asked, interviews, now))
    tell(1)
    sample = listed(study, asked, read.rows)
    tell(4)
    made = replace(
        _ways(read, sample, now),
        sample=summed(stratum.counted for stratum in sample.strata),
        strata=sample.strata,
        waiting=sample.waiting,
        representative=sample.representative,
    )
    tell(STEPS)
    return replace(made, alarms=alarms(made, asked.limits, timezone.localdate(now)))


def _ways(read: Read, sample: Listed, now: datetime) -> Figures:
    """How people came and answered; of the list only its size and letters."""
    study, definitions = read.study, read.definitions
    filled = list(read.rows.values())
    dates = fieldwork_of(study.pk).dates(definitions[0].dates)
    open_entry = [one for one in filled if not one.coded]
    today = timezone.localdate(now)
    last = min(today, dates.close) if dates.close else today
    return Figures(
        study=study.slug,
        made_at=now,
        made_up=read.made_up,
        opens=dates.open,
        closes=dates.close,
        register=sample.register or _declared(definitions[0]),
        variables=sample.variables,
        sample=summed(()),
        outside=count.outside(open_entry, gather.withdrawn_outside(study, made_up=read.made_up)),
        days=count.days(filled, gather.landed(study), gather.at_door(study), sample.letters, last),
        channels=_channels(study, filled),
        languages=count.split(filled, lambda one: one.language),
        groups=count.split(filled, lambda one: one.group),
        modes=count.split(filled, lambda one: one.mode),
        helped_by=count.split(filled, lambda one: one.helped_by),
        devices=_used(used(study, "device")),
        listened=_used(used(study, "sound")),
        questions=read.answered.answering.question_figures(definitions[0], definitions[1:]),
        pages=read.answered.answering.page_figures(definitions[0], definitions[1:]),
    )


def _declared(definition: Definition) -> int:
    """How many people the study says there are, where there is no list."""
    margins = definition.document.get("margins")
    declared = margins.get("total") if isinstance(margins, Mapping) else None
    return declared if isinstance(declared, int) else 0


def _channels(study: Study, filled: Iterable[Filled]) -> tuple[ChannelFigures, ...]:
    """Every channel of the study, also one that nobody came by."""
    ways: dict[str, Split] = {one.value: one for one in count.split(filled, lambda one: one.channel)}
    landed = gather.landed_by(study)
    nobody = Split("", 0, 0, 0)
    return tuple(
        ChannelFigures(
            channel.slug,
            channel.kind,
            channel.label,
            channel.organisation_id,
            landed.get(channel.slug, 0),
            (found := ways.get(channel.slug, nobody)).started,
            found.sent,
            found.usable or 0,
        )
        for channel in study.channels.order_by("kind", "slug")
    )


def _used(found: Used) -> tuple[Split, ...]:
    started = Counter({value: steps.get("started", 0) for value, steps in found.items()})
    return tuple(Split(value, number, found[value].get("sent", 0)) for value, number in started.most_common())
