"""The writer of single texts and of their record: what it stores, and what it refuses."""

from collections.abc import Callable
from typing import Any

import pytest

from staff.models import AuditEntry, User
from surveys import drafts, translations
from surveys.models import Draft, Study, TextEvent
from surveys.translation_units import Unit, units
from surveys.translations import NotAllowed, TextChanged

pytestmark = pytest.mark.django_db


@pytest.fixture
def study(study: Study, document: dict[str, Any]) -> Study:
    drafts.store(study, document)
    return study


def unit(study: Study, source: str, language: str = "tr") -> Unit:
    return next(unit for unit in units(drafts.document_of(study), language) if unit.source == source)


def state(study: Study, unit: Unit) -> str:
    return translations.find(translations.standings_of(study, unit.language), unit.id).state


def set_source(study: Study, source: str) -> None:
    document = drafts.document_of(study)
    document["option_lists"]["levels"][1]["label"]["nl"] = source
    drafts.store(study, document)


class TestTranslate:
    def test_stores_text_event_revision_and_audit(self, study: Study, make_staff: Callable[..., User]) -> None:
        user, before = make_staff("translator"), Draft.objects.get().revision
        changed = translations.translate(study, unit(study, "Goed"), " İyi ", user=user)
        assert changed == unit(study, "Goed")
        assert changed.translation == "İyi"
        assert Draft.objects.get().revision == before + 1
        event = TextEvent.objects.get()
        assert (event.kind, event.user, event.by, event.text_hash) == (
            "translated",
            user,
            str(user),
            changed.text_hash,
        )
        assert AuditEntry.objects.filter(action="text.translate", object="mini-study/tr", user=user).count() == 1

    def test_two_places_at_once(self, study: Study) -> None:
        """“Ja” is the answer of two questions and the button of the consent: another table, another column."""
        translations.translate(study, unit(study, "Ja"), "Evet", user=None)
        document = drafts.document_of(study)
        pages = document["sections"][0]["pages"]
        found = [page["questions"][0]["options"][0]["label"]["tr"] for page in pages[:2]]
        assert [*found, document["consent"]["agree"]["tr"]] == ["Evet"] * 3

    def test_another_pair_with_the_same_source_stays(self, study: Study, document: dict[str, Any]) -> None:
        document["consent"]["agree"]["tr"] = "Katılıyorum"
        drafts.store(study, document)
        own = next(u for u in units(document, "tr") if (u.source, u.translation) == ("Ja", ""))
        translations.translate(study, own, "Evet", user=None)
        assert drafts.document_of(study)["consent"]["agree"]["tr"] == "Katılıyorum"

    def test_another_study_stays(self, study: Study, document: dict[str, Any]) -> None:
        other = Study.objects.create(slug="another", title="Another")
        drafts.store(other, document | {"study": "another"})
        translations.translate(study, unit(study, "Goed"), "İyi", user=None)
        assert unit(other, "Goed").translation == ""
        assert not other.text_events.exists()

    def test_other_languages_stay(self, study: Study) -> None:
        translations.translate(study, unit(study, "Goed"), "İyi", user=None)
        assert [unit(study, "Goed", tag).translation for tag in ("en", "ar", "ti")] == ["Good", "", ""]

    @pytest.mark.parametrize("change", ["source", "translation"])
    def test_a_text_changed_meanwhile_is_not_overwritten(self, study: Study, change: str) -> None:
        old = unit(study, "Goed")
        if change == "source":
            set_source(study, "Heel goed")
        else:
            translations.translate(study, old, "Güzel", user=None)
        events, before = TextEvent.objects.count(), drafts.document_of(study)
        with pytest.raises(TextChanged, match=old.id):
            translations.translate(study, old, "İyi", user=None)
        assert TextEvent.objects.count() == events
        assert drafts.document_of(study) == before

    @pytest.mark.parametrize(
        ("source", "text", "says"),
        [
            pytest.param("Goed", " \n", "is empty", id="empty"),
            pytest.param("Goed", "x" * 20_001, "20001 characters; 20000 fit", id="too long"),
            pytest.param("Goed", "a\x00", "cannot be stored", id="a zero byte"),
            pytest.param("Goed", "a\ud800", "cannot be stored", id="half a sign"),
            pytest.param("Dag {naam}", "Merhaba", r"exactly these: \{naam\}", id="a name is gone"),
            pytest.param("Dag {naam}", "Merhaba {isim}", r"exactly these: \{naam\}", id="a name is translated"),
            pytest.param("Dag {naam}", "Merhaba {naam} {naam}", r"exactly these: \{naam\}", id="a name twice"),
            pytest.param("Dag", "Merhaba {naam}", "exactly these: none", id="a name too many"),
        ],
    )
    def test_refused_texts(self, study: Study, source: str, text: str, says: str) -> None:
        set_source(study, source)
        with pytest.raises(NotAllowed, match=says):
            translations.translate(study, unit(study, source), text, user=None)
        assert unit(study, source).translation == ""
        assert not TextEvent.objects.exists()

    @pytest.mark.parametrize("text", ["x" * 20_000, "{naam}, merhaba"])
    def test_taken_texts(self, study: Study, text: str) -> None:
        source = "Dag {naam}" if "{" in text else "Goed"
        set_source(study, source)
        translations.translate(study, unit(study, source), text, user=None)
        assert unit(study, source).translation == text

    def test_a_study_without_draft(self, study: Study) -> None:
        own = unit(study, "Goed")
        study.draft.delete()
        with pytest.raises(drafts.NoDraft):
            translations.translate(study, own, "İyi", user=None)


