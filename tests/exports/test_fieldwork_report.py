"""The report of a fieldwork: its numbers are those of the figures, none tells of few people. Pure, then as files."""

import subprocess
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations
from pathlib import Path
from random import Random

import docx
import pytest
from django.conf import settings
from django.utils import translation

from exports.charts import pictures
from exports.closing import chart
from exports.closing.periods import Period, periods
from exports.closing.pooling import enough, pooled, pooled_numbers, unsplit
from exports.closing.report import OUTCOMES, Actions, Closed, FieldworkReport, Material, fieldwork_report
from exports.closing.source import actions_in
from exports.monitor.figures import AAPOR, NOT_ELIGIBLE, Counted, Day, Figures, by, summed
from exports.printed_sheets import Sheet, printed
from exports.writers import fieldwork_docx, fieldwork_pdf
from invitations.effort_table import EffortRow, table
from surveys.printable import NotPrintable
from tests.exports.fieldwork_figures import STRATA, counted, days, figures

pytestmark = pytest.mark.once
LABELS = {"group": "Groep", "municipality": "Gemeente", "asiel": "Asiel", "gezin": "Gezin", "GM0363": "Amsterdam"}
ACTIONS = Actions(("WhatsApp", "Taalschool"), (("Breda", (3, 0)), ("Venlo", (0, 2))))
DESK = {"techniek": 31, "eigen inburgering": 24, "weigering": 4}


def label(name: str, code: str) -> str:
    return LABELS.get(code or name, code or name)


def material(found: Figures | None = None, **more) -> Material:
    known = {
        "title": "Klein onderzoek",
        "figures": found or figures(),
        "label": label,
        "editions": ((1, date(2026, 12, 20)), (2, date(2027, 1, 20))),
        "closed": Closed(date(2027, 2, 28), {"complete": 14, "partial": 25, "break_off": 130}),
        "desk": DESK,
        "actions": ACTIONS,
        "deviations": "De tweede herinnering ging\nlater uit.\n\nIn week 3 was de site een uur weg.",
    }
    return Material(**{**known, **more})


def report(language: str = "en", **more) -> FieldworkReport:
    with translation.override(language):
        return fieldwork_report(material(**more))


def sheet(found: FieldworkReport, title: str) -> Sheet:
    (one,) = (sheet for section in found.sections for sheet in section.sheets if sheet.title == title)
    return one


def words(found: FieldworkReport) -> str:
    return " ".join(sentence for section in found.sections for sentence in section.says)


# The numbers


def test_response_is_that_of_the_figures() -> None:
    found, sample = dict(row[:2] for row in sheet(report(), "Response").rows), figures().sample
    assert found["Invited (written to and eligible)"] == sample.base
    assert found["Complete"] == sample.complete
    assert found["Complete or in part"] == sample.usable
    assert found["Response rate RR1"] == f"{100 * sample.rr1:.1f}%"
    assert found["Response rate RR2"] == f"{100 * sample.rr2:.1f}%"
    assert found["Took part without a letter"] == figures().outside.usable
    assert found["Participation of everybody on the list"] == f"{100 * figures().participation:.1f}%"
    assert found["R-indicator (1: all kinds of people respond alike)"] == "0.812"


def test_outcomes_add_up_to_who_was_written_to() -> None:
    rows, sample = sheet(report(), "Outcomes").rows, figures().sample
    assert sum(row[1] for row in rows) == sample.base
    told = {str(row[0]).split(" (AAPOR")[0]: row[1] for row in rows}
    assert told["Complete"] == sample.complete
    assert told["No answer to the letter"] == sample.nothing
    assert sum(row[2] for row in rows) == pytest.approx(100)


def test_every_outcome_of_who_is_eligible_and_written_to_has_words() -> None:
    assert set(OUTCOMES) == set(AAPOR) - set(NOT_ELIGIBLE) - {"not_written"}


