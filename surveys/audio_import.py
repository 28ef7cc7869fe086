"""People's recordings by the zip: every file is matched and encoded first, then all are kept; or none, with reasons."""

import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import transaction

from staff import audit
from staff.models import User
from surveys import audio
from surveys.audio_names import NotMatched, Texts, is_rubbish, matched, twice
from surveys.audio_texts import spoken_in
from surveys.engine.definition import Definition
from surveys.models import Clip, RecordingSlot
from surveys.sound_process import ClipRefused, Made, convert

MOST_FILES, LARGEST_FILE, LARGEST_WHOLE = 5_000, 20_000_000, 2_000_000_000
"""Files in a zip; bytes of one and of all when unpacked (a minute of stereo WAV is 17 MB)."""

Fault = tuple[str, str]
Key = tuple[str, str]


class ImportRefused(Exception):
    """Nothing was imported. `faults` names every file that cannot be used, with the reason."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        lines = "\n".join(f"{path[:160]!r}: {reason}" for path, reason in faults)
        super().__init__(f"Nothing was imported. {len(faults)} to put right:\n{lines}")


@dataclass(frozen=True)
class Order:
    """Whose recordings: texts of these definitions, in these languages. `voice` says who spoke."""

    study: str
    definitions: Sequence[Definition]
    languages: Sequence[str]
    voice: str = ""
    user: User | None = None

    def texts(self) -> Texts:
        hashes = {tag: frozenset(one.text_hash for one in spoken_in(self.definitions, tag)) for tag in self.languages}
        slots = RecordingSlot.objects.filter(language__in=self.languages)
        return Texts(hashes, {(slot.language, slot.number): slot.text_hash for slot in slots})


def import_zip(path: Path, order: Order, *, now: datetime, advance: Callable[[int, int], None]) -> int:
    """How many recordings were kept. `advance(done, all)`. Raises ImportRefused; then nothing changed."""
    try:
        with zipfile.ZipFile(path) as archive, audio.staging() as place:
            members = _members(archive)
            matches = _matches(members, order.texts())
            made = _converted(archive, matches, place, advance)
            _keep(made, order, now)
            return len(made)
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError) as error:
        raise ImportRefused([(path.name, f"this is no zip that can be read ({error})")]) from error


def _members(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """The files in it. Raises ImportRefused where it is too big to be unpacked, or empty."""
    members = [info for info in archive.infolist() if not is_rubbish(info.filename)]
    faults = [
        (info.filename, f"it is larger than {LARGEST_FILE // 1_000_000} MB")
        for info in members
        if info.file_size > LARGEST_FILE
    ]
    if len(members) > MOST_FILES or sum(info.file_size for info in members) > LARGEST_WHOLE:
        faults = [("the zip", f"it holds more than {MOST_FILES} files or {LARGEST_WHOLE // 1_000_000} MB: split it")]
    if not members:
        faults = [("the zip", "there are no files in it")]
    if faults:
        raise ImportRefused(faults)
    return members


def _matches(members: Sequence[zipfile.ZipInfo], texts: Texts) -> dict[Key, zipfile.ZipInfo]:
    """Which file is for which text. Raises ImportRefused with all that are for none."""
    found: list[tuple[zipfile.ZipInfo, Key]] = []
    faults: list[Fault] = []
    for info in members:
        try:
            found.append((info, matched(info.filename, texts)))
        except NotMatched as error:
            faults.append((info.filename, str(error)))
    faults += twice([(info.filename, key) for info, key in found])
    if faults:
        raise ImportRefused(faults)
    return {key: info for info, key in found}


def _converted(
    archive: zipfile.ZipFile, matches: dict[Key, zipfile.ZipInfo], place: Path, advance: Callable[[int, int], None]
) -> dict[Key, Made]:
    """Every file as a clip, not yet in its place. Raises ImportRefused with all that are no usable sound."""
    made: dict[Key, Made] = {}
    faults: list[Fault] = []
    for done, (key, info) in enumerate(matches.items(), start=1):
        try:
            made[key] = _one(archive, info, place, f"{key[0]}-{key[1]}")
        except (ClipRefused, zipfile.BadZipFile, EOFError, RuntimeError) as error:
            faults.append((info.filename, str(error) or "the zip is damaged here"))
        advance(done, len(matches))
    if faults:
        raise ImportRefused(faults)
    return made


def _one(archive: zipfile.ZipFile, info: zipfile.ZipInfo, place: Path, stem: str) -> Made:
    raw = place / f"{stem}.upload"
    with archive.open(info) as packed, raw.open("wb") as out:
        for block in _blocks(packed.read):
            out.write(block)
    try:
        return convert(raw, place / stem)
    finally:
        raw.unlink()


def _blocks(read: Callable[[int], bytes]) -> Iterator[bytes]:
    """A file's bytes, never more than one file may have, whatever the zip says about it. Raises ClipRefused."""
    total = 0
    while block := read(1 << 16):
        total += len(block)
        if total > LARGEST_FILE:
            raise ClipRefused("unreadable")
        yield block


def _keep(made: dict[Key, Made], order: Order, now: datetime) -> None:
    origin = audio.Origin(Clip.Source.HUMAN, order.voice, order.user)
    with transaction.atomic():
        audit.record(
            order.user, "audio.import", order.study, clips=len(made), languages=sorted({tag for tag, _ in made})
        )
        for (language, text_hash), clip in made.items():
            audio.keep(language, text_hash, clip, origin, now=now)
