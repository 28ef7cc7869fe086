"""Pages about weights: who may see them, wrong wishes, and what the job makes."""

import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from exports.models import WeightSet
from exports.weigh import make
from exports.weights_tasks import KIND, make_weights
from staff.jobs import JobProblem, Progress
from staff.models import Job
from tests.exports.conftest import NOW
from tests.exports.test_make_weights import WISH, people  # noqa: F401 - a fixture

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
    assert [path for path in own_var_dir.rglob("*") if path.is_file()] == [archive]


def test_a_job_that_cannot_be_done_says_why(edition):
    arguments = {"study": "mini", "name": "register", "table": [], "largest": None, "default": False}
    job = Job.objects.create(kind=KIND, arguments=arguments)
    with pytest.raises(JobProblem, match=r"weegt|weighted|gewogen"):
        make_weights(job, Progress(job))
