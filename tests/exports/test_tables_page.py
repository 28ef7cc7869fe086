"""The analyst's page of tables: who may, what is shown, shared, kept and taken along."""

import copy
from urllib.parse import parse_qs, urlsplit

from django.urls import reverse
from lxml import html

from exports import snapshot
from exports.models import ExportRecord, SavedTable
from exports.tables_data import data_of
from staff.models import AuditEntry, Job
from surveys.publish import publish
from tests.exports.mini import DOCUMENT, text

LIST = "/staff/exports/tables/"
URL = f"{LIST}mini/"
QUERY = "question=work&by=group"
FILE, SAVED = f"{URL}table.csv?{QUERY}", f"{URL}saved/"
GETS = [LIST, URL, FILE, f"{SAVED}1/"]
POSTS = [f"{URL}read/", SAVED, f"{SAVED}1/remove/"]


def test_addresses():
    assert reverse("exports:table_studies") == LIST
    assert reverse("exports:tables", args=["mini"]) == URL


def test_other_roles_may_not(edition, staff_client):
    client = staff_client("fieldwork", "translator", "municipality", "fg")
    assert {client.get(url).status_code for url in GETS} == {403}
    assert {client.post(url).status_code for url in POSTS} == {403}


def test_an_analyst_of_another_study_may_not(edition, staff_client):
    client = staff_client("analyst", study="other")
    assert {client.get(url).status_code for url in GETS[1:]} == {403}
    assert {client.post(url).status_code for url in POSTS} == {403}
    assert b"mini" not in client.get(LIST).content


def test_a_stranger_is_led_to_the_log_in(edition, client):
    assert {client.get(url).status_code for url in GETS} | {client.post(url).status_code for url in POSTS} == {302}


def test_wrong_method(edition, staff_client):
    client = staff_client("analyst")
    assert {client.post(url).status_code for url in GETS[:3]} == {405}
    assert {client.get(url).status_code for url in [POSTS[0], SAVED, POSTS[2]]} == {405}


def test_missing(edition, staff_client):
    client = staff_client("analyst")
    assert client.get(f"{LIST}nothing/").status_code == 404
    assert client.get(f"{SAVED}99/").status_code == 404
    assert client.post(f"{SAVED}99/remove/").status_code == 404
    assert client.get(f"{URL}table.exe?{QUERY}").status_code == 404


def test_a_table_its_chart_and_its_base(interviews, staff_client):
    client = staff_client("analyst", study="mini")
    assert b'href="/staff/exports/tables/mini/"' in client.get(LIST).content
    page = client.get(f"{URL}?{QUERY}").content.decode()
    assert "<svg" in page
    assert 'class="printed"' in page
    assert "Basis:" in page
    assert "style=" not in page
    assert "question=work&amp;by=group" in page
    assert "<svg" not in client.get(URL).content.decode()


BAD = {
    "question=wrong": "wrong",
    "question=work&by=wrong": "wrong",
    "question=work&by=ways": "meer antwoorden",
    "question=work&where=work%3Dperhaps": "yes, no",
    "question=work&weight=w": "geen gewicht",
    "question=work&lang=xx": "geen taal",
    "question=work&points=900": "punten",
    "question=work&edition=7": "edition 7",
    "who=somebody": "who",
}
"""Address → what is said of it."""


def test_a_bad_address_says_what_to_choose(interviews, staff_client):
    client = staff_client("analyst")
    for query, words in BAD.items():
        for url in (f"{URL}?{query}", f"{URL}table.csv?{query}"):
            response = client.get(url)
            assert response.status_code == 400, url
            assert words in response.content.decode(), url
    assert not ExportRecord.objects.exists()


BEGINS = {
    "csv": b"\xef\xbb\xbfstudy,table",
    "xlsx": b"PK",
    "docx": b"PK",
    "html": b"<!doctype html>",
    "svg": b"<svg",
    "png": b"\x89PNG",
}


def test_what_is_taken_along_is_registered(interviews, staff_client):
    client = staff_client("analyst")
    for form, begins in BEGINS.items():
        response = client.get(f"{URL}table.{form}?{QUERY}")
        assert response.content.startswith(begins), form
        assert f'filename="mini-work.{form}"' in response["Content-Disposition"]
    taken = ExportRecord.objects.order_by("pk")
    assert [record.details["formats"] for record in taken] == [[form] for form in BEGINS]
    assert {(record.made_by, *record.details["by"]) for record in taken} == {(client.user, "group")}
    assert AuditEntry.objects.filter(action="tables made", user=client.user).count() == len(BEGINS)
    assert client.get("/staff/exports/").status_code == 200


def test_a_table_without_a_chart_has_no_picture(interviews, staff_client):
    assert staff_client("analyst").get(f"{URL}table.png?question=hours").status_code == 400
    assert not ExportRecord.objects.exists()


def test_a_table_is_kept_shared_and_removed_by_who_kept_it(interviews, staff_client):
    owner, colleague = staff_client("analyst"), staff_client("researcher", study="mini")
    response = owner.post(SAVED, {"name": "Work by group", "query": f"{QUERY}&across="})
    kept = SavedTable.objects.get()
    assert (response.url, kept.query) == (f"{SAVED}{kept.pk}/", QUERY)
    led = urlsplit(colleague.get(response.url).url)
    assert (led.path, parse_qs(led.query)) == (URL, parse_qs(QUERY))
    assert b"Work by group" in colleague.get(URL).content
    assert f"{SAVED}{kept.pk}/remove/".encode() not in colleague.get(URL).content
    assert colleague.post(f"{SAVED}{kept.pk}/remove/").status_code == 404
    assert owner.post(f"{SAVED}{kept.pk}/remove/").url == URL
    assert not SavedTable.objects.exists()


