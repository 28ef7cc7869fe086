"""Figures of a small fieldwork beside a second computation: plain SQL over raw tables and events."""

import json
from collections import Counter, defaultdict
from datetime import date, timedelta

import pytest
from django.db import connection

from exports.monitor.figures import Figures, by, summed
from exports.monitor.make import figures_of
from respondents.models import AnswerEvent, Interview
from staff.triggers import unlocked
from tests.exports.monitor.fieldwork import NOW, QUESTIONS, Fieldwork

pytestmark = pytest.mark.django_db
PAGES = (*QUESTIONS, "helped_by", "only_work")


def rows(sql: str, *values: object) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def loaded(value: object) -> dict:
    return json.loads(value) if isinstance(value, str) else value


class Raw:
    """Everything once more, from events and rows alone."""

    def __init__(self) -> None:
        self.given: dict[str, dict] = defaultdict(dict)
        self.passed: dict[str, set] = defaultdict(set)
        for pk, patch in rows("SELECT interview_id, patch FROM respondents_answerevent ORDER BY interview_id, seq"):
            found = loaded(patch)
            self.given[str(pk)].update(found.get("answers") or {})
            self.passed[str(pk)].update(found.get("passed") or {})

    def outcome(self, pk: str) -> str:
        """80% of what applied is complete, half of it is partial; the screening question is one of the items."""
        given, passed = self.given[pk], self.passed[pk]
        items = ["side", *QUESTIONS, "helped_by"]
        work = (given.get("work") or {}).get("code") if "work" in passed else None
        items += ["only_work"] if work == "yes" or "work" not in passed else []
        answered = sum(given.get(name) is not None for name in items)
        return (
            "complete" if answered >= 0.8 * len(items) else "partial" if answered >= 0.5 * len(items) else "break_off"
        )


def outcomes_of_list() -> dict[int, str]:
    """Outcome by unit, from SQL."""
    raw = Raw()
    interviews = dict(
        (unit, (str(pk), state))
        for unit, pk, state in rows(
            "SELECT l.unit_id, i.id, i.state FROM respondents_interviewlink l "
            "JOIN respondents_interview i ON i.id = l.interview_id WHERE l.unit_id IS NOT NULL"
        )
    )
    written = {
        unit
        for (unit,) in rows(
            "SELECT c.unit_id FROM invitations_code c WHERE c.unit_id IS NOT NULL AND NOT EXISTS "
            "(SELECT 1 FROM invitations_letterevent e WHERE e.code_id = c.id AND e.kind = 'spoiled')"
        )
    }
    found = {}
    for unit, state in rows("SELECT id, state FROM invitations_sampleunit"):
        pk, stands = interviews.get(unit, ("", ""))
        of_interview = "withdrawn" if stands == "withdrawn" else raw.outcome(pk) if pk else ""
        of_letters = {"refused": "refusal", "undeliverable": "undeliverable"}.get(
            state, "nothing" if unit in written else "not_written"
        )
        outside = {"excluded": "left_out", "deceased": "deceased"}.get(state)
        refused = state == "refused" and of_interview == "break_off"
        found[unit] = outside or ("refusal" if refused else of_interview) or of_letters
    return found


def test_outcomes_of_the_sample_are_those_of_the_raw_tables(fieldwork: Fieldwork, figures: Figures) -> None:
    found = outcomes_of_list()
    expected = Counter(found.values())
    told = {name: number for name, number in vars(figures.sample).items() if name not in ("size", "started", "busy")}
    assert {name: number for name, number in told.items() if number} == dict(expected)
    assert figures.sample.size == 120
    assert sum(told.values()) == 120
    base = 120 - expected["not_written"] - expected["left_out"] - expected["deceased"]
    assert figures.sample.base == base
    assert figures.sample.rr1 == pytest.approx(expected["complete"] / base)
    assert figures.sample.rr2 == pytest.approx((expected["complete"] + expected["partial"]) / base)


def test_what_was_made_happen_is_in_the_outcomes(figures: Figures) -> None:
    """By hand, from the story: a second computation that shares a mistake would pass the test above."""
    sample = figures.sample
    assert (sample.left_out, sample.deceased, sample.undeliverable, sample.withdrawn) == (2, 1, 3, 1)
    assert sample.refusal == 2, "one who said no, one who broke off and then said no"
    assert sample.not_written == 21, "twenty without a letter, one whose letter was spoiled"
    assert sample.base == 120 - 21 - 2 - 1
    assert sample.started == 38, "who withdrew has no questionnaire; who was left out later has"


def test_strata_are_the_raw_tables_grouped(fieldwork: Fieldwork, figures: Figures) -> None:
    found = outcomes_of_list()
    values = {
        unit: (group, loaded(strata)["sex"], loaded(strata)["municipality"])
        for unit, group, strata in rows('SELECT id, "group", strata FROM invitations_sampleunit')
    }
    expected: dict[tuple, Counter] = defaultdict(Counter)
    for unit, outcome in found.items():
        expected[values[unit]][outcome] += 1
    assert figures.variables == ("group", "sex", "municipality")
    told = {
        stratum.values: Counter(
            {name: n for name, n in vars(stratum.counted).items() if n and name not in ("size", "started", "busy")}
        )
        for stratum in figures.strata
    }
    assert told == expected
    men = by(figures, ["sex"])[("man",)]
    assert men.size == sum(value[1] == "man" for value in values.values())
    assert summed(by(figures, ["group", "sex"]).values()) == figures.sample
    assert sum(stratum.mailed["reminder_1"] for stratum in figures.strata if stratum.mailed) == 50


