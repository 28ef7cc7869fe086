"""Made-up respondents who fill in the questionnaire through the real flow; they are marked as made up everywhere."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from invitations.channels import open_channel
from invitations.models import SampleUnit
from respondents.models import Interview
from respondents.play import play
from surveys.editions import definition_of
from surveys.models import Edition

CODED_SHARE = 0.7
BREAK_OFF_SHARE = 0.1


@dataclass
class Simulated:
    """Counts of a run: interviews per group and state, and how often each page was passed."""

    interviews: int = 0
    sent: int = 0
    groups: Counter[str] = field(default_factory=Counter)
    pages: Counter[str] = field(default_factory=Counter)


def simulate(
    edition: Edition, n: int, seed: int, now: datetime, *, progress: Callable[[], None] = lambda: None
) -> Simulated:
    """Let `n` made-up people answer. Most are units of the frame without an interview, the rest come by the open door.

    One in ten stops half-way. The same seed, frame and edition give the same answers.
    """
    random = Random(seed)  # noqa: S311 - reproducible by design
    done = Simulated()
    units = iter(_waiting_units(edition, round(n * CODED_SHARE), random))
    for number in range(n):
        interview = _one(edition, next(units, None), random, now + timedelta(seconds=number))
        _count(done, interview)
        progress()
    return done


def _one(edition: Edition, unit: SampleUnit | None, random: Random, now: datetime) -> Interview:
    definition = definition_of(edition)
    languages = edition.offered
    channel = None if unit else open_channel(edition.study)
    group = unit.group if unit else random.choice(sorted(definition.groups))
    language = unit.language if unit and unit.language in languages else random.choice(languages)
    stop_after = random.randrange(1, 30) if random.random() < BREAK_OFF_SHARE else None
    return play(
        edition,
        random=random,
        group=group,
        unit=unit,
        channel=channel,
        language=language,
        now=now,
        stop_after=stop_after,
        synthetic=True,
    )


def _waiting_units(edition: Edition, n: int, random: Random) -> Iterator[SampleUnit]:
    waiting = SampleUnit.objects.filter(
        study=edition.study, state=SampleUnit.State.ACTIVE, interviewlink__isnull=True, codes__isnull=False
    )
    numbers = sorted(waiting.values_list("pk", flat=True).distinct())
    chosen = random.sample(numbers, min(n, len(numbers)))
    found = SampleUnit.objects.in_bulk(chosen)
    return (found[number] for number in chosen)


def _count(done: Simulated, interview: Interview) -> None:
    done.interviews += 1
    done.sent += interview.state == Interview.State.SENT
    done.groups[interview.group] += 1
    done.pages.update(interview.passed)
