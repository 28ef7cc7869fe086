"""The pages of the matrix and the map, and the numbers on them."""

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from invitations.channels import open_channel
from respondents.models import Interview
from respondents.pages_seen import pages_seen
from staff.models import AuditEntry, Job
from surveys import drafts
from surveys.design import editing, figures
from surveys.design.figures_jobs import COUNT, SIMULATE, count_edition, simulate_draft
from surveys.design.steps import Change, SetKeys
from surveys.models import Edition, RoutingFigures, Study
from surveys.publish import publish
from tests.design.small import document
from tests.design.test_editing import ref

pytestmark = pytest.mark.django_db
BASE = "/staff/studies/small/design/"


class Quiet:
    """Progress that nobody looks at."""

    def advance(self, *_: Any) -> None: ...


@pytest.fixture
def client(staff_client: Callable[..., Client]) -> Client:
    return staff_client("researcher", study="small")


@pytest.fixture
def small_draft(db: None) -> Study:
    study = Study.objects.create(slug="small", title="Klein")
    drafts.store(study, document())
    return study


@pytest.fixture
def edition(small_draft: Study) -> Edition:
    return publish(small_draft, document())


def fill(edition: Edition, number: int, *, synthetic: bool = False, **codes: str) -> None:
    """Sent questionnaires of group one with these answers."""
    channel, now = open_channel(edition.study), edition.published_at
    answers = {name: {"code": code} for name, code in {"adult": "yes", "kind": "yes", **codes}.items()}
    common = {"edition": edition, "group": "one", "screened_group": "one", "language": "nl", "channel": channel}
    made = {**common, "state": "sent", "answers": answers, "synthetic": synthetic, "started_at": now, "last_at": now}
    Interview.objects.bulk_create(Interview(**made) for _ in range(number))


def test_only_researchers_of_the_study(staff_client: Callable[..., Client], small_draft: Study) -> None:
    for other in (staff_client("analyst"), staff_client("researcher", study="other")):
        assert {other.get(f"{BASE}{page}").status_code for page in ("matrix/", "matrix/file/", "map/")} == {403}
        assert {other.post(f"{BASE}map/{action}/").status_code for action in ("simulate", "count")} == {403}
    assert not Job.objects.exists()


def test_the_matrix_page(client: Client, small_draft: Study) -> None:
    page = client.get(f"{BASE}matrix/").content.decode()
    row = page.partition("<code>hours</code>")[2].partition("</tr>")[0]
    assert row.count("Alleen voor wie bij ‘Vraag work’ ‘Ja’ koos.") == 2
    assert f"/rules/{ref(small_draft, 'page:hours')}/" in row
    differing = client.get(f"{BASE}matrix/?differing=1").content.decode()
    assert "<code>by_law</code>" in differing
    assert "<code>hours</code>" not in differing
    only = client.get(f"{BASE}matrix/?section=end&group=two").content.decode()
    assert "<code>e1</code>" in only
    assert "<code>work</code>" not in only
    assert only.count('<th scope="col" lang="nl">') == 1


def test_the_matrix_as_a_file(client: Client, small_draft: Study) -> None:
    evil = SetKeys(ref(small_draft, "work"), (Change("label", "Vraag work", "=1+1", "nl"),))
    editing.edit(small_draft, [evil], None)
    answer = client.get(f"{BASE}matrix/file/")
    assert "small-matrix.csv" in answer["Content-Disposition"]
    rows = {row["naam"]: row for row in csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))}
    assert rows["by_law"]["Een"] == "niet gevraagd"
    assert rows["by_law"]["Twee"] == "iedereen"
    assert rows["work"]["vraag"] == "'=1+1"
    assert rows["kind"]["Een"] == rows["kind"]["Twee"] != ""


def test_all_rules_in_words_by_section(client: Client, small_draft: Study) -> None:
    page = client.get(f"{BASE}rules/").content.decode()
    headings = [part.partition("</h2>")[0] for part in page.split("<h2>")[1:]]
    assert headings == ["Screening", "Begin", "Einde"]
    begin = page.partition("<h2>Begin</h2>")[2].partition("<h2>")[0]
    assert begin.count("Alleen voor wie bij ‘Vraag work’ ‘Ja’ koos.") == 2
    assert f"/rules/{ref(small_draft, 'section:end')}/" in page


def test_the_map_page(client: Client, small_draft: Study) -> None:
    page = client.get(f"{BASE}map/?group=one").content.decode()
    drawing = page.partition("<svg")[2].partition("</svg>")[0]
    assert drawing.count('class="box some') == 7
    assert "Vraag only_one" in drawing
    assert "Vraag by_law" not in drawing
    assert "Vraag by_law" in page.partition("<details>")[2]
    assert f"/rules/{ref(small_draft, 'page:hours')}/" in drawing
    assert "style=" not in drawing
    assert 'width="896"' in client.get(f"{BASE}map/?zoom=200").content.decode()
    assert client.get(f"{BASE}map/?group=nobody&zoom=9&open=x&run=y").status_code == 200


