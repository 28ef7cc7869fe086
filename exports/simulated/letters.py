"""Letters of a made-up fieldwork: sealed with real codes, posted by a made-up printer, some spoiled or returned.

Nothing is typeset unless a folder is given: the batch is then a file of codes for a printer who merges them, which is
removed at once, with its statement. Uses the writers of mailings, letter events and deletion.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from random import Random

from django.conf import settings
from django.utils import timezone

from exports.simulated.calendar import Calendar
from exports.simulated.plan import Letters
from invitations import deletion, letter_events, mailings, returns
from invitations.models import Batch, Code, LetterEvent
from invitations.returns import ReturnNumber
from staff.models import User
from surveys.models import Edition, Study

COLUMNS = returns.Columns()
BATCH = 100
"""Letters in one PDF, where they are typeset."""


@dataclass(frozen=True)
class Posted:
    """A letter on its way: keys of its code and of who it goes to, their frame id, its return number."""

    code: int
    unit: int
    frame_id: str
    number: str


@dataclass(frozen=True)
class Mailer:
    """Makes and posts letters. `printed`: the folder for PDFs; None for files of codes."""

    study: Study
    edition: Edition
    calendar: Calendar
    random: Random
    user: User
    printed: Path | None = None

    def post(self, letters: Letters, after: int, spoiled: float) -> list[Posted]:
        """Letters of this kind to everybody who is to get one; those spoiled at the printer are made again."""
        day = min(letters.day + after, self.calendar.days - 1)
        posted, bad = self._made(letters, letters.day, day, spoiled)
        if bad:
            again, _ = self._made(letters, day, day, 0.0)
            posted += again
        return posted

    def _made(self, letters: Letters, sealed: int, posted: int, spoiled: float) -> tuple[list[Posted], int]:
        """Letters that were posted, and how many were spoiled."""
        wish = self._wish(letters.kind, sealed)
        mailings.make(self.study, self.edition, wish, user=self.user)
        made = list(self._silent(letters.kind))
        self.random.shuffle(made)
        bad = round(len(made) * spoiled)
        day = self.calendar.day(posted).isoformat()
        rows = [f"{one.number};spoiled;" for one in made[:bad]] + [f"{one.number};posted;{day}" for one in made[bad:]]
        told = letter_events.Told(self.calendar.noon(posted), self.user)
        if rows:
            letter_events.import_printed(self.study, _file("reference;status;date", rows), COLUMNS, told)
        if wish.code_file:
            self._remove(letters.kind)
        return made[bad:], bad

    def _wish(self, kind: str, day: int) -> mailings.Wish:
        clock = _still(self.calendar, day)
        if self.printed:
            return mailings.Wish(kind=kind, out=self.printed, batch_size=BATCH, clock=clock)
        folder = Path(settings.VAR_DIR) / "simulated" / self.study.slug
        number = Batch.objects.filter(mailing__study=self.study, mailing__kind=kind).count() + 1
        return mailings.Wish(kind=kind, out=folder, code_file=folder / f"codes-{kind}-{number}.csv", clock=clock)

    def _silent(self, kind: str) -> Iterable[Posted]:
        """Letters of the kind that nobody told anything about yet, in the order in which they were made."""
        told = (LetterEvent.Kind.POSTED, LetterEvent.Kind.SPOILED)
        codes = Code.objects.filter(study=self.study, mailing__kind=kind, blocked_at=None, batch__isnull=False)
        rows = codes.exclude(events__kind__in=told).order_by("pk")
        found = rows.values_list("pk", "unit", "unit__frame_id", "mailing", "batch__number", "sequence")
        for code, unit, frame_id, mailing, batch, sequence in found.iterator():
            yield Posted(code, unit, frame_id, str(ReturnNumber(mailing, batch, sequence)))

    def _remove(self, kind: str) -> None:
        for mailing in self.study.mailings.filter(kind=kind):
            batches = list(mailing.batches.filter(removed_at=None).exclude(sealed_at=None))
            if batches:
                deletion.delete(mailing, batches, user=self.user, now=timezone.now())

    def come_back(self, letters: Sequence[Posted], days: Sequence[int]) -> None:
        """Letters that came back, scanned together on each of the days."""
        for place, day in enumerate(days):
            rows = [f"{one.number};{self.calendar.day(day).isoformat()}" for one in letters[place :: len(days)]]
            if rows:
                told = letter_events.Told(self.calendar.noon(day), self.user)
                letter_events.import_returned(self.study, _file("reference;date", rows), COLUMNS, told)


def _still(calendar: Calendar, day: int) -> Callable[[], datetime]:
    """A clock that stands at noon of the day."""
    return lambda: calendar.noon(day)


def _file(header: str, rows: Iterable[str]) -> bytes:
    return "\n".join([header, *rows]).encode()
