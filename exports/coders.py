"""What people choose for open answers: the one writer of their choices, and the queue that each of them gets."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from exports.code_frames import Frame
from exports.coder_agreement import CodeSet
from exports.coding_models import CodeChoice, OpenAnswer
from exports.open_answers import digest_of, settle, text_in
from staff import audit
from staff.models import User
from surveys.models import Study

Role, State = CodeChoice.Role, OpenAnswer.State
ROLE_OF = {State.OPEN.value: Role.FIRST, State.WAITS.value: Role.SECOND, State.DIFFERS.value: Role.DECIDED}


class AlreadyCoded(Exception):
    """Somebody else was quicker, or this coder gave the first code already."""


class TextChanged(Exception):
    """The answer was changed or taken back since it was found."""


class CodesRefused(ValueError):
    """The frame does not take these codes for one answer."""


class NotYours(Exception):
    """Somebody else gave this code: only they, or a researcher, can take it back."""


def answers_of(study: Study, question: str) -> QuerySet[OpenAnswer]:
    return OpenAnswer.objects.filter(interview__edition__study=study, question=question)


def waiting_for(study: Study, question: str, user: User) -> QuerySet[OpenAnswer]:
    """What this coder can code: what nobody coded, and texts for a second coder that somebody else coded first."""
    found = answers_of(study, question)
    theirs = found.filter(choices__role=Role.FIRST, choices__undone_at=None, choices__coder=user)
    return found.filter(state__in=(State.OPEN, State.WAITS)).exclude(state=State.WAITS, pk__in=theirs.values("pk"))


def next_for(study: Study, question: str, user: User, after: int = 0) -> OpenAnswer | None:
    """The next answer in the queue behind number `after`; from the start again where none is left there."""
    queue = waiting_for(study, question, user).select_related("interview").order_by("pk")
    return queue.filter(pk__gt=after).first() or queue.first()


def text_of(answer: OpenAnswer) -> str:
    """What was typed, read from the interview. Raises TextChanged."""
    text = text_in(answer.interview.answers.get(answer.question))
    if not text or digest_of(answer.question, text) != answer.digest:
        raise TextChanged
    return text


def repeats_of(answer: OpenAnswer, user: User) -> QuerySet[OpenAnswer]:
    """Other answers with the same text that wait for the same thing from this coder."""
    study = answer.interview.edition.study
    queue = (
        answers_of(study, answer.question)
        if answer.state == State.DIFFERS
        else waiting_for(study, answer.question, user)
    )
    return queue.filter(digest=answer.digest, state=answer.state).exclude(pk=answer.pk)


@transaction.atomic
def choose(
    answer: OpenAnswer,
    codes: Sequence[str],
    *,
    user: User,
    frame: Frame,
    now: datetime,
    repeats: bool = False,
    comment: str = "",
) -> int:
    """Give an answer (and, with `repeats`, its equals) these codes, in the role its state asks for. How many got them.

    Raises CodesRefused, TextChanged, AlreadyCoded.
    """
    if not frame.allows(codes):
        raise CodesRefused
    locked = _locked(answer)
    role = _role(locked, answer.state, user)
    equal = list(repeats_of(locked, user).select_for_update(of=("self",))) if repeats else []
    for one in (locked, *equal):
        one.choices.create(
            role=role,
            codes=sorted(codes),
            frame_version=frame.version,
            coder=user,
            comment=comment if one is locked else "",
            repeats=one is not locked,
            at=now,
        )
        settle(one)
    _record(user, "answer coded", locked, role=str(role), answers=1 + len(equal))
    return 1 + len(equal)


def _locked(answer: OpenAnswer) -> OpenAnswer:
    """Raises TextChanged, also where the interview was withdrawn since."""
    rows = OpenAnswer.objects.select_for_update(of=("self",)).select_related("interview__edition__study")
    locked = rows.filter(pk=answer.pk).first()
    if locked is None:
        raise TextChanged
    text_of(locked)
    return locked


def _role(locked: OpenAnswer, seen: str, user: User) -> Role:
    """Raises AlreadyCoded where the state is no longer the one that the coder saw."""
    if locked.state != seen or locked.state not in ROLE_OF:
        raise AlreadyCoded
    role = ROLE_OF[locked.state]
    first = locked.choices.filter(role=Role.FIRST, undone_at=None).last()
    if role == Role.SECOND and first and first.coder_id == user.pk:
        raise AlreadyCoded
    return role


def _record(user: User, action: str, answer: OpenAnswer, **details: Any) -> None:
    audit.record(user, action, f"{answer.interview.edition.study.slug}/{answer.question}", answer=answer.pk, **details)


@transaction.atomic
def undo(choice: CodeChoice, *, user: User, now: datetime, any_coder: bool) -> int:
    """Take a choice back, with the equals it was given to in one go, and what others chose after it. How many.

    Raises NotYours unless it is the program's, their own, or `any_coder` (a researcher).
    """
    if choice.coder_id not in (None, user.pk) and not any_coder:
        raise NotYours
    study = choice.answer.interview.edition.study
    together = CodeChoice.objects.filter(
        answer__interview__edition__study=study,
        answer__question=choice.answer.question,
        answer__digest=choice.answer.digest,
        role=choice.role,
        coder=choice.coder_id,
        at=choice.at,
        undone_at=None,
    )
    answers = list(OpenAnswer.objects.select_for_update(of=("self",)).filter(pk__in=together.values("answer")))
    for answer in answers:
        later = answer.choices.filter(undone_at=None, pk__gte=together.get(answer=answer).pk)
        later.update(undone_at=now, undone_by=user)
        settle(answer)
    if answers:
        _record(user, "code taken back", choice.answer, role=choice.role, answers=len(answers))
    return len(answers)


def coded_twice(study: Study, question: str, first: str = Role.FIRST) -> list[tuple[CodeSet, CodeSet]]:
    """What first (or the program) and second coder gave each different text, before any decision; equal texts once."""
    both = CodeChoice.objects.filter(
        answer__interview__edition__study=study,
        answer__question=question,
        undone_at=None,
        role__in=(first, Role.SECOND),
    )
    given: dict[str, dict[int, dict[str, CodeSet]]] = {}
    for digest, answer, role, codes in both.order_by("answer", "pk").values_list(
        "answer__digest", "answer", "role", "codes"
    ):
        given.setdefault(digest, {}).setdefault(answer, {})[role] = frozenset(codes)
    both_gave = len((first, Role.SECOND))
    texts = ([one for one in of_text.values() if len(one) == both_gave] for of_text in given.values())
    return [(pairs[0][first], pairs[0][Role.SECOND]) for pairs in texts if pairs]
