"""What was chosen for an open answer → its codes, who decided, and who is to look next. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from hashlib import sha256

WHOLE = 2**64


class By(IntEnum):
    """How an answer got its codes; the values of `<question>_coded_by`."""

    NOBODY = 0
    AUTOMATIC = 1
    ONE = 2
    AGREED = 3
    ADJUDICATED = 4


AUTOMATIC, FIRST, SECOND, DECIDED = "automatic", "first", "second", "decided"
ROLES = (AUTOMATIC, FIRST, SECOND, DECIDED)
OPEN, WAITS, DIFFERS, DONE = "open", "waits", "differs", "done"
STATES = (OPEN, WAITS, DIFFERS, DONE)
"""For a first coder; coded, and for a second coder too; the two differ; nothing to do."""


@dataclass(frozen=True)
class Choice:
    """What one coder gave; `coder` None is the program."""

    role: str
    codes: frozenset[str]
    coder: int | None = None


@dataclass(frozen=True)
class Standing:
    """An answer's codes now, () while there are none to use, who decided, and its state."""

    codes: tuple[str, ...]
    by: By
    state: str


def standing(choices: Sequence[Choice], drawn: bool) -> Standing:
    """The newest choice of each role counts. `drawn`: the text is for a second coder, after a person or the program.

    While two differ the answer has no codes, so that no dataset takes one of them for the truth.
    """
    newest = {choice.role: choice for choice in choices}
    decided, second = newest.get(DECIDED), newest.get(SECOND)
    first = newest.get(FIRST) or newest.get(AUTOMATIC)
    if decided:
        return _given(decided, By.ADJUDICATED, DONE)
    if first is None:
        return Standing((), By.NOBODY, OPEN)
    program = first.role == AUTOMATIC
    if second is None:
        return _given(first, By.AUTOMATIC if program else By.ONE, WAITS if drawn else DONE)
    if first.codes != second.codes:
        return Standing((), By.NOBODY, DIFFERS)
    return _given(first, By.AUTOMATIC if program else By.AGREED, DONE)


def _given(choice: Choice, by: By, state: str) -> Standing:
    return Standing(tuple(sorted(choice.codes)), by, state)


def drawn(digest: str, share: float, seed: int) -> bool:
    """Whether a text goes to a second coder: a random share, the same for equal texts and whatever the order.

    The text's keyed digest and the seed decide, so nobody can choose which texts are looked at twice.
    """
    number = int.from_bytes(sha256(f"{seed} {digest}".encode()).digest()[:8], "big")
    return number < share * WHOLE
