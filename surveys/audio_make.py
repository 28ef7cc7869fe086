"""Computer voices for texts that nobody recorded, where such a voice may be heard. Can be broken off and resumed."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from staff import audit
from staff.models import User
from surveys import audio
from surveys.audio_texts import Spoken, spoken_in
from surveys.engine.definition import Definition
from surveys.models import Clip
from surveys.sound_process import ClipRefused, speak
from surveys.voices import LANGUAGES, may_be_made, voice_name

AT_A_TIME = 20
"""Texts per child process: starting one costs as much as two texts."""


@dataclass(frozen=True)
class Wanted:
    """Texts to be read by a computer voice, and languages that are left out with the reason."""

    texts: tuple[Spoken, ...]
    left_out: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Outcome:
    made: int
    failed: tuple[tuple[Spoken, str], ...]
    """Texts that could not be read, with the reason."""


def wanted(definitions: Sequence[Definition], languages: Iterable[str] | None = None) -> Wanted:
    """What there is to make now. `languages`: only these of the study's; None: all."""
    first, signed = definitions[0], audio.signed_voices()
    texts: list[Spoken] = []
    left_out: list[tuple[str, str]] = []
    for language in first.languages:
        if languages is not None and language not in languages:
            continue
        reason = _why_not(first, language, signed)
        if reason:
            left_out.append((language, reason))
        else:
            texts += _missing(spoken_in(definitions, language), language)
    return Wanted(tuple(texts), tuple(left_out))


def _why_not(definition: Definition, language: str, signed: frozenset[str]) -> str:
    """Why the computer reads nothing in this language; '' where it may."""
    if definition.audio.recordings == "human":
        return "the study wants people's recordings only"
    if language not in LANGUAGES:
        return "there is no computer voice"
    if not may_be_made(language, signed):
        return f"no native speaker has signed off the voice {voice_name(language)}"
    return ""


def _missing(texts: Sequence[Spoken], language: str) -> list[Spoken]:
    known, voice = audio.clips_by_hash(language), voice_name(language)
    return [one for one in texts if not _is_done(known.get(one.text_hash), voice)]


def _is_done(clip: Clip | None, voice: str) -> bool:
    """A person's recording always is, also while its files are missing: those must come back from a backup."""
    if clip is None:
        return False
    return clip.source == Clip.Source.HUMAN or (clip.voice == voice and audio.has_files(clip))


def make(
    texts: Sequence[Spoken], *, study: str, now: datetime, user: User | None = None, advance: Callable[[int], None]
) -> Outcome:
    """Reads and keeps the texts, a handful at a time; each one kept stays, whatever comes after it."""
    made, failed = Counter[str](), []
    for language in dict.fromkeys(one.language for one in texts):
        own = [one for one in texts if one.language == language]
        for start in range(0, len(own), AT_A_TIME):
            part = own[start : start + AT_A_TIME]
            refused = _make_part(part, language, now)
            made[language] += len(part) - len(refused)
            failed += refused
            advance(len(part))
    if made.total():
        audit.record(user, "audio.make", study, **made)
    return Outcome(made.total(), tuple(failed))


def _make_part(part: Sequence[Spoken], language: str, now: datetime) -> list[tuple[Spoken, str]]:
    """The texts that failed. Where one spoils the whole part, they are read one by one."""
    try:
        _read(part, language, now)
    except ClipRefused as error:
        if len(part) == 1:
            return [(part[0], str(error))]
        return [refused for one in part for refused in _make_part([one], language, now)]
    return []


def _read(part: Sequence[Spoken], language: str, now: datetime) -> None:
    origin = audio.Origin(Clip.Source.SYNTHETIC, voice_name(language))
    with audio.staging() as place:
        stems = [place / one.text_hash for one in part]
        for one, made in zip(part, speak([one.text for one in part], language, stems), strict=True):
            audio.keep(language, one.text_hash, made, origin, now=now)
