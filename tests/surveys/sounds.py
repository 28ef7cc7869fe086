"""Sounds for tests: made with numpy, written with soundfile; never the code under test."""

import io
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import soundfile

RATE = 48_000


def tone(seconds: float, rate: int = RATE, *, silence: float = 0.0, loud: float = 0.5) -> Any:
    """A wavering tone, with silence before and after."""
    time = np.arange(int(seconds * rate)) / rate
    wave = loud * np.sin(2 * np.pi * (220 + 60 * np.sin(7 * time)) * time)
    quiet = np.zeros(int(silence * rate))
    return np.concatenate([quiet, wave, quiet]).astype(np.float32)


def wav(seconds: float = 1.0, rate: int = RATE, **more: Any) -> bytes:
    return written(tone(seconds, rate, **more), rate, format="WAV")


def written(samples: Any, rate: int = RATE, **form: Any) -> bytes:
    out = io.BytesIO()
    soundfile.write(out, samples, rate, **form)
    return out.getvalue()


def zipped(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path
