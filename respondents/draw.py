"""The draw of a raffle: everybody once, in an order that only the seed and the list decide. Pure.

No generator of random numbers: who gets which place follows from SHA-256, so that a notary can do it again with any
tool.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256


@dataclass(frozen=True)
class Drawn:
    """`entries`: places in the raffle, doubles included; `digest`: of the list without doubles."""

    seed: str
    entries: int
    doubles: int
    digest: str
    winners: tuple[str, ...]
    reserves: tuple[str, ...]


def draw(contacts: Iterable[str], seed: str, winners: int, reserves: int) -> Drawn:
    """Who wins, and who comes next when a winner cannot be reached. The order of `contacts` does not matter."""
    given = list(contacts)
    once = sorted(set(given))
    digest = sha256("\n".join(once).encode()).hexdigest()
    ranked = sorted(once, key=lambda contact: (place_of(contact, seed, digest), contact))
    chosen, next_ones = ranked[:winners], ranked[winners : winners + reserves]
    return Drawn(seed, len(given), len(given) - len(once), digest, tuple(chosen), tuple(next_ones))


def place_of(contact: str, seed: str, digest: str) -> str:
    """The lowest win. The list's digest is part of it: a list that was changed is another draw."""
    return sha256(f"{seed}\n{digest}\n{contact}".encode()).hexdigest()