@pytest.mark.parametrize("name", ["group", "municipality"])
def test_strata_add_up_to_the_whole(name: str) -> None:
    rows = sheet(report(), LABELS[name]).rows
    assert sum(row[1] for row in rows) == figures().sample.base
    assert sum(row[3] for row in rows) == figures().sample.usable
    for row in rows:
        assert row[5] == pytest.approx(100 * row[3] / row[1])
        assert row[4] is None or row[4] == pytest.approx(100 * row[2] / row[1])


def test_a_stratum_that_can_be_told_is_that_of_the_figures() -> None:
    own = by(figures(), ["municipality"])["GM0363",]
    (row,) = (row for row in sheet(report(), "Gemeente").rows if row[0] == "Amsterdam")
    assert row[1:4] == (own.base, own.complete, own.usable)


def test_the_course_is_that_of_the_days() -> None:
    rows = sheet(report(), "Course by week").rows
    for place, name in ((2, "landed"), (3, "started"), (4, "sent")):
        expected = sum(
            getattr(day, name) if name == "landed" else getattr(day, f"{name}_sample") + getattr(day, f"{name}_open")
            for day in days()
        )
        assert sum(row[place] for row in rows) == expected
    assert rows[0][1] == "invitation: 1900"
    assert [row[1] for row in rows if "reminder" in row[1]] == ["first reminder: 1500; invitation: <10"]


def test_ways_in_actions_desk_end_and_deviations() -> None:
    found = report()
    assert sum(row[1] for row in sheet(found, "Ways in").rows) == sum(one.usable for one in figures().channels)
    assert sheet(found, "Actions per municipality").rows == (("Breda", 3, None), ("Venlo", None, 2))
    assert sheet(found, "Help desk").rows[:3] == (("techniek", 31), ("eigen inburgering", 24), ("weigering", None))
    assert sheet(found, "Help desk").rows[3][1] == 55
    assert [row[1] for row in sheet(found, "Not sent").rows] == [14, 25, 130]
    assert found.sections[-1].says == ("De tweede herinnering ging later uit.", "In week 3 was de site een uur weg.")


def test_a_table_of_efforts_becomes_actions() -> None:
    """A municipality that did nothing stands there with nothing."""
    done = [
        EffortRow("Breda", kind, date(2027, 1, day), None) for day, kind in enumerate(("wa", "wa", "wa", "school"), 1)
    ]
    made = table(done, ("Breda", "Venlo"), ("wa", "school"))
    found = actions_in(made, {"school": "Taalschool", "wa": "WhatsApp"})
    assert found == Actions(("WhatsApp", "Taalschool"), (("Breda", (3, 1)), ("Venlo", (0, 0))))
    assert sheet(report(actions=found), "Actions per municipality").rows[1] == ("Venlo", None, None)


def test_what_was_not_noted_is_said() -> None:
    found = words(report(actions=None, closed=None, deviations=" \n\n "))
    assert "No actions of municipalities were noted." in found
    assert "not closed by hand" in found
    assert "Nothing was noted." in found
    assert "classified" not in words(report(closed=Closed(date(2027, 2, 28))))


def test_other_figures_make_another_report() -> None:
    """Control: the numbers above come from the figures and from nowhere else."""
    more = replace(STRATA[0], counted=replace(STRATA[0].counted, complete=121, size=STRATA[0].counted.size + 1))
    strata = (more, *STRATA[1:])
    other = report(figures=figures(strata=strata, sample=summed(one.counted for one in strata)))
    assert sheet(other, "Response").rows[1][1] == sheet(report(), "Response").rows[1][1] + 1
    assert sheet(other, "Gemeente").rows != sheet(report(), "Gemeente").rows


def test_made_up_people_are_stamped() -> None:
    assert report().stamps == ()
    assert "Made-up people" in report(figures=figures(made_up=True)).stamps[0]


# Nobody is told of


def test_small_strata_are_taken_together() -> None:
    names = [row[0] for row in sheet(report(), "Gemeente").rows]
    assert names == ["Amsterdam", "GM0344 + GM0758"]
    assert all(number is None or number >= 10 for row in sheet(report(), "Gemeente").rows for number in row[1:4])


