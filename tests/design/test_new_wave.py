"""A new wave of a real study: what it takes over, what can be compared, by command and in the workbench."""

import copy
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from lxml import html

from exports import declared_checks
from staff.models import AuditEntry, Membership, Role, User
from surveys import declarations, drafts
from surveys.design.copying import pages_of, wave_from
from surveys.design.trends import Standing, counted, texts_with_years, trends
from surveys.engine.check import check
from surveys.engine.compare import compare
from surveys.engine.editions import select_edition
from surveys.engine.parse import parse
from surveys.engine.problems import errors
from surveys.engine.tags import tags_of
from surveys.load import read_folder
from surveys.models import Study
from surveys.publish import publish

EMAIL = "anne@example.org"


@pytest.fixture(scope="module")
def earlier() -> dict[str, Any]:
    return select_edition(read_folder("perspectief-2024"), 2)


@pytest.fixture(scope="module")
def wave(earlier: dict[str, Any]) -> dict[str, Any]:
    about = {"slug": "perspectief-2027", "title": "Hoe gaat uw inburgering?", "wave": "2026-2027"}
    return wave_from(earlier, **about, origin="Uit 2024.", series="perspectief-2024")


def options_of(document: dict[str, Any], question: dict[str, Any]) -> list[dict[str, Any]]:
    listed = question["options"]
    return document["option_lists"][listed] if isinstance(listed, str) else listed


def edited(wave: dict[str, Any]) -> dict[str, Any]:
    """One question other words, one dropped, one new, one recoded, one for fewer people, one answer more."""
    made = copy.deepcopy(wave)
    questions = {q["name"]: (page, q) for page in pages_of(made) for q in page["questions"]}
    questions["gender"][1]["label"]["nl"] = "Bent u man of vrouw, of anders?"
    made["option_lists"][questions["household"][1]["options"]].append({"code": "pets", "label": {"nl": "Met dieren"}})
    made["option_lists"]["map_recoded"] = [
        {**option, "value": at} for at, option in enumerate(options_of(made, questions["map_useful"][1]), start=11)
    ]
    questions["map_useful"][1]["options"] = "map_recoded"
    questions["residence_type"][0]["groups"] = ["wi2021_asiel"]
    questions["remarks"][1]["name"] = "remarks_2027"
    return made


@pytest.mark.once
def test_a_wave_asks_the_same_and_is_sound(earlier: dict[str, Any], wave: dict[str, Any]) -> None:
    old, new = parse(earlier), parse(wave)
    assert list(new.questions) == list(old.questions)
    assert (new.study, new.wave, new.series, new.dates.open) == ("perspectief-2027", "2026-2027", "perspectief", None)
    assert errors(check(new)) == ()
    declared = declared_checks.problems(declarations.Declarations(new, [new], complete=True))
    assert errors(tuple(declared)) == ()
    found = trends(old, new, compare(old, new))
    assert {one.standing for one in found} == {"same"}


@pytest.mark.once
def test_tags_keep_only_what_the_wave_asks(earlier: dict[str, Any], wave: dict[str, Any]) -> None:
    """The control: names of the earlier wave's other edition are among its tags, and would be refused."""
    old, new = parse(earlier), parse(wave)
    named = [{name for kind in tags_of(one) for tag in kind.tags for name in tag.names} for one in (old, new)]
    assert "work_status" in named[0] - named[1]
    assert len(named[1]) > 60


@pytest.mark.once
def test_what_can_be_compared_is_told_per_question(wave: dict[str, Any]) -> None:
    old, new = parse(wave), parse(edited(wave))
    found = {one.name: one.standing for one in trends(old, new, compare(old, new))}
    wanted: dict[str, Standing] = {
        "gender": "words",
        "household": "answers",
        "map_useful": "break",
        "residence_type": "people",
        "remarks_2027": "new",
        "remarks": "dropped",
        "age": "same",
    }
    assert {name: found[name] for name in wanted} == wanted
    numbers = counted(trends(old, new, compare(old, new)))
    assert (numbers["words"], numbers["answers"], numbers["new"], numbers["dropped"]) == (1, 1, 1, 1)
    assert sum(numbers.values()) == len(found)


