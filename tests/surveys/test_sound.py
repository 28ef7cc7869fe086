"""Recordings become small files that play; what cannot be used is refused with words."""

from pathlib import Path

import numpy as np
import pytest
import soundfile

from surveys.sound import LARGEST_CLIP, LONGEST
from surveys.sound_process import REFUSALS, ClipRefused, Made, SoundFailed, convert, speak
from tests.surveys.sounds import RATE, tone, wav, written


def kept(tmp_path: Path, data: bytes) -> Made:
    raw = tmp_path / "recording"
    raw.write_bytes(data)
    return convert(raw, tmp_path / "clip")


def refusal(tmp_path: Path, data: bytes) -> ClipRefused:
    with pytest.raises(ClipRefused) as caught:
        kept(tmp_path, data)
    assert not list(tmp_path.glob("clip.*")), "a refused recording leaves no file"
    return caught.value


STEREO = np.column_stack([tone(1.2), tone(1.2)])


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(wav(1.2), id="wav"),
        pytest.param(written(STEREO, format="WAV"), id="stereo wav"),
        pytest.param(wav(1.2, 8_000), id="telephone wav"),
        pytest.param(written(tone(1.2), format="FLAC"), id="flac"),
        pytest.param(written(tone(1.2), format="OGG", subtype="VORBIS"), id="ogg vorbis"),
        pytest.param(written(tone(1.2), format="OGG", subtype="OPUS"), id="ogg opus"),
        pytest.param(written(tone(1.2), format="MP3"), id="mp3"),
    ],
)
def test_each_form_becomes_two_files_that_decode_to_the_same_sound(tmp_path: Path, data: bytes) -> None:
    made = kept(tmp_path, data)
    for suffix, form in ((".opus", ("OGG", "OPUS")), (".mp3", ("MP3", "MPEG_LAYER_III"))):
        samples, rate = soundfile.read(made.stem.with_suffix(suffix))
        info = soundfile.info(made.stem.with_suffix(suffix))
        assert (info.format, info.subtype) == form
        assert info.channels == 1
        assert len(samples) / rate == pytest.approx(1.2, abs=0.2)
        assert np.abs(samples).max() > 0.3
        assert loudest_pitch(samples, rate) == pytest.approx(loudest_pitch(tone(1.2), RATE), abs=60)
    assert made.bytes == sum(made.stem.with_suffix(suffix).stat().st_size for suffix in (".opus", ".mp3"))


def loudest_pitch(samples: np.ndarray, rate: int) -> float:
    spectrum = np.abs(np.fft.rfft(samples))
    return float(np.fft.rfftfreq(len(samples), 1 / rate)[spectrum.argmax()])


@pytest.mark.parametrize("seconds", [3, 12.5, 18, 25, 38])
def test_a_file_never_exceeds_the_limit(tmp_path: Path, seconds: float) -> None:
    rng = np.random.default_rng(1)
    speechlike = tone(seconds) * (0.5 + 0.5 * np.sin(np.arange(int(seconds * RATE)) / 4_000))
    noisy = (speechlike + rng.normal(0, 0.05, len(speechlike))).astype(np.float32)
    made = kept(tmp_path, written(noisy, format="WAV"))
    sizes = {suffix: made.stem.with_suffix(suffix).stat().st_size for suffix in (".opus", ".mp3")}
    assert max(sizes.values()) <= LARGEST_CLIP, sizes
    assert soundfile.info(made.stem.with_suffix(".mp3")).duration == pytest.approx(seconds, abs=0.4)


def test_silence_around_is_cut_and_quiet_recordings_are_raised(tmp_path: Path) -> None:
    made = kept(tmp_path, wav(1.0, silence=3.0, loud=0.1))
    assert made.seconds == pytest.approx(1.3, abs=0.1)
    samples, _ = soundfile.read(made.stem.with_suffix(".opus"))
    assert np.abs(samples).max() > 0.6


def test_another_recording_has_another_version(tmp_path: Path) -> None:
    first, other = (kept(tmp_path, data).version for data in (wav(1), wav(1.1)))
    assert first != other


@pytest.mark.parametrize(
    ("data", "code"),
    [
        pytest.param(b"", "unreadable", id="empty"),
        pytest.param(b"ID3 but no sound" * 50, "unreadable", id="text"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + b"\0" * 500, "unreadable", id="picture"),
        pytest.param(wav(1)[:60], "too_short", id="header only"),
        pytest.param(b"RIFF\xff\xff\xff\xffWAVEfmt \x10\0\0\0\x01\0\xff\xff", "unreadable", id="lying header"),
        pytest.param(b"\0\0\0\x20ftypM4A \0\0\0\0", "m4a", id="m4a"),
        pytest.param(written(tone(1), format="AIFF"), "unreadable", id="a form that is not ours"),
        pytest.param(written(np.column_stack([tone(1)] * 6), format="WAV"), "odd_form", id="six channels"),
        pytest.param(written(tone(1, 4_000), 4_000, format="WAV"), "odd_form", id="4,000 samples a second"),
        pytest.param(written(np.zeros(RATE), format="WAV"), "silent", id="silence"),
        pytest.param(wav(0.05), "too_short", id="a click"),
        pytest.param(wav(LONGEST + 2, 16_000), "too_long", id="too long"),
        pytest.param(wav(95, 8_000), "too_long", id="far too long"),
        pytest.param(written(np.full(RATE, np.nan), format="WAV", subtype="FLOAT"), "unreadable", id="not a number"),
    ],
)
def test_what_cannot_be_used_is_refused(tmp_path: Path, data: bytes, code: str) -> None:
    error = refusal(tmp_path, data)
    assert error.code == code
    assert "%(" not in str(error)


def test_every_cut_of_a_recording_is_kept_or_refused(tmp_path: Path) -> None:
    """Damaged uploads: half files of each form end in words, never in a crash of ours."""
    for form in ({"format": "WAV"}, {"format": "MP3"}, {"format": "OGG", "subtype": "OPUS"}, {"format": "FLAC"}):
        whole = written(tone(1), **form)
        for share in (0.02, 0.3, 0.9):
            assert outcome(tmp_path, whole[: int(len(whole) * share)]) in {"kept", *REFUSALS}


def outcome(tmp_path: Path, data: bytes) -> str:
    try:
        kept(tmp_path, data)
    except ClipRefused as error:
        return error.code
    return "kept"


def test_a_fault_of_ours_is_not_put_on_the_recording(tmp_path: Path) -> None:
    (tmp_path / "recording").write_bytes(wav(1))
    with pytest.raises(SoundFailed, match="No such file"):
        convert(tmp_path / "recording", tmp_path / "absent" / "clip")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("nl", "Heeft u werk?"),
        ("en", "Do you have work?"),
        ("tr", "İşiniz var mı?"),
        ("ar", "هل تعمل؟"),
        ("ti", "ስራሕ ኣለኩም ዶ፧"),
    ],
)
def test_the_computer_voice_speaks(tmp_path: Path, language: str, text: str) -> None:
    (made,) = speak([text], language, [tmp_path / "said"])
    assert 0.4 < made.seconds < 5
    samples, _ = soundfile.read(made.stem.with_suffix(".mp3"))
    assert np.sqrt(np.mean(samples**2)) > 0.02


def test_a_text_without_words_cannot_be_read_out(tmp_path: Path) -> None:
    with pytest.raises(ClipRefused):
        speak(["…"], "nl", [tmp_path / "said"])
