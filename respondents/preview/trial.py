"""Somebody who tries a questionnaire out: what was answered so far, and which pages come next. Pure.

Nothing here knows interviews. A trial lives in a session, as plain values, and is gone with it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from surveys.engine.answers import Answer, to_json
from surveys.engine.definition import Definition, Outcome
from surveys.engine.path import Path, ShownPage, next_page, outcome, path, screening_path
from surveys.engine.replay import read

Stored = Mapping[str, Any]


@dataclass(frozen=True)
class Trial:
    """`group` is '' while somebody is in the screening. `filled`: questions that were answered for them.

    `answers` are as they are stored; `at` is the page last shown; `reader` the language of what is said about it.
    `landed`: past the first page.
    """

    language: str = ""
    reader: str = "nl"
    group: str = ""
    known_group: str = ""
    agreed: bool = False
    answers: Stored = field(default_factory=dict)
    passed: tuple[str, ...] = ()
    filled: tuple[str, ...] = ()
    at: str = ""
    landed: bool = False

    @property
    def built_ins(self) -> dict[str, str]:
        return {"channel": "", "known_group": self.known_group}

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    def answering(self, page: str, answers: Stored) -> "Trial":
        """With a page answered or skipped; None takes an answer back."""
        kept = {name: value for name, value in {**self.answers, **answers}.items() if value is not None}
        passed = self.passed if page in self.passed else (*self.passed, page)
        filled = tuple(name for name in self.filled if name not in answers)
        return replace(self, answers=kept, passed=passed, filled=filled)

    def leaving(self, page: str) -> "Trial":
        """Past a page without a change."""
        return self.answering(page, {})


def trial_from(found: Any) -> Trial | None:
    """What was kept; None for anything else than a trial."""
    if not isinstance(found, Mapping):
        return None
    try:
        kept = Trial(**found)
    except TypeError:
        return None
    return replace(kept, passed=tuple(kept.passed), filled=tuple(kept.filled))


def answers_of(definition: Definition, trial: Trial) -> dict[str, Answer]:
    """As the engine has them. What no longer fits the draft is left out."""
    return read(definition, trial.answers)[0]


def stored(definition: Definition, answers: Mapping[str, Answer]) -> dict[str, Any]:
    return {name: to_json(answer, definition.questions[name]) for name, answer in answers.items()}


def path_of(definition: Definition, trial: Trial) -> Path:
    """The pages of the part that this person is in: the screening, or a group's questionnaire."""
    answers = answers_of(definition, trial)
    if trial.group:
        return path(definition, trial.group, answers, trial.built_ins)
    return screening_path(definition, answers, trial.built_ins)


def path_with(definition: Definition, trial: Trial, page: str) -> Path:
    """The path that a page would be on: of the screening for its pages, also for who is past it."""
    here = definition.page_by_name.get(page)
    if here is not None and not here.section and trial.group:
        return screening_path(definition, answers_of(definition, trial), trial.built_ins)
    return path_of(definition, trial)


def end_of(definition: Definition, trial: Trial) -> Outcome | None:
    """How the screening ends; None where no outcome's rule holds."""
    try:
        return outcome(definition, answers_of(definition, trial), trial.built_ins)
    except LookupError:
        return None


def next_of(definition: Definition, trial: Trial) -> ShownPage | None:
    return next_page(path_of(definition, trial), set(trial.passed))


def arrived(definition: Definition, trial: Trial, page: str) -> Trial:
    """The same person at this page, all pages before it passed."""
    return replace(trial, at=page, passed=before(path_with(definition, trial, page), page, trial.passed))


def before(on_path: Path, page: str, passed: Iterable[str]) -> tuple[str, ...]:
    names = on_path.names
    left = names[: names.index(page)] if page in names else ()
    return tuple(dict.fromkeys((*(name for name in passed if name not in names), *left)))
