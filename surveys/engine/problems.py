"""What is wrong with a definition, where, and what to do about it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, order=True)
class Problem:
    """One fault. `code` is stable (listed in docs/checks.md), `where` a path such as `sections/start/pages/age`."""

    where: str
    code: str
    message: str
    what_to_do: str
    severity: Severity = "error"

    def __str__(self) -> str:
        return f"{self.severity} {self.code} at {self.where}: {self.message} {self.what_to_do}"


class DefinitionError(ValueError):
    """The document cannot be read as a definition. Carries every problem found, not only the first."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


def errors(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    return tuple(problem for problem in problems if problem.severity == "error")
