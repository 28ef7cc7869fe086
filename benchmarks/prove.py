"""What a proof costs, and whether it is right.

python benchmarks/prove.py                      seconds for 50 to 1,000 questions, and for the shipped study
python benchmarks/prove.py --random 1000        random small studies against trying all answers
python benchmarks/prove.py --mutate 200         the shipped study with one rule changed at a time: how many are noticed
"""

import sys
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random
from time import perf_counter
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from surveys.engine.definition import Definition
from surveys.engine.editions import edition_numbers, select_edition
from surveys.engine.parse import parse
from surveys.engine.problems import DefinitionError
from surveys.engine.prove import Proof, cover, prove
from surveys.load import read_folder
from tests.engine.test_prove import differences

SIZES = (50, 100, 200, 500, 1000)
SHIPPED = "perspectief-2024"
CODES = ("a", "b", "c", "d")


def study(questions: int) -> Definition:
    """A question per page, each with a rule on the two pages before it: codes, numbers, dates, at times a filter."""
    pages = [_page(place) for place in range(questions)]
    return parse(
        {
            "study": "benchmark",
            "title": {"nl": "Meting"},
            "languages": ["nl"],
            "mode": "open",
            "groups": {"all": {"label": {"nl": "Iedereen"}, "value": 1}},
            "screening": {"outcomes": [{"name": "all_in", "group": "all"}]},
            "sections": [{"name": "start", "title": {"nl": "Begin"}, "pages": pages}],
        }
    )


def _page(place: int) -> dict[str, Any]:
    name = f"q{place}"
    question: dict[str, Any] = {"name": name, "type": "single", "label": {"nl": "Vraag"}, **_parts(place)}
    page: dict[str, Any] = {"name": name, "questions": [question]}
    if place >= 2:
        page["relevant"] = f"{_rule(place - 1)} or {_rule(place - 2)}"
    return page


def _parts(place: int) -> dict[str, Any]:
    if place % 10 == 3:
        return {"type": "number", "min": 0, "max": 99}
    if place % 10 == 7:
        return {"type": "date", "min": "2020-01-01", "max": "2025-12-31", "precisions": ["day", "month", "year"]}
    options: list[dict[str, Any]] = [{"code": code, "label": {"nl": code}} for code in CODES]
    if place % 10 == 9:
        options[3]["relevant"] = f"${{q{place - 1}}} != 'd'"
    return {"options": options}


def _rule(place: int) -> str:
    """What is asked of the answer on that page."""
    if place % 10 == 3:
        return f"${{q{place}}} >= {place % 90}"
    if place % 10 == 7:
        return f"${{q{place}}} < date('202{place % 5 + 1}-07-01')"
    return f"${{q{place}}} = 'a' or ${{q{place}}} = 'b'"


def timed(definition: Definition) -> tuple[float, Proof]:
    start = perf_counter()
    proof = prove(definition)
    return perf_counter() - start, proof


def line(name: str, seconds: float, proof: Proof) -> str:
    looked, asked = sum(scope.targets for scope in proof.scopes), sum(scope.asked for scope in proof.scopes)
    questions = len(proof.definition.questions)
    return f"{name:24} {questions:9} {looked:8} {asked:7} {len(proof.findings):9} {seconds:8.2f}"


def speed(sizes: tuple[int, ...]) -> None:
    print(f"{'study':24} {'questions':>9} {'targets':>8} {'asked':>7} {'findings':>9} {'seconds':>8}")
    for size in sizes:
        print(line(f"made up, {size}", *timed(study(size))), flush=True)
    for number, definition in shipped():
        print(line(f"{SHIPPED} {number}", *timed(definition)))
        start = perf_counter()
        print(f"  covered by {len(cover(definition))} respondents, found in {perf_counter() - start:.2f} seconds")


def shipped() -> Iterator[tuple[int, Definition]]:
    document = read_folder(SHIPPED)
    for number in edition_numbers(document):
        yield number, parse(select_edition(document, number))


def compare(studies: int, first: int) -> int:
    """Random studies from seed `first` on. The exit code: 1 where proof and trying all answers differ."""
    start, wrong = perf_counter(), 0
    for seed in range(first, first + studies):
        found = differences(seed, by_lot=24 * (seed % 2))
        wrong += bool(found)
        for difference in found:
            print(f"seed {seed}: {difference}")
    print(f"{studies} random studies, {wrong} with a difference, {perf_counter() - start:.0f} seconds")
    return 1 if wrong else 0


def mutate(times: int, seed: int) -> int:
    """One rule of the newest edition changed at a time. Survivors are printed: changes that no finding betrays."""
    *_, (_, definition) = shipped()
    random, counted = Random(seed), Counter[str]()
    for _ in range(times):
        document, told = _mutated(dict(definition.document), random)
        try:
            verdict = "noticed" if prove(parse(document)).findings else "survived"
        except DefinitionError:
            verdict = "refused when read"
        counted[verdict] += 1
        if verdict == "survived":
            print(f"survived: {told}")
    print(", ".join(f"{verdict}: {number}" for verdict, number in sorted(counted.items())))
    return 0


SWAPS = ((" = ", " != "), (" and ", " or "), (" or ", " and "), (">= ", "> "), ("'yes'", "'no'"), (" != ", " = "))


def _mutated(document: dict[str, Any], random: Random) -> tuple[dict[str, Any], str]:
    """A copy with one operator or code of one rule swapped."""
    holders = [(where, old, new) for where, rule in rules_in(document, ()) for old, new in SWAPS if old in rule]
    where, old, new = random.choice(holders)
    return _changed(document, where, old, new), f"{'/'.join(map(str, where))}: {old.strip()} became {new.strip()}"


def rules_in(value: Any, where: tuple[Any, ...]) -> Iterator[tuple[tuple[Any, ...], str]]:
    """Every `relevant` in the document, with its place."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in pairs:
        if key == "relevant" and isinstance(item, str):
            yield (*where, key), item
        else:
            yield from rules_in(item, (*where, key))


def _changed(value: Any, where: tuple[Any, ...], old: str, new: str) -> Any:
    if not where:
        return value.replace(old, new, 1)
    copied = value.copy()
    copied[where[0]] = _changed(value[where[0]], where[1:], old, new)
    return copied


def main() -> int:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="numbers of questions")
    parser.add_argument("--random", type=int, metavar="N", help="compare N random studies with trying all answers")
    parser.add_argument("--mutate", type=int, metavar="N", help="change one rule of the shipped study, N times")
    parser.add_argument("--seed", type=int, default=0)
    wanted = parser.parse_args()
    if wanted.random:
        return compare(wanted.random, wanted.seed)
    if wanted.mutate:
        return mutate(wanted.mutate, wanted.seed)
    speed(tuple(wanted.sizes))
    return 0


if __name__ == "__main__":
    sys.exit(main())
