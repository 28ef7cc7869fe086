"""A researcher makes a questionnaire from nothing and publishes it, and somebody fills it in: with the mouse, and with
nothing but keys. Twelve questions, two groups, three languages.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.test import Client

from respondents.models import Interview
from surveys import drafts, translations
from surveys.models import Edition, Study
from surveys.translation_units import units
from tests.browser.hands import Hands, Keys, Mouse
from tests.browser.look import listen, show
from tests.browser.phone import PHONE, page_name, press, switch_to

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.django_db(transaction=True)]
SLUG = "buurt-2027"
STUDY = f"/staff/studies/{SLUG}/"
LANGUAGES = ("nl", "en", "ar")
Words = tuple[str, str, str]
"""Dutch, English, Arabic."""
PROOF_SECONDS = 60_000


@dataclass(frozen=True)
class Asked:
    """One question as somebody types it in. `answers`: code → words; `list`: whose answers it shares."""

    name: str
    type: str
    words: Words
    answers: dict[str, Words] = field(default_factory=dict)
    list: str = ""
    group: str = ""


YES_NO = {"yes": ("Ja", "Yes", "نعم"), "no": ("Nee", "No", "لا")}
MUCH = {
    "little": ("Een beetje", "A little", "قليلًا"),
    "well": ("Goed", "Well", "جيدًا"),
}
QUESTIONS = (
    Asked("work", "one answer", ("Heeft u werk?", "Do you have work?", "هل لديك عمل؟"), YES_NO),
    Asked("hours", "number", ("Hoeveel uur werkt u per week?", "How many hours a week?", "كم ساعة في الأسبوع؟")),
    Asked("seeks", "one answer", ("Zoekt u werk?", "Are you looking for work?", "هل تبحث عن عمل؟"), list="work"),
    Asked("reading", "one answer", ("Hoe goed leest u?", "How well do you read?", "كيف تقرأ؟"), MUCH),
    Asked("talking", "one answer", ("Hoe goed praat u?", "How well do you talk?", "كيف تتكلم؟"), list="reading"),
    Asked("writing", "one answer", ("Hoe goed schrijft u?", "How well do you write?", "كيف تكتب؟"), list="reading"),
    Asked(
        "helps",
        "several answers",
        ("Wie helpt u?", "Who helps you?", "من يساعدك؟"),
        {"family": ("Familie", "Family", "العائلة"), "friends": ("Vrienden", "Friends", "الأصدقاء")},
    ),
    Asked("lessons", "one answer", ("Heeft u les?", "Do you have lessons?", "هل لديك دروس؟"), list="work"),
    Asked(
        "school", "one answer", ("Gaat u naar school?", "Do you go to school?", "هل تذهب؟"), list="work", group="jong"
    ),
    Asked("children", "number", ("Hoeveel kinderen heeft u?", "How many children?", "كم طفلًا لديك؟"), group="oud"),
    Asked("place", "short text", ("In welke buurt woont u?", "Which part of town?", "في أي حي تسكن؟")),
    Asked("wish", "long text", ("Wat wilt u nog zeggen?", "What else?", "ماذا تريد أن تقول؟")),
)
LABELS = {"jong": "Tot en met 30 jaar", "oud": "Ouder dan 30 jaar"}


@pytest.fixture
def phone(browser: Any) -> Iterator[Any]:
    """Of somebody without a log-in."""
    context = browser.new_context(**PHONE)
    yield listen(context.new_page())
    context.close()


@pytest.mark.parametrize("hands", [Mouse, Keys])
def test_from_nothing_to_the_first_respondent(
    hands: type[Hands],
    logged_in: Callable[..., Any],
    staff_client: Callable[..., Client],
    phone: Any,
    live_server: Any,
    jobs_run: None,
) -> None:
    researcher = hands(logged_in(staff_client("researcher"), language="en"))
    researcher.page.goto(f"{live_server.url}/staff/studies/new/")
    made = make(researcher)
    for asked in QUESTIONS:
        put_in(researcher, asked)
    assert [one.name for one in drafts.tree(made).questions][2:] == [asked.name for asked in QUESTIONS]
    rule(researcher, "hours", ("work", "Yes"))
    rule(researcher, "seeks", ("work", "Yes"), ("work", "No"))
    assert "seeks" in contradiction(researcher)
    mend(researcher)
    try_out(researcher)
    translated_by_an_agency(made)
    publish(researcher)
    filled_in(phone, f"{live_server.url}/{SLUG}/")
    assert not researcher.page.complaints


def make(researcher: Hands) -> Study:
    researcher.type("#id_slug", SLUG)
    researcher.type("#id_title", "Hoe gaat het in uw buurt?")
    for language in LANGUAGES[1:]:
        researcher.tick(f"#id_languages [value={language}]")
    researcher.type("#id_groups", "\n".join(f"{name}: {label}" for name, label in LABELS.items()))
    researcher.choose("#id_mode", "open: anybody can begin, a code is not needed")
    researcher.go("form button:has-text('Make the study')")
    researcher.go("a:text-is('Workbench')")
    return Study.objects.get(slug=SLUG)


def tab(researcher: Hands, words: str) -> None:
    """Go by the row of links on top."""
    researcher.go(f"nav.tabs a:text-is('{words}')")


def put_in(researcher: Hands, asked: Asked) -> None:
    """A question at the end of the first section, with its words and answers in three languages."""
    page = researcher.page
    tab(researcher, "Outline")
    researcher.press("button:has-text('Add a question to this section')")
    link = page.locator("#outline a.go:focus")
    link.wait_for()
    researcher.go(link)
    if not page.locator(".tongues a[aria-current]:text-is('all')").count():
        researcher.go(".tongues a[href='?beside=all']")
    ref = page.url.rstrip("/").split("?")[0].rstrip("/").rsplit("/", 1)[-1]
    researcher.rewrite(f"{ref}:name:", asked.name)
    if asked.type != "one answer":
        changed(researcher, f"{ref}:type:", asked.type)
    if asked.type == "number":
        researcher.write({f"{ref}:min:": "0", f"{ref}:max:": "80"})
    researcher.write({f"{ref}:label:{language}": text for language, text in said(asked.words)})
    if asked.group:
        researcher.tick(f"[name='{ref}:groups:'][value={asked.group}]")
        page.locator(f"[data-field='{ref}:groups:'] [data-kept]:has-text('stored')").wait_for()
    if asked.list:
        changed(researcher, f"{ref}:options:", asked.list)
    for place, (code, words) in enumerate(asked.answers.items()):
        answer(researcher, place, code, words)
    if asked.name in {other.list for other in QUESTIONS}:
        researcher.go("button:has-text('Make the answers a list for other questions too')")


def said(words: Words) -> list[tuple[str, str]]:
    return list(zip(LANGUAGES, words, strict=True))


def changed(researcher: Hands, name: str, words: str) -> None:
    """A choice that loads the page anew."""
    with researcher.page.expect_navigation():
        researcher.choose(f"[name='{name}']", words)
        researcher.leave()
    assert researcher.page.locator(f"[name='{name}'] option:checked").inner_text() == words


def answer(researcher: Hands, place: int, code: str, words: Words) -> None:
    researcher.go("button:has-text('Add an answer')")
    ref = researcher.page.locator("ol.answers > li").nth(place).get_attribute("id").removeprefix("at-")
    researcher.rewrite(f"{ref}:code:", code)
    researcher.write({f"{ref}:label:{language}": text for language, text in said(words)})


def rule(researcher: Hands, name: str, *conditions: tuple[str, str]) -> None:
    """Choose the conditions under which a question is shown; all of them have to hold."""
    page = researcher.page
    tab(researcher, "Outline")
    researcher.go(f"#outline .item:has(code:text-is('{name}')) a.go")
    researcher.go("a:text-is('Make the rule')")
    for number, (asked, value) in enumerate(conditions):
        researcher.press("#add-r")
        page.locator(f"[id='r.{number}-asked']:focus").wait_for()
        researcher.choose(f"[id='r.{number}-asked']", label_of(page, f"r.{number}-asked", f"({asked})"))
        page.locator(f"[id='r.{number}-value']").wait_for()
        researcher.choose(f"[id='r.{number}-value']", label_of(page, f"r.{number}-value", value))
    page.locator("#rule-live .said", has_text=conditions[-1][1]).wait_for()
    researcher.press("#rule-save")
    page.locator(".note.success[role=status]").wait_for()


def label_of(page: Any, select: str, words: str) -> str:
    """The option that has these words in it, whole."""
    return page.locator(f"[id='{select}'] option", has_text=words).first.inner_text()


def contradiction(researcher: Hands) -> str:
    """What the checks and the proof say of the draft."""
    tab(researcher, "Checks and proof")
    researcher.go("button:has-text('Prove this version now')")
    found = researcher.page.locator("#problem-list .spot:has(.is-error):has(code:text-is('seeks'))")
    found.wait_for(timeout=PROOF_SECONDS)
    show(researcher.page, "nothing-contradiction")
    return found.inner_text()


def mend(researcher: Hands) -> None:
    page = researcher.page
    tab(researcher, "Rules")
    researcher.go("ul.rules li:has(code:text-is('seeks')) a")
    researcher.press("button[value='remove:r.0']")
    page.locator("[id='r.1-asked']").wait_for(state="detached")
    researcher.press("#rule-save")
    page.locator(".note.success[role=status]").wait_for()
    tab(researcher, "Checks and proof")
    researcher.go("button:has-text('Prove this version now')")
    page.locator("#proof-state.is-proved").wait_for(timeout=PROOF_SECONDS)
    page.locator("#problem-list:not(:has(.is-error))").wait_for()  # the list follows the state


def try_out(researcher: Hands) -> None:
    """On the phone beside: the page that hangs on an answer, with that answer filled in, and on from there."""
    page = researcher.page
    tab(researcher, "Preview")
    researcher.choose("#group", LABELS["jong"])
    researcher.go("form[action$='/begin/'] button")
    researcher.choose("#jump", "Zoekt u werk? (seeks)")
    researcher.go("form[action$='/jump/'] button")
    assert ": No" in page.locator(".given li:has(code:text-is('work'))").inner_text()
    phone = page.frame_locator("#phone")
    phone.locator("h1:has-text('Zoekt u werk?')").wait_for()
    researcher.tick(phone.locator("input[type=radio]").first)
    researcher.press(phone.locator("button.btn[value=next]"))
    phone.locator("h1:has-text('Hoe goed leest u?')").wait_for()
    assert not Interview.objects.exists()


def translated_by_an_agency(study: Study) -> None:
    """What the platform's own texts lack in the two other languages comes from elsewhere."""
    for language in LANGUAGES[1:]:
        for unit in units(drafts.document_of(study), language):
            if not unit.translation:
                translations.translate(study, unit, f"{language} {unit.source}", user=None, by="agency")


