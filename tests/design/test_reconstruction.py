"""A reconstruction: for demonstration, closed to respondents until a first day is set by hand, no news for waves."""

from collections.abc import Callable
from copy import deepcopy
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from respondents.entry import open_studies
from staff.models import Role, User
from surveys import drafts, fieldwork, translations, wave_items
from surveys.design import bank
from surveys.design.publishing import problems_of
from surveys.design.trends import trends
from surveys.design.waves import earlier_wave, names_in
from surveys.editions import StudyClosed, current, definition_of, require_answering
from surveys.engine.compare import compare
from surveys.engine.editions import select_edition
from surveys.engine.parse import parse
from surveys.engine.wave_items import Item, WaveItems
from surveys.load import STUDIES, read_folder
from surveys.models import Edition, Study
from surveys.publish import OnlyReconstructed, publish

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DATES = {"open": str(TODAY - timedelta(days=9)), "close": str(TODAY + timedelta(days=9))}
TOLD = WaveItems(
    "mini-study", 1, (Item("level", "asked", words="told"), Item("weight", "not_asked"), Item("work", "unknown"))
)


@pytest.fixture
def rebuilt(document: dict[str, Any]) -> Edition:
    """Wave 2025, rebuilt after wave 2026 was published: it asks one question of it."""
    made = deepcopy(document) | {
        "study": "eerder",
        "series": "s",
        "wave": "2025",
        "reconstruction": True,
        "dates": DATES,
    }
    section = made["sections"][0]
    section["pages"] = [page for page in section["pages"] if page["questions"][0]["name"] == "age"]
    made["languages"] = ["nl", "en"]
    return publish(Study.objects.create(slug="eerder", title="Eerder"), made)


def set_dates(study: Study, **wanted: Any) -> None:
    fieldwork.change(study, [], closed=False, why="test", user=None, **wanted)


def test_it_is_closed_on_its_own_days(rebuilt: Edition) -> None:
    """The control: a first day that somebody sets by hand opens it, a last day alone does not."""
    assert definition_of(rebuilt).dates.open == TODAY - timedelta(days=9)
    with pytest.raises(StudyClosed) as closed:
        current("eerder")
    assert closed.value.close_date < TODAY
    with pytest.raises(StudyClosed):
        require_answering(rebuilt, TODAY)
    set_dates(rebuilt.study, closes=TODAY)
    assert open_studies() == ()
    set_dates(rebuilt.study, opens=TODAY)
    assert [one.slug for one in open_studies()] == ["eerder"]
    require_answering(rebuilt, TODAY)


def test_others_are_open_on_their_own_days(document: dict[str, Any]) -> None:
    publish(Study.objects.create(slug="mini-study", title="Klein"), document | {"dates": DATES})
    assert [one.slug for one in open_studies()] == ["mini-study"]


def test_a_respondent_finds_it_closed(rebuilt: Edition, client: Client) -> None:
    """The control: the same page, once it was opened by hand."""
    before = client.get("/eerder/")
    set_dates(rebuilt.study, opens=TODAY)
    after = client.get("/eerder/")
    assert (before.status_code, after.status_code) == (410, 200)


def test_it_is_never_a_real_edition(rebuilt: Edition) -> None:
    study, document = rebuilt.study, dict(definition_of(rebuilt).document)
    drafts.store(study, document)
    translations.sign(study, "en", "A. Speaker", user=None)
    with pytest.raises(OnlyReconstructed) as refused:
        publish(study, document, number=2, real=True)
    (told,) = problems_of(refused.value)
    assert told["code"] == "only_reconstructed"
    assert publish(study, document | {"wave": "2024"}, number=2).demo
    del document["reconstruction"]
    assert not publish(study, document, number=3, real=True).demo


def test_pages_of_staff_say_so(rebuilt: Edition, staff_client: Callable[..., Client]) -> None:
    client = staff_client("researcher", study="eerder")
    assert "een reconstructie" in client.get("/staff/studies/").content.decode()
    page = client.get("/staff/studies/eerder/design/dates/").content.decode()
    assert "Een reconstructie, niet de vragenlijst zoals gehouden: niemand kan meedoen." in page
    set_dates(rebuilt.study, opens=TODAY)
    page = client.get("/staff/studies/eerder/design/dates/").content.decode()
    assert "niemand kan meedoen" not in page


