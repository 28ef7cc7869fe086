"""Tags of questions: what can be read, chapters of tables in all four formats, the codebook and DDI, the page."""

import copy
import csv
import json
import re
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

import docx
import openpyxl
import pytest
from django.core.management import CommandError, call_command
from lxml import html

from exports.breakdowns import CannotTabulate
from exports.coded_tables import declared_of
from exports.counting import Data
from exports.disclosure_models import Release
from exports.models import ExportRecord
from exports.printed import Report
from exports.printed_words import WORDS
from exports.releases import Occasion, release
from exports.tabulate import TablesWish
from exports.tabulate import report as report_of
from exports.writers import tables_csv, tables_docx, tables_html, tables_xlsx
from respondents.play import play
from surveys.ddi import ddi
from surveys.design.beside_names import renamed_below
from surveys.design.naming import VARIABLE, Naming
from surveys.engine.definition import Definition
from surveys.engine.editions import select_edition
from surveys.engine.parse import parse
from surveys.engine.tags import of_name, problems, tags_of
from surveys.load import read_folder
from surveys.models import Study
from surveys.publish import publish
from surveys.xlsform import read_workbook, write_workbook
from tests.exports import mini, printed
from tests.exports.conftest import NOW
from tests.exports.mini import text
from tests.exports.tabulated import DAY, in_english, made, people, prepared  # noqa: F401 - a fixture

TAGS: dict[str, Any] = {
    "goal": {
        "label": text("Doel"),
        "values": {
            "speed": {"label": text("Snelheid"), "names": ["started", "rating"]},
            "quality": {"label": text("Kwaliteit"), "names": ["rating", "guided", "cohort"]},
            "nothing": {"label": text("Niets"), "names": []},
        },
    },
    "tool": {"label": text("Middel"), "values": {"money": {"label": text("Geld"), "names": ["paid"]}}},
}
CHAPTERS = ["Doel (en): Snelheid (en)", "Doel (en): Kwaliteit (en)", "Without a tag"]


def tagging(tags: Any = TAGS) -> Data:
    data = people()
    return Data(parse({**copy.deepcopy(printed.DOCUMENT), "tags": tags}), data.columns, data.synthetic, data.beside)


@pytest.fixture(scope="module")
def report() -> Report:
    return made(tagging(), by=("group", "gender"), tags=("goal",), language="en")


def numbers(report: Report, key: str) -> list[int]:
    (chapter,) = [one for one in report.chapters if one.key == key]
    return [report.tables[place].number for place in chapter.places]


@pytest.mark.once
def test_a_table_stands_in_every_chapter_of_its_tags_and_is_counted_once(report: Report) -> None:
    assert [one.title for one in report.chapters] == CHAPTERS
    names = {key: {report.tables[place].name for place in found.places} for key, found in by_key(report).items()}
    assert names["goal:speed"] == {"started", "rating"}
    assert names["goal:quality"] == {"rating", "guided", "cohort"}
    assert names[""] >= {"gender", "paid"}
    assert not names[""] & (names["goal:speed"] | names["goal:quality"])
    assert len({one.number for one in report.tables}) == len(report.tables)
    assert report.words["twice"] in report.legend


def by_key(report: Report) -> dict[str, Any]:
    return {one.key: one for one in report.chapters}


@pytest.mark.once
def test_without_tags_asked_for_nothing_changes() -> None:
    """The control: the same tables, the same numbers, no chapters."""
    plain, tagged = made(tagging(), by=("group",)), made(tagging(), by=("group",), tags=("goal",))
    assert plain.chapters == ()
    assert plain.tables == tagged.tables
    assert plain.words["twice"] not in plain.legend


@pytest.mark.once
def test_what_has_no_tag_can_be_left_out_and_is_told_by_number() -> None:
    whole, part = made(tagging(), tags=("goal",)), made(tagging(), tags=("goal", "tool"), only_tagged=True)
    assert [one.key for one in part.chapters] == ["goal:speed", "goal:quality", "tool:money"]
    left = len(whole.tables) - len(part.tables)
    assert f"asked for: {left}." in part.left_out
    assert "asked for" not in whole.left_out


@pytest.mark.once
def test_names_that_are_not_there_are_told() -> None:
    with pytest.raises(CannotTabulate, match=r"no tags of the kind “gaol”\. Choose from: goal, tool"):
        made(tagging(), tags=("gaol",))
    with pytest.raises(CannotTabulate, match="Choose from: none"):
        made(people(), tags=("goal",))
    with pytest.raises(CannotTabulate, match="kinds of tag too"):
        made(tagging(), only_tagged=True)


