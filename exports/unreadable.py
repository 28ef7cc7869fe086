"""Why the data of a study cannot be read. Pure."""

from collections.abc import Callable

from exports.declared import WronglyDeclared
from exports.refusals import Refused


class NothingToExport(LookupError):
    """The study has no edition, so it has no columns; or what it declares cannot be used. The message says which."""


class DeclaredWrong(NothingToExport, Refused):
    """Nothing can be read while a declaration of the study is wrong: `template` says which, `fault` in what."""

    def __init__(self, template: str, study: str, fault: WronglyDeclared) -> None:
        self.fault = fault
        Refused.__init__(self, template, study=study)
        self.args = (f"{template % self.values}\n{fault}",)

    def said(self, translate: Callable[[str], str]) -> str:
        return f"{super().said(translate)}\n{self.fault.said(translate)}"


class CodesDoNotFit(DeclaredWrong):
    """A code frame no longer fits the study's editions: an option has the value of a code, or the question went."""
