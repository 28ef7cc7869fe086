"""Tables: the numbers of the page and of `make_tables`, the rules of a publication, each answer released once."""

import csv
import io
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from exports import snapshot
from exports.api.models import ApiAnswer
from exports.models import ExportRecord, Release
from exports.releases import digest_of, earlier
from exports.tables_data import data_of
from exports.tables_release import in_house
from exports.waves import abouts, facts
from exports.waves_report import PrintedWaves
from staff.models import AuditEntry, Job
from surveys.engine.disclose import LEAST
from tests.api.conftest import Reader, Readers, World

pytestmark = pytest.mark.django_db
URL = "/studies/field/tables"
ASKED = ("question=work&by=group", "question=money&by=helped_by", "question=work&by=group%2Bhome", "question=hope")
PAGE = "/staff/exports/tables/field/table.csv"
Cells = dict[tuple[str, str, str], tuple[str, str, str]]
"""Table, column and row → share, count and mark, as text."""


def cells_of(text: str) -> Cells:
    lines = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    return {
        (line["variable"], line["column"], line["row"]): (line["value"], line["count"], line["mark"]) for line in lines
    }


def cells_of_json(body: dict[str, Any]) -> Cells:
    def told(value: float | None) -> str:
        return "" if value is None else str(value)

    return {
        (table["name"], column["key"], row["code"]): (told(cell["value"]), told(cell["count"]), cell["mark"])
        for table in body["tables"]
        for row in table["rows"]
        for column, cell in zip(table["columns"], row["cells"], strict=True)
    }


def by_command(query: str, out: Path) -> str:
    """The same table by `make_tables`, as a publication."""
    asked = dict(part.split("=") for part in query.split("&"))
    by = asked.get("by", "").replace("%2B", "+")
    told = ["--by", by, "--questions", asked["question"], "--formats", "csv", "--profile", "publication", "--means"]
    call_command("make_tables", "field", "--out", str(out), *told)
    return (out / "field-tables.csv").read_text(encoding="utf-8-sig")


@pytest.fixture
def analyst(reader: Readers) -> Reader:
    return reader("analyst")


@pytest.mark.once
def test_the_same_numbers_everywhere(analyst: Reader, staff_client, tmp_path: Path) -> None:
    """API = `make_tables` under the same profile, cell by cell; and the page's, where something is told."""
    page = staff_client("analyst")
    hidden = 0
    for number, query in enumerate(ASKED):
        told = cells_of(analyst.ask(f"{URL}.csv?{query}").content.decode())
        assert told == cells_of_json(analyst.ask(f"{URL}?{query}").json()), query
        assert told == cells_of(by_command(query, tmp_path / str(number))), query
        within = cells_of(page.get(f"{PAGE}?{query}").content.decode())
        for key, (value, count, mark) in told.items():
            if mark == "hidden":
                hidden += 1
                assert (value, count) == ("", "")
            else:
                assert (value, count) == within[key][:2], (query, key)
    assert hidden, "control: something was hidden"
    assert digest_of(snapshot.ready("field", None, now=timezone.now()).prepared.data.columns) == digest_of(
        data_of("field").data.columns
    ), "the register takes both for the same data"


@pytest.mark.once
def test_a_number_that_differs_would_be_seen(analyst: Reader) -> None:
    """Control of the comparison."""
    body = analyst.ask(f"{URL}?{ASKED[0]}").json()
    before = cells_of_json(body)
    body["tables"][0]["rows"][0]["cells"][1]["count"] += 1
    assert cells_of_json(body) != before


SMALL = "question=work&by=helped_by%2Bhome"
"""Two breakdowns, so that cells are told from ten people on."""


def counts(body: dict[str, Any]) -> Iterator[int]:
    return (
        cell["count"]
        for table in body["tables"]
        for row in table["rows"]
        for cell in row["cells"]
        if cell["count"] is not None
    )


@pytest.mark.once
def test_no_small_cell_of_two_breakdowns(analyst: Reader) -> None:
    body = analyst.ask(f"{URL}?{SMALL}").json()
    assert body["profile"] == "publication"
    assert min(counts(body)) >= LEAST
    assert "hidden" in {mark for _value, _count, mark in cells_of_json(body).values()}
    assert any("–" in said for said in body["marks"]), "what the mark means is told"