@pytest.mark.once
def test_every_format_has_the_chapters(report: Report, tmp_path: Path) -> None:
    nothing = [b""] * len(report.tables)
    tables_html.write(report, [""] * len(report.tables), tmp_path / "t.html", tmp_path)
    page = html.parse(str(tmp_path / "t.html"))
    assert [one.text_content() for one in page.findall(".//main/h2")] == CHAPTERS
    places = [one.get("id") for one in page.iter() if one.get("id")]
    assert len(places) == len(set(places))
    linked = [one.get("href")[1:] for one in page.findall(".//nav//a")]
    assert set(linked) <= set(places)
    captions = sum(len(one.places) for one in report.chapters)
    assert len(page.findall(".//caption")) == captions > len(report.tables)
    tables_docx.write(report, nothing, tmp_path / "t.docx")
    document = docx.Document(str(tmp_path / "t.docx"))
    assert [one.text for one in document.paragraphs if one.style.name == "Heading 1"] == CHAPTERS
    assert len(document.tables) == captions
    tables_xlsx.write(report, tmp_path / "t.xlsx")
    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    assert [sheet["A1"].value for sheet in book][1:] == CHAPTERS
    assert book.sheetnames[1:] == ["Snelheid (en)", "Kwaliteit (en)", "Without a tag"]
    assert_links_lead_to_captions(book)
    tables_csv.write(report, tmp_path / "t.csv")
    with (tmp_path / "t.csv").open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.DictReader(file))
    told = {line["variable"]: line["chapters"] for line in lines}
    assert (told["rating"], told["started"], told["paid"]) == ("goal:speed goal:quality", "goal:speed", "")
    assert len({line["table"] for line in lines}) == len(report.tables)


def assert_links_lead_to_captions(book: Any) -> None:
    contents, seen = book.worksheets[0], 0
    for row in contents.iter_rows():
        link = row[0].hyperlink
        if link:
            sheet, cell = re.fullmatch(r"#?'(.+)'!(A\d+)", link.location or link.target).groups()  # type: ignore[union-attr]
            assert book[sheet][cell].value == row[0].value
            seen += 1
    assert seen > 10


@pytest.mark.once
def test_the_codebook_of_archives_has_a_group_per_tag() -> None:
    definition = tagging().definition
    xml = ddi(definition).decode()
    assert '<varGrp ID="T_goal_quality" type="subject" var="V_rating V_guided V_cohort">' in xml
    assert '<concept vocab="goal" xml:lang="en">Doel (en)</concept>' in xml
    assert "T_goal_nothing" not in xml
    assert 'type="subject"' not in ddi(people().definition).decode()


def edited(changes: dict[str, Any]) -> Definition:
    tags = copy.deepcopy(TAGS)
    for place, value in changes.items():
        *way, last = place.split("/")
        inside = tags
        for key in way:
            inside = inside[key]
        inside[last] = value
    return tagging(tags).definition


MONEY = TAGS["tool"]["values"]["money"]
WRONG: list[Any] = [
    pytest.param({"goal/values/speed/names": ["raitng"]}, "wrong_tag", "tags/goal/values/speed", id="nothing so named"),
    pytest.param({"goal/values/speed/names": ["paid", "paid"]}, "wrong_tag", "tags/goal/values/speed", id="twice"),
    pytest.param({"goal/values/speed/label": {"en": "x"}}, "wrong_tag", "tags/goal/values/speed", id="no Dutch label"),
    pytest.param({"goal/values/speed": {"names": []}}, "missing_key", "tags/goal/values/speed", id="no label"),
    pytest.param({"goal/label": {"xx": "x"}}, "unknown_language", "tags/goal/label/xx", id="a language of nobody"),
    pytest.param({"goal/colour": "red"}, "unknown_key", "tags/goal", id="a key that is not known"),
    pytest.param({"goal/values/A b": TAGS["tool"]["values"]["money"]}, "wrong_tag", "tags/goal/values", id="no word"),
    pytest.param(
        {"goal/values/paid": TAGS["tool"]["values"]["money"]}, "wrong_tag", "tags/goal/values/paid", id="name"
    ),
    pytest.param({"goal/values/speed/names": "rating"}, "wrong_type", "tags/goal/values/speed/names", id="no list"),
]


@pytest.mark.once
@pytest.mark.parametrize(("changes", "code", "where"), WRONG)
def test_what_is_wrong_is_named_in_both_languages(changes: dict[str, Any], code: str, where: str) -> None:
    definition = edited(changes)
    found = problems(definition, [definition])
    assert [(one.code, one.where) for one in found] == [(code, where)]
    for one in found:
        dutch = one.in_language("nl")
        assert dutch.message != one.message
        assert dutch.what_to_do != one.what_to_do


@pytest.mark.once
def test_names_of_other_editions_are_right_and_unknown_ones_are_not_judged_without_them() -> None:
    later = edited({"goal/values/speed/names": ["raitng"]})
    assert problems(later, []) == ()
    assert problems(tagging().definition, [people().definition, later]) == ()