def test_many_that_are_taken_together_are_counted_and_long_lists_are_by_name() -> None:
    strata = tuple(
        replace(STRATA[0], values=(f"g{9 - place}", "GM0363"), counted=counted(size, nothing=300))
        for place, size in enumerate((20, 30, 40, 50, 60, 1, 2, 3, 4, 5))
    )
    whole = summed(one.counted for one in strata)
    rows = sheet(report(figures=figures(strata=strata, sample=whole)), "Groep").rows
    assert [row[0] for row in rows] == ["g5", "g6", "g7", "g8", "g9", "others, taken together (5)"]
    assert rows[-1][3] == 15


def test_categories_with_the_same_words_are_one_row() -> None:
    found = report(label=lambda name, code: "all" if code else LABELS[name])
    assert next(row[0] for row in sheet(found, "Groep").rows) == "all + not known"
    assert sheet(found, "Gemeente").rows[0][:2] == ("all", figures().sample.base)


def small_differences(rows: Sequence[tuple]) -> list[int]:
    """What anybody can work out from the printed rows of a table of response, and is small."""
    found = []
    for _, base, complete, usable, *_ in rows:
        found += [base - usable, usable] + ([complete, usable - complete] if complete is not None else [])
    return [number for number in found if number < 10 and number != 0]


@pytest.mark.parametrize("partial", [0, 3, 15])
@pytest.mark.parametrize("complete", [1, 40])
def test_no_table_gives_a_small_number_away(partial: int, complete: int) -> None:
    numbers = [(40, 15), (complete, partial), (200, 60), (40, 2), (10, 0), (5, 6)]
    strata = tuple(
        replace(STRATA[0], values=(f"g{place}", "GM0363"), counted=counted(one, two, 12, 11, 0, 0, 0, 300))
        for place, (one, two) in enumerate(numbers)
    )
    whole = summed(one.counted for one in strata)
    rows = sheet(report(figures=figures(strata=strata, sample=whole)), "Groep").rows
    assert rows
    assert small_differences(rows) == []
    plain = [
        (label("", name), c.base, c.complete, c.usable) for (name,), c in by(figures(strata=strata), ["group"]).items()
    ]
    assert small_differences(plain) != [], "control: as they are, they would"


@pytest.mark.parametrize(
    ("people", "told"),
    [
        (counted(9, nothing=40), False),
        (counted(10, nothing=40), True),
        (counted(4, 6, nothing=40), True),
        (counted(40, nothing=9), False),
        (counted(40, nothing=10), True),
    ],
)
def test_who_took_part_and_who_did_not_are_both_ten_or_more(people: Counted, told: bool) -> None:
    assert enough(people) is told


@pytest.mark.parametrize("seed", range(150))
def test_of_any_strata_nothing_small_is_given_away(seed: int) -> None:
    """Neither in a row, nor by taking rows from the sum of all, which stands in another table."""
    random = Random(seed)
    strata = tuple(
        replace(STRATA[0], values=(f"g{place}", "GM0363"), counted=counted(*amounts(random)))
        for place in range(random.randrange(1, 9))
    )
    whole = summed(one.counted for one in strata)
    found = report(figures=figures(strata=strata, sample=whole))
    rows = sheet(found, "Groep").rows
    assert small_differences(rows) == []
    hidden = [row for row in rows if row[2] is None]
    told = any(row[0] == "Complete" and row[1] is not None for one in found.sections[1].sheets for row in one.rows)
    if hidden and told:
        complete = whole.complete - sum(row[2] or 0 for row in rows)
        partial = sum(row[3] for row in hidden) - complete
        assert (len(hidden) > 1, complete >= 10, partial >= 10 or len(hidden) == len(rows)) == (True, True, True)


def amounts(random: Random) -> list[int]:
    few = random.random() < 0.5
    return [random.randrange(4 if few else 60), random.randrange(3 if few else 25), 0, 0, 0, 0, 0, random.randrange(90)]


