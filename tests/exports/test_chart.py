"""Charts: as long as the numbers, within the picture, told in words, mirrored where reading begins at the right."""

import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import pytest

from exports.chart import WIDE, answers, chart, described, has_chart, letters_on, luminance, shades, total_only
from exports.chart_text import broken, width
from exports.charts import pictures
from surveys.typeset import FontsMissing
from tests.exports.tabulated import made

FONTS = Path(__file__).parents[2] / "fonts"
SVG = "{http://www.w3.org/2000/svg}"
ARABIC = "أشعر بالرضا عن مسار التعلم وأريد أن أواصل الدراسة"


@pytest.fixture(scope="module")
def report():
    return made(by=("group",), language="en")


def drawn(report, name: str) -> ET.Element:
    return ET.fromstring(chart(table(report, name), report, FONTS))


def table(report, name: str):
    return next(one for one in report.tables if one.name == name)


def bars(root: ET.Element) -> list[ET.Element]:
    return [box for box in root.iter(f"{SVG}rect") if box.get("stroke") and float(box.get("height")) == 28]


def test_parts_of_a_bar_are_as_long_as_their_shares(report):
    rating = table(report, "rating")
    found = [float(box.get("width")) for box in bars(drawn(report, "rating"))]
    shares = [
        row.cells[place].value for place, column in enumerate(rating.columns) if column.n for row in answers(rating)
    ]
    room = sum(found[: len(answers(rating))])
    assert found == pytest.approx([share * room for share in shares if share], abs=0.2)


def test_several_answers_get_a_bar_each(report):
    ways = table(report, "ways")
    boxes = [box for box in drawn(report, "ways").iter(f"{SVG}rect") if box.get("height") == "16"]
    assert len(boxes) == sum(bool(cell.value) for row in answers(ways) for cell in row.cells)


@pytest.mark.parametrize("name", ["rating", "ways", "gender"])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_nothing_falls_outside(name, language):
    report = made(by=("group",), language=language, questions=(name,))
    row = report.tables[0].rows[0]
    long = replace(row, label=replace(row.label, text=f"{ARABIC} " * 4 if language == "ar" else "Word " * 60))
    planted = replace(report, tables=(replace(report.tables[0], rows=(long, *report.tables[0].rows[1:])),))
    root = ET.fromstring(chart(planted.tables[0], planted, FONTS))
    for text in root.iter(f"{SVG}text"):
        size, x = float(text.get("font-size")), float(text.get("x"))
        wide = width(text.text.strip("\u202b\u202c"), size, FONTS)
        left = {"start": x, "end": x - wide, "middle": x - wide / 2}[text.get("text-anchor")]
        assert left >= 0
        assert left + wide <= WIDE
        assert float(text.get("y")) <= float(root.get("height"))


def test_a_chart_from_the_right_is_the_mirror(report):
    right = replace(report, language="ar")
    left_bars, right_bars = bars(drawn(report, "rating")), bars(drawn(right, "rating"))
    for one, other in zip(left_bars, right_bars, strict=True):
        assert float(one.get("x")) + float(other.get("x")) + float(one.get("width")) == pytest.approx(WIDE, abs=0.2)


def test_the_chart_is_told_in_words_with_every_number(report):
    gender = table(report, "gender")
    said = described(gender, report)
    root = drawn(report, "gender")
    assert root.find(f"{SVG}desc").text == said
    assert root.get("role") == "img"
    for row in answers(gender):
        for cell in row.cells:
            assert f"{row.label} {cell.text}" in said


def test_a_chart_that_travels_alone_says_what_it_is(report):
    alone = ET.fromstring(chart(table(report, "gender"), report, FONTS, alone=True))
    drawn_words = " ".join(text.text for text in alone.iter(f"{SVG}text"))
    within = " ".join(text.text for text in drawn(report, "gender").iter(f"{SVG}text"))
    for words in (report.caption(table(report, "gender")), *report.stamps, *report.set_sentences, report.made):
        assert words in drawn_words
        assert words not in within


def test_means_have_no_chart(report):
    assert not has_chart(table(report, "age"))
    assert has_chart(table(report, "gender"))


def test_too_many_bars_leave_the_total(report):
    ways = table(report, "ways")
    wide = replace(ways, columns=ways.columns * 12, rows=tuple(replace(r, cells=r.cells * 12) for r in ways.rows))
    assert total_only(wide)
    boxes = re.findall('height="16"', chart(wide, report, FONTS))
    assert len(boxes) == len(answers(ways))


@pytest.mark.parametrize("number", range(1, 8))
def test_shades_differ_without_colour_and_carry_their_numbers(number):
    """Lightness falls step by step; letters on each shade have a contrast of 4.5 or more (WCAG 2.2, 1.4.3)."""
    found = [luminance(shade) for shade in shades(number)]
    assert found == sorted(found)
    assert len(set(found)) == number
    for shade, ground in zip(shades(number), found, strict=True):
        light, dark = sorted((luminance(letters_on(shade)), ground), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_labels_are_broken_between_words_and_lose_nothing():
    lines = broken(ARABIC, 14, 120, FONTS)
    assert " ".join(lines) == ARABIC
    assert all(width(line, 14, FONTS) <= 120 for line in lines)
    assert "".join(broken("x" * 90, 14, 100, FONTS)) == "x" * 90


def test_pictures_are_png_of_each_chart_in_order(report):
    first, second = (chart(table(report, name), report, FONTS) for name in ("gender", "rating"))
    one, two = pictures([first, second])
    assert one[:8] == two[:8] == b"\x89PNG\r\n\x1a\n"
    assert one != two
    assert pictures([]) == []


def test_without_fonts_it_says_so(report, tmp_path):
    with pytest.raises(FontsMissing, match="make setup"):
        chart(table(report, "gender"), report, tmp_path)
