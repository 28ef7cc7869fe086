"""The interface's own texts, as they stand in locale/: English in the code, translations in catalogues. Read only.

What was translated back stands beside a catalogue, in `locale/<language>/record.csv`: columns msgid, back, verdict
(same | differs), note.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

SOURCE = "en"
HELP = "nl"
"""The catalogue that has every text, with the files that each stands in."""
SEEN = (
    "invitations/letters.py",
    "respondents/",
    "surveys/answer_messages.py",
    "surveys/fields.py",
    "surveys/forms.py",
    "surveys/printable_words.py",
    "templates/400.html",
    "templates/403.html",
    "templates/403_form.html",
    "templates/404.html",
    "templates/500.html",
    "templates/fault.html",
    "templates/inburgerstem/",
    "templates/respondents/",
)
FOR_STAFF = (
    "respondents/apps.py",
    "respondents/models.py",
    "respondents/helpdesk",
    "respondents/hosting/",
    "respondents/interviewing/",
    "respondents/municipality/",
    "respondents/preview",
    "respondents/retention_models.py",
    "respondents/wish_lists/",
)
RECORD = "record.csv"
COLUMNS = ("msgid", "back", "verdict", "note")
VERDICTS = ("", "same", "differs")


class RecordBroken(Exception):
    """The record cannot be used. The message names the line and what is wrong."""


@dataclass(frozen=True)
class Back:
    """A translation back, and how it compared."""

    words: str
    verdict: str = ""
    note: str = ""


@dataclass(frozen=True)
class InterfaceText:
    """`forms`: the translation, one per plural form of the language; '' where it is missing. `seen`: by respondents."""

    source: tuple[str, ...]
    help: tuple[str, ...]
    forms: tuple[str, ...]
    seen: bool
    unsure: bool = False
    back: Back | None = None

    @property
    def missing(self) -> bool:
        return not all(self.forms)


@dataclass(frozen=True)
class Tally:
    """How many texts there are, how many of them are not translated, are unsure, or were translated back."""

    every: int
    missing: int
    unsure: int
    back: int
    differs: int


def seen(message: Message) -> bool:
    """Whether a text stands somewhere that a respondent can come."""
    return any(file.startswith(SEEN) and not file.startswith(FOR_STAFF) for file, _ in message.locations)


def po_file(locale: Path, language: str) -> Path:
    return locale / language / "LC_MESSAGES" / "django.po"


def languages_in(locale: Path) -> frozenset[str]:
    """Languages that the interface is translated into. English needs none: the code is in it."""
    return frozenset(file.parent.parent.name for file in locale.glob("*/LC_MESSAGES/django.po")) - {SOURCE}


def texts(locale: Path, language: str) -> tuple[InterfaceText, ...]:
    """The texts this language has to have, in the order of the code: staff's only where its catalogue has them.

    Raises RecordBroken.
    """
    own, every = _catalogue(locale, language), _catalogue(locale, HELP)
    known = record(locale / language / RECORD)
    wanted = (message for message in every if message.id and (seen(message) or own.get(message.id)))
    return tuple(_text(message, own, known) for message in wanted)


def record(file: Path) -> Mapping[str, Back]:
    """By the English; nothing where there is no file. Raises RecordBroken."""
    if not file.is_file():
        return {}
    try:
        with file.open(encoding="utf-8", newline="") as rows:
            found = csv.DictReader(rows)
            if tuple(found.fieldnames or ()) != COLUMNS:
                raise RecordBroken(f"{file.name}: the first line must be {','.join(COLUMNS)}.")
            return dict(_lines(file.name, found))
    except (UnicodeDecodeError, csv.Error) as error:
        raise RecordBroken(f"{file.name} cannot be read: {error}. Save it as CSV in UTF-8.") from error


def tally(found: Iterable[InterfaceText]) -> Tally:
    rows = tuple(found)
    return Tally(
        len(rows),
        sum(row.missing for row in rows),
        sum(row.unsure for row in rows),
        sum(row.back is not None for row in rows),
        sum(row.back is not None and row.back.verdict == "differs" for row in rows),
    )


def _catalogue(locale: Path, language: str) -> Catalog:
    with po_file(locale, language).open("rb") as po:
        return read_po(po)


def _lines(name: str, rows: Iterable[Mapping[str | None, str | None]]) -> Iterator[tuple[str, Back]]:
    for number, row in enumerate(rows, start=2):
        if None in row or None in row.values():
            raise RecordBroken(f"{name}, line {number}: {len(COLUMNS)} columns are needed.")
        english, back, verdict, note = (str(row[column]) for column in COLUMNS)
        if verdict not in VERDICTS:
            raise RecordBroken(f"{name}, line {number}: verdict is “{verdict[:40]}”; use same or differs.")
        yield english, Back(back, verdict, note)


def _text(message: Message, own: Catalog, known: Mapping[str, Back]) -> InterfaceText:
    found = own.get(message.id)
    source = _forms(message.id)
    return InterfaceText(
        source,
        _forms(message.string),
        _forms(found.string) if found else ("",),
        seen(message),
        bool(found and found.fuzzy),
        known.get(source[0]),
    )


def _forms(words: object) -> tuple[str, ...]:
    return tuple(map(str, words)) if isinstance(words, list | tuple) else (str(words or ""),)
