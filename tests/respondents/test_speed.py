"""What a saved page costs the database, and that pages drawn once are nobody's in particular."""

import gc
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from invitations.models import Channel
from respondents import blank_page, state, visit_row
from respondents.entry import study_at
from respondents.models import Interview, Visit
from surveys import known_clips
from surveys.models import Edition
from tests.respondents.mini import ANSWERS
from tests.respondents.people import Phone

STATEMENTS = {"postgresql": 3, "sqlite": 8}
"""To save a page and show the next: the visit, the answer, the visit. SQLite stores the answer in five statements of a
transaction, and a savepoint of the test's own counts too."""


@pytest.fixture(autouse=True)
def nothing_drawn() -> Iterator[None]:
    yield
    blank_page.forget()


@pytest.fixture
def half_way(make_unit: Callable[..., Any]) -> Phone:
    """On the second page, after somebody else came past the third: definitions and pages are known by then."""
    _on_page_two(make_unit("p7")[1]).send({"go": "next", **ANSWERS["hours"]})
    return _on_page_two(make_unit("p8")[1])


def _on_page_two(code: str) -> Phone:
    phone = Phone().begin(code)
    phone.send({"go": "next", **ANSWERS["work"]})
    assert phone.name == "hours"
    return phone


def _statements(phone: Phone) -> list[str]:
    with CaptureQueriesContext(connection) as seen:
        phone.send({"go": "next", **ANSWERS[phone.name]})
    assert phone.page.status_code == 200
    assert len(phone.page.redirect_chain) == 1
    return [query["sql"] for query in seen.captured_queries]


def test_few_statements(half_way: Phone) -> None:
    found = _statements(half_way)
    assert len(found) <= STATEMENTS[connection.vendor], "\n".join(found)


