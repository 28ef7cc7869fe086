"""The record of figures of a study's fieldwork: shapes alone. Pure.

`exports.monitor.store.latest(study) -> Figures | None` reads the newest one, `earlier(study)` those of days before.

Every count is of people or letters and is *not* protected: pages and files pass it through `hide.py` first. Made-up
people are in it only where there are no others (`made_up`).

Outcomes are named in words; `AAPOR` gives the code of each (Standard Definitions, 10th edition, 2023). Rates are over
people of the sample who were written to (`Stratum.base`), without those who are not eligible: left out or deceased, as
for R-indicators (docs/weights.md). RR1 = complete / base, RR2 = (complete + partial) / base. *Participation* is all
usable questionnaires, whoever filled them in, of everybody in the register: never called response.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import Literal

Outcome = Literal[
    "complete",
    "partial",
    "break_off",
    "refusal",
    "withdrawn",
    "removed",
    "undeliverable",
    "nothing",
    "not_written",
    "left_out",
    "deceased",
]
AAPOR: Mapping[Outcome, str] = {
    "complete": "1.1",
    "partial": "1.2",
    "refusal": "2.11",
    "withdrawn": "2.11",
    "break_off": "2.12",
    "removed": "2.12",
    "not_written": "3.11",
    "nothing": "3.19",
    "undeliverable": "3.30",
    "left_out": "4.0",
    "deceased": "4.0",
}
"""In the order of pages. `removed`: taken out by a decision of cleaning; `nothing`: a letter left and nobody came."""
USABLE: tuple[Outcome, ...] = ("complete", "partial")
BEGUN: tuple[Outcome, ...] = ("complete", "partial", "break_off")
NOT_ELIGIBLE: tuple[Outcome, ...] = ("left_out", "deceased")


@dataclass(frozen=True)
class Counted:
    """People by outcome. `size`: all of them. One outcome each, so the outcomes add up to `size`.

    `started`: whoever has a questionnaire that was begun and not removed, whatever the outcome says (somebody who broke
    off and then refused is a refusal that was started). `busy`: of the break-offs and partials, those who answered
    within the last day and may go on.
    """

    size: int = 0
    complete: int = 0
    partial: int = 0
    break_off: int = 0
    refusal: int = 0
    withdrawn: int = 0
    removed: int = 0
    undeliverable: int = 0
    nothing: int = 0
    not_written: int = 0
    left_out: int = 0
    deceased: int = 0
    started: int = 0
    busy: int = 0

    @property
    def usable(self) -> int:
        return self.complete + self.partial

    @property
    def invited(self) -> int:
        """The same as `base`, by its name on pages. Whose letter came back is in it."""
        return self.base

    @property
    def base(self) -> int:
        """Written to and eligible: what RR1 and RR2 are of."""
        return self.size - self.not_written - self.left_out - self.deceased

    @property
    def rr1(self) -> float | None:
        """0 to 1; None where nobody was written to."""
        return self.complete / self.base if self.base else None

    @property
    def rr2(self) -> float | None:
        return self.usable / self.base if self.base else None


@dataclass(frozen=True)
class Stratum:
    """One cell of the sample: people of the list with these values, in the order of `Figures.variables`.

    A value is a code of the list's column, '' where the list does not know it. `waiting`: people who can still get a
    reminder (invited, reachable, not sent or withdrawn). `mailed`: kind of mailing → people who got such a letter (it
    did not come back and was not spoiled). `came`: slug of a channel → questionnaires begun by it; `usable_by`: of
    those, complete or partial.

    Who opened the first page is known per channel only (`Channel.landed`): never per person.
    """

    values: tuple[str, ...]
    counted: Counted
    waiting: int = 0
    mailed: Mapping[str, int] = field(default_factory=dict)
    came: Mapping[str, int] = field(default_factory=dict)
    usable_by: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class PartialOf:
    """Partial R-indicators of one category. `unconditional` is below 0 where it responds less than the whole."""

    code: str
    units: int
    rate: float
    unconditional: float
    unconditional_se: float | None
    conditional: float


@dataclass(frozen=True)
class PartialR:
    """Partial R-indicators of a variable: the spread of response chances that it accounts for, alone
    (`unconditional`) and beside the others (`conditional`). 0 is nothing.
    """

    name: str
    unconditional: float
    unconditional_se: float | None
    conditional: float
    conditional_se: float | None
    categories: tuple[PartialOf, ...]


@dataclass(frozen=True)
class Representative:
    """R-indicator of a usable questionnaire (RR2) over `units` of the base; 1 is perfectly even.

    `r` is adjusted for bias, `raw` is not. None where it cannot be worked out: `why` (a message id) and `about` (what
    stands in it) say why.
    """

    units: int = 0
    r: float | None = None
    r_se: float | None = None
    raw: float | None = None
    cv: float | None = None
    variables: tuple[PartialR, ...] = ()
    pooled: tuple[str, ...] = ()
    why: str = ""
    about: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Day:
    """One day of the site's time zone. `sample`: questionnaires of people with a letter's code; `open`: of others.

    `landed`: opened the first page (of real people only). `posted`: kind of mailing → letters that left that day.
    `declined`: said no to taking part; `not_for_them`: screening ended elsewhere.
    """

    day: date
    landed: int = 0
    started_sample: int = 0
    started_open: int = 0
    sent_sample: int = 0
    sent_open: int = 0
    declined: int = 0
    not_for_them: int = 0
    posted: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Split:
    """Questionnaires by one circumstance. `sent`: of `started`, with Send pressed; `usable`: complete or partial.

    `usable` is None where only counts are kept (devices, listening): nobody's questionnaire says so.
    """

    value: str
    started: int
    sent: int
    usable: int | None = None


@dataclass(frozen=True)
class ChannelFigures:
    """One way in. `organisation`: key of whose it is, None for the study's own. `landed`: opened the first page."""

    slug: str
    kind: str
    label: str
    organisation: int | None
    landed: int
    started: int
    sent: int
    usable: int


