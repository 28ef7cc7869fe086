"""What changed since letters were printed: per kind of letter, its own words first."""

import html
import json
import re
from collections.abc import Callable
from copy import deepcopy
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from invitations.models import Batch
from invitations.since_print import last_prints, split
from surveys import drafts
from surveys.models import Edition, Study
from surveys.text_changes import TextChange
from tests.invitations.factory import document, make_letters, published, with_people

Clients = Callable[..., Client]


def changed(subject: str = "", title: str = "") -> dict[str, Any]:
    """The small study's document with another subject of the invitation, or a title."""
    found = deepcopy(document())
    found["materials"]["letters"] = deepcopy(found["materials"]["letters"])
    if subject:
        invitation = deepcopy(found["materials"]["letters"]["invitation"])
        invitation["subject"]["nl"] = subject
        found["materials"]["letters"]["invitation"] = invitation
    return found | ({"title": {"nl": title}} if title else {})


@pytest.fixture
def study(db: None, tmp_path: Path) -> Study:
    """A study whose invitations were printed, with the draft that they were printed from."""
    study = published()
    with_people(study, 2)
    make_letters(study, tmp_path / "letters")
    drafts.store(study, document())
    return study


def test_split_puts_the_letters_own_words_apart() -> None:
    own = TextChange("materials/letters/invitation/subject", "nl", "a", "b")
    other = TextChange("materials/letters/invitation_2/subject", "nl", "a", "b")
    assert split((other, own), "invitation") == ((own,), (other,))


def test_nothing_changed(study: Study) -> None:
    (one,) = last_prints(study)
    assert (one.kind, one.edition, one.same_words, one.changes) == ("invitation", 1, True, 0)


def test_changes_of_the_draft(study: Study) -> None:
    drafts.store(study, changed(subject="Doet u mee?", title="Onderzoek"))
    (one,) = last_prints(study)
    assert [(change.before, change.after) for change in one.in_letter] == [
        ("Wilt u meedoen aan ons onderzoek?", "Doet u mee?")
    ]
    assert [(change.place, change.after) for change in one.elsewhere] == [("title", "Onderzoek")]
    assert one.same_words, "the edition that letters are printed from is the same still"


def test_a_newer_edition_prints_other_words(study: Study) -> None:
    Edition.objects.create(
        study=study, number=2, document=json.dumps(changed(subject="Doet u mee?")), document_hash="1", offered=["nl"]
    )
    assert [one.same_words for one in last_prints(study)] == [False]


def test_the_newest_batch_of_each_kind_counts(study: Study, tmp_path: Path) -> None:
    invitation = Batch.objects.get()
    make_letters(study, tmp_path / "letters", kind="reminder_1")
    Batch.objects.filter(pk=invitation.pk).update(sealed_at=invitation.sealed_at - timedelta(days=9))
    Batch.objects.create(mailing=invitation.mailing, number=9, state=Batch.State.PLANNED)
    found = {one.kind: one.printed_at for one in last_prints(study)}
    assert list(found) == ["invitation", "reminder_1"]
    assert found["reminder_1"] > found["invitation"]


@pytest.mark.django_db
class TestPage:
    ADDRESS = "/staff/invitations/changes/small/"

    def page(self, client: Client, **query: str) -> str:
        client.user.language = "en"
        client.user.save()
        return html.unescape(client.get(self.ADDRESS, query).content.decode())

    @pytest.mark.parametrize("role", ["fieldwork", "researcher", "translator"])
    def test_who_may_see_it(self, study: Study, staff_client: Clients, role: str) -> None:
        assert staff_client(role, study="small").get(self.ADDRESS).status_code == 200
        assert staff_client(role, study="other").get(self.ADDRESS).status_code == 403

    @pytest.mark.parametrize("role", ["municipality", "analyst"])
    def test_other_roles_get_403(self, study: Study, staff_client: Clients, role: str) -> None:
        assert staff_client(role).get(self.ADDRESS).status_code == 403

    def test_it_only_shows(self, study: Study, staff_client: Clients) -> None:
        assert staff_client("fieldwork").post(self.ADDRESS).status_code == 405

    def test_word_by_word(self, study: Study, staff_client: Clients) -> None:
        drafts.store(study, changed(subject="Wilt u graag meedoen aan ons onderzoek?"))
        text = self.page(staff_client("fieldwork"))
        assert re.search(r"<ins>\s?graag\s?</ins>", text)
        assert "the same words" in text

    @pytest.mark.parametrize(("kind", "status"), [("invitation", 200), ("reminder_1", 404), ("x", 404)])
    def test_a_kind_that_was_never_printed_is_404(
        self, study: Study, staff_client: Clients, kind: str, status: int
    ) -> None:
        assert staff_client("fieldwork").get(self.ADDRESS, {"kind": kind}).status_code == status

    def test_unknown_study_is_404(self, staff_client: Clients) -> None:
        assert staff_client("fieldwork").get("/staff/invitations/changes/absent/").status_code == 404

    def test_no_letters_yet(self, staff_client: Clients) -> None:
        published()
        assert "No letters were made yet." in self.page(staff_client("fieldwork"))

    @pytest.mark.parametrize("fault", ["none", "broken"])
    def test_a_draft_that_cannot_be_compared_is_said(self, study: Study, staff_client: Clients, fault: str) -> None:
        if fault == "none":
            study.draft.delete()
        else:
            drafts.store(study, document() | {"editions": [{"number": 1, "surprise": 1}]})
        assert "cannot be compared" in self.page(staff_client("fieldwork"))

    def test_the_ways_there(self, study: Study, staff_client: Clients) -> None:
        assert self.ADDRESS in staff_client("fieldwork").get(reverse("invitations:letters")).content.decode()
        overview = reverse("surveys:workbench:overview", args=["small"])
        assert self.ADDRESS in staff_client("translator").get(overview).content.decode()

    def test_the_way_back_is_for_who_may_go_it(self, study: Study, staff_client: Clients) -> None:
        back = f'href="{reverse("invitations:letters")}"'
        assert back in self.page(staff_client("fieldwork"))
        assert back not in self.page(staff_client("translator"))