def test_a_draft_that_cannot_be_read(client: Client, small_draft: Study) -> None:
    broken = SetKeys(ref(small_draft, "work"), (Change("type", "single", "village"),))
    editing.edit(small_draft, [broken], None)
    for page in ("matrix/", "map/"):
        assert "village" in client.get(f"{BASE}{page}").content.decode()
    assert client.get(f"{BASE}matrix/file/").status_code == 404


def test_a_simulated_run(client: Client, small_draft: Study, researcher: Any) -> None:
    simulate_draft(Job(kind=SIMULATE, arguments={"study": "small"}, created_by=researcher), Quiet())  # type: ignore[arg-type]
    row = RoutingFigures.objects.get()
    assert (row.people, row.made_up, row.edition) == (500, True, None)
    assert AuditEntry.objects.filter(action="routing.simulate", user=researcher).exists()
    page = client.get(f"{BASE}map/?group=one").content.decode()
    assert "250 / 250" in page.partition("<svg")[2].partition("</svg>")[0]
    assert "500 verzonnen respondenten" in page
    assert "andere versie" not in page
    rule = client.get(f"{BASE}rules/{ref(small_draft, 'page:hours')}/").content.decode()
    assert "van 250 verzonnen respondenten" in rule
    editing.edit(small_draft, [SetKeys(ref(small_draft, "work"), (Change("core", None, True),))], None)
    assert "andere versie" in client.get(f"{BASE}map/").content.decode()
    assert "250 / 250" not in client.get(f"{BASE}map/?run=none").content.decode()


def test_sent_questionnaires_are_counted_and_small_numbers_left_out(edition: Edition) -> None:
    fill(edition, 40, work="yes", hours="no")
    fill(edition, 12, work="yes", hours="yes")
    fill(edition, 25, work="no", only_one="no")
    found = pages_seen(edition)
    assert found is not None
    one = found.seen.groups["one"]
    assert (one.people, one.page("work"), one.page("hours"), one.page("e3")) == (77, 77, 52, 12)
    assert one.page("mixed") == 25
    fill(edition, 5, work="no", only_one="yes")
    again = pages_seen(edition)
    assert again is not None
    assert again.seen.groups["one"].page("hours") == 52
    assert again.seen.groups["one"].page("e1") is None, "57 and 52 would tell of five people"
    assert found.seen.groups["two"].people is None


def test_counting_is_a_job_and_shown_with_its_edition(client: Client, edition: Edition, researcher: Any) -> None:
    fill(edition, 30, work="yes")
    fill(edition, 9, work="yes", synthetic=True)
    job = Job(kind=COUNT, arguments={"study": "small", "edition": 1}, created_by=researcher)
    count_edition(job, Quiet())  # type: ignore[arg-type]
    row = RoutingFigures.objects.get()
    assert (row.people, row.made_up, row.edition) == (30, False, edition)
    page = client.get(f"{BASE}map/?group=one&run=real").content.decode()
    assert "30 verstuurde vragenlijsten van editie 1" in page
    assert "30 / 30" in page.partition("<svg")[2].partition("</svg>")[0]
    fill(edition, 4, work="yes")
    with pytest.raises(Exception, match="minder dan tien"):
        count_edition(job, Quiet())  # type: ignore[arg-type]
    assert RoutingFigures.objects.get().people == 30


def test_made_up_people_are_counted_only_where_there_are_no_others(edition: Edition) -> None:
    assert pages_seen(edition) is None
    with pytest.raises(figures.NothingToCount):
        figures.count_real(edition, None)
    fill(edition, 20, work="yes", synthetic=True)
    assert figures.count_real(edition, None).made_up


def test_runs_are_started_as_jobs(client: Client, edition: Edition, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("staff.jobs._dispatch", lambda job: None)
    assert client.post(f"{BASE}map/simulate/").status_code == 302
    assert client.post(f"{BASE}map/count/", {"edition": "1"}).status_code == 302
    assert [job.kind for job in Job.objects.order_by("created_at")] == [SIMULATE, COUNT]
    for wrong in ("", "9", "²", "x"):
        assert client.post(f"{BASE}map/count/", {"edition": wrong}).status_code == 404


def test_few_queries(client: Client, small_draft: Study, django_assert_max_num_queries: Any) -> None:
    client.get(f"{BASE}map/")
    for page in ("map/", "matrix/", "rules/"):
        with django_assert_max_num_queries(12):
            client.get(f"{BASE}{page}")
