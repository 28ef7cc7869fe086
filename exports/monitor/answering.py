"""Questionnaires, many at once → how each question was answered, where people stopped, how long pages took. Numpy."""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from exports.flags.case import codes_of
from exports.monitor.figures import PageFigures, QuestionFigures
from exports.stored_block import Alike
from surveys.engine.answers import Answer
from surveys.engine.definition import Definition, Page, Question
from surveys.engine.missing import Missing

Flags = NDArray[np.bool_]
AWAY = frozenset({Missing.NOT_ASKED, Missing.NOT_INCLUDED, Missing.NOT_REACHED, Missing.UNKNOWN})
"""Whoever has one of these was not asked, or did not come so far."""
KINDS: Mapping[Missing, str] = {
    Missing.SKIPPED: "skipped",
    Missing.DONT_KNOW: "dont_know",
    Missing.PREFER_NOT: "prefer_not",
    Missing.NOT_APPLICABLE: "not_applicable",
}


def kind_of(question: Question, cell: Answer | Missing) -> str:
    """What an answer comes to, or '' for whoever was not asked or did not come so far.

    A "don't know" that a study counts in its base is still one here.
    """
    if isinstance(cell, Missing):
        return KINDS.get(cell, "")
    chosen = codes_of(cell)
    reasons = {question.by_code[code].reason for code in chosen if code in question.by_code}
    alone = reasons.pop() if len(reasons) == 1 else None
    return alone or "answered"


@dataclass
class Answering:
    """Counts so far, over editions and groups; a question is counted by its name, in the newest edition's order."""

    questions: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    reached: Counter[str] = field(default_factory=Counter)
    stopped: Counter[str] = field(default_factory=Counter)
    seconds: defaultdict[str, array[int]] = field(default_factory=lambda: defaultdict(lambda: array("I")))

    def add(self, part: Alike, *, still_open: Sequence[bool], busy: Sequence[bool]) -> None:
        """Questionnaires of one edition and group. `still_open`: not sent; `busy`: of those, answered lately."""
        asked = self._questions(part)
        waiting = np.array(still_open, dtype=np.bool_) & ~part.cells.whole
        quiet = ~np.array(busy, dtype=np.bool_)
        for page in part.definition.pages:
            passed, stuck = self._page(page, asked, part)
            here = waiting & stuck
            self.reached[page.name] += int((passed | here).sum())
            self.stopped[page.name] += int((here & quiet).sum())
            waiting = waiting & ~here

    def _questions(self, part: Alike) -> dict[str, Flags]:
        """Whoever was asked each question, by its name."""
        found: dict[str, Flags] = {}
        for page in part.definition.pages:
            for question in page.questions:
                if not question.asks:
                    continue
                cell = part.cell(question.name)
                kinds = [kind_of(question, value) for value in cell.values]
                for kind, number in zip(kinds, np.bincount(cell.places, minlength=len(kinds)).tolist(), strict=True):
                    if kind:
                        self.questions[question.name][kind] += number
                found[question.name] = np.array([bool(kind) for kind in kinds], dtype=np.bool_)[cell.places]
        return found

    @staticmethod
    def _page(page: Page, asked: Mapping[str, Flags], part: Alike) -> tuple[Flags, Flags]:
        """Whoever passed the page with a question on it, and whoever has it before them."""
        passed = stuck = np.zeros(len(part.interviews), dtype=np.bool_)
        for question in page.questions:
            if question.asks:
                cell = part.cell(question.name)
                left = np.array([value is Missing.NOT_REACHED for value in cell.values], dtype=np.bool_)
                passed, stuck = passed | asked[question.name], stuck | left[cell.places]
        return passed, stuck & ~passed

    def timed(self, seconds: Iterable[Mapping[str, int]]) -> None:
        """Seconds per page of one person each."""
        for pages in seconds:
            for name, spent in pages.items():
                self.seconds[name].append(spent)

    def question_figures(self, definition: Definition, earlier: Sequence[Definition]) -> tuple[QuestionFigures, ...]:
        """In the order of asking of the newest edition, then those that only earlier ones have."""
        return tuple(
            QuestionFigures(question, page.name, asked=counts.total(), **_kinds(counts))
            for page in pages_of(definition, earlier)
            for question in asking(page)
            if (counts := self.questions.get(question))
        )

    def page_figures(self, definition: Definition, earlier: Sequence[Definition]) -> tuple[PageFigures, ...]:
        return tuple(
            PageFigures(
                page.name, asking(page), self.reached[page.name], self.stopped[page.name], **self._time(page.name)
            )
            for page in pages_of(definition, earlier)
            if self.reached[page.name]
        )

    def _time(self, page: str) -> dict[str, Any]:
        spent = self.seconds.get(page)
        if not spent:
            return {}
        lower, middle, upper = np.percentile(np.frombuffer(spent, dtype=np.uint32), (25, 50, 75)).tolist()
        return {"timed": len(spent), "lower": lower, "median": middle, "upper": upper}


def _kinds(counts: Counter[str]) -> dict[str, int]:
    return {kind: counts[kind] for kind in ("answered", *KINDS.values())}


def asking(page: Page) -> tuple[str, ...]:
    return tuple(question.name for question in page.questions if question.asks)


def pages_of(definition: Definition, earlier: Sequence[Definition]) -> Iterator[Page]:
    """Pages of the questionnaire proper, each name once; of a page that changed, the newest."""
    seen: set[str] = set()
    for one in (definition, *earlier):
        for page in one.pages:
            if page.name not in seen and asking(page):
                seen.add(page.name)
                yield page