@dataclass(frozen=True)
class QuestionFigures:
    """A question among those who were asked it: routed there, and the page was passed. `asked` = the sum of the rest.

    `answered`: something that says something. People who broke off before it are not asked.
    """

    name: str
    page: str
    asked: int
    answered: int
    skipped: int
    dont_know: int
    prefer_not: int
    not_applicable: int

    @property
    def non_response(self) -> float | None:
        """Share that skipped it, 0 to 1."""
        return self.skipped / self.asked if self.asked else None

    @property
    def unknowing(self) -> float | None:
        """Share that said "I don't know", 0 to 1."""
        return self.dont_know / self.asked if self.asked else None


@dataclass(frozen=True)
class PageFigures:
    """A page of the questionnaire among those routed there. `reached`: came to it; `stopped`: went no further and
    were quiet for a day. `timed`: people whose time is known; quartiles in seconds, None where nobody was timed.
    """

    name: str
    questions: tuple[str, ...]
    reached: int
    stopped: int
    timed: int = 0
    lower: float | None = None
    median: float | None = None
    upper: float | None = None

    @property
    def broke_off(self) -> float | None:
        """Share of those who came here and went no further, 0 to 1."""
        return self.stopped / self.reached if self.reached else None


AlarmKind = Literal[
    "non_response", "dont_know", "break_off", "uneven", "lagging", "undeliverable", "silent", "language", "wanted"
]


@dataclass(frozen=True)
class Alarm:
    """A figure beyond its limit. `where`: a question, a page, `variable=code` or ''; `value` and `limit` as shares
    (0 to 1), but days for `silent` and questionnaires for `wanted`. `base`: people it rests on, at least
    `Limits.least`. `at_most`: the value is a bound, as the number behind it is too small to be told.
    """

    kind: AlarmKind
    where: str
    value: float
    limit: float
    base: int
    at_most: bool = False


@dataclass(frozen=True)
class Figures:
    """Everything the monitor tells of a study at `made_at`.

    `variables`: columns of the list that strata are crossed by. `strata`: the sample alone; () in records of earlier
    days, of which no cell is kept. `sample`: the sum of all strata. `outside`: people who came without a letter's
    code (only complete, partial, break_off, withdrawn, removed). `register`: people of the newest list, drawn or not;
    the study's own total where there is no list. `helped_by`: answers to the study's question about who helped.
    """

    study: str
    made_at: datetime
    made_up: bool
    opens: date | None
    closes: date | None
    register: int
    variables: tuple[str, ...]
    sample: Counted
    outside: Counted
    strata: tuple[Stratum, ...] = ()
    waiting: int = 0
    representative: Representative = Representative()
    days: tuple[Day, ...] = ()
    channels: tuple[ChannelFigures, ...] = ()
    languages: tuple[Split, ...] = ()
    groups: tuple[Split, ...] = ()
    modes: tuple[Split, ...] = ()
    helped_by: tuple[Split, ...] = ()
    devices: tuple[Split, ...] = ()
    listened: tuple[Split, ...] = ()
    questions: tuple[QuestionFigures, ...] = ()
    pages: tuple[PageFigures, ...] = ()
    alarms: tuple[Alarm, ...] = ()

    @property
    def usable(self) -> int:
        """Complete or partial, with a letter's code or without."""
        return self.sample.usable + self.outside.usable

    @property
    def participation(self) -> float | None:
        """Usable questionnaires of everybody in the register, 0 to 1."""
        return self.usable / self.register if self.register else None


@dataclass(frozen=True)
class Standing:
    """What a day's record says of the whole sample. `r`: the R-indicator, None where there was none."""

    day: date
    sample: Counted
    r: float | None


def summed(parts: Iterable[Counted]) -> Counted:
    """The people of several together."""
    totals = dict.fromkeys((item.name for item in fields(Counted)), 0)
    for part in parts:
        for name in totals:
            totals[name] += getattr(part, name)
    return Counted(**totals)


def by(figures: Figures, names: Sequence[str]) -> dict[tuple[str, ...], Counted]:
    """The sample by some of `Figures.variables`, in that order: values → people. Raises ValueError for another name."""
    places = [figures.variables.index(name) for name in names]
    found: dict[tuple[str, ...], list[Counted]] = {}
    for stratum in figures.strata:
        found.setdefault(tuple(stratum.values[place] for place in places), []).append(stratum.counted)
    return {values: summed(parts) for values, parts in sorted(found.items())}