@pytest.mark.once
def test_without_the_rules_there_would_be_one(analyst: Reader, monkeypatch) -> None:
    """Control of the test above."""
    monkeypatch.setattr(
        "exports.api.tables.let_out", lambda question, weight, now: in_house(question.data.prepared.data)
    )
    assert min(counts(analyst.ask(f"{URL}?{SMALL}").json())) < LEAST


@pytest.mark.once
def test_where_nothing_may_leave_that_is_said_without_a_number(analyst: Reader) -> None:
    response = analyst.ask(f"{URL}?question=work&where=helped_by=child", headers={"accept-language": "nl"})
    assert response.status_code == 403
    assert response.json()["type"].endswith("#may-not-be-told")
    assert "Geen cel van deze tabel" in response.json()["detail"]
    assert not any(sign.isdigit() for sign in response.json()["detail"])
    assert not Release.objects.exists()
    assert not ApiAnswer.objects.exists()
    assert not ExportRecord.objects.exists()


def test_an_answer_is_released_once_a_day(analyst: Reader, reader: Readers, world: World, monkeypatch) -> None:
    first = analyst.ask(f"{URL}?{ASKED[0]}")
    assert analyst.ask(f"{URL}?{ASKED[0]}").content == first.content
    assert reader("analyst").ask(f"{URL}?{ASKED[0]}").content == first.content, "of another analyst too"
    world.field.play(None, day=20)
    assert analyst.ask(f"{URL}?{ASKED[0]}").content == first.content, "a new answer waits for tomorrow"
    assert (Release.objects.count(), ExportRecord.objects.count(), ApiAnswer.objects.count()) == (1, 1, 1)
    assert Release.objects.get().made_by == analyst.user
    assert ExportRecord.objects.get().details["formats"] == ["api"]
    assert AuditEntry.objects.filter(action="tables released", user=analyst.user).count() == 1
    tomorrow = timezone.now() + timedelta(days=1, minutes=1)
    monkeypatch.setattr(
        "exports.api.tables.timezone", SimpleNamespace(now=lambda: tomorrow, localdate=timezone.localdate)
    )
    later = analyst.ask(f"{URL}?{ASKED[0]}")
    assert later.json()["tables"][0]["columns"][0]["n"] == first.json()["tables"][0]["columns"][0]["n"] + 1
    assert (Release.objects.count(), ApiAnswer.objects.count()) == (2, 1)


def test_a_withdrawal_ends_an_answer_at_once(analyst: Reader, world: World) -> None:
    interview = world.field.play(None, day=20)
    first = analyst.ask(f"{URL}?{ASKED[0]}").json()["tables"][0]["columns"][0]["n"]
    type(interview).objects.filter(pk=interview.pk).update(state="withdrawn")
    assert analyst.ask(f"{URL}?{ASKED[0]}").status_code in (200, 403)
    assert first not in [
        table["columns"][0]["n"] for kept in ApiAnswer.objects.all() for table in json.loads(kept.as_json)["tables"]
    ]


def test_the_next_release_is_held_against_what_the_api_told(analyst: Reader, world: World) -> None:
    analyst.ask(f"{URL}?{ASKED[0]}")
    (released,) = Release.objects.all()
    told = earlier([released], released.digest)
    assert {"work"} == set(told)
    assert {fact.count for fact in told["work"].facts} >= set(counts(analyst.ask(f"{URL}?{ASKED[0]}").json()))


@pytest.mark.once
def test_weighted_numbers_are_whole(analyst: Reader) -> None:
    body = analyst.ask(f"{URL}?{ASKED[0]}&weight=weight_main").json()
    total = body["tables"][0]["columns"][0]
    assert total["weighted_n"] == round(total["weighted_n"]) > 0
    shares = [cell["value"] for row in body["tables"][0]["rows"] for cell in row["cells"] if cell["value"] is not None]
    assert shares == [round(share, 2) for share in shares]


