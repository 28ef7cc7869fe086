"""The clips there are, kept in memory for a little while: every page asks for some twenty, and they seldom change.

A new or removed clip, and a voice that was signed off, is known at once to the process that noted it, and to others
after LIFETIME.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count

from surveys.models import Clip, VoiceSignOff

LIFETIME = 10.0
"""Seconds."""


@dataclass(frozen=True)
class Known:
    """Clips of one language by the hash of their text; the voices that somebody vouched for.

    `stamp` is another number whenever something of it changed.
    """

    clips: Mapping[str, Clip]
    signed: frozenset[str]
    stamp: int
    read_at: float

    def same_as(self, other: "Known | None") -> bool:
        return other is not None and self.signed == other.signed and _told(self.clips) == _told(other.clips)


_kept: dict[str, Known] = {}
_stamps = count(1)


def known_clips(language: str) -> Known:
    """Asks the database at most once in LIFETIME."""
    kept = _kept.get(language)
    if kept is None or time.monotonic() - kept.read_at > LIFETIME:
        kept = _kept[language] = _read(language, kept)
    return kept


def forget() -> None:
    """Something changed here."""
    for language, kept in list(_kept.items()):
        _kept[language] = Known(kept.clips, kept.signed, kept.stamp, float("-inf"))


def _read(language: str, before: Known | None) -> Known:
    found = {clip.text_hash: clip for clip in Clip.objects.filter(language=language)}
    signed = frozenset(VoiceSignOff.objects.values_list("voice", flat=True)) if found else frozenset()
    read = Known(found, signed, next(_stamps), time.monotonic())
    return Known(found, signed, before.stamp, read.read_at) if before and read.same_as(before) else read


def _told(clips: Mapping[str, Clip]) -> Mapping[str, tuple[str, str, str]]:
    return {text_hash: (clip.version, clip.source, clip.voice) for text_hash, clip in clips.items()}
