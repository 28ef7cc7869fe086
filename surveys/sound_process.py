"""Sound is decoded, spoken and encoded in a child process (`surveys.sound`): a damaged file ends that, not the site."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

ROOT = Path(__file__).resolve().parent.parent
SECONDS, SECONDS_EACH = 30, 5
REFUSALS: Mapping[str, str] = {
    "m4a": gettext_noop("An m4a file cannot be read here. Save the recording as WAV or MP3."),
    "unreadable": gettext_noop("This is not a sound file that can be read. Use WAV, MP3, OGG, Opus or FLAC."),
    "odd_form": gettext_noop("The recording must be mono or stereo, with 8,000 to 192,000 samples a second."),
    "too_short": gettext_noop("There is nothing to hear, or less than half a word. Record it again."),
    "silent": gettext_noop("The recording is silent. Check the microphone and record it again."),
    "too_long": gettext_noop("The recording is longer than %(limit)s seconds. Read faster, or make the text shorter."),
    "broken": gettext_noop("The file broke the decoder: it is damaged. Record it again."),
}


class ClipRefused(Exception):
    """The sound cannot be used. The message says why and what to do, in the language of the moment."""

    def __init__(self, code: str, params: Mapping[str, Any] | None = None) -> None:
        self.code = code
        super().__init__(_(REFUSALS[code]) % (params or {}))


class SoundFailed(RuntimeError):
    """The child process did not work at all: a package is missing, or there is a fault in the program."""


@dataclass(frozen=True)
class Made:
    """The two files, `stem`.opus and `stem`.mp3, and what is known of them."""

    stem: Path
    seconds: float
    bytes: int
    version: str


def convert(path: Path, stem: Path) -> Made:
    """A recording as the two files. Raises ClipRefused; then there is no file."""
    (result,) = _run([{"path": str(path), "stem": str(stem)}])
    return _made(result, stem)


def speak(texts: Sequence[str], language: str, stems: Sequence[Path]) -> list[Made]:
    """The texts in the computer voice, at these places. Raises ClipRefused."""
    pairs = zip(texts, stems, strict=True)
    orders = [{"text": text, "language": language, "stem": str(stem)} for text, stem in pairs]
    return [_made(result, stem) for result, stem in zip(_run(orders), stems, strict=True)]


def _made(result: Mapping[str, Any], stem: Path) -> Made:
    if "refused" in result:
        raise ClipRefused(result["refused"], result["params"])
    return Made(stem, **result)


def _run(orders: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """One result per order. Raises ClipRefused where a sound broke the decoder, SoundFailed where we are at fault."""
    try:
        child = subprocess.run(
            [sys.executable, "-m", "surveys.sound"],
            input="".join(json.dumps(order) + "\n" for order in orders),
            capture_output=True,
            text=True,
            timeout=SECONDS + SECONDS_EACH * len(orders),
            check=False,
            cwd=ROOT,
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
        )
    except subprocess.TimeoutExpired as error:
        raise ClipRefused("broken") from error
    if child.returncode < 0:
        raise ClipRefused("broken")
    if child.returncode:
        raise SoundFailed(child.stderr.strip().splitlines()[-1:] or child.returncode)
    return [json.loads(line) for line in child.stdout.splitlines()]
