"""Editions as people name them on a command line: published by number, or still a draft or a file. Reads only."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from surveys import drafts
from surveys.editions import definition_of, edition
from surveys.engine.definition import Definition
from surveys.engine.editions import edition_numbers, select_edition
from surveys.engine.parse import parse
from surveys.load import CannotRead, read_folder
from surveys.models import Edition, Study

WITH_NUMBER = re.compile(r"(?P<source>.+?)(?::(?P<number>\d{1,6}))?")


@dataclass(frozen=True)
class Named:
    """A definition, and the published edition it is; None for a draft or a file."""

    name: str
    definition: Definition
    edition: Edition | None = None


def named_edition(study: str, name: str) -> Named:
    """`2`: published edition 2. `draft`, `draft:2`, `FOLDER`, `FILE:2`: not published yet; the newest unless numbered.

    Raises NoEdition, NoDraft, CannotRead, DefinitionError.
    """
    if name.isdecimal():
        found = edition(study, int(name))
        return Named(name, definition_of(found), found)
    match = WITH_NUMBER.fullmatch(name)
    if match is None:
        raise CannotRead(f"“{name[:60]}” names no edition. Write a number, draft, draft:2, or a file.")
    document = _document(study, match["source"])
    number = int(match["number"]) if match["number"] else max(edition_numbers(document))
    return Named(name, parse(select_edition(document, number)))


def _document(study: str, source: str) -> dict[str, Any]:
    if source != "draft":
        return read_folder(Path(source) if Path(source).exists() else source)
    owner = Study.objects.filter(slug=study).first()
    if owner is None:
        raise CannotRead(f"There is no study {study[:60]}. Load it first: manage.py load_study {study[:60]}")
    return drafts.document_of(owner)