@pytest.mark.parametrize(
    ("sample", "told"),
    [
        pytest.param(counted(5, 2, 0, 0, 0, 0, 0, 300), False, id="few took part"),
        pytest.param(counted(300, 20, 0, 0, 0, 0, 0, 4), False, id="few did not"),
        pytest.param(counted(100, 20, 0, 0, 0, 0, 0, 300), True, id="enough of both"),
    ],
)
def test_a_response_of_few_is_not_told(sample: Counted, told: bool) -> None:
    found = report(figures=figures(sample=sample, strata=()))
    assert ("Too few people to tell the response." in words(found)) is not told
    assert any(one.title == "Outcomes" for section in found.sections for one in section.sheets) is told


def test_few_partials_are_told_with_the_complete() -> None:
    found = report(figures=figures(sample=counted(200, 4, 30, 12, 0, 0, 0, 700), strata=()))
    response = dict(row[:2] for row in sheet(found, "Response").rows)
    assert (response["Complete"], response["Response rate RR1"]) == (None, None)
    assert response["Complete or in part"] == 204
    assert not any("Complete (AAPOR" in str(row[0]) for row in sheet(found, "Outcomes").rows)


@pytest.mark.parametrize("outside", [1, 9])
def test_few_without_a_letter_are_in_no_sum(outside: int) -> None:
    found = report(figures=figures(outside=counted(outside)))
    response = dict(row[:2] for row in sheet(found, "Response").rows)
    assert response["Took part without a letter"] is None
    assert response["Participation of everybody on the list"] is None
    assert "Too few people came without a letter" in words(found)


def test_weeks_of_few_are_joined() -> None:
    found = periods(days())
    assert all(week.tellable for week in found)
    assert [(week.last - week.first).days + 1 for week in found] == [7, 14, 7, 7, 7, 14]
    assert not all(week.tellable for week in (periods(days()[7:14])))


def test_a_course_of_few_is_not_told() -> None:
    found = report(figures=figures(days=days()[7:14]))
    assert "Too few people took part to tell their course." in words(found)
    assert not any(section.chart for section in found.sections)


def test_empty_weeks_at_both_ends_are_no_part_of_the_course() -> None:
    empty = [Day(date(2026, 12, 1) + timedelta(days=number)) for number in range(20)]
    later = [Day(date(2027, 3, 8) + timedelta(days=number)) for number in range(9)]
    assert periods([*empty, *days(), *later]) == periods(days())


def test_no_days_at_all() -> None:
    assert periods(()) == ()
    assert "Too few people" in words(report(figures=figures(days=())))


ROWS = [("a", counted(50, 20, nothing=500)), ("b", counted(4, 1, nothing=30)), ("c", counted(30, 11, nothing=100))]


def test_pooling_takes_the_next_smallest_until_it_can_be_told() -> None:
    found = pooled(ROWS)
    assert [name for name, _ in found.rows] == ["a"]
    assert (found.names, found.rest, found.tellable) == (("b", "c"), summed(row[1] for row in ROWS[1:]), True)
    assert pooled(ROWS[::2]).rest is None
    assert not pooled(ROWS[1:2]).tellable
    assert not enough(ROWS[1][1])


@pytest.mark.parametrize(
    ("numbers", "told", "rest"),
    [
        ([("a", 30), ("b", 12), ("c", 3), ("d", 0)], [("a", 30)], 15),
        ([("a", 30), ("b", 6), ("c", 5)], [("a", 30)], 11),
        ([("a", 30), ("b", 12)], [("a", 30), ("b", 12)], 0),
        ([("a", 3), ("b", 2)], [], 5),
    ],
)
def test_pooled_numbers(numbers: list, told: list, rest: int) -> None:
    assert pooled_numbers(numbers) == (tuple(told), rest)


def test_a_number_that_is_not_told_is_never_alone() -> None:
    for some in combinations([("a", 50, 3), ("b", 60, 40), ("c", 70, 12), ("d", 80, 0)], 3):
        rows = [(name, counted(one, two, nothing=900)) for name, one, two in some]
        hidden = unsplit(rows)
        left = sum(found.partial for name, found in rows if name in hidden)
        assert not hidden or len(hidden) == 3 or (len(hidden) > 1 and left >= 10)


