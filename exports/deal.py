"""Ticks handed out so that everybody who answers has one or more, without changing how many tick what. Pure."""

from collections.abc import Hashable, Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from random import Random


@dataclass
class Hand:
    """One person's ticks. `offered`: what they may tick; `kinds`: who may exchange ticks with them, nearest first."""

    offered: AbstractSet[str]
    kinds: tuple[Hashable, ...]
    ticks: set[str]


def deal(hands: Sequence[Hand], free: Sequence[str], random: Random) -> None:
    """Give who has no tick one of somebody of their kind who has several; else a free option; else of a wider kind.

    Somebody may be left without where there are fewer ticks than people.
    """
    for level in range(max((len(hand.kinds) for hand in hands), default=0)):
        _exchange(hands, level, random)
        _give_free(hands, free, random)


def _exchange(hands: Sequence[Hand], level: int, random: Random) -> None:
    rich: dict[Hashable, list[Hand]] = {}
    for hand in hands:
        if len(hand.ticks) > 1:
            rich.setdefault(hand.kinds[level], []).append(hand)
    for givers in rich.values():
        random.shuffle(givers)
    for hand in hands:
        if not hand.ticks:
            _take(hand, rich.get(hand.kinds[level], []), random)


def _take(hand: Hand, givers: list[Hand], random: Random) -> None:
    """One tick from the last giver; a giver with one tick left gives no more."""
    while givers:
        spare = sorted(givers[-1].ticks & hand.offered) if len(givers[-1].ticks) > 1 else []
        if spare:
            tick = random.choice(spare)
            givers[-1].ticks.remove(tick)
            hand.ticks.add(tick)
            return
        givers.pop()


def _give_free(hands: Iterable[Hand], free: Sequence[str], random: Random) -> None:
    for hand in hands:
        able = [code for code in free if code in hand.offered]
        if not hand.ticks and able:
            hand.ticks.add(random.choice(able))
