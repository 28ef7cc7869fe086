"""What was decided about flags → the rules that make the clean data. Pure.

Decisions are only added. A later one about the same flag of the same interview takes the place of an earlier one, and
an undo takes one decision out of force, so that what stood before it holds again. An undo can be undone.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from exports.cleaning import KEY, Named, Rule
from exports.columns import Column, columns
from exports.values import Value
from surveys.engine.definition import Definition
from surveys.engine.expressions import references
from surveys.engine.missing import Missing

Action = Literal["leave", "remove", "blank"]
ACTIONS: tuple[Action, ...] = ("leave", "remove", "blank")


class NoSuchVariable(LookupError):
    """A variable that cannot be emptied. The message names it and says which can."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(f"“{name[:60]}” is no question of this study. Give names of questions, as in the codebook.")


class NotToUndo(LookupError):
    """There is no decision of this number that is in force."""

    def __init__(self, number: int) -> None:
        super().__init__(f"There is no decision {number} in force. The list shows which are.")


@dataclass(frozen=True)
class Decision:
    """`respnrs`: whom it is about. `variables`: questions that are emptied. `undoes`: number of another, or None."""

    number: int
    rule: str
    action: Action
    respnrs: frozenset[int]
    variables: tuple[str, ...] = ()
    undoes: int | None = None


def in_force(decisions: Collection[Decision]) -> tuple[Decision, ...]:
    """Decisions that no undo in force has taken out, in the order they were taken; undos themselves not among them."""
    out = _taken_out(decisions)
    ordered = sorted(decisions, key=lambda one: one.number)
    return tuple(one for one in ordered if one.number not in out and one.undoes is None)


def can_undo(decisions: Collection[Decision], number: int) -> Decision:
    """The decision, or undo, that would be taken out of force. Raises NotToUndo."""
    out = _taken_out(decisions)
    found = next((one for one in decisions if one.number == number and number not in out), None)
    if found is None:
        raise NotToUndo(number)
    return found


def _taken_out(decisions: Iterable[Decision]) -> set[int]:
    """Numbers of what an undo in force names; the newest undo is always in force."""
    out: set[int] = set()
    for one in sorted(decisions, key=lambda one: -one.number):
        if one.undoes is not None and one.number not in out:
            out.add(one.undoes)
    return out


def last_word(decisions: Collection[Decision]) -> dict[tuple[str, int], Decision]:
    """By rule and interview: the decision that counts."""
    return {(one.rule, respnr): one for one in in_force(decisions) for respnr in one.respnrs}


def removed(decisions: Collection[Decision]) -> frozenset[int]:
    """Interviews that leave the clean data."""
    return frozenset(respnr for (_, respnr), one in last_word(decisions).items() if one.action == "remove")


def rules_of(decisions: Sequence[Decision], definitions: Sequence[Definition]) -> tuple[Rule, ...]:
    """A rule per decision that changes something, in order."""
    about: dict[int, set[int]] = {}
    known = {one.number: one for one in decisions}
    for (_, respnr), one in last_word(decisions).items():
        about.setdefault(one.number, set()).add(respnr)
    return tuple(
        _rule(known[number], frozenset(respnrs), definitions)
        for number, respnrs in sorted(about.items())
        if known[number].action != "leave"
    )


def _rule(decision: Decision, respnrs: Collection[int], definitions: Sequence[Definition]) -> Rule:
    told = f"{decision.rule} #{decision.number}"
    if decision.action == "remove":
        return Rule(decision.rule, told, lambda row: {}, lambda row: row[KEY] in respnrs, decision.number)
    emptied = emptied_by(decision.variables, definitions)

    def changes(row: Named) -> Named:
        if row[KEY] not in respnrs:
            return {}
        return {name: value for name, value in emptied.items() if name in row and _changes(row[name], value)}

    return Rule(decision.rule, told, changes, decision=decision.number)


def _changes(before: Value, after: Value) -> bool:
    """What was not asked or not in the questionnaire stays so: nothing was there to be taken out."""
    return before not in (int(Missing.NOT_ASKED), int(Missing.NOT_INCLUDED)) and before != after


def check_variables(names: Iterable[str], definitions: Sequence[Definition]) -> None:
    """Raises NoSuchVariable for what is no question of any of these editions."""
    asked = {name for one in definitions for name in one.questions}
    for name in names:
        if name not in asked:
            raise NoSuchVariable(name)


def emptied_by(variables: Iterable[str], definitions: Sequence[Definition]) -> dict[str, Value]:
    """Column → -9, or nothing where it holds text: those of the questions, and of all that is worked out from them.

    Questions of other editions are none of these.
    """
    wanted = list(variables)
    gone = set(wanted).union(*(depending(one, wanted) for one in definitions))
    return {column.name: _empty(column) for column in columns(definitions) if (column.question or column.name) in gone}


def _empty(column: Column) -> Value:
    return int(Missing.CLEANED) if column.reasons else None


def depending(definition: Definition, names: Iterable[str]) -> frozenset[str]:
    """Derived values and scales that are worked out from these, through others too."""
    used: Mapping[str, frozenset[str]] = {
        **{item.name: references(item.expression) for item in definition.derived},
        **{item.name: frozenset(item.items) for item in definition.scales},
    }
    found = set(names)
    more = True
    while more:
        added = {name for name, sources in used.items() if sources & found} - found
        found |= added
        more = bool(added)
    return frozenset(found - set(names))
