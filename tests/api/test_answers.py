"""How answers are given: methods, headers, ETags, languages, pages, CSV, problems, figures."""

import csv
import io
import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from exports.api.problems import KINDS
from exports.models import WeightSet
from exports.monitor.deliver import panels_of
from exports.monitor.panels import records
from exports.monitor.store import latest
from exports.monitor.words import words_of
from respondents.models import GroupSession
from surveys.engine.disclose import LEAST
from surveys.models import Edition
from tests.api.conftest import ROOT, Reader, Readers, World

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def analyst(reader: Readers) -> Reader:
    return reader("analyst")


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "trace"])
def test_it_only_reads(analyst: Reader, method: str) -> None:
    for where in ("/token", "/studies/field/tables", "/openapi.json", "/nothing"):
        headers = {"authorization": f"Bearer {analyst.text}"}
        response = getattr(Client(enforce_csrf_checks=True), method)(f"{ROOT}{where}", headers=headers)
        assert (response.status_code, response["Allow"]) == (405, "GET, HEAD, OPTIONS")
        assert response.json()["type"].endswith("#wrong-method")


def test_options_and_head(analyst: Reader) -> None:
    options = Client().options(f"{ROOT}/studies/field")
    assert (options.status_code, options["Allow"], options.content) == (204, "GET, HEAD, OPTIONS", b"")
    assert not {name for name in options.headers if name.startswith("Access-Control")}, "no CORS"
    headers = {"authorization": f"Bearer {analyst.text}"}
    got, head = analyst.ask("/studies/field"), Client().head(f"{ROOT}/studies/field", headers=headers)
    assert (head.status_code, head.content) == (200, b"")
    for name in ("ETag", "Content-Length", "Content-Type", "Cache-Control"):
        assert head[name] == got[name]
    assert Client().head(f"{ROOT}/studies/field").status_code == 401


def test_what_the_reader_has_is_not_sent_again(analyst: Reader) -> None:
    for where in ("/studies/field", "/studies/field/editions/1/document", "/studies/field/codebook", "/openapi.json"):
        got = analyst.ask(where)
        assert got["Cache-Control"] == "private, no-cache"
        same = analyst.ask(where, headers={"if-none-match": got["ETag"]})
        assert (same.status_code, same.content, same["ETag"]) == (304, b"", got["ETag"])
        assert analyst.ask(where, headers={"if-none-match": '"other"'}).status_code == 200
    edition = analyst.ask("/studies/field/editions/1")
    since = {"if-modified-since": edition["Last-Modified"]}
    assert analyst.ask("/studies/field/editions/1", headers=since).status_code == 304
    before = {"if-modified-since": "Sun, 01 Nov 2020 00:00:00 GMT"}
    assert analyst.ask("/studies/field/editions/1", headers=before).status_code == 200


def test_what_changes_has_another_etag(analyst: Reader, world: World) -> None:
    before = analyst.ask("/studies/field")["ETag"]
    world.study.title = "Ander veldwerk"
    type(world.study).objects.filter(pk=world.study.pk).update(title="Ander veldwerk")
    assert analyst.ask("/studies/field")["ETag"] != before
    world.study.title = "Veldwerk"


@pytest.mark.parametrize("where", ["/token", "/studies/field/exports", "/nothing"])
def test_what_is_not_kept(analyst: Reader, where: str) -> None:
    response = analyst.ask(where)
    assert response["Cache-Control"] == "private, no-store"
    assert "ETag" not in response
    assert {"Accept", "Accept-Language", "Authorization"} <= set(response["Vary"].split(", "))


@pytest.mark.parametrize(
    ("asked", "language", "title"),
    [
        ("nl", "nl", "Op dit adres is niets"),
        ("nl-NL,nl;q=0.9,en;q=0.8", "nl", "Op dit adres is niets"),
        ("en;q=0.3,nl;q=0.7", "nl", "Op dit adres is niets"),
        ("en", "en", "There is nothing at this address"),
        ("tr,ar", "en", "There is nothing at this address"),
        ("", "en", "There is nothing at this address"),
        ("x" * 600, "en", "There is nothing at this address"),
    ],
)
def test_problems_are_told_in_the_reader_s_language(analyst: Reader, asked: str, language: str, title: str) -> None:
    response = analyst.ask("/studies/nothing", headers={"accept-language": asked})
    assert (response["Content-Language"], response.json()["title"]) == (language, title)
    assert response.json()["what_to_do"]


def test_every_kind_of_problem_has_a_place_on_the_page(staff_client) -> None:
    page = staff_client("analyst").get("/staff/exports/api/").content.decode()
    for code in KINDS:
        assert f'id="{code}"' in page


