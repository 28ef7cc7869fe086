"""The report of a fieldwork, from the monitor's record of figures: what stands in an appendix about the method. Pure.

Every number comes from `Figures` and what stands beside it in `Material`; nothing is counted here. It is written to be
published, so rows that tell of few people are taken together (`pooling`) before anything is printed. Texts are in the
language that is active.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from exports.closing.chart import course
from exports.closing.periods import Period, periods
from exports.closing.pooling import pooled, pooled_numbers, unsplit
from exports.monitor.figures import AAPOR, USABLE, Counted, Figures, Outcome, by, summed
from exports.printed_sheets import Head, Sheet, Value, rounded
from surveys.engine.disclose import LEAST, shown, shown_part, shown_sum

OUTCOMES: Mapping[Outcome, str] = {
    "complete": _("Complete"),
    "partial": _("Filled in in part"),
    "break_off": _("Broken off"),
    "refusal": _("Refused"),
    "withdrawn": _("Had their answers removed"),
    "removed": _("Removed in cleaning"),
    "undeliverable": _("Letter came back as undeliverable"),
    "nothing": _("No answer to the letter"),
}
"""Of people who were written to."""
MAILINGS = {
    "invitation": _("invitation"),
    "reminder_1": _("first reminder"),
    "reminder_2": _("second reminder"),
}
PERCENT = 100
DAY = "j F Y"
MOST_NAMED = 3
"""Categories that were taken together are named up to so many."""
SORTED_FROM = 8
"""Fewer categories stand in the order of the list: bands of age, routes."""


@dataclass(frozen=True)
class Actions:
    """What municipalities did: how often, per municipality and kind of effort, as in the table of the last report."""

    kinds: tuple[str, ...]
    lines: tuple[tuple[str, tuple[int, ...]], ...]


@dataclass(frozen=True)
class Closed:
    """Closed by hand on a day. `unsent`: questionnaires that were never sent, by outcome; None while not classified."""

    day: date
    unsent: Mapping[Outcome, int] | None = None


@dataclass(frozen=True)
class Material:
    """What the report is made of. `label`: of a column of the list, and of a code in it ('' for the column itself).

    `desk`: calls and messages by the words of their topic. `editions`: number and day of publication.
    """

    title: str
    figures: Figures
    label: Callable[[str, str], str]
    editions: tuple[tuple[int, date], ...] = ()
    closed: Closed | None = None
    desk: Mapping[str, int] = field(default_factory=dict)
    actions: Actions | None = None
    deviations: str = ""


@dataclass(frozen=True)
class Section:
    """A heading, paragraphs and tables. `chart`: SVG of the first table's numbers, '' for none."""

    title: str
    says: tuple[str, ...] = ()
    sheets: tuple[Sheet, ...] = ()
    chart: str = ""


@dataclass(frozen=True)
class FieldworkReport:
    title: str
    study: str
    made: str
    stamps: tuple[str, ...]
    sections: tuple[Section, ...]


def fieldwork_report(material: Material) -> FieldworkReport:
    figures = material.figures
    return FieldworkReport(
        title=gettext("Fieldwork: %(study)s") % {"study": material.title},
        study=figures.study,
        made=gettext("Figures of %(moment)s.") % {"moment": _moment(figures)},
        stamps=(gettext("Made-up people: these figures say nothing about anybody."),) if figures.made_up else (),
        sections=(
            _design(material),
            _response(figures),
            _strata(material),
            _course(figures),
            _ways_in(figures),
            _actions(material),
            _desk(material),
            _end(material),
            Section(gettext("Deviations"), _paragraphs(material.deviations)),
        ),
    )


def _design(material: Material) -> Section:
    figures = material.figures
    says = [gettext("%(base)s people were written to.") % {"base": figures.sample.base}]
    for text, whole, part in (
        (gettext("The sample: %(n)s people."), figures.sample.size, figures.sample.base),
        (gettext("The list: %(n)s people."), figures.register, figures.sample.size),
    ):
        if whole - part == 0 or whole - part >= LEAST:
            says.append(text % {"n": whole})
    if figures.opens or figures.closes:
        days = {"opens": _day(figures.opens), "closes": _day(figures.closes)}
        says.append(gettext("People could take part from %(opens)s up to and including %(closes)s.") % days)
    if material.editions:
        told = "; ".join(f"{number} ({_day(day)})" for number, day in material.editions)
        says.append(gettext("Editions of the questionnaire: %(editions)s.") % {"editions": told})
    return Section(gettext("Design"), tuple(says))


