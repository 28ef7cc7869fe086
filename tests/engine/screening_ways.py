"""Every way through a screening, by trying each answer on the real path."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from surveys.engine.answers import Answer, Choice, Refusal
from surveys.engine.definition import Definition, Outcome
from surveys.engine.path import ShownQuestion, next_page, outcome, screening_path

LONGEST = 12
"""Pages that one person may be shown."""


class DeadEnd(AssertionError):
    """Somebody cannot get on, or ends nowhere. The message names the register's group and the answers."""


@dataclass(frozen=True)
class Way:
    """What one person answered, in order, and where it led. `known`: the group in the register, '' for none."""

    known: str
    answers: Mapping[str, Answer]
    end: Outcome

    def said(self, name: str) -> str:
        """As rules see it: the option's code, the reason's name, '' where it was not asked."""
        match self.answers.get(name):
            case Choice(code):
                return code
            case Refusal(reason):
                return reason
        return ""


def every_way(definition: Definition) -> Iterator[Way]:
    """Raises DeadEnd at the first that does not end."""
    for known in ("", *definition.groups):
        yield from _from(definition, known, {}, ())


def _from(definition: Definition, known: str, answers: Mapping[str, Answer], passed: tuple[str, ...]) -> Iterator[Way]:
    built_ins = {"known_group": known, "channel": "open"}
    shown = next_page(screening_path(definition, answers, built_ins), set(passed))
    if shown is None:
        yield Way(known, answers, _end(definition, answers, built_ins))
        return
    if len(passed) == LONGEST:
        raise DeadEnd(f"{known or 'no code'}: {answers}: {shown.page.name} is page {LONGEST + 1}")
    asked = [item for item in shown.questions if item.question.asks]
    for given in product(*(list(_answers(item)) for item in asked)):
        more = {item.question.name: answer for item, answer in zip(asked, given, strict=True) if answer}
        yield from _from(definition, known, {**answers, **more}, (*passed, shown.page.name))


def _answers(item: ShownQuestion) -> Iterator[Answer | None]:
    """Each that the page takes; None: left out, where that is allowed."""
    if item.question.type != "single":
        raise TypeError(f"{item.question.name} is not a choice; a screening that asks it needs more than this.")
    yield from (Choice(option.code) for option in item.options)
    yield from (Refusal(reason) for reason in item.question.reasons)
    if not item.question.routing_key:
        yield None


def _end(definition: Definition, answers: Mapping[str, Answer], built_ins: Mapping[str, str]) -> Outcome:
    try:
        found = outcome(definition, answers, built_ins)
    except LookupError as error:
        raise DeadEnd(f"{built_ins['known_group'] or 'no code'}: {answers}: no outcome") from error
    if found.refuse and not (found.title and found.text):
        raise DeadEnd(f"{answers}: {found.name} tells nothing")
    return found