def test_what_is_not_known_is_not_new(
    rebuilt: Edition, document: dict[str, Any], researcher: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("surveys.design.waves.declared_by", lambda slug: TOLD if slug == "eerder" else None)
    assert {"age", "level", "work"} <= names_in(rebuilt)
    assert "weight" not in names_in(rebuilt)
    old, new = definition_of(rebuilt), parse(document)
    told = {one.name: one.standing for one in TOLD.items}
    found = {one.name: one.standing for one in trends(old, new, compare(old, new), told)}
    without = {one.name: one.standing for one in trends(old, new, compare(old, new))}
    names = ("age", "level", "work", "weight")
    assert [found[name] for name in names] == ["same", "told", "unknown", "new"]
    assert [without[name] for name in names] == ["same", "new", "new", "new"]


def test_the_wave_before_goes_by_name_not_by_the_day_of_publishing(
    document: dict[str, Any], rebuilt: Edition, researcher: User
) -> None:
    last = publish(
        Study.objects.create(slug="toen", title="Toen"), document | {"study": "toen", "series": "s", "wave": "2026"}
    )
    for slug in ("toen", "eerder"):
        researcher.memberships.create(role=Role("researcher"), study=slug)
    study = Study.objects.create(slug="nu", title="Nu")
    for wave, wanted in (("2027", last), ("2026", rebuilt), ("2025", None)):
        assert earlier_wave(researcher, study, {"series": "s", "wave": wave}) == wanted


def test_the_item_bank_tells_it_of_waves_that_somebody_may_see(
    rebuilt: Edition, document: dict[str, Any], researcher: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bank, "declared_by", lambda slug: TOLD if slug == "eerder" else None)
    later = publish(Study.objects.create(slug="mini-study", title="Klein"), document)
    researcher.memberships.create(role=Role("researcher"), study="eerder")
    assert rebuilt.published_at < later.published_at
    rebuilt_again = publish(rebuilt.study, dict(definition_of(rebuilt).document) | {"wave": "2024"})
    assert bank.editions_for(researcher) == [later, rebuilt_again, rebuilt]
    item = bank.item_named([later, rebuilt], "work")
    assert [(slug, one.standing) for slug, one in bank.told_of(item, [later, rebuilt])] == [("eerder", "unknown")]
    assert bank.told_of(item, [later]) == []


@pytest.mark.once
def test_shipped_declarations_are_read_anew_when_they_change(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wave_items, "STUDIES", tmp_path)
    (tmp_path / "a").mkdir()
    assert wave_items.declared_by("a") is None
    file = tmp_path / "a" / "wave_items.yaml"
    file.write_text("{study: b, edition: 1, items: {unknown: [x]}}")
    assert wave_items.declared_by("a").standing("x") == "unknown"
    file.write_text("{study: b, edition: 1, items: {unknown: [xyz]}}")
    assert wave_items.declared_by("a").standing("x") is None
    file.write_text("items: [")
    assert wave_items.declared_by("a") is None


@pytest.mark.once
def test_what_follows_from_questions_stands_as_they_do() -> None:
    """Derived values and scales of a shipped wave beside the one that was rebuilt before it."""
    (slug,) = (folder.name for folder in STUDIES.iterdir() if read_folder(folder).get("reconstruction"))
    declared = wave_items.declared_by(slug)
    old, new = parse(select_edition(read_folder(slug), 1)), parse(select_edition(read_folder(declared.study), 1))
    told = {one.name: one.standing for one in declared.items}
    found = {one.name: one.standing for one in trends(old, new, compare(old, new), told)}
    wanted = {"age_band": "told", "cohort": "unknown", "health_reversed": "new", "course_quality": "unknown"}
    assert {name: found[name] for name in wanted} == wanted
    assert set(told) <= set(found)