def test_few_statements_control(half_way: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where fieldwork is not read beside the visit, and clips are not kept, more are counted."""
    read = visit_row.read

    def alone(*args: Any, **kwargs: Any) -> Visit | None:
        visit = read(*args, **kwargs)
        if visit:
            visit.fieldwork = None
        return visit

    monkeypatch.setattr(visit_row, "read", alone)
    monkeypatch.setattr(known_clips, "LIFETIME", -1.0)
    assert len(_statements(half_way)) > STATEMENTS[connection.vendor]


def test_the_study_is_looked_up_once(edition: Edition, monkeypatch: pytest.MonkeyPatch) -> None:
    """On the way in: the study's editions and its fieldwork, for the page and what surrounds it."""
    phone = Phone().agree()
    phone.get(phone.address)

    def statements() -> int:
        with CaptureQueriesContext(connection) as seen:
            phone.get(phone.address)
        assert phone.page.status_code == 200
        return len(seen.captured_queries)

    assert statements() == 2
    monkeypatch.setattr("respondents.views.screening.study_for", lambda request, here: study_at(here))
    assert statements() == 4, "the control: looked up again"


def test_garbage_is_looked_for_seldom() -> None:
    from config import wsgi

    assert gc.get_threshold() == wsgi.YOUNG
    assert gc.get_freeze_count() > 100_000, "what the site consists of is passed by"


def test_the_visit_is_read_whole(half_way: Phone, edition: Edition) -> None:
    """Every field is what Django itself reads, and nothing more is asked for afterwards."""
    visit = Visit.objects.order_by("-pk").first()
    assert visit is not None
    long_ago = visit.opened_at.replace(year=2000)
    read = visit_row.read(bytes(visit.token_digest), long_ago, interviewed=False)
    assert read is not None
    interview = Interview.objects.select_related("edition__study", "channel").get(pk=visit.interview_id)
    for one, other in ((read, visit), (read.interview, interview), (read.interview.channel, interview.channel)):
        for field in one._meta.concrete_fields:
            assert getattr(one, field.attname) == getattr(other, field.attname), field
    with CaptureQueriesContext(connection) as seen:
        assert read.interview.edition.study.slug == edition.study.slug
        assert read.fieldwork is not None
    assert not seen.captured_queries


@pytest.mark.parametrize("change", ["digest", "idle", "interviewed"])
def test_another_visit_is_not_found(half_way: Phone, change: str) -> None:
    visit = Visit.objects.order_by("-pk").first()
    assert visit is not None
    asked: dict[str, Any] = {"token_digest": bytes(visit.token_digest), "since": visit.opened_at.replace(year=2000)}
    other: dict[str, dict[str, Any]] = {
        "digest": {"token_digest": b"x" * 32},
        "idle": {"since": visit.last_at},
        "interviewed": {"interviewed": True},
    }
    assert visit_row.read(**{"interviewed": False, **asked, **other[change]}) is None


def test_a_page_drawn_once_is_as_it_is_drawn_anew(half_way: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same page, filled in and drawn by itself, differs in nothing but what is new with every page."""
    kept = _without_secrets(half_way)
    monkeypatch.setattr("respondents.views.asking._is_plain", lambda request, asking: False)
    assert _without_secrets(half_way) == kept


@pytest.mark.parametrize("helped", [False, True])
@pytest.mark.parametrize("language", ["nl", "ar"])
def test_a_page_of_the_screening_drawn_once(
    edition: Edition, monkeypatch: pytest.MonkeyPatch, language: str, helped: bool, settings: Any
) -> None:
    settings.SHOW_INCOMPLETE_LANGUAGES = True
    phone = Phone(language).agree()
    if helped:
        phone.get("/helping/")
        phone.send({"go": "helped"})
        phone.get("/screening/adult/")
    phone.send({"go": "next", "adult": "yes"})
    assert phone.name == "kind"
    kept = _without_secrets(phone)
    assert kept == _without_secrets(phone)
    monkeypatch.setattr("respondents.views.asking._is_plain", lambda request, asking: False)
    assert _without_secrets(phone) == kept
    assert blank_page._slot.cache_info().currsize >= 1


def test_an_answer_in_the_screening_is_drawn_for_its_owner(edition: Edition) -> None:
    owner, other = Phone().agree(), Phone().agree()
    owner.send({"go": "next", "adult": "yes"})
    owner.get("/screening/adult/")
    other.get("/screening/adult/")
    assert [one.text.count(" checked") for one in (owner, other)] == [1, 0]


def test_the_way_goes_on_from_here_only(edition: Edition, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where another phone changed an earlier answer meanwhile, the path is worked out from the beginning."""
    yes, no, hours = {"work": {"code": "yes"}}, {"work": {"code": "no"}}, {"hours": {"number": "32"}}

    def after(new: dict[str, Any]) -> tuple[str, ...]:
        interview = Interview(edition=edition, group="asiel", answers=yes, channel=Channel(slug="x"))
        assert state.path_of(interview).page("hours")
        interview.answers = new
        return state.path_of(interview).names

    assert "hours" in after(yes | hours)
    assert "hours" not in after(no | hours)
    monkeypatch.setattr(state, "_changed_here", lambda interview, before: {"hours"})
    assert "hours" in after(no | hours), "the control: gone on from here all the same"


def _without_secrets(phone: Phone) -> str:
    phone.get(phone.address)
    hidden = phone.fields()
    assert hidden.keys() >= {"csrfmiddlewaretoken", "key"}
    return phone.text.replace(hidden["csrfmiddlewaretoken"], "").replace(hidden["key"], "")


def test_two_people_share_no_secret(phone: Phone, make_unit: Callable[..., Any]) -> None:
    """Two people on the same page, drawn once: token, form key and outbox key are their own."""
    phones = [Phone().begin(make_unit(f"p{number}")[1]) for number in (7, 8)]
    assert phones[0].name == phones[1].name
    first, second = ({*one.fields().values(), one.text.split('data-key="')[1].split('"')[0]} for one in phones)
    assert sum(len(value) > 8 for value in first) == 3
    assert {value for value in first & second if len(value) > 8} == set()
    assert blank_page._slot.cache_info().currsize == 2, "one page of the screening, and this one"


def test_an_answer_is_on_the_page_of_its_owner_alone(make_unit: Callable[..., Any]) -> None:
    """Who goes back sees the answer; who comes to the same page afterwards sees none."""
    owner = _on_page_two(make_unit("p7")[1])
    owner.send({"go": "back"})
    assert (owner.name, owner.text.count(" checked")) == ("work", 1)
    other = Phone().begin(make_unit("p8")[1])
    assert (other.name, other.text.count(" checked")) == ("work", 0)