class TestMark:
    def test_a_step_is_recorded(self, study: Study) -> None:
        own = translations.translate(study, unit(study, "Goed"), "İyi", user=None, by="Bureau")
        for step in ("reviewed", "adjudicated", "tested"):
            translations.mark(study, own, step, user=None, by="Ayşe", remark="Read aloud.")
            assert state(study, own) == step
        assert AuditEntry.objects.filter(action="text.tested").count() == 1

    @pytest.mark.parametrize("kind", ["translated", "native", "comment", "nonsense", ""])
    def test_other_words_are_no_steps(self, study: Study, kind: str) -> None:
        with pytest.raises(NotAllowed, match=r"is not a step\. Steps: reviewed, adjudicated, tested"):
            translations.mark(study, unit(study, "Goed", "en"), kind, user=None)

    def test_a_missing_text(self, study: Study) -> None:
        with pytest.raises(NotAllowed, match="no translation yet"):
            translations.mark(study, unit(study, "Goed"), "reviewed", user=None)

    def test_a_stale_text(self, study: Study) -> None:
        translations.translate(study, unit(study, "Goed"), "İyi", user=None)
        set_source(study, "Heel goed")
        with pytest.raises(NotAllowed, match="source was changed"):
            translations.mark(study, unit(study, "Heel goed"), "reviewed", user=None)

    def test_a_text_that_is_gone(self, study: Study) -> None:
        own = unit(study, "Goed", "en")
        translations.translate(study, own, "Fine", user=None)
        with pytest.raises(TextChanged):
            translations.mark(study, own, "reviewed", user=None)

    def test_who_translated_cannot_review_that_pair(self, study: Study, make_staff: Callable[..., User]) -> None:
        first, second = make_staff("translator"), make_staff("translator")
        own = translations.translate(study, unit(study, "Goed"), "İyi", user=first)
        with pytest.raises(NotAllowed, match="somebody else review"):
            translations.mark(study, own, "reviewed", user=first)
        translations.mark(study, own, "reviewed", user=second)
        changed = translations.translate(study, own, "Güzel", user=second)
        translations.mark(study, changed, "reviewed", user=first)
        assert state(study, changed) == "reviewed"

    @pytest.mark.parametrize(
        ("role", "of_study", "may"),
        [
            pytest.param("translator", "mini-study", False, id="a translator not"),
            pytest.param("researcher", "another-study", False, id="nor a researcher of another study"),
            pytest.param("researcher", "mini-study", True, id="a researcher may"),
            pytest.param("researcher", "", True, id="a researcher of all studies may"),
        ],
    )
    def test_adjudicating_what_one_translated(
        self, study: Study, make_staff: Callable[..., User], role: str, of_study: str, may: bool
    ) -> None:
        who = make_staff(role, study=of_study)
        own = translations.translate(study, unit(study, "Goed"), "İyi", user=who)
        if may:
            translations.mark(study, own, "adjudicated", user=who)
        else:
            with pytest.raises(NotAllowed, match="or a researcher, adjudicate"):
                translations.mark(study, own, "adjudicated", user=who)
        assert state(study, own) == ("adjudicated" if may else "translated")

    def test_a_translator_adjudicates_what_others_translated(
        self, study: Study, make_staff: Callable[..., User]
    ) -> None:
        own = translations.translate(study, unit(study, "Goed"), "İyi", user=make_staff("translator"))
        translations.mark(study, own, "adjudicated", user=make_staff("translator"))
        assert state(study, own) == "adjudicated"


class TestFits:
    def test_keeps_the_state_it_had(self, study: Study) -> None:
        own = translations.translate(study, unit(study, "Goed"), "İyi", user=None)
        translations.mark(study, own, "reviewed", user=None, by="Ayşe")
        set_source(study, "Heel goed")
        changed = unit(study, "Heel goed")
        assert state(study, changed) == "stale"
        translations.confirm_fits(study, changed, "Same step.", user=None, by="Anna")
        assert state(study, changed) == "reviewed"
        assert TextEvent.objects.get(kind="fits").earlier_hash == own.source_hash

    def test_a_reason_is_needed(self, study: Study) -> None:
        with pytest.raises(NotAllowed, match="Say why"):
            translations.confirm_fits(study, unit(study, "Goed", "en"), " ", user=None)

    def test_only_for_stale_texts(self, study: Study) -> None:
        with pytest.raises(NotAllowed, match="not older than its source"):
            translations.confirm_fits(study, unit(study, "Goed", "en"), "Same.", user=None)


