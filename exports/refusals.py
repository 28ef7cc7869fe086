"""What statistics refuse to do, in words that can be shown in the reader's language. Pure."""

from collections.abc import Callable


class Refused(ValueError):
    """A computation that cannot be done with these data. `str()` is English.

    `template` is the English text with %(names)s, marked for translation where it is raised; `values` fill it.
    """

    def __init__(self, template: str, **values: object) -> None:
        self.template, self.values = template, values
        super().__init__(template % values)

    def said(self, translate: Callable[[str], str]) -> str:
        """The text in another language."""
        return translate(self.template) % self.values


def in_words(problem: Exception, translate: Callable[[str], str]) -> str:
    """What cannot be done, for who reads it; an error without a translation stays as it is."""
    return problem.said(translate) if isinstance(problem, Refused) else str(problem)
