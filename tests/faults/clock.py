"""Another time for our own processes only: libfaketime reads the offset from a file that we write."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

PLACES = ("/usr/lib/x86_64-linux-gnu/faketime", "/usr/lib/aarch64-linux-gnu/faketime", "/usr/local/lib/faketime")
NAME = "libfaketimeMT.so.1"


def library() -> Path | None:
    """libfaketime for programs with threads; None where it is not installed (Debian: `faketime`)."""
    found = (Path(place) / NAME for place in PLACES)
    return next((path for path in found if path.exists()), None)


@dataclass(frozen=True)
class Clock:
    """The clock of the programs that were started with `environment`. Real until `move` says otherwise."""

    folder: Path

    @property
    def file(self) -> Path:
        return self.folder / "clock"

    @property
    def environment(self) -> Mapping[str, str]:
        """Only the time of day is moved: waiting and time-outs go by the monotonic clock, as they do in life."""
        self.move("+0")
        return {
            "LD_PRELOAD": str(library()),
            "FAKETIME_TIMESTAMP_FILE": str(self.file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "DONT_FAKE_MONOTONIC": "1",
        }

    def move(self, to: str) -> None:
        """`+1h`, `-1d`, `+0`: from the real time."""
        draft = self.file.with_suffix(".new")
        draft.write_text(f"{to}\n")
        draft.replace(self.file)
