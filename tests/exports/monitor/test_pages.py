"""Pages of the monitor: who may see them, what they say, and that no small number is on any of them."""

import csv
import io
import re
from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse

from exports.monitor.figures import Split
from exports.monitor.models import MorningMail
from exports.monitor.store import keep
from staff.models import AuditEntry, Job
from surveys.models import Study
from surveys.publish import publish
from tests.exports.monitor.fieldwork import DOCUMENT
from tests.exports.monitor.made import FIGURES

PAGES = ("morning", "response", "days", "answering", "questions", "times", "sending", "csv")


@pytest.fixture
def study(db: None) -> Study:
    made = Study.objects.create(slug="field", title="Veldwerk")
    publish(made, DOCUMENT, user=None, note="")
    keep(made, FIGURES)
    return made


def address(name: str, **more: str) -> str:
    return reverse(f"fieldwork:{name}", args=["field"]) + (
        "?" + "&".join(f"{k}={v}" for k, v in more.items()) if more else ""
    )


@pytest.mark.parametrize("role", ["fieldwork", "researcher", "analyst"])
def test_who_works_for_the_study_sees_it(study, staff_client, role):
    client = staff_client(role, study="field")
    assert b"field" in client.get(reverse("fieldwork:studies")).content
    for name in PAGES:
        assert client.get(address(name)).status_code == 200, name


@pytest.mark.parametrize(
    ("role", "of"),
    [("municipality", "field"), ("translator", ""), ("privacy", "field"), ("fg", ""), ("fieldwork", "another")],
)
def test_others_do_not(study, staff_client, role, of):
    client = staff_client(role, study=of)
    for name in PAGES:
        assert client.get(address(name)).status_code == 403, name
    for name in ("count", "mail", "webhook"):
        assert client.post(address(name), {"on": "yes", "url": "https://example.org"}).status_code == 403, name
    assert not MorningMail.objects.exists()
    assert address("morning").encode() not in client.get(reverse("fieldwork:studies")).content


def test_nobody_without_a_log_in(study, client):
    assert client.get(address("morning")).status_code == 302


def test_a_study_that_is_not_there(study, staff_client):
    assert staff_client("fieldwork").get(reverse("fieldwork:morning", args=["nowhere"])).status_code == 404


def test_the_morning(study, staff_client):
    client = staff_client("fieldwork")
    client.post(reverse("staff:language"), {"language": "en"})
    text = client.get(address("morning")).content.decode()
    assert "18.5%" in text, "189 of 1020"
    assert "R-indicator is 0.78" in text
    assert "Group B" in text
    assert "invitation: 2-11" in text


def needed(client: Client) -> dict[str, list[str]]:
    text = client.get(address("morning")).content.decode()
    table = re.search(r"What the study needs of each group.*?</table>", text, re.S)
    rows = re.findall(r'<tr><th scope="row">([^<]+)</th>(.*?)</tr>', table[0], re.S)
    return {name: re.findall(r">([\d–]+)<", cells) for name, cells in rows}


def test_the_morning_tells_what_the_study_needs_of_each_group(db, staff_client):
    """Where it declares numbers. A number under ten is told neither itself nor by what is still to come."""
    made = Study.objects.create(slug="field", title="Veldwerk")
    publish(made, {**DOCUMENT, "monitoring": {"wanted": {"a": 300, "b": 20}}}, user=None, note="")
    client = staff_client("fieldwork")
    client.post(reverse("staff:language"), {"language": "en"})
    keep(made, replace(FIGURES, groups=(Split("a", 230, 205, 180), Split("b", 70, 54, 38))))
    assert needed(client) == {"A (en)": ["300", "180", "120"], "B (en)": ["20", "38", "0"]}
    keep(made, replace(FIGURES, groups=(Split("a", 200, 190, 180), Split("b", 9, 7, 6))))
    assert needed(client) == {"A (en)": ["300", "–", "–"], "B (en)": ["20", "–", "–"]}


