"""Clips by the hash of their text: who wins, what is made, what may be heard."""

import os
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from staff.models import AuditEntry, User
from surveys import audio, audio_make, drafts
from surveys.audio_status import status_of
from surveys.audio_texts import Spoken, definitions_of, spoken_in
from surveys.engine.checks.freshness import source_hash
from surveys.engine.parse import parse
from surveys.interface_texts import FIXED, fixed_texts, translated
from surveys.models import Clip, Study, VoiceSignOff
from surveys.publish import publish
from surveys.sound_process import convert, speak
from surveys.voices import voice_name
from tests.surveys.sounds import wav

pytestmark = pytest.mark.django_db
NOW = timezone.now()
HEAR_FIXED = re.compile(r'hear_fixed "([^"]+)"')
AR, TI = "هل تعمل؟", "ስራሕ ኣለኩም ዶ፧"


@pytest.fixture
def wide(document: dict[str, Any]) -> dict[str, Any]:
    """The small study with one question in Arabic and Tigrinya."""
    document["sections"][0]["pages"][0]["questions"][0]["label"] |= {"ar": AR, "ti": TI}
    return document


@pytest.fixture
def definitions(study: Study, wide: dict[str, Any]) -> tuple[Any, ...]:
    drafts.store(study, wide)
    return definitions_of(study)


def text_of(definitions: tuple[Any, ...], language: str, words: str) -> Spoken:
    return next(one for one in spoken_in(definitions, language) if one.text == words)


def record(text: str, language: str = "nl", seconds: float = 1.0, user: User | None = None) -> Clip:
    """A person's recording of this text, kept."""
    with audio.staging() as place:
        (place / "raw").write_bytes(wav(seconds))
        made = convert(place / "raw", place / "clip")
        audio.keep(language, source_hash(text), made, audio.Origin(Clip.Source.HUMAN, "Anna", user), now=NOW)
    return Clip.objects.get(language=language, text_hash=source_hash(text))


def read_out(text: str, language: str = "nl", voice: str = "") -> bool:
    """The same by the computer, put there whatever the rules say."""
    with audio.staging() as place:
        (made,) = speak([text], language, [place / "clip"])
        origin = audio.Origin(Clip.Source.SYNTHETIC, voice or voice_name(language))
        return audio.keep(language, source_hash(text), made, origin, now=NOW)


def make(texts: Any) -> audio_make.Outcome:
    return audio_make.make(texts, study="mini-study", now=NOW, advance=lambda count: None)


def sign(make_staff: Callable[..., User], language: str) -> VoiceSignOff:
    by = make_staff("researcher")
    return VoiceSignOff.objects.create(language=language, voice=voice_name(language), name="Selam", by=by, at=NOW)


def test_files_lie_under_the_hash_of_the_text(own_var_dir: Any) -> None:
    record("Ja")
    files = {path.name for path in (own_var_dir / "audio" / "nl").iterdir()}
    assert files == {f"{source_hash('Ja')}.opus", f"{source_hash('Ja')}.mp3"}
    assert [path for path in (own_var_dir / "audio").iterdir() if path.name != "nl"] == [], "nothing half done stays"


def test_a_person_wins_over_the_computer_whoever_comes_first() -> None:
    assert read_out("Ja") is True
    human = record("Ja")
    assert read_out("Ja") is False
    assert Clip.objects.get() == human
    assert (human.source, human.voice) == ("human", "Anna")


def test_another_recording_has_another_version() -> None:
    assert record("Ja").version != record("Ja", seconds=1.5).version


def test_what_is_wanted_follows_the_rules(definitions: tuple[Any, ...], make_staff: Any) -> None:
    found = audio_make.wanted(definitions)
    assert {one.language for one in found.texts} == {"nl", "en", "tr"}
    assert dict(found.left_out).keys() == {"ar", "ti"}
    sign(make_staff, "ar")
    found = audio_make.wanted(definitions)
    assert AR in {one.text for one in found.texts}, "positive control: signed, so wanted"
    assert TI not in {one.text for one in found.texts}


def test_a_study_that_wants_people_gets_no_computer_voice(study: Study, wide: dict[str, Any]) -> None:
    drafts.store(study, {**wide, "audio": {"recordings": "human"}})
    found = audio_make.wanted(definitions_of(study))
    assert found.texts == ()
    assert {reason for _, reason in found.left_out} == {"the study wants people's recordings only"}


