"""How much of what is personal the finder finds, and how often it is wrong, in made-up texts of five languages.

    .venv/bin/python -m benchmarks.personal_text [--seed 2026] [--texts 1000] [--unseen | --last] [--missed]

docs/cleaning.md quotes the figures. Made-up texts are kinder than people: take them as an upper bound.
"""

import argparse

from exports.personal_text import find
from tests.exports.personal_made import MADE_WITH, NOT_MADE_WITH, WRITTEN_LAST, Score, made_texts, scores


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--texts", type=int, default=1000)
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--unseen", action="store_true", help="sentences that the patterns were not made with")
    which.add_argument("--last", action="store_true", help="sentences written when the finder was ready")
    parser.add_argument("--missed", action="store_true", help="print the texts in which something was missed")
    asked = parser.parse_args()
    pools = WRITTEN_LAST if asked.last else NOT_MADE_WITH if asked.unseen else MADE_WITH
    texts = list(made_texts(asked.seed, asked.texts, pools))
    print(f"{'kind':<12}{'there':>7}{'found':>7}{'recall':>8}{'wrong':>7}{'precision':>11}")
    for kind, score in sorted(scores(texts, find).items()):
        _line(kind, score)
    for language in sorted({one.language for one in texts}):
        _line(language, _sum(scores([one for one in texts if one.language == language], find)))
    _line("all", _sum(scores(texts, find)))
    for one in texts if asked.missed else ():
        if any(score.missed or score.false for score in scores([one], find).values()):
            print(one.language, one.text, [(found.kind, one.text[found.start : found.end]) for found in find(one.text)])


def _sum(found: dict[str, Score]) -> Score:
    return Score(*(sum(getattr(one, name) for one in found.values()) for name in ("hit", "missed", "false")))


def _line(kind: str, score: Score) -> None:
    there = score.hit + score.missed
    print(f"{kind:<12}{there:>7}{score.hit:>7}{score.recall:>8.2f}{score.false:>7}{score.precision:>11.2f}")


if __name__ == "__main__":
    main()
