"""A page as a form: what comes out of it per question type, what is said when it cannot be taken, what is shown."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import read_po
from crispy_forms.utils import render_crispy_form
from django.conf import settings
from django.http import QueryDict

from surveys.answer_messages import COUNTED, MESSAGES
from surveys.engine.answers import Answer, Choice, Choices, DateRange, Months, Number, Place, Refusal, Words
from surveys.engine.definition import Definition
from surveys.engine.parse import parse
from surveys.engine.path import ShownPage, ShownQuestion
from surveys.fields import KINDS
from surveys.forms import PageForm

Make = Callable[..., PageForm]
YEAR_2023 = DateRange("year", date(2023, 1, 1), date(2023, 12, 31))
MARCH_2023 = DateRange("month", date(2023, 3, 1), date(2023, 3, 31))
BEFORE = DateRange("before", date(2022, 1, 1), date(2023, 12, 31))


@pytest.fixture
def form(shown: Callable[..., ShownPage], definition: Definition) -> Make:
    """`form("age", "age=20", language="nl")`: that page, sent as a browser sends it."""

    def make(
        *names: str, sent: str | None = None, language: str = "nl", initial: Mapping[str, Answer] | None = None
    ) -> PageForm:
        data = QueryDict(sent) if sent is not None else None
        return PageForm(shown(*names), language, definition, data=data, initial=initial)

    return make


def html(form: PageForm) -> str:
    return " ".join(str(render_crispy_form(form)).split())


def in_words(value: object) -> str:
    """An id that is the same in every process: sets have no order."""
    return f"choices {sorted(value.codes)}" if isinstance(value, Choices) else str(value)[:50]


GOOD = [
    ("work", "work=yes", Choice("yes")),
    ("work", "work=other&work-other=Ik+zoek", Choice("other", "Ik zoek")),
    ("work", "work=yes&work-other=weg", Choice("yes")),
    ("work", "work=dont_know", Refusal("dont_know")),
    ("goals", "goals=yes&goals=no", Choices(frozenset({"yes", "no"}))),
    ("goals", "goals=none", Choices(frozenset({"none"}))),
    ("goals", "goals=dont_know", Refusal("dont_know")),
    ("level", "level=good", Choice("good")),
    ("age", "age=18", Number(Decimal(18))),
    ("age", "age=%D9%A3%D9%A5", Number(Decimal(35))),
    ("age", "age=%EF%BC%93%EF%BC%95", Number(Decimal(35))),
    ("age", "age-reason=prefer_not", Refusal("prefer_not")),
    ("weight", "weight=70%2C5", Number(Decimal("70.5"))),
    ("stay", "stay-years=2&stay-months=3", Months(27)),
    ("stay", "stay-months=30", Months(30)),
    ("plan_date", "plan_date-year=2023", YEAR_2023),
    ("plan_date", "plan_date-year=2023&plan_date-month=3", MARCH_2023),
    ("plan_date", "plan_date-side=before", BEFORE),
    ("arrival", "arrival-day=29&arrival-month=2&arrival-year=2024", DateRange.day(date(2024, 2, 29))),
    ("land", "land=Syri%C3%AB", Place("SY")),
    ("land", "land=Congo&land-pick=CD", Place("CD")),
    ("land", "land=Eritrea&land-pick=CD", Place("ER")),
    ("town", "town=den+haag", Place("GM0518")),
    ("job", "job=Kok%00", Words("Kok")),
    ("remarks", "remarks=een%0D%0Atwee", Words("een\ntwee")),
]
EMPTY = ["", "{name}=", "{name}=++", "{name}=%00", "{name}-reason=", "other=x"]
BAD = [
    ("work", "work=never", "not_an_option"),
    ("work", "work=yes&work=no", "two_answers"),
    ("work", "work=other&work-other=" + "x" * 300, "too_long"),
    ("goals", "goals=yes&goals=none", "exclusive"),
    ("goals", "goals=yes&goals=dont_know", "exclusive"),
    ("level", "level=%F0%9F%98%80", "not_an_option"),
    ("age", "age=oud", "not_a_number"),
    ("age", "age=17", "too_small"),
    ("age", "age=100", "too_big"),
    ("age", "age=20.5", "too_many_decimals"),
    ("age", "age=20&age-reason=prefer_not", "two_answers"),
    ("age", "age-reason=dont_know", "not_an_option"),
    ("age", "age=" + "9" * 4000, "not_a_number"),
    ("age", "age=%E2%80%AE12%E2%81%B5", "not_a_number"),
    ("weight", "weight=70.55", "too_many_decimals"),
    ("stay", "stay-years=2&stay-months=12", "too_many_months"),
    ("stay", "stay-years=51", "too_big"),
    ("plan_date", "plan_date-month=3", "date_incomplete"),
    ("plan_date", "plan_date-year=2023&plan_date-month=13", "no_such_date"),
    ("plan_date", "plan_date-year=2020", "date_out_of_range"),
    ("plan_date", "plan_date-year=2023&plan_date-side=after", "two_answers"),
    ("arrival", "arrival-day=30&arrival-month=2&arrival-year=2024", "no_such_date"),
    ("arrival", "arrival-day=1&arrival-month=1&arrival-year=1800", "date_out_of_range"),
    ("land", "land=qqqq", "place_unknown"),
    ("land", "land=Congo", "place_choose"),
    ("land", "land=Congo&land-pick=NL", "place_choose"),
    ("land", "land=" + "%F3%A0%84%80" * 400, "place_unknown"),
    ("town", "town=Bergen", "place_choose"),
    ("job", "job=" + "x" * 21, "too_long"),
    ("remarks", "remarks=" + "%E1%8A%A4" * 41, "too_long"),
]


@pytest.mark.parametrize(("name", "sent", "answer"), GOOD, ids=in_words)
def test_good(form: Make, name: str, sent: str, answer: Answer) -> None:
    page = form(name, sent=sent)
    assert page.is_valid(), page.errors
    assert page.answers == {name: answer}
    assert not page.skipped


@pytest.mark.parametrize("sent", EMPTY)
@pytest.mark.parametrize("name", [row[0] for row in GOOD if row[0]])
def test_empty(form: Make, name: str, sent: str) -> None:
    page = form(name, sent=sent.format(name=name))
    assert page.answers == {name: None}
    assert page.skipped


@pytest.mark.parametrize("language", ["nl", "ar"])
@pytest.mark.parametrize(("name", "sent", "code"), BAD, ids=in_words)
def test_bad(form: Make, name: str, sent: str, code: str, language: str) -> None:
    page = form(name, sent=sent, language=language)
    assert [error.code for error in page.errors.as_data()[name]] == [code]
    with pytest.raises(ValueError, match="not valid"):
        _ = page.answers
    ((target, message),) = page.summary
    shown = html(page)
    assert shown.index('class="summary"') < shown.index("<legend")
    assert f'<a href="#{target}">' in shown
    assert f' id="{target}"' in shown
    assert f'id="{name}--error"' in shown
    assert 'aria-invalid="true"' in shown
    assert re.search(rf'aria-describedby="[^"]*{name}--error', shown)
    assert "%(" not in message


@pytest.mark.parametrize("name", sorted({row[0] for row in GOOD}))
def test_a_good_form_shows_no_error(form: Make, name: str) -> None:
    """The control of test_bad: the same page without a fault has no summary and no invalid field."""
    for page in (form(name), form(name, sent="")):
        shown = html(page)
        assert 'class="summary"' not in shown
        assert "aria-invalid" not in shown
        assert "required" not in shown


@pytest.mark.parametrize(("name", "sent", "answer"), GOOD, ids=in_words)
def test_a_stored_answer_is_shown_and_comes_back_the_same(form: Make, name: str, sent: str, answer: Answer) -> None:
    """What the page shows for a stored answer, sent again unchanged, is that answer."""
    for language in ("nl", "ti"):
        again = QueryDict(mutable=True)
        for part, value in controls(html_raw(form(name, language=language, initial={name: answer}))):
            again.appendlist(part, unescape(value))
        page = form(name, sent=again.urlencode(), language=language)
        assert page.is_valid(), page.errors
        assert page.answers == {name: answer}


def html_raw(page: PageForm) -> str:
    return str(render_crispy_form(page))


def controls(text: str) -> list[tuple[str, str]]:
    """The successful controls of a form, as a browser finds them."""
    found = []
    for tag in re.findall(r"<input [^>]*>", text):
        kind, name, value = (re.search(rf'{key}="([^"]*)"', tag)[1] for key in ("type", "name", "value"))
        if kind == "text" or " checked" in tag:
            found.append((name, value))
    for name, body in re.findall(r'<select [^>]*name="([^"]*)"[^>]*>(.*?)</select>', text, re.S):
        found += [(name, value) for value in re.findall(r'<option value="([^"]*)" selected', body)]
    found += re.findall(r'<textarea [^>]*name="([^"]*)"[^>]*>\n?(.*?)</textarea>', text, re.S)
    return found


def test_what_was_typed_stays_after_an_error(form: Make) -> None:
    assert 'value="oud &quot;&lt;b&gt;"' in html(form("age", sent='age=oud+"<b>'))
    assert "checked" in html(form("plan_date", sent="plan_date-year=2023&plan_date-side=after"))


def test_candidates_are_radios_in_the_language_of_the_page(form: Make) -> None:
    shown = html(form("land", sent="land=Korea", language="en"))
    assert re.search(r'type="radio" name="land-pick" value="KR".*?South Korea', shown)
    assert 'name="land-pick"' not in html(form("land", language="en"))


def test_two_questions_on_a_page_keep_their_own_errors(form: Make) -> None:
    page = form("age", "weight", sent="age=5&weight=80")
    assert [target for target, _ in page.summary] == ["age"]
    assert html(page).count("<fieldset") == 2


def test_statement_asks_nothing(form: Make) -> None:
    page = form("thanks", sent="")
    assert page.answers == {}
    assert not page.skipped
    assert "<fieldset" not in html(page)


def test_heading_is_the_first_question_where_the_page_has_no_title(form: Make) -> None:
    shown = html(form("age", "weight"))
    assert re.findall(r"<h1>(.*?)</h1>", shown) == ["Vraag age"]


def test_a_page_title_is_the_heading(document: dict[str, Any]) -> None:
    page = document["sections"][0]["pages"][3]
    page["title"] = {"nl": "Over u", "en": "About you"}
    definition = parse(document)
    found = definition.page_by_name["age"]
    shown = ShownPage(found, (ShownQuestion(found.questions[0], ()),))
    assert re.findall(r"<h1>(.*?)</h1>", html(PageForm(shown, "en", definition))) == ["About you"]
    arabic = html(PageForm(shown, "ar", definition))
    assert '<h1><span lang="nl" dir="ltr">Over u</span> <small class="not-translated">' in arabic


def test_standard_answers_are_set_apart_below_the_list(form: Make) -> None:
    before, after = html(form("work")).split('class="apart"')
    assert 'value="yes"' in before
    assert 'value="dont_know"' in after
    assert 'type="radio"' in after


def test_text_field_of_other_stands_with_its_option(form: Make) -> None:
    shown = html(form("work"))
    assert shown.index('value="other"') < shown.index('name="work-other"') < shown.index('class="apart"')


def test_terms_are_explained_in_place(form: Make) -> None:
    assert re.search(r'<details class="term">.*PIP.*<p>Uw plan\.</p>', html(form("goals")))


@pytest.mark.parametrize(
    ("language", "marked"), [("nl", False), ("en", False), ("ar", True), ("tr", True), ("ti", True)]
)
def test_a_missing_text_is_dutch_and_marked(form: Make, language: str, marked: bool) -> None:
    shown = html(form("level", language=language))
    assert ("not-translated" in shown) is marked
    assert ('<span lang="nl" dir="ltr">Vraag level</span>' in shown) is marked
    assert ('<span lang="nl" dir="ltr">Slecht</span>' in shown) is marked


def test_texts_are_escaped(document: dict[str, Any]) -> None:
    pages = document["sections"][0]["pages"]
    pages[3]["questions"][0]["label"]["nl"] = "<script>alert(1)</script>"
    definition = parse(document)
    page = definition.page_by_name["age"]
    made = PageForm(ShownPage(page, (ShownQuestion(page.questions[0], ()),)), "nl", definition)
    assert "<script" not in html(made)


@pytest.mark.parametrize("language", ["nl", "en", "ar", "tr", "ti"])
def test_ids_are_unique(form: Make, language: str) -> None:
    names = sorted({row[0] for row in GOOD})
    ids = re.findall(r' id="([^"]*)"', html(form(*names, language=language, sent="land=Congo&town=Bergen&age=1")))
    assert len(ids) == len(set(ids))


def test_every_question_type_has_a_template() -> None:
    folder = Path(settings.BASE_DIR) / "templates" / "inburgerstem"
    assert all((folder / f"{kind.template}.html").exists() for kind in KINDS.values())


def test_every_message_is_there_in_plain_dutch() -> None:
    """Each message has a Dutch text with the same placeholders, in sentences of at most 15 words."""
    file = Path(settings.BASE_DIR) / "locale" / "nl" / "LC_MESSAGES" / "django.po"
    with file.open("rb") as lines:
        catalogue = read_po(lines)
    found = [message for message in catalogue if ("surveys/answer_messages.py", None) in message.locations]
    assert len(found) == len({*MESSAGES, *COUNTED}) + 1
    for message in found:
        ids, strings = ([text] if isinstance(text, str) else text for text in (message.id, message.string))
        for msgid, dutch in zip(ids, strings, strict=True):
            assert sorted(re.findall(r"%\(\w+\)s", dutch)) == sorted(re.findall(r"%\(\w+\)s", msgid))
            assert max(len(sentence.split()) for sentence in re.split(r"[.!?]", dutch)) <= 15
