"""Stored interviews through another edition: who would see what else, and who can be moved. Reads only."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models import QuerySet

from respondents.models import Interview
from respondents.state import built_ins_of
from surveys.design.replays import Counts
from surveys.editions import definition_of, lineage
from surveys.engine.definition import Definition
from surveys.engine.replay import Case, Replay, replay
from surveys.models import Edition

FETCH = 500
"""Interviews in memory at a time."""
COUNTED = ("gained", "lost", "asked", "not_asked", "fell_off", "came_back", "unfit", "asked_again", "values")
"""What is counted by name: fields of Replay."""


class Moved(StrEnum):
    """What becomes of one interview in a move, and why it stays."""

    MOVED = "moved"
    THERE = "there already"
    OVER = "sent or withdrawn"
    NOT_FOLLOWING = "the edition does not follow its own"
    CONSENT = "consent has another version"
    LANGUAGE = "its language is not offered"
    PATH = "the path would change"


@dataclass(frozen=True)
class Replayed:
    """One interview's replay. `respnr` is the random number of datasets; nothing else tells who it is."""

    respnr: int | None
    state: str
    group: str
    replay: Replay

    def as_json(self) -> dict[str, Any]:
        found = {name: list(getattr(self.replay, name)) for name in COUNTED if getattr(self.replay, name)}
        flags = {name: True for name in ("reordered", "group_gone") if getattr(self.replay, name)}
        same = {"same_path": self.replay.same_path}
        return {"respnr": self.respnr, "state": self.state, "group": self.group, **same, **found, **flags}


@dataclass(frozen=True)
class Report:
    """The replay of an edition's interviews. `counts`: per field of Replay, how many interviews name what."""

    interviews: int
    same: int
    running: int
    running_same: int
    counts: Mapping[str, Mapping[str, int]]
    differing: tuple[Replayed, ...]

    def as_json(self) -> dict[str, Any]:
        return {
            "interviews": self.interviews,
            "same_path": self.same,
            "running": self.running,
            "running_same_path": self.running_same,
            "counts": {name: dict(found) for name, found in self.counts.items()},
            "differing": [item.as_json() for item in self.differing],
        }


def interviews_of(edition: Edition) -> QuerySet[Interview]:
    """Interviews that stand in this edition and still have answers."""
    found = Interview.objects.filter(edition=edition).exclude(state=Interview.State.WITHDRAWN)
    return found.select_related("edition", "channel").defer("edition__document").order_by("respnr")


def replay_interviews(interviews: QuerySet[Interview], new: Definition) -> Iterator[Replayed]:
    """Each interview through `new`, which need not be published."""
    for interview in interviews.iterator(chunk_size=FETCH):
        found = replay(definition_of(interview.edition), new, case_of(interview))
        yield Replayed(interview.respnr, interview.state, interview.group, found)


def case_of(interview: Interview) -> Case:
    return Case(interview.route_group, interview.answers, frozenset(interview.passed), built_ins_of(interview))


def report(replayed: Iterable[Replayed]) -> Report:
    """Counts over all, and each that differs."""
    every = list(replayed)
    running = [item for item in every if item.state == Interview.State.OPEN]
    differing = tuple(item for item in every if not item.replay.nothing)
    return Report(
        interviews=len(every),
        same=sum(item.replay.same_path for item in every),
        running=len(running),
        running_same=sum(item.replay.same_path for item in running),
        counts={name: _counted(name, differing) for name in COUNTED},
        differing=differing,
    )


def replay_counts(edition: Edition, new: Definition, progress: Callable[[int], None]) -> Counts:
    """What the interviews of `edition` would meet in `new`, as numbers only."""
    told = report(_seen(replay_interviews(interviews_of(edition), new), progress))
    return Counts(told.interviews, told.same, told.running, told.running_same, told.counts)


def _seen(replayed: Iterable[Replayed], progress: Callable[[int], None]) -> Iterator[Replayed]:
    for done, item in enumerate(replayed, start=1):
        progress(done)
        yield item


def _counted(field: str, differing: Iterable[Replayed]) -> dict[str, int]:
    return dict(Counter(name for item in differing for name in getattr(item.replay, field)).most_common())


def move_of(interview: Interview, target: Edition) -> Moved:
    """Whether the interview can go on in `target` without the person noticing: MOVED, or why it stays.

    It must be running, in an edition that `target` follows, with the same consent, in a language that is offered, and
    its answers must give the same path there and count as they did.
    """
    own, new = definition_of(interview.edition), definition_of(target)
    if interview.edition_id == target.pk:
        return Moved.THERE
    if interview.state != Interview.State.OPEN:
        return Moved.OVER
    if interview.edition_id not in {edition.pk for edition in lineage(target)}:
        return Moved.NOT_FOLLOWING
    if _consent(own) != _consent(new):
        return Moved.CONSENT
    if interview.language not in target.offered:
        return Moved.LANGUAGE
    return Moved.MOVED if replay(own, new, case_of(interview)).same_path else Moved.PATH


def _consent(definition: Definition) -> str:
    return definition.consent.version if definition.consent else ""
