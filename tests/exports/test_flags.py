"""What each flag sees and does not see: at its limit, just beside it, and why."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from exports.flags.completeness import Part, broken_off, part, share_answered
from exports.flags.control import contradicted
from exports.flags.impossible import impossible
from exports.flags.rules import RULES, watches
from exports.flags.settings import BadSettings, Completeness, Settings, Straight, settings_of
from exports.flags.straight import batteries, straight_lined
from exports.flags.timing import Moment, page_seconds
from exports.judged_words import WORDS, limits_in_words
from surveys.engine.answers import Choice, Choices, DateRange, Months, Number, Refusal
from surveys.engine.missing import Missing
from surveys.engine.parse import parse, select_edition
from surveys.load import read_folder
from tests.exports.flag_cases import STUDY, case, lessons, settings, study


def moments(*events: tuple[str, str, float]) -> list[Moment]:
    return [Moment(kind, page, int(after * 1_000_000)) for kind, page, after in events]


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        pytest.param([("screening", "s", 0), ("answer", "a", 7), ("skip", "b", 10)], {"a": 7, "b": 3}, id="in a row"),
        pytest.param(
            [("screening", "s", 0), ("answer", "a", 4), ("answer", "a", 9)], {"a": 9}, id="saved twice on one page"
        ),
        pytest.param(
            [("screening", "s", 0), ("answer", "a", 9), ("entry", "", 900), ("answer", "b", 906)],
            {"a": 9, "b": 6},
            id="came back later",
        ),
        pytest.param(
            [("screening", "s", 0), ("answer", "a", 9), ("answer", "b", 12), ("answer", "a", 40), ("answer", "c", 44)],
            {"a": 9, "b": 3, "c": 4},
            id="back to a page: its first time counts, and the next page starts after it",
        ),
        pytest.param([("screening", "s", 0), ("answer", "a", 1800)], {"a": 1800}, id="half an hour"),
        pytest.param([("screening", "s", 0), ("answer", "a", 1801)], {}, id="away"),
        pytest.param([("screening", "s", 0), ("answer", "a", 1)], {"a": 1}, id="a second"),
        pytest.param(
            [("screening", "s", 0), ("answer", "a", 5), ("answer", "b", 5.2)], {"a": 5}, id="handed in late, together"
        ),
        pytest.param(
            [("screening", "s", 0), ("language", "", 3), ("answer", "a", 8)], {"a": 8}, id="another language meanwhile"
        ),
        pytest.param([("answer", "a", 5)], {}, id="nothing before it"),
        pytest.param([], {}, id="nothing"),
    ],
)
def test_seconds_per_page(events, expected):
    assert page_seconds(moments(*events)) == expected


PAGES = tuple(f"p{number}" for number in range(10))


def timed(number: int, seconds: int, pages: int = 10, **known: object):
    return replace(case({}, number), seconds=dict.fromkeys(PAGES[:pages], seconds), **known)


def speeding(cases, **limits: object) -> dict[int, float]:
    watch = watches(settings(speeding={"least": 5, **limits}))[0]
    for one in cases:
        watch.see(one)
    return {flag.respnr: flag.evidence["share"] for flag in watch.flags()}


USUAL = [timed(number, 20) for number in range(1, 8)]


@pytest.mark.parametrize(
    ("more", "limits", "expected"),
    [
        pytest.param([timed(9, 10)], {}, {}, id="at half the median"),
        pytest.param([timed(9, 9)], {}, {9: 0.45}, id="below half"),
        pytest.param([timed(9, 9)], {"share": 0.4}, {}, id="a lower limit"),
        pytest.param([timed(9, 9, pages=9)], {}, {}, id="too few pages"),
        pytest.param([timed(9, 9, pages=9)], {"pages": 9}, {9: 0.45}, id="fewer pages asked"),
        pytest.param([timed(9, 400)], {}, {}, id="slow is never flagged"),
        pytest.param(
            [timed(number, 8, language="ti") for number in range(11, 18)], {}, {}, id="fast, as everybody in Tigrinya"
        ),
        pytest.param([timed(9, 9, language="ti")], {}, {9: 0.45}, id="too few in Tigrinya: all languages"),
        pytest.param(
            [*(timed(number, 60, helped=True) for number in range(11, 18)), timed(9, 20, helped=True)],
            {},
            {9: 0.333},
            id="helped people among themselves",
        ),
        pytest.param([timed(9, 9, helped=True)], {}, {9: 0.45}, id="too few helped: as those who were not"),
        pytest.param([timed(9, 9, edition=2)], {}, {}, id="another edition has no median yet"),
        pytest.param([timed(9, 9)], {"least": 9}, {}, id="too few for any median"),
    ],
)
def test_speeding(more, limits, expected):
    assert speeding([*USUAL, *more], **limits) == expected


def test_helped_people_do_not_make_others_fast():
    """Positive control of the kinds: with everybody in one kind, somebody normal would be flagged."""
    slow = [timed(number, 60, helped=True) for number in range(20, 60)]
    assert speeding([*USUAL, *slow]) == {}
    assert len(speeding([*USUAL, *(replace(one, helped=False) for one in slow)])) == len(USUAL)


def test_one_long_pause_does_not_hide_a_fast_interview():
    hasty = timed(9, 5)
    paused = replace(hasty, seconds={**hasty.seconds, "p3": 1500})
    assert set(speeding([*USUAL, paused])) == {9}


def test_a_battery_is_what_stands_together_and_is_answered_alike():
    assert batteries(STUDY, "a", 5) == {"lessons": tuple(f"lesson_{number}" for number in range(1, 7))}
    assert batteries(STUDY, "a", 7) == {}
    assert set(batteries(STUDY, "a", 3)) == {"lessons", "lessons 2"}


@pytest.mark.parametrize(
    ("codes", "limits", "expected"),
    [
        pytest.param(["good"] * 6, Straight(), ("good", 6, 0), id="throughout"),
        pytest.param(["good"] * 5 + ["best"], Straight(), None, id="one is another"),
        pytest.param(["good"] * 5, Straight(), ("good", 5, 0), id="as many as the limit"),
        pytest.param(["good"] * 4, Straight(), None, id="one too few"),
        pytest.param(["good"] * 4, Straight(items=4), ("good", 4, 0), id="a lower limit"),
        pytest.param(["good"] * 5 + ["not_for_me"], Straight(), ("good", 5, 0), id="not applicable is no place"),
        pytest.param(["not_for_me"] * 6, Straight(), None, id="nothing applied"),
        pytest.param(["good"] * 6, Straight(reversed=("lesson_2",)), ("good", 6, 1), id="one says the opposite"),
        pytest.param([], Straight(), None, id="nothing answered"),
    ],
)
def test_straight_lining(codes, limits, expected):
    seen = straight_lined(case(lessons(*codes)), limits)
    assert (seen and (seen["answers"], seen["items"], seen["reversed"])) == expected


def person(number: int, differs: int = 0, **known: object):
    """Twenty-one answers of a made-up person, `differs` of them unlike the standard one."""
    made = {f"q{place}": Choice("x" if place >= differs else f"y{number}") for place in range(21)}
    return case({}, number, **{"cells": made, **known})


def doubles(cases, **limits: object) -> list[tuple[int, object, object]]:
    watch = watches(settings(doubles=limits or {"items": 20}))[2]
    for one in cases:
        watch.see(one)
    return [(flag.respnr, flag.evidence["other"], flag.evidence["likeness"]) for flag in watch.flags()]


@pytest.mark.parametrize(
    ("cases", "limits", "expected"),
    [
        pytest.param([person(1), person(2)], {}, [(2, 1, 1.0)], id="the later one is flagged"),
        pytest.param([person(2), person(1)], {}, [(2, 1, 1.0)], id="in whatever order they are read"),
        pytest.param([person(1), person(2, differs=1)], {}, [(2, 1, 0.952)], id="20 of 21"),
        pytest.param([person(1), person(2, differs=2)], {}, [], id="19 of 21"),
        pytest.param([person(1), person(2, differs=2)], {"likeness": 0.9}, [(2, 1, 0.905)], id="a lower limit"),
        pytest.param([person(1), person(2)], {"items": 22}, [], id="too few answers"),
        pytest.param([person(1), person(2, group="b")], {}, [], id="another group"),
        pytest.param([person(1), person(2, edition=2)], {}, [], id="another edition"),
        pytest.param([person(1), person(2), person(3, 3)], {}, [(2, 1, 1.0)], id="a third one who differs"),
        pytest.param([person(1)], {}, [], id="one person"),
        pytest.param([], {}, [], id="nobody"),
    ],
)
def test_doubles(cases, limits, expected):
    assert doubles(cases, **limits) == expected


def test_likeness_is_that_of_a_second_count():
    cases = [person(number, differs=number % 5) for number in range(1, 9)]
    found = {later: (other, share) for later, other, share in doubles(cases, likeness=0.5, items=5)}
    for later in cases[1:]:
        shares = {
            earlier.respnr: round(sum(earlier.cells[q] == later.cells[q] for q in later.cells) / 21, 3)
            for earlier in cases
            if earlier.respnr < later.respnr
        }
        assert found[later.respnr][1] == max(shares.values()) == shares[found[later.respnr][0]]


def test_declared_facts_divide_who_is_compared():
    alike = [case({"work": Choice(code)}, number) for number, code in ((1, "yes"), (2, "no"))]
    twins = [replace(one, cells={**person(1).cells, "work": one.cells["work"]}) for one in alike]
    assert [one[0] for one in doubles(twins)] == [2]
    assert doubles(twins, same=["work"], items=20) == []


CONTROL = {"permit": {"a": frozenset({"family"}), "b": frozenset({"asylum"})}}


@pytest.mark.parametrize(
    ("answer", "known", "expected"),
    [
        pytest.param("family", {}, "family", id="says something else"),
        pytest.param("asylum", {}, None, id="as expected"),
        pytest.param("other", {}, None, id="contradicts nothing"),
        pytest.param("family", {"group": "b"}, None, id="as expected in the other group"),
        pytest.param("asylum", {"group": "b"}, "asylum", id="says something else there"),
        pytest.param(None, {}, None, id="not answered"),
        pytest.param(None, {"screened": "b"}, "b", id="screening led elsewhere"),
        pytest.param(None, {"screened": "a"}, None, id="screening led here"),
        pytest.param(None, {"screened": ""}, None, id="screening did not tell"),
    ],
)
def test_control(answer, known, expected):
    seen = contradicted(case({"permit": Choice(answer)} if answer else {}, **known), CONTROL)
    assert (seen and (seen.get("answer") or seen.get("screened"))) == expected


@pytest.mark.parametrize(
    ("name", "answer", "expected"),
    [
        pytest.param("hours", Number(Decimal(80)), None, id="at the bound"),
        pytest.param("hours", Number(Decimal(81)), "hours", id="above it"),
        pytest.param("hours", Number(Decimal(-1)), "hours", id="below"),
        pytest.param("wait", Months(120), None, id="ten years"),
        pytest.param("wait", Months(121), "wait", id="ten years and a month"),
        pytest.param("since", DateRange.day(date(2026, 12, 31)), None, id="last day"),
        pytest.param("since", DateRange.day(date(2027, 1, 1)), "since", id="the day after"),
        pytest.param("since", DateRange("year", date(1990, 1, 1), date(1990, 12, 31)), None, id="first year"),
        pytest.param("since", DateRange("before", date(1900, 1, 1), date(2023, 12, 31)), None, id="before the pivot"),
        pytest.param("mood", Choice("gone"), "mood", id="an option that is not there"),
        pytest.param("ways", Choices(frozenset({"bus"})), None, id="options that are"),
        pytest.param("hours", Missing.SKIPPED, None, id="skipped"),
        pytest.param("hours", Refusal("dont_know"), None, id="does not know"),
    ],
)
def test_values_out_of_bounds(name, answer, expected):
    seen = impossible(replace(case({}), cells={name: answer}), ())
    assert (seen and seen["outside"]) == expected


AGAINST = {"name": "idle", "text": "who does not work has no hours", "holds": "${work} = 'no' and ${hours} > 0"}


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        pytest.param({"work": Choice("no"), "hours": Number(Decimal(3))}, "idle", id="both"),
        pytest.param({"work": Choice("no"), "hours": Number(Decimal(0))}, None, id="not quite"),
        pytest.param({"work": Choice("no"), "hours": Missing.SKIPPED}, None, id="unknown decides nothing"),
        pytest.param({"work": Missing.UNKNOWN, "hours": Number(Decimal(3))}, None, id="unknown on the other side"),
        pytest.param({"work": Choice("no")}, None, id="an edition without the question"),
    ],
)
def test_contradictions_hold_only_for_certain(cells, expected):
    declared = settings(contradictions=[AGAINST]).contradictions
    seen = impossible(replace(case({}), cells=cells, derived={}), declared)
    assert (seen and seen["contradictions"]) == expected


def cells(answered: int, applicable: int) -> dict[str, object]:
    """So many answered cells among those that applied, and two that did not apply."""
    made: dict[str, object] = {f"q{number}": Choice("x") for number in range(answered)}
    made |= {f"s{number}": Missing.SKIPPED for number in range(applicable - answered)}
    return {**made, "n1": Missing.NOT_ASKED, "n2": Missing.NOT_INCLUDED}


@pytest.mark.parametrize(
    ("answered", "applicable", "sent", "whole", "expected"),
    [
        pytest.param(80, 100, True, True, Part.COMPLETE, id="80"),
        pytest.param(79, 100, True, True, Part.PARTIAL, id="79"),
        pytest.param(50, 100, True, True, Part.PARTIAL, id="50"),
        pytest.param(49, 100, True, True, Part.BREAK_OFF, id="49"),
        pytest.param(80, 100, False, False, Part.COMPLETE, id="complete and not sent"),
        pytest.param(20, 100, True, False, Part.SENT_AFTER_CORE, id="sent after the core"),
        pytest.param(90, 100, True, False, Part.SENT_AFTER_CORE, id="sent after the core, with much in it"),
        pytest.param(20, 100, False, False, Part.BREAK_OFF, id="left"),
        pytest.param(0, 0, False, False, Part.BREAK_OFF, id="nothing applied"),
    ],
)
def test_completeness(answered, applicable, sent, whole, expected):
    made = cells(answered, applicable)
    assert part(made, Completeness(), sent=sent, whole=whole) == expected
    assert share_answered(made) == (answered / applicable if applicable else 0)
    seen = broken_off(replace(case({}), cells=made, sent=sent, whole=whole), Completeness())
    assert (seen is not None) == (expected == Part.BREAK_OFF)


def test_other_limits_move_the_classes():
    assert part(cells(79, 100), Completeness(75, 40), sent=True, whole=True) == Part.COMPLETE


@pytest.mark.parametrize(("channel", "expected"), [("letter", "by_letter"), ("flyer", None)])
def test_a_contradiction_may_ask_how_somebody_came(channel, expected):
    declared = settings(contradictions=[{**AGAINST, "name": "by_letter", "holds": "${channel} = 'letter'"}])
    seen = impossible(case({}, channel=channel), declared.contradictions)
    assert (seen and seen["contradictions"]) == expected


def test_every_rule_has_a_watch_and_words_in_both_languages():
    assert len(watches(Settings())) == len(RULES)
    for rule in RULES:
        assert all(rule.title[language] and rule.reason[language] for language in ("nl", "en"))


@pytest.mark.parametrize("number", [1, 2])
def test_the_shipped_study_declares_what_can_be_used(number):
    definition = parse(select_edition(read_folder("perspectief-2024"), number))
    declared = settings_of([definition])
    assert set(declared.control["control_permit_type"]) == {"wi2021_asiel", "wi2021_gezin"}
    assert bool(declared.unused) == (number == 1), "edition 1 asked other questions"
    assert [one.name for one in declared.contradictions] == ["no_course_yet_at_school"]
    assert {len(items) for items in batteries(definition, "wi2021_asiel", 5).values()} == {6, 7}


def test_without_a_declaration_the_limits_are_the_defaults():
    assert settings_of([study()]) == Settings()


@pytest.mark.parametrize(
    ("declared", "words"),
    [
        pytest.param({"speed": {}}, "“speed” is not known", id="unknown part"),
        pytest.param({"speeding": {"share": 2}}, "cleaning/speeding/share: 2 is no share", id="no share"),
        pytest.param({"speeding": {"share": "half"}}, "cleaning/speeding/share", id="a word"),
        pytest.param({"speeding": {"pages": 0}}, "0 is too small", id="no pages"),
        pytest.param({"straight": {"items": 1}}, "1 is too small", id="a battery of one"),
        pytest.param({"contradictions": [{**AGAINST, "holds": "(("}]}, "contradictions/idle/holds", id="no rule"),
        pytest.param({"completeness": {"complete": 50, "partial": 50}}, "partial < complete", id="bounds that meet"),
        pytest.param([], "mapping of keys", id="no mapping"),
    ],
)
def test_a_declaration_that_cannot_be_used_says_where_and_what(declared, words):
    made = replace(study(), document={**study().document, "cleaning": declared})
    with pytest.raises(BadSettings) as told:
        settings_of([made])
    assert words.lower() in str(told.value).lower()


def test_names_that_no_edition_has_are_told_and_not_used():
    made = settings(
        straight={"reversed": ["lesson_1", "gone_1"]},
        doubles={"same": ["gone_2"]},
        control={"gone_3": {"a": []}, "permit": {"z": ["family"], "a": ["gone_4"]}},
        contradictions=[{**AGAINST, "holds": "${gone_5} = 1 or ${group} = 'a' or ${worker} = 'w'"}],
    )
    assert made.unused == ("gone_1", "gone_2", "gone_3", "gone_5", "permit=gone_4", "z")
    assert "in no edition, so not used: gone_1, gone_2" in limits_in_words(made.limits(), "en")[-1]
    assert len(limits_in_words(settings().limits(), "nl")) == len(WORDS["nl"])
