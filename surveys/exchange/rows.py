"""What both kinds of file hold: one row per text, with what a translator needs beside it. Pure."""

from dataclasses import dataclass, field

LARGEST_FILE = 5_000_000
MOST_ROWS = 10_000


@dataclass(frozen=True)
class Row:
    """One text of a file. `state`: one of ours, '' where the file claims none, or the file's own word.

    `place`, `context`, `english`, `glossary`, `comments` go out to help and are not read for changes; `back` (the
    translation back) and `remark` come in. `flaw`: why a reader could not take the row as it stands, a code of
    `words.py`. `where`: the row or the unit, for reports.
    """

    id: str
    source: str
    translation: str = ""
    state: str = ""
    place: str = ""
    context: str = ""
    english: str = ""
    glossary: str = ""
    comments: str = ""
    back: str = ""
    remark: str = ""
    flaw: str = field(default="", compare=False)
    where: str = field(default="", compare=False)


@dataclass(frozen=True)
class Package:
    """The texts of one study in one language. `left`: parts of the file that were not read."""

    study: str
    source: str
    language: str
    rows: tuple[Row, ...]
    revision: int = 0
    left: tuple[str, ...] = ()


class Unreadable(Exception):
    """The file cannot be read as a whole. `code` is one of `words.py`; `details` fill its words."""

    def __init__(self, code: str, **details: object) -> None:
        super().__init__(code)
        self.code = code
        self.details = details


class Unwritable(Exception):
    """This kind of file cannot hold the texts. `code` and `details` as above."""

    def __init__(self, code: str, **details: object) -> None:
        super().__init__(code)
        self.code = code
        self.details = details