def publish(researcher: Hands) -> None:
    page = researcher.page
    tab(researcher, "Publish")
    page.locator("text=No errors.").wait_for()
    researcher.type("#id_note", "The first.")
    researcher.go("form[action$='/ask/'] button")
    page.wait_for_selector("text=Edition 1 is published.", timeout=PROOF_SECONDS)
    edition = Edition.objects.get(study__slug=SLUG)
    assert (edition.offered, edition.note) == (list(LANGUAGES), "The first.")


def filled_in(page: Any, address: str) -> None:
    """Somebody over 30 without work: in Dutch to the second page, then in Arabic."""
    page.goto(address)
    press(page, "nocode")
    press(page, "yes")
    pages: list[str] = []
    while page_name(page):
        if page.locator(".big-code").count():
            with page.expect_navigation():
                page.click("main a.btn")
            continue
        pages.append(page_name(page))
        if pages[-1] == "work":
            switch_to(page, "ar")
            assert page.locator("h1").inner_text() == "هل لديك عمل؟"
        fill(page, pages[-1])
        press(page, "next")
    asked = [one.name for one in QUESTIONS if one.name not in ("hours", "school")]
    assert pages == ["which_group", "welcome", *asked]
    if page.url.endswith("/check/"):
        press(page, "send")
    assert page.url.endswith("/done/")
    show(page, "nothing-done")
    interview = Interview.objects.get()
    assert (interview.group, interview.state, interview.language) == ("oud", Interview.State.SENT, "ar")
    assert set(interview.answers) >= set(asked)
    assert interview.answers["work"] != interview.answers["talking"]


def fill(page: Any, name: str) -> None:
    """The last answer there is, or what is typed."""
    radios = page.locator("main form input[type=radio], main form input[type=checkbox]")
    if radios.count():
        ours = page.locator("main form input[value=oud], main form input[value=no], main form input[value=well]")
        (ours if ours.count() else radios).first.check(force=True)
    elif name != "welcome":
        page.locator("main form input.entry, main form textarea, main form input[type=text]").first.fill("2")