# As files


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_word_is_translated(language: str) -> None:
    found = report(language, desk={}, deviations="x", actions=Actions((), ()))
    titles = [section.title for section in found.sections]
    assert titles[1] == {"nl": "Respons", "en": "Response"}[language]
    assert len(set(titles) & {section.title for section in report("en" if language == "nl" else "nl").sections}) == 0


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[FieldworkReport, Path]:
    folder, found = tmp_path_factory.mktemp("report"), report("nl")
    png = [pictures([section.chart])[0] if section.chart else b"" for section in found.sections]
    with translation.override("nl"):
        fieldwork_docx.write(found, png, folder / "a.docx", "nl")
        fonts = settings.BASE_DIR / "fonts"
        fieldwork_pdf.write(found, folder / "a.pdf", "nl", date(2027, 3, 1), "{page}/{pages}", fonts)
    return found, folder


def test_the_word_document_has_every_table(files: tuple[FieldworkReport, Path]) -> None:
    found, folder = files
    read = docx.Document(str(folder / "a.docx"))
    headings = [one.text for one in read.paragraphs if one.style.name.startswith("Heading")]
    assert headings == [section.title for section in found.sections]
    sheets = [one for section in found.sections for one in section.sheets if one.rows]
    assert len(read.tables) == len(sheets)
    with translation.override("nl"):
        for table, one in zip(read.tables, sheets, strict=True):
            cells = [[cell.text for cell in row.cells] for row in table.rows]
            assert cells[0] == [head.label for head in one.heads]
            assert cells[1:] == [[printed(v, h) for v, h in zip(row, one.heads, strict=True)] for row in one.rows]
    assert len(read.inline_shapes) == 1
    assert "De tweede herinnering ging later uit." in [one.text for one in read.paragraphs]


@pytest.mark.usefixtures("pdf_programs")
def test_the_pdf_has_every_number(files: tuple[FieldworkReport, Path]) -> None:
    found, folder = files
    said = subprocess.run(["pdftotext", "-layout", folder / "a.pdf", "-"], capture_output=True, text=True, check=True)
    plain = " ".join(said.stdout.split())
    with translation.override("nl"):
        numbers = {
            printed(value, head)
            for section in found.sections
            for one in section.sheets
            for row in one.rows
            for value, head in zip(row, one.heads, strict=True)
            if head.is_figure and value is not None
        }
    assert len(numbers) > 40
    assert [number for number in numbers if number not in plain] == []
    assert "De tweede herinnering ging later uit." in plain


def test_a_sign_that_no_font_has_is_told(tmp_path: Path) -> None:
    found = report(deviations="\U0001f600")
    with pytest.raises(NotPrintable, match="no sign"):
        fieldwork_pdf.write(found, tmp_path / "a.pdf", "en", date(2027, 3, 1), "{page}", settings.BASE_DIR / "fonts")
    assert list(tmp_path.glob("a*")) == []


def heights(drawn: str) -> list[str]:
    """Where what left is written."""
    marks = [part for part in drawn.split("<text ")[1:] if 'text-anchor="start"' in part]
    return [part.split('y="')[1].split('"')[0] for part in marks]


def test_the_chart_draws_each_period() -> None:
    weeks = [Period(date(2027, 1, 4), date(2027, 1, 10), sent=number) for number in (0, 10, 40)]
    drawn = chart.course(weeks, "a < b", ["1", "2", "3"], ["", "letters", ""])
    assert drawn.count(f'fill="{chart.BAR}"') == 3
    assert drawn.count("stroke-dasharray") == 1
    assert "a &lt; b" in drawn
    close = chart.course(weeks, "", ["1", "2", "3"], ["a long word for letters", "", "x"])
    near = chart.course(weeks, "", ["1", "2", "3"], ["a very long word for letters that left", "y", ""])
    assert (len(set(heights(close))), len(set(heights(near)))) == (1, 2), "what would overlap stands lower"
    assert chart._top(41) == 80
