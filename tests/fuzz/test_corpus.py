"""Inputs that once led to a fault, and a few hundred made-up ones: each is taken or refused by name, never else.

`benchmarks/fuzz.py` looks for new ones; what it finds is put into `FOUND` and mended.
"""

import random
from collections.abc import Iterator

import pytest

from tests.fuzz.targets import TARGETS, Target, told

FOUND = [
    pytest.param("margins", b"\n\r1", id="a line end that CSV does not know"),
    pytest.param("frame-workbook", b"b\x8bBlllllllllllllllllI", id="a column beyond all columns"),
    pytest.param("code-file", b"frame_id,code\nA1", id="a row of codes that stops early"),
    pytest.param("xlsform", b"b\x8bBlllllllllllllllllI", id="the same in a form"),
]
TRIES = 40
SCRAPS = (
    b"",
    b"\0",
    b"\xff\xfe",
    b"\xed\xa0\x80",
    "٣\u202e".encode(),
    b"<",
    b"]]>",
    b"&x;",
    b"=1+1",
    b"9" * 400,
    b"{",
    b"- " * 60,
)


@pytest.mark.parametrize(("name", "data"), FOUND)
def test_what_was_found_stays_refused(name: str, data: bytes) -> None:
    TARGETS[name].holds(data)


@pytest.mark.parametrize("name", TARGETS)
def test_every_target_takes_a_seed_and_survives_spoiling(name: str) -> None:
    target, faults = TARGETS[name], {}
    assert any(target.holds(seed) for seed in target.seeds()) or name in NEVER_TAKEN, "control: something is taken"
    for data in spoiled(target, random.Random(name)):
        told(target, data, faults)
    assert faults == {}


NEVER_TAKEN = {"age-key", "age-file", "codes"}
"""A made-up key, file or code fits its check sum as good as never."""


def spoiled(target: Target, chance: random.Random) -> Iterator[bytes]:
    """Seeds with a piece taken out, doubled, or put in."""
    seeds = target.seeds()
    for _ in range(TRIES):
        seed = chance.choice(seeds)
        start = chance.randrange(len(seed) + 1)
        end = min(len(seed), start + chance.choice((0, 1, 7, 200)))
        yield seed[:start] + chance.choice(SCRAPS) + seed[chance.choice((start, end)) :]


def test_a_fault_is_seen() -> None:
    """Control: a reader that stumbles."""
    stumbles = Target(lambda data: data[3], (ValueError,), lambda: (b"abcd",))
    faults: dict[str, bytes] = {}
    for data in spoiled(stumbles, random.Random(1)):
        told(stumbles, data, faults)
    assert list(faults) == ["IndexError at ?"]
