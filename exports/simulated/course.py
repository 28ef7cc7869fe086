"""A whole fieldwork of made-up people, day by day: list, letters, answers, other ways, and what is told afterwards."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import product
from pathlib import Path
from random import Random

from exports.monitor import circumstances
from exports.simulated.answering import Outcome, Room, Visit
from exports.simulated.calendar import Calendar, answer_day
from exports.simulated.letters import Mailer, Posted
from exports.simulated.people import people, register_size
from exports.simulated.plan import Letters, Plan, Stratum
from exports.simulated.truth import Truth
from exports.simulated.ways import Ways
from invitations import counts, frames, made_up, studies, unit_states
from invitations.letter_text import letter_text
from invitations.models import Channel, Code
from respondents import flow
from respondents.circumstances import Step, What
from respondents.door import Door
from respondents.models import Interview
from respondents.play import Coming
from staff.models import User
from surveys.editions import definition_of
from surveys.models import Edition, Study

SOMEBODY = "simulation@example.org"
LATER_RETURNS = 0.25
"""Of reminders fewer come back than of invitations: who does not live there got none."""
RETURNED_AFTER = (5, 9)
"""Days after posting on which letters that came back are scanned."""


class RealPeople(Exception):
    """The study is, or was, about real people, or has a list already: nothing made up may be mixed with it."""


@dataclass(frozen=True)
class Wish:
    """How many people, for how many weeks until now. `printed`: a folder for letters as PDF; None: none is typeset."""

    people: int
    weeks: int
    seed: int = 1
    printed: Path | None = None


def refuse_real(study: Study) -> None:
    """Raises RealPeople."""
    if study.frames.filter(made_up=False).exists():
        raise RealPeople(f"{study.slug} has a list of real people. A made-up fieldwork needs a database of its own.")
    if Interview.objects.filter(edition__study=study, synthetic=False).exists():
        raise RealPeople(f"{study.slug} holds answers of real people. A made-up fieldwork needs a database of its own.")
    if study.frames.exists():
        raise RealPeople(f"{study.slug} has a list already. Use a database of its own (DATABASE_URL).")


Use = Callable[[Study, What, str, Step, int], None]
"""Counts so many more: `device` or `sound`, which, and how far (started, sent)."""


def run(
    study: Study,
    edition: Edition,
    plan: Plan,
    wish: Wish,
    today: date,
    *,
    told: Callable[[], None] = lambda: None,
    use: Use = circumstances.add,
) -> Truth:
    """Everything up to yesterday. `told` is called after each questionnaire, `use` for each device and each language
    that somebody listens in. Raises RealPeople, MarginsMissing and LetterTextMissing before anything is stored.
    """
    refuse_real(study)
    document = studies.document_of(study)
    register_size(document.get("margins") or {})
    for one in plan.letters:
        letter_text(document, one.kind, edition.offered)
    calendar = Calendar(today - timedelta(weeks=wish.weeks), 7 * wish.weeks)
    truth = Truth(study.slug, plan, wish.seed, calendar.first, calendar.day(calendar.days - 1))
    random = Random(wish.seed)  # noqa: S311 - reproducible by design
    user = User.objects.filter(email=SOMEBODY).first() or User.objects.create_user(
        SOMEBODY, name="Simulatie", is_active=False
    )
    language = studies.frame_schema(document).language_column
    room = Room(edition, plan, random, language, told)
    mailer = Mailer(study, edition, calendar, random, user, wish.printed)
    course = _Course(study, plan, wish, calendar, truth, random, user, room, mailer)
    course.run()
    course.count_uses(use)
    return truth


@dataclass
class _Course:
    study: Study
    plan: Plan
    wish: Wish
    calendar: Calendar
    truth: Truth
    random: Random
    user: User
    room: Room
    mailer: Mailer
    people: Mapping[str, Stratum] = field(default_factory=dict)
    """By frame id."""
    done: set[int] = field(default_factory=set)
    """Keys of units that sent their answers."""

    def run(self) -> None:
        scale = self._bring_in()
        self._leave_out()
        sent = [one for one in self.plan.letters if one.day < self.calendar.days]
        for one, end in zip(sent, [*(later.day for later in sent[1:]), self.calendar.days], strict=True):
            self._letters(one, end)
        everybody = list(self.people.values())
        ways = Ways(self.study, self.plan, self.calendar, everybody, scale, self.random, self.user)
        self.room.answer_all(ways.visits())
        self.truth.count(self.room.outcomes.values())
        self._count_channels()

    def _bring_in(self) -> float:
        """The list. Returns its size as a part of the register's."""
        document = studies.document_of(self.study)
        margins, schema = document.get("margins") or {}, studies.frame_schema(document)
        rows = people(margins, schema, self.wish.people, self.random)
        data = made_up.as_csv(rows, schema).encode()
        frames.import_frame(self.study, schema, data, user=self.user, today=self.calendar.first)
        self.people = {row["frame_id"]: row for row in rows}
        for row in rows:
            self.truth.line(row).size += 1
        return self.wish.people / register_size(margins)

    def _leave_out(self) -> None:
        some = self.random.sample(sorted(self.people), round(len(self.people) * self.plan.share("excluded")))
        if some:
            unit_states.exclude(self.study, "\n".join(["frame_id", *some]).encode(), user=self.user)
        self._note(some, "excluded")

    def _letters(self, one: Letters, end: int) -> None:
        """One mailing, from making it to the last answer before the next one."""
        posted = self.mailer.post(one, self.plan.posted_after, self.plan.share("spoiled"))
        self.truth.letter_days[one.kind] = self.calendar.day(one.day)
        for letter in posted:
            self.truth.line(self.people[letter.frame_id]).written[one.kind] += 1
        arrives = min(one.day + self.plan.posted_after + 1, end - 1)
        left = self._lost(posted, arrives, end, first=one.kind == "invitation")
        visits = [self._visit(letter, one, arrives, end) for letter in left if self._answers(letter, one)]
        self.room.answer_all(visits)
        self._settle(end)

    def _answers(self, letter: Posted, one: Letters) -> bool:
        chance = self.plan.chance(one, self.people[letter.frame_id])
        return letter.unit not in self.done and self.random.random() < chance

    def _lost(self, posted: Sequence[Posted], arrives: int, end: int, *, first: bool) -> list[Posted]:
        """Letters that come back, and people who refuse or have died; the others are returned, in random order."""
        left = [letter for letter in posted if letter.unit not in self.done]
        self.random.shuffle(left)
        returns = self.plan.share("undeliverable") * (1 if first else LATER_RETURNS)
        back, left = _cut(left, round(len(posted) * returns))
        self.mailer.come_back(back, [min(arrives + days, end - 1) for days in RETURNED_AFTER])
        self._note([letter.frame_id for letter in back], "undeliverable")
        for state in ("refused", "deceased"):
            some, left = _cut(left, round(len(posted) * self.plan.share(state)))
            for letter in some:
                now = self.calendar.some_time(self.random.randrange(arrives, end), self.random)
                unit_states.set_state(self.study, letter.frame_id, state, now=now, user=self.user)
            self._note([letter.frame_id for letter in some], state)
        return left

    def _note(self, frame_ids: Sequence[str], state: str) -> None:
        for frame_id in frame_ids:
            self.truth.line(self.people[frame_id]).states[state] += 1

    def _visit(self, letter: Posted, one: Letters, arrives: int, end: int) -> Visit:
        day = answer_day(arrives, end, self.plan.answers_within, self.random)
        mode = self._mode()

        def coming() -> Coming:
            related = Code.objects.select_related("study", "unit", "mailing__channel")
            code = related.get(pk=letter.code)
            return Coming(unit=code.unit, code=code, mode=mode)

        return Visit(self.calendar.some_time(day, self.random), self.people[letter.frame_id], coming, one.kind)

    def _mode(self) -> Interview.Mode:
        chosen = self.random.random()
        if chosen < self.plan.share("interviewer"):
            return Interview.Mode.INTERVIEWER
        helped = chosen < self.plan.share("interviewer") + self.plan.share("helped")
        return Interview.Mode.HELPED if helped else Interview.Mode.SELF

    def _settle(self, end: int) -> None:
        """Who sent gets no more letters; some of them have their answers removed on the last day before the next."""
        sent = Interview.objects.filter(edition__study=self.study, state=Interview.State.SENT, link__unit__isnull=False)
        units = dict(sent.values_list("pk", "link__unit"))
        fresh = [pk for pk in self.room.outcomes if pk in units and units[pk] not in self.done]
        self.done.update(units[pk] for pk in fresh)
        for pk in fresh:
            if self.random.random() < self.plan.share("withdrawn"):
                code = Code.objects.filter(unit=units[pk], blocked_at=None).order_by("-pk")[0]
                flow.withdraw(code, now=self.calendar.noon(end - 1) + timedelta(hours=11))
                self.room.outcomes[pk].withdrawn = True

    def _count_channels(self) -> None:
        """Who landed, began and sent, per channel and day: the door does not count made-up people by itself."""
        steps: Counter[tuple[Channel, date, str]] = Counter()
        for one in self.room.outcomes.values():
            steps[one.channel, one.started, counts.Step.STARTED] += 1
            steps[one.channel, one.started, counts.Step.LANDED] += 1 + self._lot("landed_only") + self._door(one)
            if one.sent:
                steps[one.channel, one.sent, counts.Step.COMPLETED] += 1
        for (channel, day, step), number in steps.items():
            counts.add(channel, step, self.calendar.noon((day - self.calendar.first).days), number)
            self.truth.channel(channel.slug)[str(step)] += number

    def count_uses(self, use: Use) -> None:
        """Devices, and who listens; what interviewers fill in says nothing about either."""
        devices, counted = list(self.plan.devices), Counter[tuple[What, str, Step]]()
        for one in self.room.outcomes.values():
            if one.mode == Interview.Mode.INTERVIEWER or not devices:
                continue
            (device,) = self.random.choices(devices, list(self.plan.devices.values()))
            used = [("device", device), *([("sound", one.language)] if self._lot("listened") and one.language else [])]
            for (what, value), step in product(used, ("started", *(["sent"] if one.sent else []))):
                counted[what, value, step] += 1
        for (what, value, step), number in counted.items():
            use(self.study, what, value, step, number)
            self.truth.uses[f"{what} {value} {step}"] += number

    def _lot(self, share: str) -> bool:
        return self.random.random() < self.plan.share(share)

    def _door(self, one: Outcome) -> int:
        """People who came that day by the same channel and did not begin, counted at the door."""
        reasons = [name for name in self._reasons() if name]
        now = self.calendar.noon((one.started - self.calendar.first).days)
        for name in reasons:
            door = Door(study=self.study.slug, channel=one.channel.slug)
            flow.count_at_door(door, self.study, self.room.language(one.person), name, now=now)
            self.truth.door[name] += 1
        return len(reasons)

    def _reasons(self) -> Iterator[str]:
        if self._lot("not_agreed"):
            yield "no_consent"
        if self._lot("sent_away"):
            refusing = [end.name for end in definition_of(self.room.edition).screening.outcomes if end.refuse]
            yield self.random.choice(refusing) if refusing else ""


def _cut(items: list[Posted], many: int) -> tuple[list[Posted], list[Posted]]:
    return items[:many], items[many:]