def test_unsigned_arabic_and_tigrinya_are_never_made(definitions: tuple[Any, ...], own_var_dir: Any) -> None:
    assert make(audio_make.wanted(definitions, ["ar", "ti"]).texts).made == 0
    assert not Clip.objects.exists()
    assert not list(own_var_dir.rglob("*.opus"))


def test_making_can_be_broken_off_and_goes_on(definitions: tuple[Any, ...], monkeypatch: Any) -> None:
    monkeypatch.setattr(audio_make, "AT_A_TIME", 2)
    record("Vraag work")
    texts = audio_make.wanted(definitions, ["nl"]).texts[:4]
    assert "Vraag work" not in {one.text for one in audio_make.wanted(definitions, ["nl"]).texts}

    def stop_after_two(count: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        audio_make.make(texts, study="mini-study", now=NOW, advance=stop_after_two)
    assert Clip.objects.filter(source="synthetic").count() == 2
    left = audio_make.wanted(definitions, ["nl"]).texts
    assert not {one.text for one in texts[:2]} & {one.text for one in left}
    assert make(left[:2]).made == 2
    assert AuditEntry.objects.get(action="audio.make").details == {"nl": 2}


def test_one_text_that_cannot_be_read_does_not_stop_the_others(definitions: tuple[Any, ...]) -> None:
    good = text_of(definitions, "nl", "Ja")
    bad = Spoken("nl", "…", source_hash("…"), ("title",))
    done = make([good, bad])
    assert done.made == 1
    assert [one.text for one, _ in done.failed] == ["…"]


def test_a_lost_file_and_a_newer_engine_are_made_again(definitions: tuple[Any, ...]) -> None:
    read_out("Ja")
    assert "Ja" not in {one.text for one in audio_make.wanted(definitions, ["nl"]).texts}
    audio.file_of("nl", source_hash("Ja"), ".mp3").unlink()
    assert "Ja" in {one.text for one in audio_make.wanted(definitions, ["nl"]).texts}
    read_out("Ja", voice="espeak-ng (older) nl")
    assert "Ja" in {one.text for one in audio_make.wanted(definitions, ["nl"]).texts}


def test_may_be_heard_only_where_an_edition_says_the_text(study: Study, wide: dict[str, Any]) -> None:
    said, unsaid = record("Vraag work"), record("Deze woorden staan nergens")
    assert not audio.may_be_heard(said), "nothing is published yet"
    publish(study, wide, note="")
    assert audio.may_be_heard(said)
    assert not audio.may_be_heard(unsaid)


def test_a_computer_voice_is_heard_only_where_an_edition_takes_it(study: Study, wide: dict[str, Any]) -> None:
    read_out("Vraag work")
    clip = Clip.objects.get()
    publish(study, {**wide, "audio": {"recordings": "human"}}, note="")
    assert not audio.may_be_heard(clip)
    assert audio.may_be_heard(record("Vraag age")), "positive control: people's recordings are heard"
    other = Study.objects.create(slug="other", title="Ander")
    publish(other, {**wide, "study": "other"}, note="")
    assert audio.may_be_heard(clip), "the other study takes it"


def test_unsigned_tigrinya_is_not_heard_signed_is(study: Study, wide: dict[str, Any], make_staff: Any) -> None:
    read_out(TI, "ti")
    publish(study, wide, note="")
    clip = Clip.objects.get()
    assert not audio.may_be_heard(clip)
    signed = sign(make_staff, "ti")
    assert audio.may_be_heard(clip)
    signed.delete()
    assert not audio.may_be_heard(clip)


def test_removing_takes_the_files_too(make_staff: Any, own_var_dir: Any) -> None:
    audio.remove(record("Ja"), make_staff("researcher"))
    assert not Clip.objects.exists()
    assert not list(own_var_dir.rglob("*.mp3"))
    assert AuditEntry.objects.get().action == "audio.remove"


def test_numbers_are_given_once_and_never_again(study: Study, wide: dict[str, Any]) -> None:
    before = spoken_in([parse(wide)], "nl")
    first = audio.slots_for(before)
    assert [first[one.text_hash] for one in before] == list(range(1, len(before) + 1))
    wide["sections"][0]["pages"][0]["questions"][0]["label"]["nl"] = "Heeft u werk?"
    second = audio.slots_for(spoken_in([parse(wide)], "nl"))
    assert second[source_hash("Heeft u werk?")] == len(before) + 1
    assert source_hash("Vraag work") not in second
    assert {key: number for key, number in second.items() if key in first} == {
        key: number for key, number in first.items() if key != source_hash("Vraag work")
    }


def test_status_counts(definitions: tuple[Any, ...], own_var_dir: Any) -> None:
    record("Ja")
    read_out("Nee")
    record("Deze woorden staan nergens")
    read_out(TI, "ti")
    lost = record("Anders")
    os.remove(audio.file_of("nl", lost.text_hash, ".opus"))
    found = {status.language: status for status in status_of(definitions, definitions)}
    dutch, tigrinya = found["nl"], found["ti"]
    assert (dutch.human, dutch.synthetic, dutch.stale, dutch.lost) == (2, 1, 1, 1)
    assert dutch.none == dutch.texts - 3
    assert (tigrinya.synthetic, tigrinya.silent) == (0, 1)


def test_texts_come_in_order_each_once(definitions: tuple[Any, ...]) -> None:
    found = [one.text for one in spoken_in(definitions, "nl")]
    assert len(found) == len(set(found))
    assert found[:6] == ["Klein onderzoek", "Doet u mee?", "Het mag.", "Het hoeft niet.", "Ja", "Nee"]
    assert found.index("Vraag work") < found.index("Anders") < found.index("Vraag goals") < found.index("Uw plan.")
    assert found.index("Vraag thanks") < found.index("Volgende")
    assert text_of(definitions, "nl", "Ja").places[:2] == (
        "consent/agree",
        "sections/start/pages/work/questions/work/options/yes/label",
    )


def test_errors_with_a_studys_own_limits_can_be_heard(definitions: tuple[Any, ...]) -> None:
    found = {one.text for one in spoken_in(definitions, "en")}
    assert "This number is too small. Type 18 or more." in found
    assert "Your text is too long. It may have 20 letters." in found
    assert any(text.startswith("Type a date from") and "2026" in text for text in found)


@pytest.mark.parametrize("language", ["nl", "ar", "tr", "ti"])
def test_every_fixed_text_is_one_of_the_interface(language: str) -> None:
    assert [text for text in fixed_texts() if not translated(text, language)] == []


def test_every_text_with_a_button_to_listen_is_recorded(settings: Any) -> None:
    """What a template lets people hear is in the recording script."""
    templates = (settings.BASE_DIR / "templates").rglob("*.html")
    heard = {text for path in templates for text in HEAR_FIXED.findall(path.read_text(encoding="utf-8"))}
    assert len(heard) > len(FIXED) / 2
    assert heard <= set(fixed_texts())


def test_fixed_texts_stand_in_pages_of_respondents(settings: Any) -> None:
    """A text that was reworded must be reworded here too, or its sound is made for nothing."""
    folders = ("templates/respondents", "templates/inburgerstem", "respondents", "surveys")
    files: Iterator[Any] = (
        path
        for folder in folders
        for path in (settings.BASE_DIR / folder).rglob("*")
        if path.suffix in (".html", ".py") and path.name != "interface_texts.py"
    )
    sources = "\n".join(path.read_text(encoding="utf-8") for path in files)
    assert [text for text in FIXED if f'"{text}"' not in sources] == []


def test_the_command_makes_shows_and_ends_honestly(
    study: Study, wide: dict[str, Any], capsys: Any, monkeypatch: Any
) -> None:
    drafts.store(study, wide)
    everything = audio_make.wanted
    few = lambda *args: audio_make.Wanted(everything(*args).texts[:2], everything(*args).left_out)  # noqa: E731
    monkeypatch.setattr("surveys.management.commands.audio.audio_make.wanted", few)
    call_command("audio", "mini-study", make=True, languages="nl,ti")
    said = capsys.readouterr().out
    assert "ti: no computer voice, because no native speaker has signed off" in said
    assert "mini-study: 2 texts read by a computer voice." in said
    assert "2 by a computer voice" in said
    with pytest.raises(SystemExit) as caught:
        call_command("audio", "mini-study", languages="uk")
    assert caught.value.code == 2
    with pytest.raises(SystemExit) as caught:
        call_command("audio", "absent")
    assert caught.value.code == 2


def test_the_command_fails_where_a_text_could_not_be_read(study: Study, wide: dict[str, Any], capsys: Any) -> None:
    wide["title"]["nl"] = "…"
    drafts.store(study, wide)
    texts = [one for one in audio_make.wanted(definitions_of(study), ["nl"]).texts if one.text != "…"]
    for one in texts:
        Clip.objects.create(
            language="nl", text_hash=one.text_hash, source="human", seconds=1, bytes=1, version="x", at=NOW
        )
    with pytest.raises(SystemExit) as caught:
        call_command("audio", "mini-study", make=True, languages="nl")
    assert caught.value.code == 1
    assert "nl title" in capsys.readouterr().err
