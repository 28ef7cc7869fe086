"""What can be heard on one page, and whether a computer voice is among it."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from surveys.engine.checks.freshness import source_hash
from surveys.engine.definition import Definition
from surveys.engine.text import Text
from surveys.interface_texts import fixed_texts, translated
from surveys.known_clips import known_clips
from surveys.languages import name
from surveys.models import Clip
from surveys.voices import WITHOUT_SIGN_OFF, may_play

Key = tuple[str, str]
"""Language and hash of a text."""


@dataclass(frozen=True)
class Heard:
    """A clip that may be played here. `address` has no suffix; `version` changes with the sound."""

    address: str
    version: str


class Hearing:
    """Made for one page. `computer`: a computer voice was handed out so far."""

    def __init__(
        self, language: str, definition: Definition | None, texts: Iterable[Text] = (), tongues: Iterable[str] = ()
    ) -> None:
        self.language, self.definition = language, definition
        self.computer = False
        self._texts, self._tongues = texts, tongues
        self._found: dict[Key, Clip] | None = None

    @property
    def any(self) -> bool:
        """Whether something on the page, or around it, can be heard."""
        return any(self._may_play(clip) for clip in self._clips().values())

    def clip(self, language: str, text: str) -> Heard | None:
        """The clip for these words in this language; None where there is none, or it may not be played here."""
        key = (language, _hash(text))
        clip = _clip(key)
        if clip is None or not self._may_play(clip):
            return None
        self.computer = self.computer or clip.source == Clip.Source.SYNTHETIC
        return Heard(f"/audio/{key[0]}/{key[1]}", clip.version)

    def _clips(self) -> dict[Key, Clip]:
        """Of the texts that were foreseen, those that have a clip."""
        if self._found is None:
            keys = self._foreseen()
            self._found = {key: clip for key in keys if (clip := _clip(key))}
        return self._found

    def _foreseen(self) -> set[Key]:
        """Texts of the page, in its language or else the source language, and those of the interface."""
        found = {(tag, _hash(name(tag))) for tag in self._tongues}
        found |= _fixed(self.language)
        if self.definition:
            shown = (text.shown(self.language, self.definition.source) for text in self._texts)
            found |= {(one.language, _hash(one.text)) for one in shown if one.text}
        return found

    def _may_play(self, clip: Clip) -> bool:
        recordings = self.definition.audio.recordings if self.definition else "any"
        return may_play(clip.source, clip.language, clip.voice, self._signed_for(clip), recordings)

    def _signed_for(self, clip: Clip) -> frozenset[str]:
        """Voices somebody vouched for; asked only where that matters."""
        if clip.source == Clip.Source.HUMAN or clip.language in WITHOUT_SIGN_OFF:
            return frozenset()
        return known_clips(clip.language).signed


_hash = lru_cache(maxsize=20_000)(source_hash)
"""Of studies' and the interface's own texts: every page asks for dozens of the same."""


def _clip(key: Key) -> Clip | None:
    language, text_hash = key
    return known_clips(language).clips.get(text_hash)


@lru_cache(maxsize=16)
def _fixed(language: str) -> frozenset[Key]:
    """The interface's own texts, which stand around every page."""
    return frozenset((language, source_hash(translated(text, language))) for text in fixed_texts())
