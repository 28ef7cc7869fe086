"""A draft's texts back into its study's files, and the record of its translations beside them."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from surveys import drafts, text_record
from surveys.draft_texts import take_texts
from surveys.engine.plain import plain
from surveys.models import Study
from surveys.publish import hash_of
from surveys.study_files import StudyFiles
from surveys.text_states import standings
from surveys.translation_units import units
from surveys.translations import record


@dataclass(frozen=True)
class Saved:
    """`texts` that changed in `files`, and `lines` of record."""

    texts: int
    files: tuple[str, ...]
    lines: int


def save(study: Study, folder: Path) -> Saved:
    """Write every text that differs, and one line of record for each recorded pair of the draft.

    Raises drafts.NoDraft, PlaceGone where the draft has a text that the files have no place for, and what reading the
    files raises; then no file has changed.
    """
    document = drafts.document_of(study)
    files = StudyFiles(folder)
    there = take_texts(plain(files.document))[1]
    texts = take_texts(document)[1]
    changed = 0
    for place in reversed([place for place in there if place not in texts]):
        files.cut(place)
    for place, text in texts.items():
        if there.get(place) != text:
            files.put(place, {language: text.get(language, "") for language in {*text, *there.get(place, {})}})
            changed += 1
    written = files.save()
    lines = sum(_save_record(study, folder, document, language) for language in document.get("languages", ())[1:])
    draft = study.draft
    draft.loaded_hash = hash_of(document)
    draft.save(update_fields=["loaded_hash"])
    return Saved(changed, written, lines)


def _save_record(study: Study, folder: Path, document: Mapping[str, Any], language: str) -> int:
    """How many lines were written: one for each pair that something was done to."""
    found = standings(units(document, language), record(study, language))
    lines = [text_record.line_of(item.unit, item.history) for item in found if item.history]
    if lines:
        text_record.write(text_record.file_of(folder, language), lines)
    return len(lines)
