"""How much of the open answers the program codes, and whether any code is wrong, on a made-up set in five languages.

    python benchmarks/coding.py [--misses] [--slips] [--json]

Precision: of the answers that it coded, how many as a person would. Recall: of the answers that a person can code, how
many it coded. "Led to": coded, or the right code is among its suggestions.
"""

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random

import yaml

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from exports.coding import Match, code_of, match
from exports.lexicons import lexicon
from surveys.cldr import countries
from surveys.languages import LANGUAGES

SET = Path(__file__).resolve().parent / "coding_spellings.yaml"
DOUBT = "-"
SLIPS = 6


@dataclass(frozen=True)
class Spelling:
    """An answer; `code` '' is one that a person has to decide."""

    lexicon: str
    language: str
    text: str
    code: str


@dataclass(frozen=True)
class Figures:
    answers: int
    to_code: int
    coded: int
    right: int
    led_to: int

    @property
    def precision(self) -> float:
        return self.right / self.coded if self.coded else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.to_code if self.to_code else 1.0


def spellings(path: Path = SET) -> Iterator[Spelling]:
    for name, languages in yaml.safe_load(path.read_text(encoding="utf-8")).items():
        for language, codes in languages.items():
            for code, texts in codes.items():
                yield from (Spelling(name, language, str(text), "" if code == DOUBT else code) for text in texts)


def coded(spelling: Spelling) -> Match:
    return match(spelling.text, lexicon(spelling.lexicon))


def figures(found: Sequence[tuple[Spelling, Match]]) -> Figures:
    return Figures(
        answers=len(found),
        to_code=sum(bool(one.code) for one, _ in found),
        coded=sum(bool(given.code) for _, given in found),
        right=sum(bool(given.code) and given.code == one.code for one, given in found),
        led_to=sum(bool(one.code) and one.code in (given.code, *given.candidates) for one, given in found),
    )


def wrong(found: Sequence[tuple[Spelling, Match]]) -> list[tuple[Spelling, Match]]:
    """Answers with a code that a person would not give them."""
    return [(one, given) for one, given in found if given.code and given.code != one.code]


def slipped(word: str, letters: Sequence[str], random: Random) -> str:
    """The word with one letter left out, changed, put in or swapped with the next."""
    at, letter = random.randrange(len(word)), random.choice(letters)
    before, here, after = word[:at], word[at], word[at + 1 :]
    return random.choice(
        (before + after, before + letter + after, before + letter + here + after, before + after[:1] + here + after[1:])
    )


def slips(seed: int = 1) -> Counter[str]:
    """Every country's name in five languages with one random slip, six times: coded right, coded wrong, left."""
    random, own, found = Random(seed), lexicon("country"), Counter[str]()
    for language in LANGUAGES:
        names = countries(language)
        letters = sorted({letter for name in names.values() for letter in name if letter.isalpha()})
        for code, name in sorted(names.items()):
            for _ in range(SLIPS):
                given = code_of(slipped(name, letters, random), own)
                found["left" if not given else "right" if given == code else "wrong"] += 1
    return found


def by_part(found: Sequence[tuple[Spelling, Match]]) -> dict[str, Figures]:
    """Of all, and of each lexicon and language."""
    parts = {"all": figures(found)}
    for name in dict.fromkeys((one.lexicon, one.language) for one, _ in found):
        parts[" ".join(name)] = figures([(one, given) for one, given in found if (one.lexicon, one.language) == name])
    return parts


def table(parts: dict[str, Figures]) -> Iterator[str]:
    yield f"{'':16}answers to code  coded precision recall led to"
    for name, part in parts.items():
        led = part.led_to / part.to_code if part.to_code else 1.0
        counts = f"{part.answers:7} {part.to_code:7} {part.coded:6}"
        yield f"{name:16}{counts} {part.precision:9.1%} {part.recall:6.1%} {led:6.1%}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--misses", action="store_true", help="list what was not coded")
    parser.add_argument("--slips", action="store_true", help="names of countries with one random slip as well")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    for name in ("country", "permit", "residence"):
        lexicon(name)
    start = time.perf_counter()
    found = [(one, coded(one)) for one in spellings()]
    each = 1000 * (time.perf_counter() - start) / len(found)
    parts = by_part(found)
    told = {name: asdict(part) for name, part in parts.items()}
    print(json.dumps(told) if options.json else "\n".join([*table(parts), f"{each:.1f} ms an answer"]))
    if options.slips:
        print("names with one slip:", dict(slips()))
    for one, given in wrong(found):
        print(f"WRONG {one.lexicon} {one.language} {one.text!r}: {given.code}, a person says {one.code or 'doubt'}")
    for one, given in found if options.misses else ():
        if one.code and not given.code:
            print(f"left {one.lexicon} {one.language} {one.text!r} ({one.code}): {', '.join(given.candidates)}")
    return 1 if wrong(found) else 0


if __name__ == "__main__":
    sys.exit(main())
