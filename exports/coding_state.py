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
    """The newest choice of each role counts. `drawn`: the text is one for a second coder.

    While two coders differ the answer has no codes, so that no dataset takes one of them for the truth.
    """
    newest = {choice.role: choice for choice in choices}
    decided, first, second = newest.get(DECIDED), newest.get(FIRST), newest.get(SECOND)
    if decided:
        return _done(decided, By.ADJUDICATED)
    if first and second:
        same = first.codes == second.codes
        return _done(first, By.AGREED) if same else Standing((), By.NOBODY, DIFFERS)
    if first:
        return Standing(tuple(sorted(first.codes)), By.ONE, WAITS if drawn else DONE)
    automatic = newest.get(AUTOMATIC)
    return _done(automatic, By.AUTOMATIC) if automatic else Standing((), By.NOBODY, OPEN)


def _done(choice: Choice, by: By) -> Standing:
    return Standing(tuple(sorted(choice.codes)), by, DONE)


def drawn(digest: str, share: float, seed: int) -> bool:
    """Whether a text goes to a second coder: a random share, the same for equal texts and whatever the order.

    The text's keyed digest and the seed decide, so nobody can choose which texts are looked at twice.
    """
    number = int.from_bytes(sha256(f"{seed} {digest}".encode()).digest()[:8], "big")
    return number < share * WHOLE
