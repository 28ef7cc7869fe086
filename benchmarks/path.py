"""How long a path takes: 120 questions, one per page, each with a rule. Run: python benchmarks/path.py"""

import statistics
import sys
from pathlib import Path as FilePath
from time import perf_counter
from typing import Any

sys.path.insert(0, str(FilePath(__file__).resolve().parent.parent))

from surveys.engine.answers import Answer, Choice
from surveys.engine.cells import all_cells
from surveys.engine.definition import Definition
from surveys.engine.parse import parse
from surveys.engine.path import path

QUESTIONS = 120
REPEATS = 500


def study(questions: int) -> Definition:
    """A study in which each question depends on the two before it, and every tenth has a routed option."""
    pages = [_page(place) for place in range(questions)]
    return parse(
        {
            "study": "benchmark",
            "title": {"nl": "Meting"},
            "languages": ["nl"],
            "groups": {"all": {"label": {"nl": "Iedereen"}, "value": 1}},
            "screening": {"outcomes": [{"name": "all_in", "group": "all"}]},
            "sections": [{"name": "start", "title": {"nl": "Begin"}, "pages": pages}],
        }
    )


def _page(place: int) -> dict[str, Any]:
    name = f"q{place}"
    options: list[dict[str, Any]] = [{"code": code, "label": {"nl": code}} for code in ("a", "b", "c", "d")]
    if place % 10 == 9:
        options[3]["relevant"] = f"${{q{place - 1}}} != 'd'"
    question = {"name": name, "type": "single", "label": {"nl": "Vraag"}, "options": options}
    page: dict[str, Any] = {"name": name, "questions": [question]}
    if place >= 2:
        page["relevant"] = f"${{q{place - 1}}} = 'a' or ${{q{place - 2}}} = 'a' and not(${{q{place - 1}}} = 'd')"
    return page


def measure(definition: Definition, answers: dict[str, Answer], *, cells: bool) -> list[float]:
    """Seconds per call, the plan being made beforehand."""
    passed = frozenset(answers)
    times = []
    for _ in range(REPEATS):
        start = perf_counter()
        if cells:
            all_cells(definition, "all", answers, passed)
        else:
            path(definition, "all", answers)
        times.append(perf_counter() - start)
    return times


def main() -> None:
    definition = study(QUESTIONS)
    answers: dict[str, Answer] = {name: Choice("a") for name in definition.questions}
    shown = len(path(definition, "all", answers).pages)
    for label, cells in (("path", False), ("all cells", True)):
        times = sorted(measure(definition, answers, cells=cells))
        median, worst = statistics.median(times) * 1000, times[int(len(times) * 0.99)] * 1000
        print(f"{label}: {shown} of {QUESTIONS} questions shown, median {median:.3f} ms, 99% below {worst:.3f} ms")


if __name__ == "__main__":
    main()
