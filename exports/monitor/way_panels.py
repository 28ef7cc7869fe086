"""Figures → tables about days and about how people came and answered. Pure."""

from collections.abc import Callable, Sequence

from django.utils.translation import gettext as _

from exports.monitor import words
from exports.monitor.draw import Bar, Line, MarkedDay, bars, lines
from exports.monitor.figures import Figures, Split
from exports.monitor.hide import apart, growing, hidden, hidden_within, share
from exports.monitor.limits import Limits
from exports.monitor.panels import Column, Panel, Row, written
from exports.monitor.told import reached, splits
from exports.monitor.words import Words
from surveys.engine.disclose import shown


def funnel(figures: Figures) -> Panel:
    """From letters to answers: each step by itself, as they are counts of different things."""
    days = figures.days
    steps = (
        ("letters", _("Letters that left"), sum(sum(one.posted.values()) for one in days)),
        ("came_back", _("People whose letter came back"), figures.sample.undeliverable),
        ("landed", _("Opened the first page"), sum(one.landed for one in days)),
        ("declined", _("Said no to taking part"), sum(one.declined for one in days)),
        ("not_for_them", _("The questionnaire was not for them"), sum(one.not_for_them for one in days)),
        ("began", _("Began"), sum(one.started_sample + one.started_open for one in days)),
        ("usable", _("Complete or partial"), figures.usable),
        ("sent", _("Sent"), sum(one.sent_sample + one.sent_open for one in days)),
    )
    rows = tuple(Row(key, label, (shown(number),)) for key, label, number in steps)
    most = max((row.cells[0] or 0 for row in rows), default=0)
    drawn = [
        Bar(row.label, row.cells[0] / most if row.cells[0] else None, written(row.cells[0], "count")) for row in rows
    ]
    title = _("From letter to answer")
    chart = bars(title, drawn, most=1.0) if most else ""
    return Panel("steps", title, _("Step"), (Column("number", _("Number")),), rows, chart)


def wanted(figures: Figures, said: Words, limits: Limits) -> Panel:
    """Of each group how many questionnaires the study needs, how many there are, and how many are still to come."""
    told = reached(figures)
    rows = []
    for group, number in limits.wanted:
        there = told.get(group, 0)
        missing = None if there is None else max(0, number - there)
        rows.append(Row(group, said.group(group), (number, there, missing)))
    columns = (
        Column("wanted", _("Needed")),
        Column("usable", _("Complete or partial")),
        Column("missing", _("Still to come")),
    )
    title = _("What the study needs of each group")
    drawn = [
        Bar(
            row.label,
            row.cells[1] / row.cells[0] if row.cells[1] and row.cells[0] else None,
            written(row.cells[1], "count"),
        )
        for row in rows
    ]
    most = max([1.0, *(one.share for one in drawn if one.share is not None)])
    return Panel("wanted", title, _("Group"), columns, tuple(rows), bars(title, drawn, most=most) if rows else "")


def growth(figures: Figures) -> Panel:
    """By day: who came, began and sent, with the letters that left; the chart shows sums so far."""
    found = figures.days
    sent = ([one.sent_sample for one in found], [one.sent_open for one in found])
    counts = (
        [one.landed for one in found],
        [one.started_sample for one in found],
        [one.started_open for one in found],
        *sent,
        [one.declined for one in found],
        [one.not_for_them for one in found],
    )
    told = [apart(column) for column in counts]
    posted = [sum(one.posted.values()) or None for one in found]
    rows = tuple(
        Row(one.day.isoformat(), f"{one.day.day}-{one.day.month}", (*(column[place] for column in told), posted[place]))
        for place, one in enumerate(found)
    )
    columns = (
        Column("landed", _("Opened the first page")),
        Column("began_sample", _("Began, with a letter's code")),
        Column("began_open", _("Began, without")),
        Column("sent_sample", _("Sent, with a letter's code")),
        Column("sent_open", _("Sent, without")),
        Column("declined", _("Said no")),
        Column("not_for_them", _("Not for them")),
        Column("letters", _("Letters that left")),
    )
    title = _("Questionnaires sent, so far")
    drawn = (
        Line(_("with a letter's code"), growing(sent[0])),
        Line(_("without"), growing(sent[1])),
    )
    marks = [MarkedDay(one.day, words.mailing(kind)) for one in found for kind in one.posted]
    chart = lines(title, [one.day for one in found], drawn, marks) if found else ""
    note = _("The lines rise by ten people or more at a time, so that no single person can be seen in them.")
    return Panel("days", title, _("Day of fieldwork"), columns, rows, chart, note)


