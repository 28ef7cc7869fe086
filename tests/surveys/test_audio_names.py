"""Which text a recording is for, by its file name; and when a voice may be heard."""

import pytest

from surveys.audio_names import NotMatched, Texts, is_rubbish, matched, twice
from surveys.voices import NoVoice, may_be_made, may_play, voice_name

ONE, TWO, GONE = "a1" * 32, "a1" * 6 + "b2" * 26, "c3" * 32
TEXTS = Texts(
    {"ar": frozenset({ONE, TWO}), "nl": frozenset({ONE})},
    {("ar", 1): ONE, ("ar", 2): TWO, ("ar", 7): GONE, ("tr", 1): ONE},
)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        pytest.param("ar-0001.wav", ("ar", ONE), id="number"),
        pytest.param("ar-2.mp3", ("ar", TWO), id="number without noughts"),
        pytest.param("sessie 1/AR-0002.WAV", ("ar", TWO), id="in a folder, capitals"),
        pytest.param(f"{TWO[:13]}.opus", ("ar", TWO), id="start of a hash"),
        pytest.param(f"{TWO}.flac", ("ar", TWO), id="whole hash"),
        pytest.param(f"nl-{ONE[:12]}.ogg", ("nl", ONE), id="hash with language"),
    ],
)
def test_matched(name: str, expected: tuple[str, str]) -> None:
    assert matched(name, TEXTS) == expected


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        pytest.param("ar-0003.wav", "gave out the number 3", id="no such number"),
        pytest.param("ar-0007.wav", "was changed or taken out", id="number of a text that is gone"),
        pytest.param("tr-0001.wav", "not among the languages", id="another language"),
        pytest.param(f"{GONE[:20]}.wav", "no text of the study", id="hash of a text that is gone"),
        pytest.param(f"{ONE[:12]}.wav", "several texts", id="hash of several texts"),
        pytest.param(f"{ONE[:11]}.wav", "no number of a script", id="hash too short"),
        pytest.param("ar-0001.m4a", "not a type", id="type"),
        pytest.param("ar-0001.exe", "not a type", id="program"),
        pytest.param("ar-0001", "not a type", id="no ending"),
        pytest.param("../ar-0001.wav", "leads out", id="out of the zip"),
        pytest.param("/etc/ar-0001.wav", "leads out", id="absolute"),
        pytest.param("a\\ar-0001.wav", "leads out", id="backslash"),
        pytest.param("ar-0001\n.wav", "leads out", id="line break"),
        pytest.param("ar-0001\u202e.wav", "no number of a script", id="turned around"),
        pytest.param("x" * 200 + "/ar-0001.wav", "leads out", id="very long"),
        pytest.param("ar-9999999.wav", "no number of a script", id="very long number"),
        pytest.param("ar-٠٠٠١.wav", "no number of a script", id="other digits"),
    ],
)
def test_not_matched(name: str, reason: str) -> None:
    with pytest.raises(NotMatched, match=reason):
        matched(name, TEXTS)


def test_two_files_for_one_text() -> None:
    found = [("a.wav", ("ar", ONE)), ("b.wav", ("ar", TWO)), ("c.wav", ("ar", ONE))]
    assert list(twice(found)) == [("c.wav", "a.wav is for the same text: keep one of the two")]


@pytest.mark.parametrize(
    ("path", "expected"),
    [("map/", True), ("__MACOSX/._ar-0001.wav", True), ("map/.DS_Store", True), ("ar-0001.wav", False), ("", False)],
)
def test_rubbish(path: str, expected: bool) -> None:
    assert is_rubbish(path) is expected


SIGNED = frozenset({voice_name("ar")})


@pytest.mark.parametrize(
    ("source", "language", "signed", "recordings", "expected"),
    [
        pytest.param("synthetic", "nl", frozenset(), "any", True, id="Dutch"),
        pytest.param("synthetic", "nl", frozenset(), "human", False, id="Dutch where people are wanted"),
        pytest.param("synthetic", "ar", frozenset(), "any", False, id="Arabic unsigned"),
        pytest.param("synthetic", "ar", SIGNED, "any", True, id="Arabic signed"),
        pytest.param("synthetic", "ar", SIGNED, "human", False, id="Arabic signed where people are wanted"),
        pytest.param("synthetic", "ti", SIGNED, "any", False, id="Tigrinya, another voice signed"),
        pytest.param("synthetic", "uk", frozenset(), "any", False, id="a language without a voice of ours"),
        pytest.param("human", "ti", frozenset(), "human", True, id="people"),
    ],
)
def test_may_play(source: str, language: str, signed: frozenset[str], recordings: str, expected: bool) -> None:
    voice = f"espeak-ng {language}" if language == "uk" else voice_name(language)
    assert may_play(source, language, voice, signed, recordings) is expected


def test_a_newer_engine_is_another_voice() -> None:
    assert not may_play("synthetic", "ar", "espeak-ng (espeakng-loader 9.9) ar", SIGNED)


def test_what_may_be_made() -> None:
    found = {tag: may_be_made(tag, SIGNED) for tag in ("nl", "en", "tr", "ar", "ti", "uk")}
    assert found == {"nl": True, "en": True, "tr": True, "ar": True, "ti": False, "uk": False}


def test_no_voice() -> None:
    with pytest.raises(NoVoice, match="uk"):
        voice_name("uk")
