"""Stored answers through another edition: who would see what else, and which answers would count no more, or again."""

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from typing import Any

from surveys.engine.answers import Answer, from_json
from surveys.engine.definition import Definition
from surveys.engine.errors import AnswerError
from surveys.engine.path import BuiltIns, Path, counts, path, screening_path
from surveys.engine.values import Value

Names = tuple[str, ...]


@dataclass(frozen=True)
class Case:
    """One interview as stored: `answers` as JSON by question (None: taken back), `passed` pages answered or skipped."""

    group: str
    answers: Mapping[str, Any]
    passed: Set[str]
    built_ins: BuiltIns = field(default_factory=dict)


@dataclass(frozen=True)
class Replay:
    """What differs for one case. Questions and pages in the order of the edition that has them.

    `gained` and `lost` are pages; `asked` and `not_asked` questions on pages of both paths; `reordered` tells that the
    shared pages come in another order. `fell_off` are answers that counted and count no more (or only in part),
    `came_back` answers that were kept and count again, `unfit` answers that the new edition cannot read.
    `asked_again` are gained pages that stand before one that was passed. `values` are derived values that differ.
    """

    gained: Names = ()
    lost: Names = ()
    asked: Names = ()
    not_asked: Names = ()
    reordered: bool = False
    fell_off: Names = ()
    came_back: Names = ()
    unfit: Names = ()
    asked_again: Names = ()
    values: Names = ()
    group_gone: bool = False

    @property
    def same_path(self) -> bool:
        """Whether the case sees the same pages and questions in the same order, and every answer still counts."""
        shifted = (self.gained, self.lost, self.asked, self.not_asked, self.fell_off, self.came_back, self.unfit)
        return not (any(shifted) or self.reordered or self.group_gone)

    @property
    def nothing(self) -> bool:
        return self == Replay()


def replay(old: Definition, new: Definition, case: Case) -> Replay:
    """The case on both editions. A case whose group the new edition lacks is told by that alone."""
    if case.group not in new.groups:
        return Replay(group_gone=True)
    before, after = _seen(old, case), _seen(new, case)
    shared = [name for name in before.pages if name in after.pages]
    gained = tuple(name for name in after.pages if name not in before.pages)
    return Replay(
        gained=gained,
        lost=tuple(name for name in before.pages if name not in after.pages),
        asked=_beyond(after, before),
        not_asked=_beyond(before, after),
        reordered=shared != [name for name in after.pages if name in before.pages],
        fell_off=tuple(name for name, had in before.counted.items() if after.counted.get(name) != had),
        came_back=tuple(name for name in after.counted if name not in before.counted),
        unfit=after.unfit,
        asked_again=_again(after, gained, case.passed),
        values=_values(old, new, before, after),
    )


@dataclass(frozen=True)
class _Seen:
    """A case on one edition: pages with their questions, answers that count, answers that cannot be read."""

    pages: Mapping[str, Names]
    counted: Mapping[str, Answer]
    unfit: Names
    on_path: Path


def _seen(definition: Definition, case: Case) -> _Seen:
    answers, unfit = read(definition, case.answers)
    screening = screening_path(definition, answers, case.built_ins)
    on_path = path(definition, case.group, answers, case.built_ins)
    shown = (*screening.pages, *on_path.pages)
    asked = {page.name: tuple(item.question.name for item in page.questions) for page in shown}
    given = [
        (item, answers[item.question.name]) for p in shown for item in p.questions if item.question.name in answers
    ]
    counted = {item.question.name: left for item, answer in given if (left := counts(item, answer)) is not None}
    return _Seen(asked, counted, unfit, on_path)


def read(definition: Definition, stored: Mapping[str, Any]) -> tuple[dict[str, Answer], Names]:
    """Stored answers as the engine's, and the names of those that do not fit their question."""
    answers: dict[str, Answer] = {}
    unfit: list[str] = []
    for name, value in stored.items():
        question = definition.questions.get(name)
        if question is None or value is None:
            continue
        try:
            answers[name] = from_json(question, value)
        except AnswerError:
            unfit.append(name)
    return answers, tuple(unfit)


def _beyond(one: _Seen, other: _Seen) -> Names:
    """Questions of shared pages that the other path does not have on that page."""
    shared = ((names, other.pages[page]) for page, names in one.pages.items() if page in other.pages)
    return tuple(name for names, theirs in shared for name in names if name not in theirs)


def _again(after: _Seen, gained: Names, passed: Set[str]) -> Names:
    """Gained pages with a passed page behind them: the person would be led back."""
    names = list(after.on_path.names)
    last = max((place for place, name in enumerate(names) if name in passed), default=-1)
    return tuple(name for name in names[: last + 1] if name in gained and name not in passed)


def _values(old: Definition, new: Definition, before: _Seen, after: _Seen) -> Names:
    had = {item.name: _value(before, item.name) for item in old.derived}
    return tuple(item.name for item in new.derived if item.name in had and had[item.name] != _value(after, item.name))


def _value(seen: _Seen, name: str) -> Value:
    return seen.on_path.values.get(name, "")
