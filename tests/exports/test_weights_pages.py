"""Pages about weights: who may see them, wrong wishes, and what the job makes."""

import copy
import zipfile
from random import Random

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from exports.models import CleaningDecision, WeightSet
from exports.weigh import Wish, make
from exports.weight_report import write
from exports.weights_tasks import KIND, about_of, make_weights
from respondents.play import play
from staff.jobs import JobProblem, Progress
from staff.models import Job
from surveys.models import Study
from surveys.publish import publish
from tests.exports.conftest import NOW
from tests.exports.mini import DOCUMENT
from tests.exports.test_make_weights import MARGINS, WISH, people  # noqa: F401 - a fixture

URL = "/staff/exports/weights/"
ASKED = {"study": "mini", "name": "register", "largest": "4", "default": "on"}


def table(text: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("margins.csv", text.encode(), "text/csv")


def test_address():
    assert reverse("exports:weights") == URL


@pytest.mark.parametrize("role", ["fieldwork", "translator", "municipality", "fg"])
def test_other_roles_may_not(edition, staff_client, role):
    assert staff_client(role).get(URL).status_code == 403


def test_a_stranger_is_led_to_the_log_in(client, db):
    assert client.get(URL).status_code == 302


@pytest.mark.parametrize(("url", "method"), [(URL, "put"), (URL, "delete"), (f"{URL}set/1/", "post")])
def test_wrong_method(edition, staff_client, url, method):
    assert getattr(staff_client("analyst"), method)(url).status_code == 405


def test_a_set_that_is_not_there(edition, staff_client):
    assert staff_client("analyst").get(f"{URL}set/1/").status_code == 404


def test_sets_of_another_study_do_not_exist(people, staff_client):  # noqa: F811
    made = make(WISH, now=NOW)
    client = staff_client("analyst", study="another")
    assert client.get(f"{URL}set/{made.pk}/").status_code == 404
    assert b"weight_register" not in client.get(URL).content
    assert client.post(URL, ASKED).status_code == 400


def test_the_sets_and_what_they_do(people, staff_client):  # noqa: F811
    first, second = make(WISH, now=NOW), make(WISH, now=NOW)
    client = staff_client("analyst")
    listed = client.get(URL).content.decode()
    assert listed.count("weight_register, ") == 2
    assert "vervangen" in listed or "superseded" in listed
    page = client.get(f"{URL}set/{second.pk}/").content.decode()
    assert "weight_register: mini" in page
    assert first.pk != second.pk


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param({"study": "nothing"}, id="study"),
        pytest.param({"name": "Not so"}, id="name"),
        pytest.param({"name": ""}, id="no name"),
        pytest.param({"largest": "0.5"}, id="limit"),
        pytest.param({"table": "variable,count\nx,1\n"}, id="table"),
        pytest.param({"table": "PK no workbook"}, id="workbook"),
    ],
)
def test_a_wrong_wish_starts_nothing(edition, staff_client, changed):
    changed = {**changed, **({"table": table(changed["table"])} if "table" in changed else {})}
    response = staff_client("analyst").post(URL, {**ASKED, **changed})
    assert response.status_code == 400
    assert b"errorlist" in response.content
    assert not Job.objects.exists()


def test_the_job_makes_what_the_page_asked(people, staff_client, own_var_dir):  # noqa: F811
    client = staff_client("analyst")
    asked = {**ASKED, "table": table("variable,category,count\ngroup,a,1\ngroup,b,3\n")}
    job = Job.objects.get(pk=client.post(URL, asked).url.rstrip("/").rsplit("/", 1)[1])
    archive = make_weights(job, Progress(job))
    made = WeightSet.objects.get()
    assert (made.made_by, made.default, made.recipe["largest"]) == (client.user, True, 4.0)
    assert made.recipe["margins"][0]["counts"] == {"a": 1, "b": 3}
    assert len(zipfile.ZipFile(archive).namelist()) == 3
    assert [path for path in (own_var_dir / "exports").rglob("*") if path.is_file()] == [archive]


def test_a_job_that_cannot_be_done_says_why(edition):
    arguments = {"study": "mini", "name": "register", "table": [], "largest": None, "default": False}
    job = Job.objects.create(kind=KIND, arguments=arguments)
    with pytest.raises(JobProblem, match=r"weegt|weighted|gewogen"):
        make_weights(job, Progress(job))


@pytest.fixture
def doubled(db) -> Study:
    """A study whose list holds one in two of group b."""
    study = Study.objects.create(slug="mini", title="Klein")
    margins = {**MARGINS, "weighting": {**MARGINS["weighting"], "stands_for": {"b": 2}, "base": {"b": 2}}}
    edition = publish(study, copy.deepcopy({**DOCUMENT, "margins": margins}), user=None, note="")
    for place in range(9):
        play(edition, random=Random(place), language="nl", now=NOW)
    return study


def test_what_a_researcher_must_confirm_stands_on_page_and_report(doubled, staff_client, tmp_path):
    """Of 30 and 70 people the second are 70%, or 140 of 170 where each stands for two."""
    client = staff_client("researcher")
    plain, listed = make(Wish("mini", "plain"), now=NOW), make(Wish("mini", "listed", as_listed=True), now=NOW)
    asked = client.get(URL).content.decode()
    told = client.get(f"{URL}set/{plain.pk}/").content.decode()
    for page in (asked, told):
        assert "b × 2" in page
        assert "82,4%" in page
    assert "b × 2" not in client.get(f"{URL}set/{listed.pk}/").content.decode()
    names = write(about_of(plain), tmp_path, "en")
    assert all("82.4% of everybody" in (tmp_path / name).read_text() for name in names if not name.endswith("csv"))
    shares = {one.name: one.diagnostics["margins"][0]["cells"][1]["weighted"] for one in (plain, listed)}
    assert shares == {"plain": pytest.approx(140 / 170), "listed": pytest.approx(0.7)}


def test_the_job_takes_numbers_as_listed_where_the_page_says_so(doubled, staff_client, own_var_dir):
    client = staff_client("researcher")
    url = client.post(URL, {**ASKED, "as_listed": "on"}).url
    job = Job.objects.get(pk=url.rstrip("/").rsplit("/", 1)[1])
    make_weights(job, Progress(job))
    assert WeightSet.objects.get().recipe["stands_for"] == {}


def test_a_set_says_who_was_removed_since(people, staff_client):  # noqa: F811
    made = make(WISH, now=NOW)
    client = staff_client("analyst")
    before = client.get(URL).content.decode(), client.get(f"{URL}set/{made.pk}/").content.decode()
    gone = [people[0].respnr, people[1].respnr]
    CleaningDecision.objects.create(
        study=made.study, rule="double", action="remove", respnrs=gone, why="x", made_at=NOW
    )
    after = client.get(URL).content.decode(), client.get(f"{URL}set/{made.pk}/").content.decode()
    for page, words in zip(after, ("sindsdien verwijderde vragenlijsten: 2", "gewicht hebben: 2"), strict=True):
        assert words in page
    assert not any("verwijderd" in page for page in before)
