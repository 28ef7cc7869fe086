"""Made-up respondents who fill in the questionnaire through the real flow; they are marked as made up everywhere."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from django.db import transaction
from django.db.models import QuerySet

from exports.reproduce import Person
from invitations.channels import open_channel
from invitations.models import SampleUnit
from respondents.models import Interview
from respondents.play import play, play_script
from surveys.editions import definition_of
from surveys.models import Edition

CODED_SHARE = 0.7
BREAK_OFF_SHARE = 0.1


@dataclass
class Simulated:
    """Counts of a run: interviews per group and state, and how often each page was passed."""

    interviews: int = 0
    sent: int = 0
    without_letter: int = 0
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


def simulate_cover(edition: Edition, seed: int, now: datetime) -> Simulated:
    """Let the proof's covering set answer: each page, question, option and both sides of each rule at least once.

    Respondents whom the screening sends away are left out; who comes with a letter gets a unit of that group, and is
    counted in `without_letter` where no unit waits.
    """
    from surveys.engine.prove import cover

    random = Random(seed)  # noqa: S311 - reproducible by design
    done = Simulated()
    waiting: dict[str, Iterator[SampleUnit]] = {}
    for number, respondent in enumerate(found for found in cover(definition_of(edition)) if found.group):
        known = respondent.built_ins.get("known_group", "")
        if known not in waiting:
            waiting[known] = iter(_waiting(edition).filter(group=known).order_by("pk"))
        unit = next(waiting[known], None) if known else None
        if known and unit is None:
            done.without_letter += 1
            continue
        channel = None if unit else open_channel(edition.study)
        who = {"random": random, "language": edition.offered[0], "now": now + timedelta(seconds=number)}
        _count(done, play_script(edition, respondent.answers, unit=unit, channel=channel, **who))
    return done


class AlreadyAnswered(Exception):
    """The edition holds interviews, so that the printed figures could not come out."""

    def __init__(self, edition: Edition, interviews: int) -> None:
        super().__init__(
            f"{edition} holds {interviews} interviews already, and the printed figures are about nobody else. "
            "Use a database of its own (DATABASE_URL)."
        )


def simulate_published(
    edition: Edition,
    people: Sequence[Person],
    seed: int,
    now: datetime,
    *,
    languages: Sequence[str] = (),
    progress: Callable[[], None] = lambda: None,
) -> Simulated:
    """Let a crowd that was made up from printed figures answer, by the open door: all of them or, on a fault, nobody.

    `languages`: that of each of the people; without, any that the edition offers. Raises AlreadyAnswered.
    """
    there = Interview.objects.filter(edition=edition).count()
    if there:
        raise AlreadyAnswered(edition, there)
    random, done, channel = Random(seed), Simulated(), open_channel(edition.study)  # noqa: S311 - reproducible
    with transaction.atomic():
        for number, person in enumerate(people):
            language = languages[number] if languages else random.choice(edition.offered)
            who = {"random": random, "language": language, "now": now + timedelta(seconds=number)}
            _count(done, play_script(edition, person.answers, channel=channel, at_once=True, **who))
            progress()
    return done


def _waiting(edition: Edition) -> QuerySet[SampleUnit]:
    """Units with a code that nobody has used yet."""
    units = SampleUnit.objects.filter(study=edition.study, state=SampleUnit.State.ACTIVE)
    return units.filter(interviewlink__isnull=True, codes__isnull=False).distinct()


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
    numbers = sorted(_waiting(edition).values_list("pk", flat=True))
    chosen = random.sample(numbers, min(n, len(numbers)))
    found = SampleUnit.objects.in_bulk(chosen)
    return (found[number] for number in chosen)


def _count(done: Simulated, interview: Interview) -> None:
    done.interviews += 1
    done.sent += interview.state == Interview.State.SENT
    done.groups[interview.group] += 1
    done.pages.update(interview.passed)
