"""Clips: sound by the hash of its text, in VAR_DIR/audio/<language>/<hash>.opus and .mp3. The only writer of Clip.

A changed text has another hash, so the sound of the old words is never played for the new ones. People's recordings
win over computer voices. Audit entries are written in the same transaction as what they record.
"""

import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Max

from staff import audit
from staff.models import User
from surveys import known_clips
from surveys.audio_texts import Spoken, recordings_wanted
from surveys.models import Clip, RecordingSlot, VoiceSignOff
from surveys.sound_process import Made
from surveys.voices import may_play

SUFFIXES = (".opus", ".mp3")
TYPES: Mapping[str, str] = {".opus": "audio/ogg", ".mp3": "audio/mpeg"}


@dataclass(frozen=True)
class Origin:
    """Where a clip comes from: `voice` is the computer voice, or who spoke (may be empty)."""

    source: Clip.Source
    voice: str = ""
    user: User | None = None


def folder() -> Path:
    return Path(settings.VAR_DIR) / "audio"


def file_of(language: str, text_hash: str, suffix: str) -> Path:
    return folder() / language / f"{text_hash}{suffix}"


def has_files(clip: Clip) -> bool:
    return all(file_of(clip.language, clip.text_hash, suffix).is_file() for suffix in SUFFIXES)


@contextmanager
def staging() -> Iterator[Path]:
    """A folder beside the clips, for files that are not finished; it is gone afterwards."""
    folder().mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder(), prefix=".making-") as place:
        yield Path(place)


def keep(language: str, text_hash: str, made: Made, origin: Origin, *, now: datetime) -> bool:
    """Puts a finished clip in its place. False, and nothing done, where a computer voice would replace a person."""
    with transaction.atomic():
        known = Clip.objects.select_for_update().filter(language=language, text_hash=text_hash).first()
        if known and known.source == Clip.Source.HUMAN and origin.source == Clip.Source.SYNTHETIC:
            return False
        _move(made, language, text_hash)
        clip = known or Clip(language=language, text_hash=text_hash)
        clip.source, clip.voice, clip.uploaded_by, clip.at = origin.source, origin.voice, origin.user, now
        clip.seconds, clip.bytes, clip.version = made.seconds, made.bytes, made.version
        clip.save()
    known_clips.forget()
    return True


def _move(made: Made, language: str, text_hash: str) -> None:
    (folder() / language).mkdir(parents=True, exist_ok=True)
    for suffix in SUFFIXES:
        os.replace(made.stem.with_suffix(suffix), file_of(language, text_hash, suffix))


def remove(clip: Clip, user: User) -> None:
    """Takes a clip away, files too."""
    with transaction.atomic():
        audit.record(user, "audio.remove", clip.text_hash, language=clip.language, source=clip.source)
        for suffix in SUFFIXES:
            file_of(clip.language, clip.text_hash, suffix).unlink(missing_ok=True)
        clip.delete()
    known_clips.forget()


def signed_voices() -> frozenset[str]:
    return frozenset(VoiceSignOff.objects.values_list("voice", flat=True))


def may_be_heard(clip: Clip) -> bool:
    """Whether respondents may hear it: some edition says this text, and takes this kind of voice."""
    signed = signed_voices()
    wanted = recordings_wanted(clip.language, clip.text_hash)
    return any(may_play(clip.source, clip.language, clip.voice, signed, recordings) for recordings in wanted)


def clips_by_hash(language: str) -> dict[str, Clip]:
    return {clip.text_hash: clip for clip in Clip.objects.filter(language=language).select_related("uploaded_by")}


def stray_files(language: str, known: frozenset[str]) -> tuple[Path, ...]:
    """Files whose text is not among the hashes any more, sorted."""
    files = sorted((folder() / language).glob("*.*"))
    return tuple(path for path in files if path.suffix in SUFFIXES and path.stem not in known)


def slots_for(texts: Sequence[Spoken]) -> dict[str, int]:
    """Number of each text in recording scripts, by hash; texts that have none yet get the next ones, in order."""
    if not texts:
        return {}
    language = texts[0].language
    with transaction.atomic():
        known = dict(RecordingSlot.objects.filter(language=language).values_list("text_hash", "number"))
        last = RecordingSlot.objects.filter(language=language).aggregate(last=Max("number"))["last"] or 0
        fresh = [one.text_hash for one in texts if one.text_hash not in known]
        numbered = {text_hash: last + place for place, text_hash in enumerate(fresh, start=1)}
        RecordingSlot.objects.bulk_create(
            RecordingSlot(language=language, number=number, text_hash=text_hash)
            for text_hash, number in numbered.items()
        )
    return {one.text_hash: (known | numbered)[one.text_hash] for one in texts}
