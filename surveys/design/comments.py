"""What colleagues say about a draft: the only writer and reader of comments.

They are kept by kind and name, and go along when something gets another name (docs/decisions/0081).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from staff import audit
from staff.models import User
from surveys.design.steps import SetKeys, Step, kind_of
from surveys.models import DraftComment, Study

Act = DraftComment.Act
ABOUT = ("study", "section", "page", "question")
"""Kinds of things that can be commented on."""
LONGEST = 4_000


class CannotComment(ValueError):
    """`code`: empty, too_long or no_thread."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


@dataclass(frozen=True)
class Thread:
    """A remark with what was said about it since, oldest first."""

    rows: tuple[DraftComment, ...]

    @property
    def pk(self) -> int:
        return self.rows[0].pk

    @property
    def kind(self) -> str:
        return self.rows[0].kind

    @property
    def name(self) -> str:
        """What it is about is called so by now."""
        return self.rows[-1].name

    @property
    def settled(self) -> bool:
        last = next((row.act for row in reversed(self.rows) if row.act in (Act.SETTLED, Act.REOPENED)), "")
        return last == Act.SETTLED

    @property
    def said(self) -> tuple[DraftComment, ...]:
        return tuple(row for row in self.rows if row.act != Act.RENAMED)


def threads(study: Study) -> tuple[Thread, ...]:
    """Every thread of the study, oldest first."""
    return grouped(study.draft_comments.select_related("user"))


def grouped(rows: Iterable[DraftComment]) -> tuple[Thread, ...]:
    found: dict[int, list[DraftComment]] = {}
    for row in rows:
        found.setdefault(row.thread_id or row.pk, []).append(row)
    return tuple(Thread(tuple(one)) for one in found.values())


def counts(found: Iterable[Thread]) -> dict[tuple[str, str], int]:
    """How many open threads there are about each thing, by kind and name."""
    result: dict[tuple[str, str], int] = {}
    for thread in found:
        if not thread.settled:
            result[thread.kind, thread.name] = result.get((thread.kind, thread.name), 0) + 1
    return result


@transaction.atomic
def remark(study: Study, kind: str, name: str, text: str, user: User | None) -> DraftComment:
    """Begin a thread. Raises CannotComment."""
    if kind not in ABOUT:
        raise CannotComment("no_thread")
    return _add(study, Act.REMARK, kind, name, _sound(text), user)


@transaction.atomic
def go_on(study: Study, thread: int, act: DraftComment.Act, text: str, user: User | None) -> DraftComment:
    """Answer, settle or reopen. An answer has words; to settle and to reopen may go without. Raises CannotComment."""
    first = study.draft_comments.select_for_update().filter(pk=thread, thread=None).first()
    if first is None:
        raise CannotComment("no_thread")
    words = _sound(text) if act == Act.ANSWER or text.strip() else ""
    (found,) = grouped([first, *first.later.all()])
    if act in (Act.SETTLED, Act.REOPENED) and found.settled is (act == Act.SETTLED):
        return found.rows[-1]
    return _add(study, act, first.kind, found.name, words, user, first)


def follow(study: Study, done: Sequence[Step], user: User | None, at: datetime) -> None:
    """What got another name takes its comments along. Called in the transaction of the edit."""
    renamed = {
        (kind_of(step.node), str(change.before)): str(change.after or "")
        for step in done
        if isinstance(step, SetKeys) and kind_of(step.node) in ABOUT
        for change in step.changes
        if change.key == "name" and change.before
    }
    if not renamed:
        return
    for thread in threads(study):
        name = renamed.get((thread.kind, thread.name))
        if name:
            first = thread.rows[0]
            DraftComment.objects.create(
                study=study, thread=first, act=Act.RENAMED, kind=first.kind, name=name[:80], user=user, at=at
            )


def _sound(text: str) -> str:
    words = text.replace("\r\n", "\n").strip()
    if not words:
        raise CannotComment("empty")
    if len(words) > LONGEST or "\x00" in words:
        raise CannotComment("too_long")
    return words


def _add(
    study: Study,
    act: DraftComment.Act,
    kind: str,
    name: str,
    text: str,
    user: User | None,
    thread: DraftComment | None = None,
) -> DraftComment:
    made = DraftComment.objects.create(
        study=study, thread=thread, act=act, kind=kind, name=name, text=text, user=user, at=timezone.now()
    )
    audit.record(user, f"draft.comment.{act}", study.slug, comment=made.pk)
    return made
