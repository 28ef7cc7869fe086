"""A computer voice: espeak-ng, its library and data from the package espeakng-loader. Formant synthesis, no network."""

import ctypes
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from surveys.voices import require_voice

WORDS_PER_MINUTE = 140
"""Slower than espeak's 175: listeners read the language badly or not at all."""
_SYNCHRONOUS, _UTF8, _RATE, _CHARACTERS = 2, 1, 1, 1
_Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)


class SpeechFailed(RuntimeError):
    """espeak-ng refused; it gives a number and no words."""


def speak(text: str, language: str) -> tuple[NDArray[np.int16], int]:
    """(samples, samples per second). Not for threads: the engine is one per process. Raises NoVoice, SpeechFailed."""
    require_voice(language)
    library, rate = _engine()
    chunks: list[NDArray[np.int16]] = []

    @_Callback
    def keep(wave: Any, count: int, events: Any) -> int:
        if wave and count > 0:
            chunks.append(np.ctypeslib.as_array(wave, (count,)).copy())
        return 0

    library.espeak_SetSynthCallback(keep)
    _must(library.espeak_SetVoiceByName(language.encode()))
    _must(library.espeak_SetParameter(_RATE, WORDS_PER_MINUTE, 0))
    data = text.replace("\0", " ").encode()
    size = ctypes.c_size_t(len(data) + 1)
    _must(library.espeak_Synth(data, size, 0, _CHARACTERS, 0, _UTF8, None, None))
    _must(library.espeak_Synchronize())
    return (np.concatenate(chunks) if chunks else np.zeros(0, dtype=np.int16)), rate


@lru_cache(maxsize=1)
def _engine() -> tuple[Any, int]:
    import espeakng_loader

    library = ctypes.CDLL(espeakng_loader.get_library_path())
    rate = library.espeak_Initialize(_SYNCHRONOUS, 0, espeakng_loader.get_data_path().encode(), 0)
    if rate <= 0:
        raise SpeechFailed("espeak-ng found no voices. Run `make setup` again.")
    return library, int(rate)


def _must(status: int) -> None:
    if status:
        raise SpeechFailed(f"espeak-ng gave {status}.")