BAD = {
    "question=wrong": "wrong",
    "question=work&by=wrong": "wrong",
    "question=work&where=work%3Dperhaps": "yes, no",
    "question=work&where=work": "where",
    "question=work&weight=w": "weight_main",
    "question=work&lang=xx": "nl",
    "question=work&points=900": "100",
    "question=work&points=nan": "query.points",
    "question=work&edition=7": "7",
    "question=work&edition=x": "query.edition",
    "question=": "query.question",
    "question=work&question=home": "query.question",
    "question=work&profile=internal": "query.profile",
    "question=work&only=work%3Dyes&filter=x": "query.only",
    "by=group": "query.question",
    "question=work" + "&where=work%3Dyes" * 7: "6",
}
"""Query → what is named in the answer."""


@pytest.mark.once
def test_what_cannot_be_is_named(analyst: Reader) -> None:
    for query, words in BAD.items():
        response = analyst.ask(f"{URL}?{query}")
        assert response.status_code == 422, query
        assert words in json.dumps(response.json()["errors"], ensure_ascii=False), (query, response.json())
    assert not Release.objects.exists()


def test_many_interviews_are_read_by_a_job(analyst: Reader, monkeypatch) -> None:
    monkeypatch.setattr(snapshot, "AT_ONCE", 0)
    for _ in range(2):
        response = analyst.ask(f"{URL}?{ASKED[0]}")
        assert (response.status_code, response["Retry-After"]) == (503, "30")
    assert Job.objects.filter(kind="table_data", created_by=analyst.user).count() == 1
    assert analyst.ask("/studies/field/variables").status_code == 503


@pytest.mark.once
def test_what_can_be_tabulated(analyst: Reader) -> None:
    body = analyst.ask("/studies/field/variables?limit=200").json()
    found = {one["name"]: one for one in body["items"]}
    assert [option["code"] for option in found["work"]["options"]] == ["yes", "no"]
    assert found["work"]["by"]
    for name in list(found)[:6]:
        assert analyst.ask(f"{URL}?question={name}").status_code in (200, 403)


WAVE = {
    "id": "t1",
    "document": "Report",
    "wave": "w1",
    "unit": "pct_col",
    "precision": "exact",
    "rows": ["works"],
    "columns": ["all", "few"],
    "values": [[40, 30]],
    "n": {"all": 200, "few": 100},
}
WAVES_MAP = {
    "this_wave": "w2",
    "columns": {"all": {}, "few": {"helped_by": ["child"], "home": ["yes"]}},
    "tables": {"t1": {"rows": {"works": {"question": "work", "codes": ["yes"]}}}},
}


@pytest.mark.once
def test_waves_tell_no_small_cell_and_are_released(analyst: Reader, world: World, monkeypatch) -> None:
    """The whole is compared; people whom two questions tell apart are too few, and with the rules off they are told."""
    printed = facts({"tables": [WAVE]})
    made = PrintedWaves(printed, abouts(WAVES_MAP, printed), "w2", "digest")
    monkeypatch.setattr("exports.api.waves.printed_waves", lambda study: made)
    whole, few = analyst.ask("/studies/field/waves").json()["pairs"]
    table = analyst.ask(f"{URL}?question=work").json()["tables"][0]
    assert (whole["now"], whole["n"]) == (table["rows"][0]["cells"][0]["value"], table["columns"][0]["n"])
    assert whole["points"] == pytest.approx(100 * whole["now"] - 40)
    assert (few["now"], few["n"], few["points"], few["reasons"]) == (None, None, None, ["not_told"])
    assert (few["then"], few["then_n"]) == (0.3, 100)
    assert Release.objects.count() == 2
    lines = list(csv.DictReader(io.StringIO(analyst.ask("/studies/field/waves.csv").content.decode("utf-8-sig"))))
    assert [line["now"] for line in lines] == [str(whole["now"]), ""]
    ApiAnswer.objects.all().delete()
    everything = lambda question, weight, now: in_house(question.data.prepared.data)  # noqa: E731
    monkeypatch.setattr("exports.api.waves.let_out", everything)
    assert 0 < analyst.ask("/studies/field/waves").json()["pairs"][1]["n"] < LEAST, "control"
