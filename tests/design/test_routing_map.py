"""The map of the routing: every page once, in the order of asking, in boxes that do not overlap."""

from itertools import combinations, pairwise

import pytest

from surveys.design.routing_drawing import FIRST_SHEET, SHEET, TRACK, Box, Content, Entry, drawing, sheets
from surveys.design.routing_map import collapses, left_out, stops
from surveys.engine.definition import Definition
from surveys.engine.plan import plan
from tests.design.perspectief import perspectief
from tests.design.small import page, small

GROUPS = ("wi2021_asiel", "wi2021_gezin", "wi2013_asiel", "wi2013_gezin")


def shape(definition: Definition, group: str) -> list[tuple[tuple[str, ...], str, list[str], list[str]]]:
    return [
        (
            tuple(one.name for one in stop.pages),
            stop.share,
            [rule.source for rule in stop.rules],
            [rule.source for rule in stop.one_of],
        )
        for stop in stops(definition, group)
    ]


SECTION = "${work} = 'yes' or ${only_one} = 'yes'"
WORKS = "${work} = 'yes'"


@pytest.mark.parametrize(
    ("group", "expected"),
    [
        pytest.param(
            "one",
            [
                (("work",), "everybody", [], []),
                (("hours", "boss"), "some", [WORKS], []),
                (("only_one",), "everybody", [], []),
                (("mixed",), "some", ["${work} = 'no'"], []),
                (("e1", "e2"), "some", [SECTION], []),
                (("e3",), "some", [SECTION, "${hours} = 'yes'"], []),
            ],
            id="one",
        ),
        pytest.param(
            "two",
            [
                (("work",), "everybody", [], []),
                (("hours", "boss"), "some", [WORKS], []),
                (("by_law", "mixed"), "everybody", [], []),
                (("e1", "e2"), "some", [SECTION], []),
                (("e3",), "some", [SECTION, "${hours} = 'yes'"], []),
            ],
            id="two",
        ),
        pytest.param(
            "", [(("adult",), "everybody", [], []), (("kind",), "some", ["${adult} = 'yes'"], [])], id="screening"
        ),
    ],
)
def test_stops(group: str, expected: list[tuple[tuple[str, ...], str, list[str], list[str]]]) -> None:
    assert shape(small(), group) == expected


def test_a_page_of_which_every_question_has_a_rule_is_a_branch() -> None:
    from tests.design.small import question

    own = page("p", question("q1", relevant="${work} = 'no'"), question("q2", relevant=WORKS))
    definition = small(sections=[{"name": "s", "title": {"nl": "S", "en": "S"}, "pages": [page("work"), own]}])
    assert shape(definition, "one")[1] == (("p",), "some", [], ["${work} = 'no'", WORKS])


def test_pages_that_nobody_gets() -> None:
    assert [one.name for one in left_out(small(), "one")] == ["by_law"]
    assert [one.name for one in left_out(small(), "two")] == ["only_one"]


@pytest.mark.parametrize("group", [*GROUPS, ""])
def test_every_page_of_the_shipped_study_once_and_in_order(group: str) -> None:
    definition = perspectief()
    found = [one.name for stop in stops(definition, group) for one in stop.pages]
    steps = plan(definition, group).steps if group else plan(definition, "").screening
    possible = [step.page.name for step in steps if step.questions]
    nobody = {one.name for one in left_out(definition, group)} if group else set()
    assert found == [name for name in possible if name not in nobody]
    assert len(found) == len(set(found))


def drawn(group: str, opened: tuple[str, ...] = ()) -> tuple[list[Content], tuple[Box, ...]]:
    contents = [Content("start", (Entry("Begin"),))]
    for stop in stops(perspectief(), group):
        names = tuple(one.name for one in stop.pages)
        entries = tuple(Entry(f"Vraag {name} " * 4, f"/{name}", name, "123 / 250") for name in names)
        kind = "some" if stop.branches else "always"
        shown = entries[:1] if collapses(stop, opened) else entries
        contents.append(Content(kind, shown, "Alleen voor wie iets koos. " * 9 if stop.branches else "", names))
    contents.append(Content("end", (Entry("Einde"),)))
    return contents, drawing(contents).boxes


@pytest.mark.parametrize("group", GROUPS)
def test_boxes_do_not_overlap_and_hold_their_words(group: str) -> None:
    contents, boxes = drawn(group)
    found = drawing(contents)
    assert [box.pages for box in boxes] == [content.pages for content in contents]
    assert not [pair for pair in combinations(boxes, 2) if overlap(*pair)]
    for box in boxes:
        assert 0 <= box.x < box.right <= found.width
        assert 0 <= box.y < box.bottom <= found.height
        assert box.kind != "some" or box.x > TRACK
        for words in box.words:
            assert box.x < words.x < box.right
            assert box.y < words.y - 12 < words.y < box.bottom
            assert len(words.text) * 7 < box.width


def overlap(a: Box, b: Box) -> bool:
    return a.x < b.right and b.x < a.right and a.y < b.bottom and b.y < a.bottom


def test_overlap_is_noticed() -> None:
    _, (first, second, *_) = drawn("wi2021_asiel")
    assert overlap(first, Box("end", second.x, first.bottom - 1, 10, 10, (), (), ""))


@pytest.mark.parametrize("group", GROUPS)
def test_ways_run_downwards_in_the_order_of_the_boxes(group: str) -> None:
    contents, boxes = drawn(group)
    edges = drawing(contents).edges
    along = [(edge.start, edge.end) for edge in edges if edge.kind == "along"]
    on_line = [place for place, box in enumerate(boxes) if box.kind != "some"]
    assert along == list(pairwise(on_line))
    assert all(edge.start < edge.end for edge in edges)
    branches = [place for place, box in enumerate(boxes) if box.kind == "some"]
    assert [edge.end for edge in edges if edge.kind == "off"] == branches
    assert [edge.start for edge in edges if edge.kind == "back"] == branches
    assert [box.badge for box in boxes if box.badge] == list(range(1, len(branches) + 1))


@pytest.mark.parametrize("group", GROUPS)
def test_sheets_hold_the_whole_drawing_and_tear_no_box(group: str) -> None:
    contents, boxes = drawn(group)
    found = drawing(contents)
    cut = sheets(found)
    assert [one.top for one in cut[1:]] == [one.top + one.height for one in cut[:-1]]
    assert (cut[0].top, cut[-1].top + cut[-1].height) == (0, found.height)
    assert not [one for one in cut if one.height > (SHEET if one.top else FIRST_SHEET)]
    assert not torn(boxes, [one.top for one in cut])
    assert torn(boxes, [boxes[3].y + 1])


def torn(boxes: tuple[Box, ...], cuts: list[int]) -> list[Box]:
    return [box for box in boxes for cut in cuts if box.y < cut < box.bottom]


def test_who_leaves_does_not_come_back() -> None:
    contents = [Content("start", ()), Content("some", (), "Weg", leaves=True), Content("end", ())]
    assert [edge.kind for edge in drawing(contents).edges] == ["along", "off"]


def test_a_row_of_pages_is_one_line_until_it_is_opened() -> None:
    pages = [page(f"p{n}") for n in range(5)]
    definition = small(sections=[{"name": "s", "title": {"nl": "S", "en": "S"}, "pages": pages}])
    (stop,) = stops(definition, "one")
    assert collapses(stop, ())
    assert not collapses(stop, (stop.key,))
