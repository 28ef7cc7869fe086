"""Which voices there are, and when one may be heard. The rules are here and nowhere else."""

from collections.abc import Set
from importlib.metadata import version
from typing import Literal

from surveys.engine.definition import Recordings

Source = Literal["human", "synthetic"]
LANGUAGES = ("nl", "en", "tr", "ar", "ti")
"""Those that espeak-ng can read at all."""
WITHOUT_SIGN_OFF = frozenset({"nl", "en", "tr"})
"""In every other language a native speaker must have found the voice good enough. The engine calls its Tigrinya a
test, and Arabic is written without most vowels: much would be read wrong."""


class NoVoice(LookupError):
    """There is no computer voice for this language."""


def require_voice(language: str) -> None:
    """Raises NoVoice."""
    if language not in LANGUAGES:
        raise NoVoice(f"There is no computer voice for “{language[:20]}”. Voices: {', '.join(LANGUAGES)}.")


def voice_name(language: str) -> str:
    """The voice as it is kept with a clip or a sign-off; a newer engine is another voice. Raises NoVoice."""
    require_voice(language)
    return f"espeak-ng (espeakng-loader {version('espeakng-loader')}) {language}"


def may_be_made(language: str, signed: Set[str], recordings: Recordings = "any") -> bool:
    """Whether the computer voice of today may read texts of a study in this language. `signed`: names of voices."""
    return language in LANGUAGES and may_play("synthetic", language, voice_name(language), signed, recordings)


def may_play(source: str, language: str, voice: str, signed: Set[str], recordings: Recordings = "any") -> bool:
    """People always; a computer voice where the study takes it and, where that is needed, somebody vouched for it."""
    if source == "human":
        return True
    return recordings == "any" and (language in WITHOUT_SIGN_OFF or voice in signed)