def test_a_comment_needs_words(study: Study) -> None:
    with pytest.raises(NotAllowed, match="empty"):
        translations.comment(study, unit(study, "Goed"), " ", user=None)
    translations.comment(study, unit(study, "Goed"), "Polite?", user=None, by="Ayşe")
    translations.comment(study, unit(study, "Slecht"), "x" * 3000, user=None)
    assert [len(note) for note in TextEvent.objects.values_list("note", flat=True)] == [7, 2000]


class TestSettle:
    def test_only_open_comments_and_with_words(self, study: Study) -> None:
        own = unit(study, "Goed")
        with pytest.raises(NotAllowed, match="no open comment"):
            translations.settle(study, own, "Done.", user=None)
        translations.comment(study, own, "Polite?", user=None, by="Ayşe")
        with pytest.raises(NotAllowed, match="Say how"):
            translations.settle(study, own, "  ", user=None)
        translations.settle(study, own, "Yes, polite.", user=None, by="Can")
        assert translations.find(translations.standings_of(study, "tr"), own.id).open_comments == ()
        with pytest.raises(NotAllowed, match="no open comment"):
            translations.settle(study, own, "Again.", user=None)

    def test_the_audit_trail_has_no_words(self, study: Study) -> None:
        translations.comment(study, unit(study, "Goed"), "Polite?", user=None)
        translations.settle(study, unit(study, "Goed"), "Yes.", user=None)
        entries = AuditEntry.objects.filter(action__in=("text.comment", "text.settle"))
        assert [(entry.object, list(entry.details)) for entry in entries] == [("mini-study/tr", ["source"])] * 2


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        pytest.param("٣ أيام", "3 أيام", id="Arabic"),
        pytest.param("۳ و ٤", "3 و 4", id="Persian"),
        pytest.param("10² ½ Ⅳ ፫", "10² ½ Ⅳ ፫", id="what is no decimal digit stays"),
        pytest.param("{minutes} 25", "{minutes} 25", id="ASCII stays"),
    ],
)
def test_digits_are_written_as_0_to_9(typed: str, stored: str) -> None:
    assert translations.ascii_digits(typed) == stored


def test_a_saved_text_has_ascii_digits(study: Study) -> None:
    assert translations.translate(study, unit(study, "Goed"), "جيد ٣", user=None).translation == "جيد 3"
    assert unit(study, "Goed").translation == "جيد 3"


class TestSign:
    def test_only_the_texts_that_were_read(self, study: Study) -> None:
        seen = translations.digest_of(units(drafts.document_of(study), "en"))
        translations.translate(study, unit(study, "Goed", "en"), "Fine", user=None)
        with pytest.raises(translations.TextsChanged):
            translations.sign(study, "en", "A. Speaker", user=None, seen=seen)
        assert not TextEvent.objects.filter(kind="native").exists()
        seen = translations.digest_of(units(drafts.document_of(study), "en"))
        assert translations.sign(study, "en", "A. Speaker", user=None, seen=seen) > 0

    def test_the_name_is_kept_with_the_texts_and_not_in_the_audit_trail(self, study: Study) -> None:
        translations.sign(study, "en", "A. Speaker", user=None)
        assert set(TextEvent.objects.values_list("by", flat=True)) == {"A. Speaker"}
        assert "Speaker" not in str(AuditEntry.objects.get(action="text.sign").details)

    def test_only_what_is_not_signed_yet(self, study: Study) -> None:
        every = len(units(drafts.document_of(study), "en"))
        assert translations.sign(study, "en", "A. Speaker", user=None) == every
        assert translations.sign(study, "en", "A. Speaker", user=None) == 0
        assert translations.unsigned(study, drafts.document_of(study), ["nl", "en"]) == {}

    def test_a_name_is_needed(self, study: Study) -> None:
        with pytest.raises(NotAllowed, match="name of the native speaker"):
            translations.sign(study, "en", " ", user=None)

    def test_nothing_missing_and_nothing_stale(self, study: Study) -> None:
        with pytest.raises(NotAllowed, match=r"\d+ texts are missing"):
            translations.sign(study, "tr", "A. Speaker", user=None)
        translations.translate(study, unit(study, "Goed", "en"), "Fine", user=None)
        set_source(study, "Heel goed")
        with pytest.raises(NotAllowed, match=r"^1 texts are missing or older"):
            translations.sign(study, "en", "A. Speaker", user=None)


def test_a_text_that_is_not_there_is_not_found(study: Study) -> None:
    with pytest.raises(TextChanged, match="nowhere"):
        translations.find(translations.standings_of(study, "tr"), "nowhere")
