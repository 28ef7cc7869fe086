"""How far the letters of each mailing are, by batch. One count for pages and commands."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet

from invitations.models import Batch, Code, LetterEvent, Mailing

Kind = LetterEvent.Kind
LEFT = (Kind.PRINTED, Kind.POSTED, Kind.UNDELIVERABLE)
"""Each of these says that the letter was printed."""


@dataclass(frozen=True)
class Line:
    """Letters of one batch. `printed` counts what was printed well, posted or not.

    `waiting`: spoiled and not made again; `silent`: nobody told anything about them yet.
    """

    made: int
    printed: int = 0
    posted: int = 0
    undeliverable: int = 0
    spoiled: int = 0
    waiting: int = 0

    @property
    def silent(self) -> int:
        return self.made - self.printed - self.spoiled

    def __add__(self, other: "Line") -> "Line":
        mine, theirs = vars(self), vars(other)
        return Line(**{name: mine[name] + theirs[name] for name in mine})


@dataclass(frozen=True)
class Progress:
    """A mailing's batches, each with its line, and their sum."""

    batches: Sequence[tuple[Batch, Line]]
    total: Line


def of_mailings(mailings: Iterable[Mailing]) -> dict[int, Progress]:
    """By mailing. Only sealed batches have letters."""
    known = list(mailings)
    counts = _counts(known)
    found = {}
    for mailing in known:
        lines = [(batch, _line(batch, counts.get(batch.pk, {}))) for batch in mailing.batches.all()]
        found[mailing.pk] = Progress(lines, sum((line for _, line in lines), Line(0)))
    return found


def _line(batch: Batch, counts: Mapping[str, int]) -> Line:
    return Line(made=batch.letters if batch.state == Batch.State.SEALED else 0, **counts)


def _counts(mailings: Sequence[Mailing]) -> dict[int, dict[str, int]]:
    """By batch. A letter has each kind of event once, so events of one kind are letters."""
    events = LetterEvent.objects.filter(code__mailing__in=mailings)
    spoiled, of_code = events.filter(kind=Kind.SPOILED), LetterEvent.objects.filter(code=OuterRef("pk"))
    printed = Code.objects.filter(mailing__in=mailings).filter(Exists(of_code.filter(kind__in=LEFT)))
    asked: dict[str, tuple[str, QuerySet[Any]]] = {
        "printed": ("batch", printed.exclude(pk__in=spoiled.values("code"))),
        "posted": ("code__batch", events.filter(kind=Kind.POSTED)),
        "undeliverable": ("code__batch", events.filter(kind=Kind.UNDELIVERABLE)),
        "spoiled": ("code__batch", spoiled),
        "waiting": ("code__batch", spoiled.exclude(code__in=events.filter(kind=Kind.REPLACED).values("code"))),
    }
    counts: dict[int, dict[str, int]] = {}
    for name, (by, some) in asked.items():
        for batch, n in some.order_by().values_list(by).annotate(n=Count("pk")):
            counts.setdefault(batch, {})[name] = n
    return counts