def _splits(name: str, title: str, found: Sequence[Split], label: Callable[[str], str], note: str = "") -> Panel:
    """Questionnaires by one circumstance: began, sent, usable, and the share that came to an end."""
    usable = any(one.usable is not None for one in found)
    whole = sum(one.started for one in found)
    rows = []
    for one, told in zip(found, splits(found), strict=True):
        shares = (share(told[0], whole), share(told[1], told[0]))
        rows.append(Row(one.value, label(one.value), (*told, *shares)))
    columns = [Column("began", _("Began")), Column("sent", _("Sent"))]
    columns += [Column("usable", _("Complete or partial"))] if usable else []
    columns += [Column("share", _("Share of who began"), "share"), Column("finished", _("Sent, of who began"), "share")]
    at = len(columns) - 2
    drawn = [Bar(row.label, row.cells[at], written(row.cells[at], "share")) for row in rows]
    chart = bars(title, drawn, most=1.0) if rows else ""
    return Panel(name, title, title, tuple(columns), tuple(rows), chart, note)


def ways(figures: Figures, said: Words) -> list[Panel]:
    """Language, group, device, listening, help; in that order."""
    nobody = _("Counted apart from questionnaires: nobody's answers say on what they were given.")
    listening = _("People who had something read to them, by the language that they heard. Counted apart.")
    helped = _("As people say in the questionnaire.")
    return [
        _splits("language", _("Language"), figures.languages, words.language),
        _splits("group", _("Group"), figures.groups, said.group),
        _splits("device", _("Device"), figures.devices, words.device, nobody),
        _splits("sound", _("Listened"), figures.listened, words.language, listening),
        _splits("mode", _("Filled in"), figures.modes, words.mode),
        _splits("helped_by", _("Who helped"), figures.helped_by, said.helper, helped),
    ]


def channels(figures: Figures) -> list[Panel]:
    """Every way in, by kind and one by one: who opened the first page, began, sent."""
    found = [one for one in figures.channels if one.landed or one.started]
    steps = [(one.started, one.landed, one.sent, one.usable) for one in found]
    kinds = list(dict.fromkeys(one.kind for one in found))
    sums = [
        [sum(row[at] for row, one in zip(steps, found, strict=True) if one.kind == kind) for at in range(4)]
        for kind in kinds
    ]
    by_kind = [
        _channel_row(kind, words.channel_kind(kind).capitalize(), told)
        for kind, told in zip(kinds, hidden(sums), strict=True)
    ]
    one_by_one = [
        _channel_row(one.slug, f"{one.label} ({words.channel_kind(one.kind)})", told)
        for one, told in zip(found, hidden_within(steps, [[one.kind for one in found]]), strict=True)
    ]
    return [
        _channel_panel("channel_kind", _("Kinds of channels"), by_kind),
        _channel_panel("channel", _("Channels"), one_by_one),
    ]


def _channel_row(code: str, label: str, told: tuple[int | None, ...]) -> Row:
    began, landed, sent, usable = told
    return Row(code, label, (landed, began, sent, usable, share(sent, began)))


def _channel_panel(name: str, title: str, rows: Sequence[Row]) -> Panel:
    """The chart has those that are told."""
    columns = (
        Column("landed", _("Opened the first page")),
        Column("began", _("Began")),
        Column("sent", _("Sent")),
        Column("usable", _("Complete or partial")),
        Column("finished", _("Sent, of who began"), "share"),
    )
    most = max((row.cells[1] or 0 for row in rows), default=0)
    drawn = [Bar(row.label, row.cells[1] / most, written(row.cells[1], "count")) for row in rows if row.cells[1]]
    chart = bars(_("Began, by channel"), drawn, most=1.0) if drawn else ""
    return Panel(name, title, _("Channel"), columns, tuple(rows), chart)
