"""Somebody made up fills in the questionnaire through the real flow: demonstration, tests, load."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from invitations.models import Channel, Code, SampleUnit
from respondents import flow
from respondents.append import held
from respondents.door import Door
from respondents.entry import OpenStudy, agreeing, built_ins_at, channel_of
from respondents.models import GroupSession, Interview
from respondents.plausible import plausible
from respondents.state import read_answers
from surveys.editions import definition_of
from surveys.engine.answers import Answer, to_json
from surveys.engine.definition import Option, Outcome, Question
from surveys.engine.path import ShownPage, next_page, outcome, screening_path
from surveys.models import Edition

AnswerFor = Callable[[Question, Sequence[Option], Random], Answer | None]

SKIP_SHARE = 0.03
SCREENING_TRIES = 2_000
SECONDS_PER_PAGE = (4, 40)


class NoWayThere(Exception):
    """No screening answers were found that lead to the group."""


@dataclass(frozen=True)
class Coming:
    """How somebody comes in: by the newest code of their line of the list, by a code of their own, by a channel, or in
    a group session; with whose help.
    """

    unit: SampleUnit | None = None
    channel: Channel | None = None
    code: Code | None = None
    session: GroupSession | None = None
    mode: Interview.Mode = Interview.Mode.SELF


@dataclass
class Clock:
    """The time of one made-up person, who takes a while over each page."""

    now: datetime
    random: Random

    def tick(self) -> datetime:
        self.now += timedelta(seconds=self.random.randint(*SECONDS_PER_PAGE))
        return self.now


@dataclass
class _Player:
    """What stays the same while one person answers."""

    random: Random
    language: str
    clock: Clock
    answer: AnswerFor
    screening_answer: AnswerFor = plausible
    tries: int = SCREENING_TRIES
    stop_after: int | None = None
    stop_at: str = ""
    pages: int = field(default=0)

    def stops(self, page: str) -> bool:
        return page == self.stop_at or (self.stop_after is not None and self.pages >= self.stop_after)

    def answers_for(self, shown: ShownPage) -> dict[str, Answer | None]:
        return {
            item.question.name: self.answer(item.question, item.options, self.random)
            for item in shown.questions
            if item.question.asks
        }


def play(
    edition: Edition,
    *,
    random: Random,
    language: str,
    now: datetime,
    group: str | None = None,
    unit: SampleUnit | None = None,
    channel: Channel | None = None,
    answer: AnswerFor | None = None,
    stop_after: int | None = None,
    synthetic: bool = True,
) -> Interview:
    """One interview, from consent to sending; with `stop_after`, broken off after that many pages.

    `group`: where screening should lead (None: anywhere but a refusal). `answer` gives the answer to each question
    shown, None to leave it; by default plausible ones, some skipped. Raises NoWayThere.
    """
    player = _Player(random, language, Clock(now, random), answer or mostly_plausible, stop_after=stop_after)
    return _play(player, edition, group, Coming(unit, channel), synthetic, _as_it_goes)


def play_as(
    edition: Edition,
    coming: Coming,
    *,
    random: Random,
    language: str,
    now: datetime,
    group: str | None = None,
    answer: AnswerFor | None = None,
    screening_answer: AnswerFor = plausible,
    stop_after: int | None = None,
    stop_at: str = "",
) -> Interview:
    """One made-up interview of somebody who comes in any way there is; events are stored together at the end.

    Who came before goes on where they were. `stop_at`: the page before which they stop. Else as `play`.
    """
    player = _Player(
        random,
        language,
        Clock(now, random),
        answer or mostly_plausible,
        screening_answer,
        stop_after=stop_after,
        stop_at=stop_at,
    )
    return _play(player, edition, group, coming, True, held)


def play_script(
    edition: Edition,
    script: Mapping[str, Answer],
    *,
    random: Random,
    language: str,
    now: datetime,
    unit: SampleUnit | None = None,
    channel: Channel | None = None,
    at_once: bool = False,
) -> Interview:
    """One interview with exactly these answers, by question; what the script lacks is skipped.

    `at_once`: its events are stored together at the end, which is much faster.

    Raises NoWayThere where its screening answers do not lead to a questionnaire.
    """

    def answer(question: Question, options: Sequence[Option], random: Random) -> Answer | None:
        return script.get(question.name)

    player = _Player(random, language, Clock(now, random), answer, screening_answer=answer, tries=1)
    return _play(player, edition, None, Coming(unit, channel), True, held if at_once else _as_it_goes)


@contextmanager
def _as_it_goes(interview_id: UUID) -> Iterator[None]:
    """Each event is stored when it happens."""
    yield


def _play(
    player: _Player,
    edition: Edition,
    group: str | None,
    coming: Coming,
    synthetic: bool,
    storing: Callable[[UUID], AbstractContextManager[None]],
) -> Interview:
    code = coming.code or _code_of(coming.unit)
    door = _at_the_door(edition, coming, code, player)
    door, end = _screen(edition, door, code, group, player)
    start = flow.Start(edition, end, code, player.language, player.clock.tick(), synthetic, coming.mode)
    begun = flow.begin(door, start, player.random)
    with storing(begun.interview.pk):
        if begun.resumed:
            flow.resume(begun.interview, player.language, now=player.clock.tick())
        _fill_in(begun.interview, player)
    return begun.interview


def mostly_plausible(question: Question, options: Sequence[Option], random: Random) -> Answer | None:
    """A plausible answer, now and then none."""
    skipped = not question.routing_key and random.random() < SKIP_SHARE
    return None if skipped else plausible(question, options, random)


def _code_of(unit: SampleUnit | None) -> Code | None:
    """The unit's newest code that still opens."""
    if unit is None:
        return None
    found = Code.objects.select_related("study", "unit", "mailing__channel").filter(unit=unit, blocked_at=None)
    return found.order_by("-pk").first()


