"""What people read out, on paper: texts in the order they come, with the number that their file gets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from surveys import audio
from surveys.audio_texts import Spoken
from surveys.languages import direction, name
from surveys.models import Clip
from surveys.typeset import Document, TypesetError, undrawable, write_pdf

TEMPLATE = Path(__file__).parent / "typst" / "recording_script.typ"
WORDS: Mapping[str, Mapping[str, str]] = {
    "nl": {
        "title": "Inspreken: {study} ({language})",
        "lead": "Neem elke tekst apart op, als WAV of MP3, en noem het bestand naar het nummer: {example}. Lees "
        "rustig en gewoon, met een halve seconde stilte ervoor en erna. Zet een vinkje als het klaar is.",
        "count": "Teksten: {count}. Samen ongeveer {minutes} minuten spreken.",
        "number": "Nummer",
        "text": "Tekst",
        "seconds": "Sec.",
        "done": "Klaar",
        "page": "Bladzijde {page} van {pages}",
    },
    "en": {
        "title": "To record: {study} ({language})",
        "lead": "Record each text by itself, as WAV or MP3, and name the file after its number: {example}. Read "
        "calmly and plainly, with half a second of silence before and after. Tick it when it is done.",
        "count": "Texts: {count}. About {minutes} minutes of speaking in all.",
        "number": "Number",
        "text": "Text",
        "seconds": "Sec.",
        "done": "Done",
        "page": "Page {page} of {pages}",
    },
}


class NothingToRecord(Exception):
    """Every text has a recording already, or there are no texts in that language."""


@dataclass(frozen=True)
class Script:
    """What is printed: these texts with their numbers; `notes`: the language of the remarks, nl or en."""

    study: str
    language: str
    texts: Sequence[Spoken]
    slots: Mapping[str, int]
    notes: str = "nl"

    @property
    def file_name(self) -> str:
        return f"{self.study}-{self.language}-recording.pdf"


def script_of(study: str, texts: Sequence[Spoken], language: str, *, every: bool, notes: str = "nl") -> Script:
    """Texts without a person's recording, or all (`every`). Numbers are given out now. Raises NothingToRecord."""
    human = {key for key, clip in audio.clips_by_hash(language).items() if clip.source == Clip.Source.HUMAN}
    slots = audio.slots_for(texts)
    wanted = [one for one in texts if every or one.text_hash not in human]
    if not wanted:
        raise NothingToRecord(
            f"There is nothing to record in {language}: "
            + ("no texts." if not texts else "every text has a recording.")
        )
    return Script(study, language, wanted, slots, notes)


def write_script(script: Script, fonts: Path, out: Path, *, day: date) -> None:
    """The PDF. Raises TypesetError; no file then."""
    lacking = undrawable((one.text for one in script.texts), fonts)
    if lacking:
        raise TypesetError(f"No font can draw {lacking!r}. Take these characters out of the texts, or add a font.")
    write_pdf(Document(TEMPLATE, data(script, day), fonts), out)


def data(script: Script, day: date) -> dict[str, Any]:
    """What the template sets."""
    words = WORDS[script.notes]
    seconds = sum(one.seconds for one in script.texts)
    first = _number(script, script.texts[0])
    said = {
        "study": script.study,
        "language": name(script.language),
        "example": f"{first}.wav",
        "count": len(script.texts),
        "minutes": max(1, round(seconds / 60)),
    }
    return {
        "words": {
            key: text.format(**said) if key in ("title", "lead", "count") else text for key, text in words.items()
        },
        "notes": script.notes,
        "lang": script.language,
        "rtl": direction(script.language) == "rtl",
        "date": {"year": day.year, "month": day.month, "day": day.day},
        "rows": [
            {"number": _number(script, one), "place": one.places[0], "text": one.text, "seconds": one.seconds}
            for one in script.texts
        ],
    }


def _number(script: Script, one: Spoken) -> str:
    return f"{script.language}-{script.slots[one.text_hash]:04}"
