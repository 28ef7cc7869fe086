"""The four Perspectief questionnaires through the workbench's own pages: opened, changed, compared, published, undone.

What comes out is the former edition with exactly the changes that were made. The pages are walked once; the tests look
at what was seen and stored on the way.
"""

import html
import json
import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import StringIO
from random import Random
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.management import call_command
from django.db import transaction
from django.http import HttpResponse
from django.test import Client, override_settings

from respondents.play import play
from staff import jobs
from staff.models import Job, Role, User
from surveys import drafts, translations
from surveys.design import replays
from surveys.editions import definition_of
from surveys.engine.compare import compare
from surveys.engine.dump import canonical
from surveys.models import Edition, PublishRequest, Study
from surveys.text_states import STALE
from tests.design.forms import typed
from tests.design.test_editing import ref

pytestmark = [pytest.mark.django_db, pytest.mark.once]
SLUG = "perspectief-2024"
BASE = f"/staff/studies/{SLUG}/design/"
GROUPS = ("wi2021_asiel", "wi2021_gezin", "wi2013_asiel", "wi2013_gezin")
PEOPLE = 12
NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
NEW_TEXT = "Waar woont u op dit moment?"
NEW_LABEL = "Ja, ik werk als vrijwilliger"
NEW_RULE = "count-selected(${learn_modes}) > 2"
BOTH = {
    "nl": "Allebei even veel",
    "en": "Both as much",
    "ar": "كلاهما بالتساوي",
    "tr": "İkisi de aynı",
    "ti": "ክልቲኡ ማዕረ",
}
SHORT = {"nl": "Woont een jaar hier", "en": "Lived here for a year"}
ASKED = {
    "nl": "Woont u al een jaar in dit huis?",
    "en": "Have you lived in this house for a year?",
    "ar": "هل تسكن في هذا البيت منذ سنة؟",
    "tr": "Bir yıldır bu evde mi yaşıyorsunuz?",
    "ti": "ኣብዚ ገዛ ሓደ ዓመት ጌርኩም ዲኹም?",
}


@dataclass
class Story:
    """What was seen on the pages, in order of the story, and the documents before and after."""

    before: dict[str, Any] = field(default_factory=dict)
    opened: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)
    undone: dict[str, Any] = field(default_factory=dict)
    changes: tuple[Any, ...] = ()
    offered: tuple[list[str], list[str]] = ([], [])
    request: PublishRequest | None = None
    edits: int = 0
    pages: dict[str, str] = field(default_factory=dict)


class Desk:
    """A researcher at the workbench, without a script."""

    def __init__(self, email: str) -> None:
        self.user = User.objects.create_user(email, language="en")
        self.user.memberships.create(role=Role("researcher"), study=SLUG)
        TOTP.activate(self.user, generate_totp_secret())
        self.client = Client()
        self.client.force_login(self.user, "allauth.account.auth_backends.AuthenticationBackend")

    @property
    def study(self) -> Study:
        return Study.objects.get(slug=SLUG)

    def look(self, address: str) -> str:
        answer = self.client.get(address)
        assert answer.status_code == 200, (address, answer.status_code)
        return html.unescape(answer.content.decode())

    def press(self, address: str, data: dict[str, Any]) -> HttpResponse:
        answer = self.client.post(address, data)
        assert answer.status_code == 302, (address, answer.status_code, answer.content.decode()[:2000])
        return answer

    def ref(self, name: str) -> str:
        return ref(self.study, name)

    def type(self, name: str, fields: dict[str, str | list[str]]) -> None:
        """Fill fields of one thing in on its page (`key:language`, or with the ref of an answer), and save the form."""
        at = self.ref(name)
        self.client.get(f"{BASE}node/{at}/?beside=all")
        page = self.client.get(f"{BASE}node/{at}/").content.decode()
        full = {key if key[0] in "qo" and key[1].isdigit() else f"{at}:{key}": value for key, value in fields.items()}
        self.press(f"{BASE}save/", typed(page, full))

    def option(self, question: str, code: str) -> str:
        node = drafts.tree(self.study).by_ref[self.ref(question)]
        return next(one.ref for one in node.children if one.name == code)


