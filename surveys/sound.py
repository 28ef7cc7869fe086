"""A recording, or a text for a computer voice, as two small files: Opus, and MP3 for phones that lack it.

Strangers' files are decoded here, so this runs as a child process with limits (`python -m surveys.sound`): orders in,
one JSON line each, results out. `sound_process.py` is its only caller.
"""

import io
import json
import resource
import sys
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray

Samples = NDArray[np.float32]

LARGEST_CLIP = 40_000
"""Bytes of one file: under a second at 50 kB/s."""
RATE = 24_000
LONGEST_RAW, SHORTEST, LONGEST = 90, 0.15, 39
"""Seconds: of what is read, and of what is left when silence is cut off. 39 s of MP3 at 8 kbit/s is 39 kB."""
READABLE = frozenset({"WAV", "WAVEX", "RF64", "MP3", "OGG", "FLAC"})
RATES, CHANNELS = range(8_000, 192_001), 2
QUIET = 0.003
"""Peak below which there is nothing to hear: -50 dB of full scale."""
SPOKEN = 0.01
"""Share of the peak above which there is speech: -40 dB."""
MARGIN = 0.15
PEAK, MOST_GAIN = 0.89, 10.0
OPUS_LEVELS = (0.95, 0.97, 0.98, 0.99, 1.0)
"""libsndfile's compression: measured on speech about 22, 16, 12, 9 and 7 kbit/s."""
MP3_STEPS = ((24_000, 0.9), (16_000, 0.95), (12_000, 0.97))
"""(sample rate, libsndfile's compression): constant 24, 16 and 8 kbit/s."""
MEMORY, OUTPUT, CPU_SECONDS = 3 << 30, 1 << 20, 20


class SoundRefused(Exception):
    """`code` is a key of `sound_process.REFUSALS`; `params` fill in its words."""

    def __init__(self, code: str, **params: Any) -> None:
        self.code, self.params = code, params
        super().__init__(code)


def decoded(path: Path) -> tuple[Samples, int]:
    """(mono samples, their rate) of a sound file. Raises SoundRefused."""
    with path.open("rb") as file:
        if file.read(12)[4:8] == b"ftyp":
            raise SoundRefused("m4a")
    try:
        with soundfile.SoundFile(path) as sound:
            _check_form(sound)
            samples = sound.read(LONGEST_RAW * sound.samplerate + 1, dtype="float32", always_2d=True)
            rate = int(sound.samplerate)
    except (soundfile.SoundFileError, TypeError, ValueError, MemoryError) as error:
        raise SoundRefused("unreadable") from error
    if len(samples) > LONGEST_RAW * rate:
        raise SoundRefused("too_long", limit=LONGEST)
    if not np.isfinite(samples).all():
        raise SoundRefused("unreadable")
    return samples.mean(axis=1, dtype=np.float32), rate


def _check_form(sound: soundfile.SoundFile) -> None:
    if sound.format not in READABLE:
        raise SoundRefused("unreadable")
    if sound.samplerate not in RATES or sound.channels > CHANNELS:
        raise SoundRefused("odd_form")


def prepared(samples: Samples, rate: int) -> Samples:
    """At 24 kHz, without the silence around it, at one loudness. Raises SoundRefused."""
    if not len(samples):
        raise SoundRefused("too_short")
    level = samples - samples.mean()
    peak = float(np.abs(level).max())
    if peak < QUIET:
        raise SoundRefused("silent")
    loud = np.flatnonzero(np.abs(level) > peak * SPOKEN)
    margin = int(MARGIN * rate)
    cut = level[max(int(loud[0]) - margin, 0) : int(loud[-1]) + margin]
    _check_length((loud[-1] - loud[0]) / rate, len(cut) / rate)
    gained = cut * min(PEAK / peak, MOST_GAIN)
    return np.asarray(soxr.resample(gained, rate, RATE), dtype=np.float32)


def _check_length(spoken: float, whole: float) -> None:
    if spoken < SHORTEST:
        raise SoundRefused("too_short")
    if whole > LONGEST:
        raise SoundRefused("too_long", limit=LONGEST)


def opus(samples: Samples) -> bytes:
    """At the best quality that fits. Raises SoundRefused."""
    for level in OPUS_LEVELS:
        data = _written(samples, RATE, format="OGG", subtype="OPUS", compression_level=level)
        if len(data) <= LARGEST_CLIP:
            return data
    raise SoundRefused("too_long", limit=LONGEST)


def mp3(samples: Samples) -> bytes:
    """At the best quality that fits. Raises SoundRefused."""
    for rate, level in MP3_STEPS:
        at_rate = np.asarray(soxr.resample(samples, RATE, rate), dtype=np.float32)
        data = _written(
            at_rate, rate, format="MP3", subtype="MPEG_LAYER_III", compression_level=level, bitrate_mode="CONSTANT"
        )
        if len(data) <= LARGEST_CLIP:
            return data
    raise SoundRefused("too_long", limit=LONGEST)


def _written(samples: Samples, rate: int, **form: Any) -> bytes:
    out = io.BytesIO()
    soundfile.write(out, np.clip(samples, -1, 1), rate, **form)
    return out.getvalue()


def make(samples: Samples, rate: int, stem: Path) -> dict[str, Any]:
    """Writes `stem`.opus and `stem`.mp3. Raises SoundRefused; then there is no file."""
    ready = prepared(samples, rate)
    files = {".opus": opus(ready), ".mp3": mp3(ready)}
    for suffix, data in files.items():
        stem.with_suffix(suffix).write_bytes(data)
    version = sha256(files[".opus"] + files[".mp3"]).hexdigest()[:12]
    seconds = round(len(ready) / RATE, 2)
    return {"seconds": seconds, "bytes": sum(map(len, files.values())), "version": version}


def done(order: Mapping[str, Any]) -> dict[str, Any]:
    """The result of one order: `{path, stem}` or `{text, language, stem}`."""
    try:
        samples, rate = spoken(order) if "text" in order else decoded(Path(order["path"]))
        return make(samples, rate, Path(order["stem"]))
    except SoundRefused as refused:
        return {"refused": refused.code, "params": refused.params}


def spoken(order: Mapping[str, Any]) -> tuple[Samples, int]:
    from surveys import speech

    samples, rate = speech.speak(order["text"], order["language"])
    return samples.astype(np.float32) / 32_768, rate


def _limited(orders: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (OUTPUT, OUTPUT))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS + 5 * orders,) * 2)


def _results(lines: list[str]) -> Iterator[str]:
    for line in lines:
        yield json.dumps(done(json.loads(line)))


def _main() -> int:
    lines = sys.stdin.read().splitlines()
    _limited(len(lines))
    for result in _results(lines):
        sys.stdout.write(result + "\n")
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(_main())
