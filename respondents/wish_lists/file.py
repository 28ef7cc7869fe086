"""A list of people who left a wish, as a file: for spreadsheets, encrypted before it leaves. Kept nowhere here."""

import csv
import io
from collections.abc import Iterable, Mapping

from invitations import age_files
from surveys.formulas import harmless

COLUMNS = ("contact", "name", "language")


def as_csv(people: Iterable[Mapping[str, str]]) -> bytes:
    """A line per person in the order given. A number that starts with + gets a quote before it, as formulas do."""
    text = io.StringIO(newline="")
    text.write("\ufeff")
    lines = csv.writer(text)
    lines.writerow(COLUMNS)
    lines.writerows([harmless(person[column]) for column in COLUMNS] for person in people)
    return text.getvalue().encode()


def sealed(people: Iterable[Mapping[str, str]], *, key: str = "", words: str = "") -> bytes:
    """In the age format, to a public key or with a passphrase. Raises age_files.KeyRefused."""
    data = as_csv(people)
    return age_files.sealed_for(key, data) if key else age_files.sealed_by_words(words, data)
