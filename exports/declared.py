"""What a study declares for analysis and is wrong: the same words when it is checked, published and used. Pure."""

from collections.abc import Callable, Iterable

from django.utils.translation import get_language

from exports.refusals import Refused
from surveys.engine.problems import Problem


class WronglyDeclared(Refused):
    """A declaration that cannot be used. `problems` says of each fault where it is and what to do."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("%(told)s", told="\n".join(lines(self.problems, "en")))

    def said(self, translate: Callable[[str], str] = str) -> str:
        """In the language of the page; Dutch or English."""
        return "\n".join(self.lines)

    @property
    def lines(self) -> list[str]:
        """One for each fault."""
        return lines(self.problems, get_language() or "en")


def lines(problems: Iterable[Problem], language: str) -> list[str]:
    told = (problem.in_language(language) for problem in problems)
    return [f"{one.where}: {one.message} {one.what_to_do}" for one in told]