@pytest.mark.once
def test_texts_of_the_earlier_year_are_found(wave: dict[str, Any]) -> None:
    found = texts_with_years(wave)
    assert any("31 december 2031" in one.text for one in found)
    assert any(one.where.startswith("consent/") for one in found)
    assert not any(one.where.endswith("notes") for one in found)
    assert texts_with_years({"languages": ["nl"], "title": {"nl": "Zonder jaar", "en": "In 2024"}}) == ()
    assert texts_with_years({"languages": ["nl"], "title": {"nl": "Bel 0800 2000."}}) == ()
    assert len(texts_with_years({"languages": ["nl"], "title": {"nl": "Bel 0800 2000 voor 1 mei 2027."}})) == 1


@pytest.fixture
def published(study: Study, document: dict[str, Any], researcher: User) -> Study:
    drafts.store(study, document)
    publish(study, document, user=None, note="")
    return study


@pytest.mark.django_db
def test_the_command_makes_a_draft_of_its_researcher(published: Study, capsys: Any) -> None:
    call_command("new_wave", "mini-study", "mini-2027", "--wave", "2027", "--by", EMAIL)
    told = capsys.readouterr().out
    made = drafts.document_of(Study.objects.get(slug="mini-2027"))
    assert (made["wave"], made["series"]) == ("2027", "mini-study")
    assert "a=mini-study:1&b=mini-2027:draft" in told
    assert Membership.objects.get(study="mini-2027").role == Role.RESEARCHER
    assert AuditEntry.objects.filter(action="study.make", object="mini-2027").exists()


REFUSED: list[Any] = [
    pytest.param(["nothing", "x", "--by", EMAIL], 2, "There is no study “nothing”", id="no study"),
    pytest.param(["mini-study", "x", "--by", "who@example.org"], 2, "no active staff account", id="nobody"),
    pytest.param(["mini-study", "x", "--by", EMAIL, "--edition", "9"], 2, "Published: 1.", id="no edition"),
    pytest.param(["mini-study", "mini-study", "--by", EMAIL], 1, "taken", id="taken"),
    pytest.param(["mini-study", "Met Spaties", "--by", EMAIL], 1, "lower-case", id="no name"),
    pytest.param(["mini-study", "x", "--by", "other@example.org"], 1, "no researcher of mini-study", id="not theirs"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("arguments", "code", "words"), REFUSED)
def test_the_command_says_why_not(published: Study, capsys: Any, arguments: list[str], code: int, words: str) -> None:
    User.objects.create_user(email="other@example.org")
    with pytest.raises(SystemExit) as stopped:
        call_command("new_wave", *arguments, "--wave", "2027")
    assert stopped.value.code == code
    assert words in capsys.readouterr().err
    assert Study.objects.count() == 1


@pytest.mark.django_db
def test_the_workbench_marks_what_is_new(published: Study, staff_client: Callable[..., Client]) -> None:
    client = staff_client("researcher")
    wanted = {"source": "mini-study:1", "slug": "mini-2027", "title": "Mini 2027", "wave": "2027"}
    assert client.post("/staff/studies/new/copy/", wanted).status_code == 302
    outline = "/staff/studies/mini-2027/design/"
    plain = html.fromstring(client.get(outline).content)
    assert plain.xpath("//a[contains(@href, 'a=mini-study:1&b=mini-2027:draft')]")
    assert not plain.xpath("//*[contains(@class, 'fresh')]")
    made = Study.objects.get(slug="mini-2027")
    document = copy.deepcopy(drafts.document_of(made))
    first = document["sections"][0]["pages"][0]
    extra = {**copy.deepcopy(first), "name": "brand_new"}
    extra["questions"] = [{"name": "brand_new", "type": "number", "min": 0, "max": 9, "label": {"nl": "Hoeveel?"}}]
    document["sections"][0]["pages"].append(extra)
    drafts.store(made, document)
    marked = html.fromstring(client.get(outline).content)
    assert len(marked.xpath("//*[contains(@class, 'fresh')]")) == 1
    page = html.fromstring(client.get("/staff/studies/compare/?a=mini-study:1&b=mini-2027:draft").content)
    told = [" ".join(one.text_content().split()) for one in page.xpath("//details[@class='standing']/summary")]
    assert "1 nieuw in deze meting" in told
    assert any("net zo gevraagd" in one for one in told)
    own = html.fromstring(client.get("/staff/studies/mini-study/design/").content)
    assert not own.xpath("//*[contains(@class, 'fresh')]")


@pytest.mark.django_db
def test_editions_of_one_study_are_no_waves(published: Study, staff_client: Callable[..., Client]) -> None:
    page = staff_client("researcher").get("/staff/studies/compare/?a=mini-study:1&b=mini-study:draft").content.decode()
    assert "standing" not in page
