"""What every flag is: something that looks at interviews one by one, and then says which ones it saw something in."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from exports.flags.case import Case, Flag, Told
from surveys.engine.text import Text

Evidence = Mapping[str, Told] | None


class Watch(Protocol):
    """Sees each interview once; `flags` comes after the last. `notes` say what it could not look at."""

    def see(self, case: Case) -> None: ...
    def flags(self) -> Iterator[Flag]: ...
    def notes(self) -> tuple[Text, ...]: ...


@dataclass(frozen=True)
class Rule:
    """A flag's name, what it is called, and why it is looked at, in Dutch and English."""

    name: str
    title: Text
    reason: Text


@dataclass
class Each:
    """A flag that one interview tells by itself: `evidence` gives what was seen, None for nothing."""

    rule: str
    evidence: Callable[[Case], Evidence]
    found: list[Flag] = field(default_factory=list)

    def see(self, case: Case) -> None:
        seen = self.evidence(case)
        if seen is not None:
            self.found.append(Flag(self.rule, case.respnr, case.group, seen))

    def flags(self) -> Iterator[Flag]:
        yield from self.found

    def notes(self) -> tuple[Text, ...]:
        return ()