def published_as_shipped(desk: Desk) -> Edition:
    """Edition 2 is the questionnaire as it is asked now, for all groups."""
    call_command("load_study", SLUG, publish=True, edition=2, stdout=StringIO())
    for number, group in enumerate(GROUPS * (PEOPLE // len(GROUPS))):
        play(Edition.objects.get(), random=Random(number), language="nl", now=NOW, group=group)
    return Edition.objects.get()


def change_everything(desk: Desk) -> None:
    desk.type("residence_type", {"label:nl": NEW_TEXT})
    volunteer = desk.option("work_types", "volunteer_work")
    desk.type("work_types", {f"{volunteer}:label:nl": NEW_LABEL})
    change_the_rule(desk)
    desk.press(f"{BASE}node/{desk.ref('page:benefit')}/move/", {"after": desk.ref("page:household")})
    desk.press(f"{BASE}add/?kind=option", {"parent": desk.ref("work_main")})
    new = desk.option("work_main", "answer_1")
    desk.type("work_main", {f"{new}:label:{tag}": words for tag, words in BOTH.items()} | {f"{new}:value:": "3"})
    desk.type("work_main", {f"{new}:code:": "both"})
    desk.press(f"{BASE}add/?kind=question", {"after": desk.ref("page:residence_type")})
    labels = {f"label:{tag}": words for tag, words in ASKED.items()}
    desk.type("question_new", labels | {"options:": "yes_no", "groups:": ["wi2013_gezin"]})
    desk.type("question_new", {f"short_label:{tag}": words for tag, words in SHORT.items()})
    desk.type("page:question_new", {"name:": "lived_here"})
    desk.type("question_new", {"name:": "lived_here"})


def change_the_rule(desk: Desk) -> None:
    """On the page of the rule, in rows: more than two in place of more than one."""
    rule = f"{BASE}rules/{desk.ref('page:learn_main')}/"
    fields = {"asked": "learn_modes", "operator": "more_ticks", "value": "2"}
    was = "count-selected(${learn_modes}) > 1"
    assert was in desk.look(f"{rule}?as=text")
    row = {f"r.0-{name}": value for name, value in fields.items()}
    desk.press(f"{rule}save/", {"view": "rows", "part": ["r", "r.0"], "r-word": "all", "was": was, **row})


def confirm_translations(desk: Desk) -> int:
    """Translations of what was said otherwise still fit: said one by one in the translators' workbench."""
    done = 0
    for language in ("en", "ar", "tr", "ti"):
        for item in translations.standings_of(desk.study, language):
            if item.state == STALE:
                address = f"/staff/studies/{SLUG}/translate/{language}/{item.unit.id}/fits/"
                desk.press(address, {"remark": "Alleen het Nederlands is duidelijker."})
                done += 1
    return done


def publish_with_two(desk: Desk, colleague: Desk) -> PublishRequest:
    page = desk.look(f"{BASE}publish/")
    seen = re.search(r'name="seen" value="([0-9a-f]{64})"', page)
    assert seen
    asked = desk.press(f"{BASE}publish/ask/", {"seen": seen[1], "note": "Duidelijker gevraagd", "basis": "2"})
    page = colleague.look(asked["Location"])
    assert "Approve and publish" in page
    colleague.press(f"{asked['Location']}approve/", {"seen": seen[1]})
    made = PublishRequest.objects.get()
    jobs.run(str(made.job))
    made.refresh_from_db()
    return made


def undo_everything(desk: Desk) -> int:
    """Press Undo on the outline until nothing is left to undo."""
    done = 0
    while found := re.search(r'id="undo-last" name="edit" value="(\d+)"', desk.look(BASE)):
        desk.press(f"{BASE}undo/", {"edit": found[1]})
        done += 1
    return done


def told(desk: Desk) -> Iterator[tuple[str, str]]:
    """The pages that people look at before they publish."""
    yield "compare", desk.look(f"/staff/studies/compare/?a={SLUG}:2&b={SLUG}:draft")
    desk.press(f"{BASE}publish/replay/", {"basis": "2"})
    jobs.run(str(Job.objects.get(kind=replays.KIND).pk))
    yield "publish", desk.look(f"{BASE}publish/?basis=2")
    yield "state", desk.look(f"{BASE}publish/state/")
    yield from ((f"map {group}", desk.look(f"{BASE}map/?group={group}")) for group in GROUPS)
    yield from ((f"matrix {group}", desk.look(f"{BASE}matrix/?group={group}")) for group in GROUPS)


def walked() -> Story:
    story, desk, colleague = Story(), Desk("anne@example.org"), Desk("bilal@example.org")
    edition = published_as_shipped(desk)
    story.before = json.loads(edition.document)
    story.pages["several"] = desk.look(BASE)
    desk.press(f"{BASE}open/edition/", {"number": "2"})
    story.opened = drafts.document_of(desk.study)
    change_everything(desk)
    story.pages["stale"] = desk.look(f"{BASE}publish/state/")
    story.pages["confirmed"] = str(confirm_translations(desk))
    story.pages |= dict(told(desk))
    story.request = publish_with_two(desk, colleague)
    new = Edition.objects.filter(number=3).first()
    assert new, story.request.problems
    story.after = json.loads(new.document)
    story.changes = compare(definition_of(edition), definition_of(new))
    story.offered = (edition.offered, new.offered)
    story.edits = undo_everything(desk)
    story.undone = drafts.document_of(desk.study)
    story.pages["same"] = desk.look(f"{BASE}publish/")
    return story


@pytest.fixture(scope="module")
def story(django_db_setup: None, django_db_blocker: Any) -> Iterator[Story]:
    """Walked once, in a transaction that is taken back."""
    with django_db_blocker.unblock(), override_settings(PUBLISH_NEEDS_TWO=True), transaction.atomic():
        yield walked()
        transaction.set_rollback(True)


def page_named(document: dict[str, Any], name: str) -> dict[str, Any]:
    return next(page for section in document["sections"] for page in section["pages"] if page["name"] == name)


def question_named(document: dict[str, Any], name: str) -> dict[str, Any]:
    pages = [page for section in document["sections"] for page in section["pages"]]
    return next(one for page in pages for one in page["questions"] if one["name"] == name)


def by_hand(document: dict[str, Any]) -> dict[str, Any]:
    """The former edition with the changes written into it, one by one, without the workbench."""
    made = deepcopy(document)
    question_named(made, "residence_type")["label"]["nl"] = NEW_TEXT
    question_named(made, "work_types")["options"][1]["label"]["nl"] = NEW_LABEL
    page_named(made, "learn_main")["relevant"] = NEW_RULE
    question_named(made, "work_main")["options"].append({"code": "both", "label": BOTH, "value": 3})
    pages = next(section for section in made["sections"] if page_named(made, "benefit") in section["pages"])["pages"]
    names = [page["name"] for page in pages]
    pages.insert(names.index("household") + 1, pages.pop(names.index("benefit")))
    asked = {
        **{"name": "lived_here", "type": "single", "label": ASKED, "options": "yes_no", "groups": ["wi2013_gezin"]},
        "short_label": SHORT,
    }
    place = [page["name"] for page in pages].index("residence_type") + 1
    pages.insert(place, {"name": "lived_here", "questions": [asked]})
    return made


def test_what_is_opened_is_the_edition(story: Story) -> None:
    assert "Editions and earlier states" in story.pages["several"]
    assert canonical(story.opened) == canonical(story.before)


def test_the_document_is_equal_but_for_the_changes(story: Story) -> None:
    assert canonical(story.after) == canonical(by_hand(story.before))


@pytest.mark.parametrize(
    "also",
    [
        lambda made: made["sections"][-1]["title"].update(nl="Slot."),
        lambda made: made["option_lists"]["level"].reverse(),
        lambda made: made["materials"]["landing"].update(extra={"nl": "x"}),
    ],
    ids=["a title", "an order", "a letter"],
)
def test_any_other_change_would_be_seen(story: Story, also: Any) -> None:
    """Positive control."""
    made = by_hand(story.before)
    also(made)
    assert canonical(story.after) != canonical(made)


def test_the_comparison_names_each_change_and_no_other(story: Story) -> None:
    assert [(one.kind, one.variable or one.where.rpartition("/")[2], one.option) for one in story.changes] == [
        ("page_added", "lived_here", ""),
        ("rule_changed", "learn_main", ""),
        ("pages_reordered", "pages", ""),
        ("question_added", "lived_here", ""),
        ("wording_changed", "residence_type", ""),
        ("wording_changed", "work_types", "volunteer_work"),
        ("option_added", "work_main", "both"),
    ]


@pytest.mark.parametrize("page", ["compare", "publish"])
def test_both_pages_tell_the_changes_in_words(story: Story, page: str) -> None:
    said = story.pages[page]
    for words in (
        "other words",
        "<ins>op dit moment?</ins>",
        "another rule",
        "pages in another order",
        "answer added",
        "question added",
        ASKED["nl"],
        "some people see other questions",
    ):
        assert words in said, words
    assert "answers lose their meaning" not in said.partition("<h2>")[2]


def test_stored_answers_went_through_the_draft(story: Story) -> None:
    assert "The answers of edition 2 went through this draft" in story.pages["publish"]
    assert f"of {PEOPLE} would see the same pages" in story.pages["publish"]


def test_translations_that_are_older_keep_it_back_until_they_are_confirmed(story: Story) -> None:
    assert story.pages["confirmed"] == "8"
    assert "cannot be published like this" in story.pages["stale"]
    assert "No errors." in story.pages["state"]
    assert story.offered[0] == story.offered[1] == ["nl", "en", "ar", "tr", "ti"]


def test_two_people_published_it(story: Story) -> None:
    assert story.request is not None
    assert (story.request.state, str(story.request.asked_by), str(story.request.decided_by)) == (
        "published",
        "anne@example.org",
        "bilal@example.org",
    )


@pytest.mark.parametrize("group", GROUPS)
def test_the_question_stands_in_one_questionnaire_of_four(story: Story, group: str) -> None:
    drawn = story.pages[f"map {group}"].partition("<details>")[0]
    assert (SHORT["en"] in drawn) is (group == "wi2013_gezin")
    line = story.pages[f"matrix {group}"].partition("<code>lived_here</code>")[2].partition("</tr>")[0]
    assert ("everybody" in line) is (group == "wi2013_gezin")


def test_undoing_everything_gives_the_former_document_back(story: Story) -> None:
    assert story.edits > 10
    assert canonical(story.undone) == canonical(story.before)
    assert "The draft says the same as edition 2" in story.pages["same"]
