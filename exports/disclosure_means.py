"""Means as they may leave: hidden on small bases, and where a subtraction would give that of few people away. Pure.

Every mean that is told is held against the others of the same number and against those told before
(`exports/attack_means.py`). What gives the mean of fewer than ten people away is hidden, the smallest column first.
A median is not told where told columns leave so few people over: two medians, with and without them, show on which side
of it they are.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from exports.attack import Attack, Contradiction, Fact, System, lies_in
from exports.attack_means import Mean, MeanAttack, Numbers, Parts
from exports.attack_weighted import told_weight
from exports.counting import Where
from exports.disclosure_merge import Note
from exports.disclosure_rules import Declared, Limits, Profile, apart, needs_care
from exports.measures import MeasureTable, Statistic, Summary
from exports.printed import PLACES

OF_ONE: frozenset[Statistic] = frozenset({"low", "high"})
"""Numbers of one person: they stay in the house."""
HALF = {name: 0.5 / 10**places for name, places in PLACES.items()}
"""How far the true number lies from the printed one at most."""


@dataclass(frozen=True)
class ProtectedMeans:
    """What may leave of each table asked for, None for nothing; what it cost."""

    in_place: tuple[MeasureTable | None, ...]
    notes: tuple[Note, ...] = ()


@dataclass
class _Draft:
    """A table on its way out. Of columns that are `gone` nothing is told, of `hidden` ones how many people they are, of
    those in `medianless` all but the median."""

    table: MeasureTable
    local: bool
    wheres: tuple[Where, ...]
    gone: set[int] = field(default_factory=set)
    hidden: set[int] = field(default_factory=set)
    medianless: set[int] = field(default_factory=set)

    def told(self) -> Iterator[Mean]:
        for place, (where, found) in enumerate(zip(self.wheres, self.table.summaries, strict=True)):
            if place not in self.gone:
                yield told_of(where, found, self.table.weighted, hidden=place in self.hidden)


def told_of(where: Where, found: Summary, weighted: bool, *, hidden: bool = False) -> Mean:
    """What a column tells as it is printed. Σwx² / Σw is sd² · (1 − 1 / effective N) + mean²."""
    weight = told_weight(found.weighted_n) if weighted else (float(found.n), float(found.n))
    if hidden or found.mean is None:
        return Mean(where, found.n, weight)
    mean = (found.mean - HALF["mean"], found.mean + HALF["mean"])
    if found.sd is None:
        return Mean(where, found.n, weight, mean)
    squared = sorted(bound * bound for bound in mean)
    least = 0.0 if mean[0] <= 0 <= mean[1] else squared[0]
    spread = (max(found.sd - HALF["sd"], 0.0), found.sd + HALF["sd"])
    off = 0.5 if weighted else 0.0
    low = spread[0] ** 2 * (1 - 1 / max(found.effective - off, 1.0)) + least
    high = spread[1] ** 2 * (1 - 1 / (found.effective + off)) + squared[1]
    return Mean(where, found.n, weight, mean, (low, high))


def protected_means(
    tables: Sequence[MeasureTable],
    profile: Profile,
    known: Declared,
    limits: Limits,
    earlier: Iterable[tuple[str, tuple[Mean, ...]]] = (),
) -> ProtectedMeans:
    """Tables of means as they may leave outside the house; those of one number are held against each other."""
    before = dict(earlier)
    places: dict[str, list[int]] = {}
    for place, table in enumerate(tables):
        places.setdefault(table.measured.name, []).append(place)
    made: dict[int, MeasureTable | None] = {}
    notes: list[Note] = []
    for name, held in places.items():
        work = _Work([_draft(tables[place], profile, known, limits) for place in held], limits, before.get(name, ()))
        made |= dict(zip(held, work.made(), strict=True))
        notes += work.notes
    return ProtectedMeans(tuple(made[place] for place in range(len(tables))), tuple(notes))


def _draft(table: MeasureTable, profile: Profile, known: Declared, limits: Limits) -> _Draft:
    columns = [(one.where, found.n) for one, found in zip(table.headings, table.summaries, strict=True)]
    local = profile == "local" or needs_care(table.measured.name, columns, known, limits)
    printed = replace(table, summaries=tuple(map(_as_printed, table.summaries)))
    draft = _Draft(printed, local, tuple(apart(heading.where, known) for heading in table.headings))
    for place, found in enumerate(table.summaries):
        if local and found.n < limits.least:
            draft.gone.add(place)
        elif found.n < limits.base:
            draft.hidden.add(place)
    return draft


def _as_printed(found: Summary) -> Summary:
    """Rounded, so that no file tells more."""
    return replace(
        found,
        mean=_rounded(found.mean, PLACES["mean"]),
        sd=_rounded(found.sd, PLACES["sd"]),
        median=_rounded(found.median, PLACES["median"]),
        weighted_n=float(round(found.weighted_n)),
        effective=float(round(found.effective)),
    )


def _rounded(value: float | None, places: int) -> float | None:
    return None if value is None else round(value, places)


class _Work:
    """All tables of one number while columns are chosen that are not told."""

    def __init__(self, drafts: list[_Draft], limits: Limits, earlier: tuple[Mean, ...]) -> None:
        self.drafts, self.limits, self.earlier = drafts, limits, earlier
        self.name = drafts[0].table.measured.name
        self.small = [set(draft.hidden) for draft in drafts]
        self.regions = tuple(where for draft in drafts for where in draft.wheres)
        self.regions += tuple(one.where for one in earlier)
        self.notes: list[Note] = []

    def made(self) -> list[MeasureTable | None]:
        try:
            self._leave_out()
            self._hide()
        except Contradiction:
            self.notes += [Note(self.name, "cannot be checked", (), len(draft.wheres)) for draft in self.drafts]
            return [None for _ in self.drafts]
        self.notes += self._said()
        return [_finished(draft, self.limits) for draft in self.drafts]

    def told(self) -> list[Mean]:
        return [*(one for draft in self.drafts for one in draft.told()), *self.earlier]

    def _leave_out(self) -> None:
        """Local columns, the smallest first, until how many people a small one has does not follow from the others."""
        watched = tuple(where for draft in self.drafts if draft.local for where in draft.wheres)
        if not watched:
            return
        attack = Attack(System((), self.regions, watched), self.limits)
        attack.known_already([Fact(one.where, None, one.n) for one in self.earlier])
        while attack.pinned([Fact(one.where, None, one.n) for one in self.told()]):
            open_ones = [
                (draft.table.summaries[place].n, at, place)
                for at, draft in enumerate(self.drafts)
                for place in range(len(draft.wheres))
                if draft.local and place not in draft.gone
            ]
            if not open_ones:
                break
            _, at, place = min(open_ones)
            self.drafts[at].gone.add(place)

    def _hide(self) -> None:
        """Means, those of the smallest column first, until that of few people does not follow from the others."""
        attack = MeanAttack(self.regions, _numbers(self.drafts), self.limits)
        if self.earlier:
            before = MeanAttack(self.regions, attack.numbers, self.limits)
            attack.safe |= set(before.pinned(self.earlier))
        while found := attack.pinned(self.told()):
            open_ones = [*self._open(found[0])]
            if not open_ones:
                attack.safe.add(found[0])
                continue
            _, at, place = min(open_ones)
            self.drafts[at].hidden.add(place)
        for parts in attack.small(self.told()):
            for _, at, place in self._open(parts):
                self.drafts[at].medianless.add(place)

    def _open(self, parts: Parts) -> Iterator[tuple[int, int, int]]:
        """Size, table and column of the told means that hold some of these people, or could be taken from them."""
        names = frozenset().union(*(held for held, _ in parts))
        for at, draft in enumerate(self.drafts):
            for place, where in enumerate(draft.wheres):
                told = place not in draft.gone and place not in draft.hidden
                holds = any(lies_in(atom, where) for _, atom in parts)
                if told and (holds or (where and frozenset(where) <= names)):
                    yield draft.table.summaries[place].n, at, place

    def _said(self) -> Iterator[Note]:
        for draft, small in zip(self.drafts, self.small, strict=True):
            keys = [heading.key for heading in draft.table.headings]
            for place in sorted(draft.gone):
                yield Note(self.name, "column left out", (keys[place],), 1)
            more = sorted(draft.hidden - small - draft.gone)
            if more:
                yield Note(self.name, "means hidden", tuple(keys[place] for place in more), len(more))
            bare = sorted(draft.medianless - draft.hidden - draft.gone)
            if bare and any(draft.table.summaries[place].median is not None for place in bare):
                yield Note(self.name, "medians hidden", tuple(keys[place] for place in bare), len(bare))


def _numbers(drafts: Sequence[_Draft]) -> Numbers:
    """What anybody knows of the numbers: their bounds in the questionnaire, else the least and largest given."""
    measured = drafts[0].table.measured
    given = [one for draft in drafts for one in draft.table.summaries]
    lows = [one.low for one in given if one.low is not None]
    highs = [one.high for one in given if one.high is not None]
    low = measured.least if measured.least is not None else min(lows, default=0.0)
    high = measured.most if measured.most is not None else max(highs, default=0.0)
    return Numbers(low, high, measured.whole)


def _finished(draft: _Draft, limits: Limits) -> MeasureTable | None:
    """None where no column is left."""
    table = draft.table
    kept = [place for place in range(len(draft.wheres)) if place not in draft.gone]
    if not kept:
        return None
    measured = replace(
        table.measured, statistics=tuple(name for name in table.measured.statistics if name not in OF_ONE)
    )
    told = (_told(_of(draft, place), hidden=place in draft.hidden, local=draft.local, limits=limits) for place in kept)
    return replace(
        table, measured=measured, headings=tuple(table.headings[place] for place in kept), summaries=tuple(told)
    )


def _of(draft: _Draft, place: int) -> Summary:
    found = draft.table.summaries[place]
    return replace(found, median=None) if place in draft.medianless else found


def _told(found: Summary, *, hidden: bool, local: bool, limits: Limits) -> Summary:
    found = replace(found, asked=None if local else found.asked, low=None, high=None)
    if hidden and found.n:
        return replace(found, mean=None, sd=None, median=None, mark="hidden")
    return replace(found, mark="few" if 0 < found.n < limits.few else "")


def told_means(tables: Iterable[MeasureTable], known: Declared) -> dict[str, tuple[Mean, ...]]:
    """What released tables tell, by name, to hold later ones against."""
    found: dict[str, tuple[Mean, ...]] = {}
    for table in tables:
        told = (
            told_of(apart(heading.where, known), one, table.weighted, hidden=one.mark == "hidden")
            for heading, one in zip(table.headings, table.summaries, strict=True)
        )
        found[table.measured.name] = (*found.get(table.measured.name, ()), *told)
    return found