def test_pages_of_a_list(analyst: Reader) -> None:
    seen, where = [], "/studies/field/codebook?limit=7"
    while where:
        body = analyst.ask(where).json()
        assert len(body["items"]) <= 7
        seen += [one["variable"] for one in body["items"]]
        where = body["next"]
    whole = analyst.ask("/studies/field/codebook?limit=200").json()
    assert seen == [one["variable"] for one in whole["items"]]
    assert len(set(seen)) == whole["total"] == len(seen)
    back = analyst.ask("/studies/field/codebook?limit=7&offset=7").json()["previous"]
    assert analyst.ask(back).json()["items"][0]["variable"] == seen[0]
    assert analyst.ask("/studies/field/codebook?offset=999").json()["items"] == []
    for wrong in ("limit=0", "limit=201", "offset=-1", "limit=x", "limit=1e9", "page=2"):
        response = analyst.ask(f"/studies/field/codebook?{wrong}")
        assert response.status_code == 422, wrong
        assert response.json()["errors"][0]["where"] == f"query.{wrong.partition('=')[0]}"


def test_a_definition_is_given_as_it_was_published(analyst: Reader, world: World) -> None:
    edition = Edition.objects.get(study=world.study)
    assert analyst.ask("/studies/field/editions/1/document").json() == json.loads(edition.document)
    told = analyst.ask("/studies/field/editions").json()["items"]
    assert [(one["number"], one["document_hash"]) for one in told] == [(1, edition.document_hash)]
    assert [group["name"] for group in told[0]["groups"]] == ["a", "b"]
    missing = analyst.ask("/studies/field/editions/9")
    assert missing.status_code == 404
    assert "It has: 1." in missing.json()["detail"]


def test_the_codebook_tells_labels_and_reasons_and_no_counts(analyst: Reader) -> None:
    body = analyst.ask("/studies/field/codebook/health").json()
    assert body["labels"] == {"en": "health (en)", **dict.fromkeys(("nl", "ar", "tr", "ti"), "health")}
    codes = {one["code"]: one for one in body["codes"]}
    assert codes[1]["labels"]["en"] == "yes (en)"
    assert [codes[code]["reason"] for code in (1, -1)] == [False, True]
    assert "count" not in json.dumps(body)
    assert analyst.ask("/studies/field/codebook/only_work").json()["asked"] != body["asked"]
    assert analyst.ask("/studies/field/codebook/nothing").status_code == 404
    assert analyst.ask("/studies/field/codebook?edition=3").status_code == 422


def lines_of(text: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.decode("utf-8-sig"))))


def test_csv_by_ending_and_by_accept(analyst: Reader) -> None:
    ended = analyst.ask("/studies/field/codebook.csv")
    accepted = analyst.ask("/studies/field/codebook", headers={"accept": "text/csv"})
    assert ended.content == accepted.content
    assert accepted["Content-Type"] == "text/csv; charset=utf-8"
    assert 'filename="field-codebook.csv"' in ended["Content-Disposition"]
    assert {line["label_en"] for line in lines_of(ended.content) if line["variable"] == "work"} >= {"yes (en)"}
    for accept in ("*/*", "application/json", "text/html", "text/csv;q=0.5, application/json"):
        assert analyst.ask("/studies/field/codebook", headers={"accept": accept})["Content-Type"] == "application/json"


def test_figures_are_those_of_the_monitor_s_pages(analyst: Reader, world: World, staff_client) -> None:
    figures = latest(world.study)
    body = analyst.ask("/studies/field/fieldwork", headers={"accept-language": "nl"})
    page = staff_client("analyst").get("/staff/fieldwork/field/response/").content.decode()
    tables = {table["name"]: table for table in body.json()["tables"]}
    assert page.count("–"), "control: the page hides something"
    for row in tables["response:sex"]["rows"]:
        assert row["label"] in page
    told = [
        (table["name"], row["code"], column["key"])
        for table in body.json()["tables"]
        for row in table["rows"]
        for column, cell in zip(table["columns"], row["cells"], strict=True)
        if cell is not None
    ]
    assert told == [tuple(record[:3]) for record in records(panels_of(figures, words_of(world.study)))]
    file = staff_client("analyst").get("/staff/fieldwork/field/figures.csv").content
    given = analyst.ask("/studies/field/fieldwork.csv", headers={"accept-language": "nl"}).content
    assert lines_of(given) == lines_of(file)


def people(body: dict) -> list[float]:
    return [
        cell
        for table in body["tables"]
        for row in table["rows"]
        for column, cell in zip(table["columns"], row["cells"], strict=True)
        if column["kind"] == "count" and cell is not None
    ]