def test_waiting_are_those_whom_a_reminder_can_reach(figures: Figures) -> None:
    """100 written to less 30 who sent, 1 withdrew, 2 refused, 1 died, 1 left out, 3 came back, 1 spoiled."""
    assert figures.waiting == 100 - 30 - 1 - 2 - 1 - 1 - 3 - 1


def test_days_are_the_raw_rows(figures: Figures) -> None:
    started, sent = Counter(), Counter()
    for day, coded in rows("SELECT DATE(started_at), coded FROM respondents_interview WHERE state <> 'withdrawn'"):
        started[str(day), bool(coded)] += 1
    for day, coded in rows("SELECT DATE(last_at), coded FROM respondents_interview WHERE state = 'sent'"):
        sent[str(day), bool(coded)] += 1
    told = {one.day.isoformat(): one for one in figures.days}
    assert {(day, True): one.started_sample for day, one in told.items() if one.started_sample} == {
        key: n for key, n in started.items() if key[1]
    }
    assert {(day, False): one.started_open for day, one in told.items() if one.started_open} == {
        key: n for key, n in started.items() if not key[1]
    }
    assert sum(one.sent_sample + one.sent_open for one in figures.days) == sum(sent.values())
    posted = {one.day: dict(one.posted) for one in figures.days if one.posted}
    assert posted == {date(2026, 11, 3): {"invitation": 100}, date(2026, 11, 16): {"reminder_1": 50}}
    days = [one.day for one in figures.days]
    assert days == [days[0] + timedelta(days=n) for n in range(len(days))]
    assert days[-1] == NOW.date()


def test_questions_are_counted_among_those_who_were_asked(figures: Figures) -> None:
    raw = Raw()
    told = {one.name: one for one in figures.questions}
    alive = {str(pk) for (pk,) in rows("SELECT id FROM respondents_interview WHERE state <> 'withdrawn'")}
    for name in QUESTIONS:
        kinds: Counter[str] = Counter()
        for pk in alive:
            if name in raw.passed[pk]:
                given = raw.given[pk].get(name)
                reason = (given or {}).get("reason")
                kinds["skipped" if given is None else "dont_know" if reason == "dont_know" else "answered"] += 1
        found = told[name]
        assert (found.asked, found.answered, found.skipped, found.dont_know) == (
            kinds.total(),
            kinds["answered"],
            kinds["skipped"],
            kinds["dont_know"],
        )
    asked = sum("only_work" in raw.passed[pk] for pk in alive)
    assert told["only_work"].asked == asked
    assert 0 < asked < told["work"].answered, "of the others it was not asked"


def test_where_people_stop_is_the_first_page_they_did_not_pass(figures: Figures) -> None:
    raw = Raw()
    still_open = {str(pk) for (pk,) in rows("SELECT id FROM respondents_interview WHERE state = 'open'")}
    expected = Counter(next(name for name in PAGES if name not in raw.passed[pk]) for pk in still_open)
    assert {one.name: one.stopped for one in figures.pages if one.stopped} == dict(expected)
    home = next(one for one in figures.pages if one.name == "home")
    passed = sum("home" in found for pk, found in raw.passed.items())
    assert home.reached == passed + expected["home"]


def test_ways_of_answering(figures: Figures) -> None:
    languages = dict(
        rows("SELECT language, COUNT(*) FROM respondents_interview WHERE state <> 'withdrawn' GROUP BY language")
    )
    assert {one.value: one.started for one in figures.languages} == languages
    raw = Raw()
    helpers = Counter((given.get("helped_by") or {}).get("code") for given in raw.given.values())
    assert {one.value: one.started for one in figures.helped_by} == {
        code: number for code, number in helpers.items() if code
    }
    flyer = next(one for one in figures.channels if one.slug == "flyer")
    assert (flyer.started, flyer.sent, flyer.kind) == (10, 7, "flyer")
    assert figures.outside.size == 10


def test_participation_is_of_everybody_in_the_register(figures: Figures) -> None:
    assert figures.register == 120
    assert figures.participation == pytest.approx((figures.sample.usable + figures.outside.usable) / 120)
    assert figures.participation != pytest.approx(figures.sample.rr2)


def test_time_is_that_between_two_pages(figures: Figures) -> None:
    moments: dict[str, dict[str, object]] = defaultdict(dict)
    for event in AnswerEvent.objects.filter(kind__in=["answer", "skip", "screening"]).order_by("interview", "seq"):
        moments[str(event.interview_id)][event.page] = event.at
    spent = [round((found["home"] - found["work"]).total_seconds()) for found in moments.values() if "home" in found]
    home = next(one for one in figures.pages if one.name == "home")
    assert home.timed == len(spent)
    assert home.median == pytest.approx(sorted(spent)[len(spent) // 2], abs=2)
    assert home.lower <= home.median <= home.upper


def test_alarms_name_what_was_planted(figures: Figures) -> None:
    found = {(one.kind, one.where) for one in figures.alarms}
    assert ("dont_know", "health") in found
    assert ("non_response", "money") in found
    assert ("silent", "") in found
    assert not {where for kind, where in found if kind in ("dont_know", "non_response")} - {"health", "money"}


def test_control_a_lost_event_shows(fieldwork: Fieldwork) -> None:
    """The second computation is about the very events: without one, it no longer agrees."""
    one = Interview.objects.filter(state="open").order_by("pk").first()
    with unlocked("a test takes events away"):
        AnswerEvent.objects.filter(interview=one, page="work").delete()
    told = figures_of(fieldwork.study, now=NOW)
    raw = Raw()
    expected = Counter(
        raw.outcome(str(pk)) for (pk,) in rows("SELECT id FROM respondents_interview WHERE state='open'")
    )
    passed = sum("work" in found for found in raw.passed.values())
    assert expected
    assert next(item for item in told.questions if item.name == "work").asked == passed + 1