def _at_the_door(edition: Edition, coming: Coming, code: Code | None, player: _Player) -> Door:
    if coming.unit and code is None:
        raise NoWayThere(f"Unit {coming.unit.pk} has no code that opens: make letters first.")
    session = coming.session
    channel = session.channel if session else coming.channel
    door = Door(
        study=edition.study.slug,
        channel=channel.slug if channel else channel_of(code) if code else "",
        digest=bytes(code.digest).hex() if code else "",
        session=session.code if session else "",
    )
    return agreeing(door, OpenStudy(edition, definition_of(edition)), player.language, player.clock.now.isoformat())


def _screen(
    edition: Edition, door: Door, code: Code | None, group: str | None, player: _Player
) -> tuple[Door, Outcome]:
    """Random walks through the screening until one ends where it should."""
    for _ in range(player.tries):
        tried = _walk_screening(edition, door, code, player)
        end = _end(edition, tried, built_ins_at(tried, code))
        if end.group and group in (None, "", end.group):
            return tried, end
    raise NoWayThere(f"{player.tries} walks through the screening of {edition} did not lead to {group or 'a group'}.")


def _walk_screening(edition: Edition, door: Door, code: Code | None, player: _Player) -> Door:
    definition, built_ins = definition_of(edition), built_ins_at(door, code)
    while True:
        on_path = screening_path(definition, read_answers(definition, door.answers), built_ins)
        shown = next_page(on_path, set(door.passed))
        if shown is None:
            return door
        answers = {
            item.question.name: player.screening_answer(item.question, item.options, player.random)
            for item in shown.questions
            if item.question.asks
        }
        door = door.answering(shown.page.name, {name: to_json(given) for name, given in answers.items() if given})


def _end(edition: Edition, door: Door, built_ins: Mapping[str, str]) -> Outcome:
    definition = definition_of(edition)
    return outcome(definition, read_answers(definition, door.answers), built_ins)


def _fill_in(interview: Interview, player: _Player) -> None:
    name = flow.next_page_of(interview)
    while name is not None and not player.stops(name):
        name = _one_page(interview, name, player)
        player.pages += 1
    if name is None:
        flow.finish(interview, language=player.language, now=player.clock.tick())


def _one_page(interview: Interview, name: str, player: _Player) -> str | None:
    """Answers the page, or skips it where every answer is left out; the name of the next page."""
    shown, _ = flow.page_to_open(interview, name)
    answers = player.answers_for(shown)
    how = {"key": f"play:{name}:{player.pages}", "language": player.language, "now": player.clock.tick()}
    left_out = answers and all(answer is None for answer in answers.values())
    if left_out and not flow.needs_answer(shown):
        return flow.skip(interview, name, **how).next_page
    return flow.save_page(interview, name, answers, **how).next_page
