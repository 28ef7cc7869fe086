"""What happened to letters, into the database. The only writer of letter events.

A spoiled letter's code is blocked: its person counts as not written to. A letter that came back blocks its code and
sets its person to undeliverable, but only where it was the newest letter that left for them.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils import timezone

from invitations import issue, returns, sheet
from invitations.models import Batch, Code, LetterEvent, SampleUnit
from invitations.returns import BatchMade, LetterMade, Line, Made, ReturnNumber, Rows
from staff import audit
from surveys.models import Study

CHUNK = 500
Kind = LetterEvent.Kind


class LetterUnknown(ValueError):
    """No letter of this study has the number, or it cannot be so. `code` as in the problems of a file."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class Imported:
    """What a file told: new events by kind, rows that told nothing new, letters that the file should name and does not.

    `left_out`: people who get no letters any more because their newest letter came back.
    """

    events: dict[str, int]
    known: int
    missing: tuple[ReturnNumber, ...] = ()
    left_out: int = 0

    def as_dict(self) -> dict[str, Any]:
        missing = [str(number) for number in self.missing]
        return {"events": self.events, "known": self.known, "missing": missing, "left_out": self.left_out}


@dataclass(frozen=True)
class Noted:
    """One letter that came back. `fresh`: not known before; `left_out`: its person gets no letters any more."""

    number: ReturnNumber
    fresh: bool
    left_out: bool


@dataclass(frozen=True)
class Told:
    """Who brings the news, and when; in a dry run nothing is stored."""

    now: datetime
    user: Any = None
    dry_run: bool = False


def import_printed(study: Study, data: bytes, columns: returns.Columns, told: Told) -> Imported:
    """The printer's file, whole or not at all. Raises FrameUnreadable with every row that cannot be true."""
    rows = returns.printed_rows(sheet.read(data), columns, timezone.localdate(told.now))
    return _import(study, "letters.printed", data, rows, told)


def import_returned(study: Study, data: bytes, columns: returns.Columns, told: Told) -> Imported:
    """A file of letters that came back, whole or not at all. Raises FrameUnreadable."""
    rows = returns.returned_rows(sheet.read(data), columns, timezone.localdate(told.now))
    return _import(study, "letters.returned", data, rows, told)


def _import(study: Study, action: str, data: bytes, rows: Rows, told: Told) -> Imported:
    with transaction.atomic():
        made = _locked(study, rows.lines)
        found = returns.reconcile(rows, made)
        lacking = returns.missing(rows.lines, made) if action == "letters.printed" else ()
        left_out = 0 if told.dry_run else _note(found.fresh, made, told.now, told.user)
        imported = Imported(dict(Counter(line.kind for line in found.fresh)), found.known, lacking, left_out)
        if not told.dry_run:
            details = {**imported.as_dict(), "missing": len(lacking), "sha256": sha256(data).hexdigest()}
            audit.record(told.user, action, f"study:{study.slug}", **details)
    return imported


def note_undeliverable(study: Study, text: str, *, now: datetime, user: Any = None) -> Noted:
    """A letter that came back, by its number as scanned or typed; the second time changes nothing.

    Raises returns.NumberUnreadable and LetterUnknown.
    """
    number = returns.parse_number(text)
    line = Line(0, number, returns.UNDELIVERABLE, None)
    with transaction.atomic():
        made = _locked(study, [line])
        try:
            found = returns.reconcile(Rows((line,)), made)
        except returns.FrameUnreadable as error:
            (problem,) = error.problems
            raise LetterUnknown(problem.code, f"{problem.message} {problem.what_to_do}") from error
        left_out = _note(found.fresh, made, now, user)
        if found.fresh:
            audit.record(user, "letter.undeliverable", str(number), study=study.slug)
    return Noted(number, bool(found.fresh), bool(left_out))


def undo_undeliverable(event: LetterEvent, *, user: Any = None) -> ReturnNumber:
    """Takes a wrongly scanned letter back: its code opens again, and its person gets letters as before."""
    with transaction.atomic():
        code = Code.objects.select_related("batch").get(pk=event.code_id)
        Study.objects.select_for_update().get(pk=code.study_id)
        number = number_of(code)
        taken_back, _ = LetterEvent.objects.filter(pk=event.pk, kind=Kind.UNDELIVERABLE).delete()
        if taken_back and _newest_letters([code.unit_id]).get(code.unit_id) == code.pk:
            _let_in_again(code)
        if taken_back:
            audit.record(user, "letter.undeliverable.undo", str(number))
    return number


def _let_in_again(code: Code) -> None:
    unit = SampleUnit.objects.get(pk=code.unit_id)
    if unit.state != SampleUnit.State.DECEASED:
        issue.unblock([code.pk])
    if unit.state == SampleUnit.State.UNDELIVERABLE:
        SampleUnit.objects.filter(pk=unit.pk).update(state=SampleUnit.State.ACTIVE)