def _response(figures: Figures) -> Section:
    sample = figures.sample
    if sample.usable < LEAST or sample.base - sample.usable < LEAST:
        return Section(gettext("Response"), (gettext("Too few people to tell the response."),))
    usable, complete = shown_part(sample.usable, sample.complete)
    rows: tuple[tuple[Value, ...], ...] = (
        (gettext("Invited (written to and eligible)"), sample.base),
        (gettext("Complete"), complete),
        (gettext("Complete or in part"), usable),
        (gettext("Response rate RR1"), _told(_percent(complete, sample.base))),
        (gettext("Response rate RR2"), _told(_percent(usable, sample.base))),
        *_participation(figures),
        *_evenness(figures),
    )
    notes = (
        gettext(
            "RR1 and RR2 as AAPOR defines them (Standard Definitions, 10th edition, 2023), over people of the sample "
            "who were written to; people whose letter came back are in it, people left out or deceased are not. "
            "Complete: at least 80 in 100 of the questions that applied were answered; in part: at least 50, or 80 of "
            "the core questions."
        ),
        gettext("Participation is no response: it counts everybody who took part, also without a letter."),
    )
    first = Sheet(gettext("Response"), (Head(""), Head(gettext("How many"), 0)), rows, notes)
    return Section(gettext("Response"), (), (first, _outcomes(sample)))


def _participation(figures: Figures) -> Iterator[tuple[Value, ...]]:
    """Where those without a letter are few, the sum would tell how many they are."""
    number = shown(figures.usable) if _outside_told(figures) else None
    yield gettext("Took part without a letter"), figures.outside.usable if _outside_told(figures) else None
    yield gettext("Participation of everybody on the list"), _told(_percent(number, figures.register))


def _outside_told(figures: Figures) -> bool:
    return figures.outside.usable == 0 or figures.outside.usable >= LEAST


def _evenness(figures: Figures) -> Iterator[tuple[Value, ...]]:
    found = figures.representative
    if found.r is not None:
        yield gettext("R-indicator (1: all kinds of people respond alike)"), rounded(found.r, 3)


def _outcomes(sample: Counted) -> Sheet:
    """Of who was written to. The two that count as response stand by themselves, or as one where either is few: what
    is left is taken together among itself, and can then not be worked out from them.
    """
    answered = [(_named(outcome), getattr(sample, outcome)) for outcome in USABLE]
    if any(0 < number < LEAST for _, number in answered):
        answered = [(gettext("Complete or in part"), sample.usable)]
    left = [(_named(outcome), getattr(sample, outcome)) for outcome in OUTCOMES if outcome not in USABLE]
    others, rest = pooled_numbers(left)
    told: list[tuple[str, int]] = [one for one in answered if one[1]] + list(others)
    if rest:
        told.append((gettext("Other outcomes, taken together"), rest))
    rows = tuple((name, number, _percent(number, sample.base)) for name, number in told)
    heads = (Head(gettext("Outcome")), Head(gettext("People"), 0), Head("%", 1))
    note = gettext("Of everybody who was written to. Outcomes of fewer than ten people are taken together.")
    return Sheet(gettext("Outcomes"), heads, rows, (note,))


def _named(outcome: Outcome) -> str:
    return f"{gettext(OUTCOMES[outcome])} (AAPOR {AAPOR[outcome]})"


def _strata(material: Material) -> Section:
    figures = material.figures
    sheets = tuple(_stratum(material, name) for name in figures.variables) if figures.strata else ()
    says = () if sheets else (gettext("The list has no columns that response can be split by."),)
    return Section(gettext("Response by kind of people"), says, sheets)


def _stratum(material: Material, name: str) -> Sheet:
    """One column of the list. Categories of which response tells of few people are one row."""
    label = material.label
    found = pooled(_split(material, name))
    shown_rows = list(found.rows)
    if found.rest:
        shown_rows.append((_together(found.names), found.rest))
    whole = unsplit(shown_rows)
    told = [_response_row(category, counted, split=category not in whole) for category, counted in shown_rows]
    heads = (
        Head(label(name, "")),
        Head(gettext("Invited"), 0),
        Head(gettext("Complete"), 0),
        Head(gettext("Complete or in part"), 0),
        Head("RR1, %", 1),
        Head("RR2, %", 1),
    )
    if not found.tellable:
        return Sheet(label(name, ""), heads, (), (gettext("Too few people to tell anything by this column."),))
    notes = (gettext("–: too few people filled in in part to tell the two apart."),) if whole else ()
    return Sheet(label(name, ""), heads, tuple(told), notes)


def _split(material: Material, name: str) -> list[tuple[str, Counted]]:
    """By the words of each category, long lists by name, what the list does not know last. Who was not written to, left
    out or deceased makes no category.
    """
    unknown = gettext("not known")
    found: dict[str, list[Counted]] = {}
    for (code,), people in by(material.figures, [name]).items():
        if people.base:
            found.setdefault(material.label(name, code) if code else unknown, []).append(people)
    rows = [(words, summed(parts)) for words, parts in found.items()]
    rows = sorted(rows, key=lambda row: row[0]) if len(rows) > SORTED_FROM else rows
    return sorted(rows, key=lambda row: row[0] == unknown)


def _together(names: Sequence[str]) -> str:
    """Few categories by their names, more by how many they are."""
    if len(names) <= MOST_NAMED:
        return " + ".join(names)
    return str(gettext("others, taken together (%(n)s)") % {"n": len(names)})


