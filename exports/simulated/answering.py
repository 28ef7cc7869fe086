"""One made-up person answers: how they come, what they say, where they stop; and what came of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from random import Random
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from exports.simulated.plan import Asked, Plan, Stratum
from invitations.models import Channel
from respondents import flow
from respondents.models import Interview
from respondents.plausible import plausible
from respondents.play import AnswerFor, Coming, mostly_plausible, play_as
from respondents.state import read_answers
from surveys.editions import definition_of
from surveys.engine.answers import Answer, Choice, Number
from surveys.engine.definition import Option, Question
from surveys.models import Edition

PAGES_AT_MOST = 30
"""Who stops anywhere has passed fewer pages than this."""
TOGETHER = 50
"""Interviews in one transaction."""
REASON_SHARE = 0.25
"""Of answers to a question with such options, that may be one of them."""
WALKS = 12
"""Ways through the first questions that are kept per group: finding one takes many tries."""


@dataclass(frozen=True)
class Visit:
    """Somebody who is going to answer. `letter`: the kind that brought them, '' for none."""

    at: datetime
    person: Stratum
    coming: Callable[[], Coming]
    letter: str = ""


@dataclass
class Outcome:
    """What became of one questionnaire. `page`: where it stands, '' once sent; `sent`: the day, None while busy."""

    person: Stratum
    channel: Channel
    letter: str
    started: date
    mode: str
    language: str
    page: str
    sent: date | None
    withdrawn: bool = False


@dataclass
class Room:
    """What all questionnaires of a fieldwork share, and what became of each."""

    edition: Edition
    plan: Plan
    random: Random
    language_column: str = ""
    told: Callable[[], None] = lambda: None
    walks: dict[str, list[dict[str, Answer]]] = field(default_factory=dict)
    outcomes: dict[UUID, Outcome] = field(default_factory=dict)

    def answer_all(self, visits: Sequence[Visit]) -> None:
        """In the order of time."""
        ordered = sorted(visits, key=lambda visit: visit.at)
        for start in range(0, len(ordered), TOGETHER):
            with transaction.atomic():
                for visit in ordered[start : start + TOGETHER]:
                    self._keep(self._answered(visit), visit)
                    self.told()

    def _answered(self, visit: Visit) -> Interview:
        coming = visit.coming()
        stop_after, stop_at = self._stop()
        group = self._group(visit.person)
        interview = play_as(
            self.edition,
            coming,
            random=self.random,
            language=self.language(visit.person),
            now=visit.at,
            group=group or None,
            answer=self._says(visit.person),
            screening_answer=plausible if coming.unit else self._walked(group),
            stop_after=stop_after,
            stop_at=stop_at,
        )
        if not coming.unit:
            self._remember(interview, group)
        return interview

    def _group(self, person: Stratum) -> str:
        """Where the first questions should lead; '' where the list does not say."""
        known = definition_of(self.edition).groups.get(person.get("group", ""))
        return known.name if known and not known.untyped else ""

    def _stop(self) -> tuple[int | None, str]:
        breaks = self.plan.break_off
        if self.random.random() >= breaks.share:
            return None, ""
        if breaks.page and self.random.random() < breaks.there:
            return None, breaks.page
        return self.random.randrange(1, PAGES_AT_MOST), ""

    def language(self, person: Stratum) -> str:
        """The person's own, where the questionnaire is offered in it."""
        wished = person.get(self.language_column, "")
        return wished if wished in self.edition.offered else self.random.choice(self.edition.offered)

    def _says(self, person: Stratum) -> AnswerFor:
        """Plausible answers, and of what the list holds the same as the list."""
        asked = {one.question: (one, person.get(name, "")) for name, one in self.plan.profile.items()}

        def answer(question: Question, options: Sequence[Option], random: Random) -> Answer | None:
            if question.name in asked:
                known = _known(*asked[question.name], options, random)
                if known:
                    return known
            return mostly_plausible(question, _mostly_telling(options, random), random)

        return answer

    def _walked(self, group: str) -> AnswerFor:
        """First questions answered as somebody of the group did before, once there are enough of them."""
        walks = self.walks.get(group, [])
        if len(walks) < WALKS:
            return plausible
        walk = self.random.choice(walks)

        def answer(question: Question, options: Sequence[Option], random: Random) -> Answer | None:
            return walk[question.name] if question.name in walk else plausible(question, options, random)

        return answer

    def _remember(self, interview: Interview, group: str) -> None:
        walks = self.walks.setdefault(group, [])
        if len(walks) < WALKS:
            definition = definition_of(self.edition)
            first = {question.name for page in definition.screening.pages for question in page.questions}
            answers = read_answers(definition, interview.answers)
            walks.append({name: answer for name, answer in answers.items() if name in first})

    def _keep(self, interview: Interview, visit: Visit) -> None:
        sent = interview.state == Interview.State.SENT
        day = timezone.localdate(visit.at)
        known = self.outcomes.get(interview.pk)
        self.outcomes[interview.pk] = Outcome(
            person=visit.person,
            channel=known.channel if known else interview.channel,
            letter=known.letter if known else visit.letter,
            started=known.started if known else day,
            mode=str(interview.mode),
            language=interview.language,
            page="" if sent else flow.next_page_of(interview) or "",
            sent=day if sent else None,
        )


def _mostly_telling(options: Sequence[Option], random: Random) -> Sequence[Option]:
    """Options without "I don't know" and the like, but for few people: drawn evenly, they would be a third of all."""
    telling = [option for option in options if not option.reason]
    return telling if 0 < len(telling) < len(options) and random.random() >= REASON_SHARE else options


def _known(asked: Asked, code: str, options: Sequence[Option], random: Random) -> Answer | None:
    """The answer that says the category; None where the question cannot say it."""
    if code in asked.numbers:
        return Number(Decimal(random.randint(*asked.numbers[code])))
    return Choice(code) if code in {option.code for option in options} else None