def test_what_cannot_be_kept(interviews, staff_client):
    client = staff_client("analyst")
    client.post(SAVED, {"name": "Taken", "query": QUERY})
    for name, query in (("", QUERY), ("x" * 121, QUERY), ("Taken", QUERY), ("Bad", "question=wrong")):
        assert client.post(SAVED, {"name": name, "query": query}).status_code == 400, name
    assert SavedTable.objects.count() == 1


def test_many_answers_are_read_by_a_job_first(interviews, staff_client, monkeypatch):
    monkeypatch.setattr(snapshot, "AT_ONCE", 3)
    client = staff_client("analyst")
    assert b"/read/" in client.get(f"{URL}?{QUERY}").content
    assert b"/read/" in client.get(FILE).content
    response = client.post(f"{URL}read/")
    assert response.url == reverse("staff:job", args=[Job.objects.get().pk])


def test_an_edition_that_is_not_there_is_not_read(interviews, staff_client):
    client = staff_client("analyst")
    assert client.post(f"{URL}read/", {"edition": "9"}).status_code == 404
    assert client.post(f"{URL}read/", {"edition": "1"}).status_code == 302
    assert Job.objects.get().arguments == {"study": "mini", "edition": 1}


def test_a_study_that_nobody_answered_has_a_table_of_nobody(edition, staff_client):
    client = staff_client("analyst")
    page = client.get(f"{URL}?{QUERY}")
    assert page.status_code == 200
    assert "<svg" not in page.content.decode()
    assert client.get(f"{URL}table.xlsx?question=hours").status_code == 200


def test_without_fonts_the_page_says_what_to_do(interviews, staff_client, settings, tmp_path):
    settings.FONTS_DIR = tmp_path
    response = staff_client("analyst").get(f"{URL}?{QUERY}")
    assert (response.status_code, "make setup" in response.content.decode()) == (503, True)


FILTERED = "question=work&by=group&only=side%3Dleft&only=ways%3Dbus&only=ways%3Dbike&edition=1"
SHORT = "question=work&by=group&where=side%3Dleft&where=ways%3Dbus%2Cbike&edition=1"


def test_the_form_leads_to_an_address_that_can_be_shared(interviews, staff_client):
    client = staff_client("analyst")
    led = client.get(f"{URL}?{FILTERED}&filter=&across=")
    assert (led.status_code, led.url) == (302, f"{URL}?{SHORT}")
    page = html.fromstring(client.get(led.url).content.decode())
    ticked = [box.get("value") for box in page.xpath("//input[@name='only'][@checked]")]
    assert ticked == ["side=left", "ways=bus", "ways=bike"]
    assert page.xpath("//select[@name='edition']/option[@selected]/@value") == ["1"]
    assert page.xpath("//section[@aria-labelledby='take']//a[starts-with(@href, '?') or contains(@href, 'where')]")


def test_filters_are_joined_by_and_their_codes_by_or(interviews, staff_client):
    prepared = data_of("mini")
    side, ways = prepared.data.chosen("side"), prepared.data.chosen("ways")
    expected = sum(
        one == {"left"} and not isinstance(other, int) and bool(other & {"bus", "bike"})
        for one, other in zip(side, ways, strict=True)
    )
    assert 0 < expected < len(prepared.data)
    page = html.fromstring(staff_client("analyst").get(f"{URL}?{SHORT.replace('work', 'side')}").content.decode())
    (total,) = {cell.text_content().strip() for cell in page.xpath("(//table//th[.='N']/following-sibling::td)[1]")}
    assert total == str(expected)


def test_a_question_to_filter_by_brings_its_boxes(interviews, staff_client):
    client = staff_client("analyst")
    page = html.fromstring(client.get(f"{URL}?{QUERY}&filter=ways").content.decode())
    assert page.xpath("//input[@name='only']/@value") == ["ways=bus", "ways=bike", "ways=other"]
    assert not page.xpath("//input[@name='only'][@checked]")
    assert "ways" not in page.xpath("//select[@name='filter']/option/@value")
    ids = page.xpath("//*[@id]/@id")
    assert len(ids) == len(set(ids))
    led = client.get(f"{URL}?{QUERY}&only=side%3Dleft&filter=ways")
    assert led.url == f"{URL}?{QUERY}&where=side%3Dleft&filter=ways"


def test_an_edition_can_be_chosen(interviews, edition, staff_client):
    document = copy.deepcopy(DOCUMENT)
    document["sections"][0]["pages"][0]["questions"][0]["label"] = text("Ander werk?")
    newer = publish(edition.study, document, user=None, note="Tweede", basis="none")
    client = staff_client("analyst")
    page = html.fromstring(client.get(f"{URL}?question=work").content.decode())
    assert page.xpath("//select[@name='edition']/option/@value") == ["", "2", "1"]
    assert f"{newer.number} – Tweede" in page.xpath("//select[@name='edition']")[0].text_content()
    assert "Ander werk?" in client.get(f"{URL}?question=work&edition=2").content.decode()
    assert "Ander werk?" not in client.get(f"{URL}?question=work&edition=1").content.decode()


def test_boxes_that_mean_nothing_are_refused(interviews, staff_client):
    client = staff_client("analyst")
    for query in ("only=wrong%3Dx", "only=side", "only=side%3Dup", "only=" + "x" * 9000, "only=side%3Dleft&" * 401):
        response = client.get(f"{URL}?question=work&{query}", follow=True)
        assert response.status_code == 400, query[:40]