def _response_row(category: str, found: Counted, *, split: bool) -> tuple[Value, ...]:
    complete = found.complete if split else None
    rates = (_percent(complete, found.base), _percent(found.usable, found.base))
    return (category, found.base, complete, found.usable, *rates)


def _course(figures: Figures) -> Section:
    weeks = periods(figures.days)
    tellable = all(week.tellable for week in weeks)
    heads = (
        Head(gettext("Period")),
        Head(gettext("Letters that left")),
        Head(gettext("Opened the first page"), 0),
        Head(gettext("Began"), 0),
        Head(gettext("Sent"), 0),
    )
    rows = tuple((_span(week), _posted(week), week.landed, week.started, week.sent) for week in weeks)
    says = () if tellable and weeks else (gettext("Too few people took part to tell their course."),)
    note = gettext("Weeks of fewer than ten people are taken together with the next.")
    if says:
        return Section(gettext("Course"), says)
    return Section(gettext("Course"), (), (Sheet(gettext("Course by week"), heads, rows, (note,)),), _drawn(weeks))


def _drawn(weeks: Sequence[Period]) -> str:
    title = gettext("Questionnaires sent per period, with mailings. The same numbers stand in the table.")
    labels = [_short(week.first) for week in weeks]
    marks = [", ".join(_mailing(kind) for kind, number in week.posted.items() if number >= LEAST) for week in weeks]
    return course(weeks, title, labels, marks)


def _mailing(kind: str) -> str:
    return gettext(MAILINGS[kind]) if kind in MAILINGS else kind


def _span(period: Period) -> str:
    return f"{_short(period.first)} – {_day(period.last)}"


def _posted(period: Period) -> str:
    told = (
        f"{_mailing(kind)}: {number if number >= LEAST else f'<{LEAST}'}"
        for kind, number in period.posted.items()
        if number
    )
    return "; ".join(told)


def _ways_in(figures: Figures) -> Section:
    if not _outside_told(figures):
        return Section(gettext("Ways in"), (gettext("Too few people came without a letter to tell the ways in."),))
    told, rest = pooled_numbers([(channel.label, channel.usable) for channel in figures.channels])
    rows: list[tuple[Value, ...]] = [*told]
    if rest >= LEAST:
        rows.append((gettext("Other ways, taken together"), rest))
    heads = (Head(gettext("How people came")), Head(gettext("Complete or in part"), 0))
    return Section(gettext("Ways in"), (), (Sheet(gettext("Ways in"), heads, tuple(rows)),))


def _actions(material: Material) -> Section:
    found, title = material.actions, gettext("Actions per municipality")
    if found is None or not found.lines:
        return Section(title, (gettext("No actions of municipalities were noted."),))
    heads = (Head(gettext("Municipality")), *(Head(kind, 0) for kind in found.kinds))
    rows = tuple((name, *(times or None for times in numbers)) for name, numbers in found.lines)
    return Section(title, (), (Sheet(title, heads, rows, (gettext("How often each was done."),)),))


def _desk(material: Material) -> Section:
    title = gettext("Help desk")
    heads = (Head(gettext("About")), Head(gettext("Calls and messages"), 0))
    told = [(topic, shown(number)) for topic, number in material.desk.items()]
    rows = (*told, (gettext("Sum of what is shown"), shown_sum(number for _, number in told)))
    note = gettext("Numbers under ten are not shown.")
    return Section(title, (), (Sheet(title, heads, rows, (note,)),))


def _end(material: Material) -> Section:
    closed = material.closed
    if closed is None:
        return Section(gettext("End"), (gettext("Fieldwork was not closed by hand."),))
    says = [gettext("Closed on %(day)s.") % {"day": _day(closed.day)}]
    if closed.unsent is None:
        return Section(gettext("End"), tuple(says))
    heads = (Head(gettext("Never sent")), Head(gettext("Questionnaires"), 0))
    told, rest = pooled_numbers([(gettext(OUTCOMES[name]), closed.unsent[name]) for name in closed.unsent])
    more = ((gettext("Other outcomes, taken together"), shown(rest)),) if rest else ()
    note = gettext("Questionnaires that were begun and not sent when fieldwork was closed, by how much was answered.")
    return Section(gettext("End"), tuple(says), (Sheet(gettext("Not sent"), heads, (*told, *more), (note,)),))


def _paragraphs(text: str) -> tuple[str, ...]:
    found = tuple(" ".join(part.split()) for part in text.split("\n\n") if part.strip())
    return found or (gettext("Nothing was noted."),)


def _percent(number: int | None, whole: int) -> float | None:
    return PERCENT * number / whole if number is not None and whole else None


def _told(percent: float | None) -> str | None:
    return None if percent is None else f"{rounded(percent, 1)}%"


def _moment(figures: Figures) -> str:
    return str(date_format(timezone.localtime(figures.made_at), f"{DAY} H:i"))


def _day(day: date | None) -> str:
    return date_format(day, DAY) if day else "–"


def _short(day: date) -> str:
    return str(date_format(day, "j b"))