def test_response_by_stratum_hides_small_ones(analyst: Reader, monkeypatch) -> None:
    where = "/studies/field/response?by=municipality&and=sex"
    body = analyst.ask(where).json()
    assert body["columns"] == ["group", "sex", "municipality"]
    assert min(people(body)) >= LEAST
    as_they_are = lambda rows, labels, least=LEAST: [tuple(row) for row in rows]  # noqa: E731
    monkeypatch.setattr("exports.monitor.response_panels.hidden_within", as_they_are)
    assert min(people(analyst.ask(where).json())) < LEAST, "control: without the rule there is a small one"


@pytest.mark.parametrize(
    ("query", "where"),
    [
        ("by=nothing", "query.by"),
        ("and=sex", "query.by"),
        ("by=sex&and=sex", "query.and"),
        ("by=sex&and=x", "query.and"),
    ],
)
def test_strata_that_cannot_be(analyst: Reader, query: str, where: str) -> None:
    response = analyst.ask(f"/studies/field/response?{query}")
    assert response.status_code == 422
    assert where in {one["where"] for one in response.json()["errors"]}


def test_r_indicators_are_those_of_the_newest_count(analyst: Reader, world: World) -> None:
    figures = latest(world.study)
    body = analyst.ask("/studies/field/r-indicators").json()
    assert (body["r"], body["raw"]) == (figures.representative.r, figures.representative.raw)
    assert {one["code"] for one in body["variables"]} == {one.name for one in figures.representative.variables}


def test_no_figures_yet(reader: Readers, world: World) -> None:
    own = reader("analyst", world.other)
    for where in ("fieldwork", "response", "r-indicators"):
        assert own.ask(f"/studies/other/{where}").status_code == 404
    assert own.ask("/studies/other/weights").json() == {"items": []}


def test_weights_and_what_they_do(analyst: Reader, world: World) -> None:
    (told,) = analyst.ask("/studies/field/weights").json()["items"]
    assert (told["column"], told["default"], told["made_up"]) == ("weight_main", True, True)
    body = analyst.ask("/studies/field/weights/main").json()
    whole = world.weights.diagnostics["whole"]
    assert body["whole"]["n"] == whole["n"]
    assert body["whole"]["effective"] == pytest.approx(whole["effective"])
    (margin,) = body["margins"]
    assert [cell["codes"] for cell in margin["cells"]] == [["a"], ["b"]]
    assert sum(cell["weighted"] for cell in margin["cells"]) == pytest.approx(1)


def test_small_cells_of_margins_are_not_told(analyst: Reader, monkeypatch) -> None:
    """A cell of fewer than ten takes another one along, and its shares; without the rule it would stand there."""
    found = WeightSet.objects.get()
    (margin,) = found.diagnostics["margins"]
    margin["cells"] = [{**margin["cells"][0], "n": n, "unweighted": n / 60} for n in (4, 20, 36)]
    monkeypatch.setattr("exports.api.weights.newest_sets", lambda study: [found])
    cells = analyst.ask("/studies/field/weights/main").json()["margins"][0]["cells"]
    assert [(cell["n"], cell["unweighted"]) for cell in cells] == [(None, None), (None, None), (36, 0.6)]
    monkeypatch.setattr("exports.api.weights.apart", list)
    cells = analyst.ask("/studies/field/weights/main").json()["margins"][0]["cells"]
    assert cells[0]["n"] == 4, "control"


def test_a_session_is_told_when_it_is_over(reader: Readers, world: World) -> None:
    channel = world.town.channels.get()
    owner = reader("fieldwork").user
    now = timezone.now()
    for number, began in enumerate((now - timedelta(days=2), now - timedelta(minutes=5))):
        session = GroupSession.objects.create(
            study=world.study,
            channel=channel,
            label=f"Bieb {number}",
            code=f"73019{number}",
            cluster=4242 + number,
            host=owner,
            opens_at=began,
            closes_at=began + timedelta(hours=2),
            most=30,
        )
    response = reader("municipality").ask("/studies/field/municipality")
    (told,) = response.json()["organisations"][0]["sessions"]
    assert (told["place"], told["began"], told["finished"]) == ("Bieb 0", None, None)
    assert session.code not in response.content.decode()
    assert "4242" not in response.content.decode()


def test_a_fault_of_ours_says_no_more_than_that(analyst: Reader, monkeypatch) -> None:
    def broken(*args: object, **kwargs: object) -> None:
        raise ValueError("Jansen")

    monkeypatch.setattr("exports.api.weights.newest_sets", broken)
    response = analyst.ask("/studies/field/weights")
    assert response.status_code == 500
    assert response["Content-Type"] == "application/problem+json"
    assert b"Jansen" not in response.content