def note_reprints(batch: Batch, user: Any, now: datetime) -> None:
    """Letters of this batch that take the place of spoiled or returned ones. Called inside the sealing."""
    replaced = Code.objects.filter(
        unit__in=Code.objects.filter(batch=batch).values("unit"),
        mailing__kind=batch.mailing.kind,
        events__kind__in=(Kind.SPOILED, Kind.UNDELIVERABLE),
        blocked_at__isnull=False,
    )
    old = dict(replaced.exclude(batch=batch).exclude(events__kind=Kind.REPLACED).values_list("pk", "unit"))
    if not old:
        return
    new = batch.codes.filter(unit__in=set(old.values())).values_list("pk", flat=True)
    events = [LetterEvent(code_id=key, kind=Kind.REPLACED, at=now, by=user) for key in old]
    events += [LetterEvent(code_id=key, kind=Kind.REPRINTED, at=now, by=user) for key in new]
    LetterEvent.objects.bulk_create(events, batch_size=CHUNK)


def number_of(code: Code) -> ReturnNumber:
    """The return number of a letter's code; needs its batch."""
    return ReturnNumber(code.mailing_id, code.batch.number, code.sequence)


def _locked(study: Study, lines: Sequence[Line]) -> Made:
    """Batches and letters that the lines name, while nobody else writes."""
    Study.objects.select_for_update().get(pk=study.pk)
    named = {line.number.mailing for line in lines}
    known = [key for key in study.mailings.values_list("pk", flat=True) if key in named]
    batches = {
        (batch.mailing_id, batch.number): BatchMade(
            batch.letters,
            batch.state == Batch.State.SEALED,
            timezone.localdate(batch.sealed_at) if batch.sealed_at else None,
        )
        for batch in Batch.objects.filter(mailing__in=known)
    }
    return Made(batches, _letters(known, {line.number.batch for line in lines}))


def _letters(mailings: Sequence[int], numbers: set[int]) -> dict[ReturnNumber, LetterMade]:
    batches = {
        batch.pk: batch.number for batch in Batch.objects.filter(mailing__in=mailings) if batch.number in numbers
    }
    events: dict[int, dict[str, date]] = {}
    letters: dict[ReturnNumber, LetterMade] = {}
    for key, number in batches.items():
        for code, kind, at in LetterEvent.objects.filter(code__batch=key).values_list("code", "kind", "at"):
            events.setdefault(code, {})[kind] = timezone.localdate(at)
        rows = Code.objects.filter(batch=key).values_list("pk", "unit", "mailing", "sequence")
        for code, unit, mailing, sequence in rows:
            letters[ReturnNumber(mailing, number, sequence)] = LetterMade(code, unit, events.get(code, {}))
    return letters


def _note(fresh: Sequence[Line], made: Made, now: datetime, user: Any) -> int:
    """Stores the events and what follows from them. Returns how many people became undeliverable."""
    events = [
        LetterEvent(code_id=made.letters[line.number].code, kind=line.kind, at=_moment(line.day, now), by=user)
        for line in fresh
    ]
    LetterEvent.objects.bulk_create(events, batch_size=CHUNK)
    for keys in _chunks([made.letters[line.number].code for line in fresh if line.kind == returns.SPOILED]):
        issue.block(keys, now)
    back = [made.letters[line.number] for line in fresh if line.kind == returns.UNDELIVERABLE]
    return sum(_leave_out(some, now) for some in _chunks(back))


def _leave_out(letters: Sequence[LetterMade], now: datetime) -> int:
    newest = _newest_letters([letter.unit for letter in letters])
    last = [letter for letter in letters if newest.get(letter.unit) == letter.code]
    issue.block([letter.code for letter in last], now)
    active = SampleUnit.objects.filter(pk__in=[letter.unit for letter in last], state=SampleUnit.State.ACTIVE)
    return active.update(state=SampleUnit.State.UNDELIVERABLE)


def _newest_letters(units: Sequence[int]) -> dict[int, int]:
    """Unit → code of the newest letter that can have left for it: spoiled ones never do."""
    codes = Code.objects.filter(unit__in=units, batch__isnull=False).exclude(events__kind=Kind.SPOILED)
    return dict(codes.order_by("pk").values_list("unit", "pk"))


def _moment(day: date | None, now: datetime) -> datetime:
    """Noon of that day, here; today's things happen now."""
    if day is None or day == timezone.localdate(now):
        return now
    return timezone.make_aware(datetime.combine(day, time(12)))


def _chunks(items: Sequence[Any]) -> Iterable[Sequence[Any]]:
    return (items[start : start + CHUNK] for start in range(0, len(items), CHUNK))
