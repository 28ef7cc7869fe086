"""Texts of the interface that respondents see: Arabic, Turkish and Tigrinya have these, and no texts for staff.

Run as `python -m config.respondent_texts` after collecting into locale/nl: each of the three gets the same texts in
the same order. Translations stay; a new text is empty until somebody translates it; a text that is gone goes.
"""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

from config.compile_catalogues import LOCALE
from surveys.catalogues import seen

TRANSLATED = ("ar", "tr", "ti")


def po_file(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def read(language: str) -> Catalog:
    with po_file(language).open("rb") as po:
        return read_po(po)


def seen_texts() -> Iterator[Message]:
    """In the order of the Dutch catalogue, which has the places where each text stands."""
    return (message for message in read("nl") if message.id and seen(message))


def shared(wanted: Iterable[Message], old: Catalog) -> Catalog:
    """The wanted texts with the translations that the old catalogue has for them."""
    fresh = Catalog()
    fresh.mime_headers = old.mime_headers  # the plural rule of the file, not Babel's own
    for message in wanted:
        known = old.get(message.id)
        empty = ("",) * old.num_plurals if message.pluralizable else ""
        string = known.string if known and known.pluralizable == message.pluralizable else empty
        fresh.add(message.id, string, message.locations, message.flags - {"fuzzy"})
    return fresh


def write(language: str, catalogue: Catalog) -> None:
    """Puts the texts below the header that the file has: the whole file at once, for who reads it meanwhile."""
    file = po_file(language)
    header = file.read_text(encoding="utf-8").split("\n\n", 1)[0]
    fresh = file.with_suffix(".new")
    with fresh.open("wb") as po:
        po.write(f"{header}\n\n".encode())
        write_po(po, catalogue, width=0, omit_header=True, include_lineno=False)
    fresh.replace(file)


def main() -> int:
    wanted = list(seen_texts())
    for language in TRANSLATED:
        catalogue = shared(wanted, read(language))
        write(language, catalogue)
        open_texts = sum(1 for message in catalogue if message.id and not _complete(message))
        print(f"{language}: {len(wanted)} texts, {open_texts} to be translated")
    return 0


def _complete(message: Message) -> bool:
    return all([message.string] if isinstance(message.string, str) else message.string or [""])


if __name__ == "__main__":
    sys.exit(main())
