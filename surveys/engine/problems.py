"""What is wrong with a definition, where, and what to do about it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from surveys.engine.wordings import in_dutch

Severity = Literal["error", "warning"]
LINE = {
    "en": "{severity} {code} at {where}: {message} {what_to_do}",
    "nl": "{severity} {code} bij {where}: {message} {what_to_do}",
}
SEVERITY = {"error": "fout", "warning": "let op,"}


@dataclass(frozen=True, order=True)
class Problem:
    """One fault. `code` is stable (listed in docs/checks.md), `where` a path such as `sections/start/pages/age`."""

    where: str
    code: str
    message: str
    what_to_do: str
    severity: Severity = "error"

    def __str__(self) -> str:
        return self.line("en")

    def in_language(self, language: str) -> "Problem":
        """The same problem with message and advice in Dutch (`nl`); a sentence without Dutch, and any other language,
        stays English."""
        if language != "nl":
            return self
        message, advice = in_dutch(self.message), in_dutch(self.what_to_do)
        return replace(self, message=message or self.message, what_to_do=advice or self.what_to_do)

    def line(self, language: str) -> str:
        """The problem as one line, as commands print it."""
        said = self.in_language(language)
        severity = SEVERITY[self.severity] if language == "nl" else self.severity
        parts = {"code": said.code, "where": said.where, "message": said.message, "what_to_do": said.what_to_do}
        return LINE.get(language, LINE["en"]).format(severity=severity, **parts)


class DefinitionError(ValueError):
    """The document cannot be read as a definition. Carries every problem found, not only the first."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


def errors(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    return tuple(problem for problem in problems if problem.severity == "error")