def test_yesterday_is_the_day_before_the_figures(study, staff_client):
    """Figures of the 23rd looked at later say what happened on the 22nd, not that nothing did."""
    page = staff_client("fieldwork").get(address("morning")).content.decode()
    numbers = re.findall(r"<dd>([^<]*)</dd>", page)
    assert numbers[-2:] == ["12", "11"]


def test_a_small_cell_is_nowhere(study, staff_client):
    """7 women of group b; 12 men of it stand beside them, 19 are both: the two are left out together."""
    page = staff_client("fieldwork").get(address("response", by="group", **{"and": "sex"})).content.decode()
    cells = re.findall(r'<td class="number">([^<]*)</td>', page)
    assert "400" in cells
    assert not {"7", "12", "80", "90"} & set(cells)


def test_control_without_hiding_it_stands_there(study, staff_client, monkeypatch):
    everything = lambda rows, labels=None, least=10: [tuple(row) for row in rows]  # noqa: E731
    monkeypatch.setattr("exports.monitor.response_panels.hidden_within", everything)
    monkeypatch.setattr("exports.monitor.response_panels.hidden", everything)
    page = staff_client("fieldwork").get(address("response", by="group", **{"and": "sex"})).content.decode()
    assert "7" in re.findall(r'<td class="number">([^<]*)</td>', page)


def test_the_file_holds_what_the_pages_hold(study, staff_client):
    client = staff_client("analyst", study="field")
    response = client.get(address("csv"))
    assert response["Content-Type"].startswith("text/csv")
    text = response.content.decode("utf-8-sig")
    lines = {(line["table"], line["row"], line["column"]): line["value"] for line in csv.DictReader(io.StringIO(text))}
    assert lines["response:group", "a", "people"] == "700"
    assert lines["response:group", "a", "rr2"] == "0.2429"
    assert lines["language", "nl", "began"] == "120"
    assert ("language", "ti", "began") not in lines
    assert AuditEntry.objects.filter(action="monitor.csv", user=client.user).count() == 1


def test_nothing_counted_yet(db, staff_client):
    made = Study.objects.create(slug="field", title="Veldwerk")
    publish(made, DOCUMENT, user=None, note="")
    client = staff_client("fieldwork")
    page = client.get(address("morning"))
    assert page.status_code == 200
    assert address("count") in page.content.decode()
    assert client.get(address("csv")).status_code == 404


def test_count_anew_is_a_job(study, staff_client, django_capture_on_commit_callbacks):
    client = staff_client("fieldwork", study="field")
    response = client.post(address("count"))
    job = Job.objects.get(kind="monitor")
    assert response.url == reverse("staff:job", args=[job.pk])
    assert (job.arguments, job.created_by) == ({"study": "field"}, client.user)
    again = client.post(address("count"))
    assert (again.url, Job.objects.count()) == (address("morning"), 1), "one at a time"
    Job.objects.update(state=Job.State.DONE)
    client.post(address("count"))
    assert Job.objects.count() == 2


def test_every_chart_says_what_it_shows(study, staff_client):
    client = staff_client("researcher")
    for name in PAGES[:-2]:
        page = client.get(address(name)).content.decode()
        for svg in re.findall(r"<svg xmlns.*?</svg>", page, re.S):
            assert "<title>" in svg, name
            assert "<desc>" in svg, name
            assert "style=" not in svg, "the page's policy forbids it"


def test_the_mail_is_asked_for_and_stopped(study, staff_client):
    client = staff_client("fieldwork")
    client.post(address("mail"), {"on": "yes"})
    client.post(address("mail"), {"on": "yes"})
    assert MorningMail.objects.get().user == client.user
    client.post(address("mail"), {"on": "no"})
    assert not MorningMail.objects.exists()
    assert AuditEntry.objects.filter(action="monitor.subscribe").count() == 2