@pytest.mark.once
def test_tags_survive_a_workbook_and_follow_a_renamed_question() -> None:
    document = tagging().definition.document
    imported = read_workbook(write_workbook(document))
    assert imported.document is not None
    assert imported.document["tags"] == TAGS
    naming = Naming(VARIABLE, "rating", "mark", frozenset({"rating"}))
    changed = list(renamed_below(TAGS, ("tags",), naming))
    assert [after for _place, _before, after in changed] == ["mark", "mark"]


@pytest.mark.once
@pytest.mark.parametrize("number", [1, 2])
def test_every_question_of_perspectief_about_integration_has_both_kinds(number: int) -> None:
    """Who somebody is and the first questions bear no tag; everything between bears a goal, and all but few a tool."""
    document = read_folder("perspectief-2024")
    definition = parse(select_edition(document, number))
    kinds = tags_of(definition)
    assert [kind.name for kind in kinds] == ["goal", "instrument"]
    told = {"about_you", "plan", "end"}
    asked = [name for name, page in definition.page_of.items() if page.section and page.section not in told]
    missing = {kind.name: [name for name in asked if not of_name([kind], name)] for kind in kinds}
    assert missing["goal"] == []
    assert set(missing["instrument"]) <= {"difficulty", "difficulty_reasons", "started_learning_dutch"}
    assert {"nl", "en"} <= set(kinds[0].label.by_language)


MINI_TAGS = {
    "topic": {
        "label": text("Onderwerp"),
        "values": {
            "job": {"label": text("Werk"), "names": ["work", "hours"]},
            "travel": {"label": text("Reizen"), "names": ["ways", "work"]},
        },
    }
}


@pytest.mark.once
def test_the_command_makes_chapters_and_registers_each_table_once(tagged_interviews, tmp_path, capsys) -> None:
    out = tmp_path / "out"
    call_command("make_tables", "mini", "--by", "group", "--tags", "topic", "--out", str(out), "--json")
    said = json.loads(capsys.readouterr().out)
    book = openpyxl.load_workbook(out / "mini-tables.xlsx")
    assert [sheet["A1"].value for sheet in book][1:3] == ["Onderwerp: Werk", "Onderwerp: Reizen"]
    record = ExportRecord.objects.get()
    assert (record.details["tags"], record.variables) == (["topic"], said["variables"])
    with (out / "mini-tables.csv").open(encoding="utf-8-sig", newline="") as file:
        tables = {line["table"] for line in csv.DictReader(file)}
    assert len(tables) == said["variables"]
    with pytest.raises(CommandError, match=r"no tags of the kind “colour”\. Choose from: topic"):
        call_command("make_tables", "mini", "--tags", "colour", "--out", str(tmp_path / "no"))


def test_a_release_counts_a_table_of_two_chapters_once(db) -> None:
    Study.objects.create(slug="printed", title="Gedrukt")
    data = tagging()
    occasion = Occasion("printed", "publication", "digest", None, datetime(2026, 11, 30, tzinfo=UTC))
    wish = TablesWish("printed", questions=("rating",), tags=("goal",), profile="publication")
    told = report_of(
        prepared(data),
        wish,
        WORDS,
        DAY,
        lambda tables, means: release(tables, occasion, declared_of(data), means=means),
    )
    assert [one.places for one in told.chapters] == [(0,), (0,)]
    assert Release.objects.get().tables == 1


@pytest.mark.once
def test_the_page_narrows_the_questions_by_tag(tagged_interviews, staff_client) -> None:
    client = staff_client("analyst", study="mini")
    address = "/staff/exports/tables/mini/"

    def questions(query: str) -> set[str]:
        page = html.fromstring(client.get(f"{address}?{query}").content)
        return {one.get("value") for one in page.xpath("//select[@name='question']/option")} - {""}

    assert questions("") > {"work", "mood"}
    assert questions("tag=topic:travel") == {"ways", "work"}
    assert questions("tag=topic:travel&question=mood") == {"ways", "work", "mood"}
    refused = client.get(f"{address}?tag=topic:nothing")
    assert refused.status_code == 400
    assert "topic:job, topic:travel" in refused.content.decode()
    kept = client.get(f"{address}?question=work&only=work%3Dyes&tag=topic:job")
    assert kept.status_code == 302
    assert "tag=topic%3Ajob" in kept["Location"]


@pytest.mark.once
def test_without_tags_the_page_has_nothing_to_choose(interviews, staff_client) -> None:
    page = html.fromstring(staff_client("analyst", study="mini").get("/staff/exports/tables/mini/").content)
    assert page.xpath("//select[@name='question']")
    assert not page.xpath("//select[@name='tag']")


@pytest.fixture
def tagged_interviews(db):
    study = Study.objects.create(slug="mini", title="Klein")
    edition = publish(study, {**copy.deepcopy(mini.DOCUMENT), "tags": MINI_TAGS}, user=None, note="")
    random = Random(5)
    return [play(edition, random=random, language="nl", now=NOW) for _ in range(4)]
