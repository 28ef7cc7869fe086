"""A rule as SPSS syntax over the columns of our dataset, so that an analyst selects just whom a rule selects.

The syntax runs on the .sav file, with -9 to -1 declared as missing, and gives for a row what `rules.evaluate` gives
for the answers in it. An unanswered question (-4 to -9) is the empty text, as in the path; so where cleaning (-9) took
an answer out, the selection is of what is left. `${group}` is the group whose questions were asked, in screening rules
too. A derived value is written out in what it is made of: its own column says -8 where the path, as ODK does, decides.

What cannot be said raises CannotSay:
- a name that the study does not have, and the register's group where that is no stratum of the frame;
- numbers that can be below zero, because the dataset uses those for reasons;
- text that people typed read as a number, counted in words, or searched with selected();
- an answer outside the base that can be ticked beside others: it has no column;
- dividing by an answer, and `mod` with fractions;
- what would take more than 30,000 characters.
After arithmetic with fractions, differences below 0.000000001 do not count. Whole numbers are exact up to 15 digits.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from surveys.engine.definition import Definition, Derived
from surveys.engine.expressions import (
    BUILT_INS,
    Binary,
    Call,
    Compare,
    Expression,
    Literal,
    Logic,
    Negative,
    Node,
    Not,
    Reference,
)
from surveys.engine.rules import ARITHMETIC
from surveys.engine.spss_columns import Variables, built_in, in_groups, question, variables_of
from surveys.engine.spss_values import (
    Alternative,
    Alternatives,
    Atom,
    CannotSay,
    Condition,
    Constant,
    Number,
    Ticks,
    both,
    count,
    decimal,
    differ,
    either,
    equal,
    is_date,
    merged,
    negate,
    number,
    ordered,
    selected,
    truth_of,
)
from surveys.engine.values import DateRange, text_of

__all__ = ["CannotSay", "Variables", "broken", "condition", "select_if"]

WIDTH = 100
"""Longest line of syntax, where AND and OR allow."""
MOST = 400
"""Alternatives of one part of a rule."""
PIECE = re.compile(r"'[^']*'|[^' ]+| ")


def select_if(expression: Expression, definition: Definition, variables: Variables | None = None) -> str:
    """The command that keeps the rows for which the rule holds. Raises CannotSay."""
    return broken(f"SELECT IF ({condition(expression, definition, variables)}).")


def condition(expression: Expression, definition: Definition, variables: Variables | None = None) -> str:
    """The rule as one logical SPSS expression, true or false for every row and never missing. Raises CannotSay."""
    found = _Writer(definition, variables or variables_of(definition)).condition(expression.tree)
    if isinstance(found, bool):
        return "1 = 1" if found else "1 = 0"
    return found


def broken(command: str) -> str:
    """A command in lines that people can read."""
    return "\n".join(_lines(command)) + "\n"


def _lines(text: str) -> Iterator[str]:
    """The command broken before AND and OR, never inside a quoted text."""
    line = ""
    for piece in PIECE.findall(text):
        if piece in {"AND", "OR"} and len(line) > WIDTH:
            yield line.rstrip()
            line = "  "
        line += piece
    yield line


@dataclass
class _Writer:
    definition: Definition
    variables: Variables
    open: list[str] = field(default_factory=list)
    """Derived values that are being written out."""

    def condition(self, node: Node) -> Condition:
        match node:
            case Not(operand):
                return negate(self.condition(operand))
            case Logic(word, operands):
                join = both if word == "and" else either
                return join(*(self.condition(operand) for operand in operands))
            case Compare(sign, left, right):
                return self.compare(sign, self.parts(left), self.parts(right))
            case Call("selected", (asked, code)):
                return self.selected(asked, self.parts(code))
            case Call("if", (test, then, otherwise)):
                verdict = self.condition(test)
                chosen, other = self.condition(then), self.condition(otherwise)
                return either(both(verdict, chosen), both(negate(verdict), other))
        return either(*(both(guard, truth_of(atom)) for guard, atom in self.parts(node)))

    def parts(self, node: Node) -> Alternatives:
        """What the node can be."""
        found = merged(self._parts(node))
        if len(found) > MOST:
            raise CannotSay("the rule", "a part of it can be too many things")
        return found

    def _parts(self, node: Node) -> Alternatives:
        match node:
            case Literal(value):
                return ((True, Constant(DateRange.day(value) if isinstance(value, date) else value)),)
            case Reference(name):
                return self.name(name)
            case Negative(operand):
                return self.arithmetic("-", ((True, Constant(Decimal(0))),), self.parts(operand))
            case Binary(sign, left, right):
                return self.arithmetic(sign, self.parts(left), self.parts(right))
            case Call(function, arguments) if function != "selected":
                return self.call(function, arguments)
        verdict = self.condition(node)
        return ((verdict, Constant(True)), (negate(verdict), Constant(False)))

    def name(self, name: str) -> Alternatives:
        asked = self.definition.questions.get(name)
        if asked is not None:
            return question(asked)
        if name in BUILT_INS:
            return built_in(name, self.definition, self.variables)
        derived = next((item for item in self.definition.derived if item.name == name), None)
        if derived is None or name in self.open:
            raise CannotSay(f"${{{name}}}", "the study has no such name" if derived is None else "it uses itself")
        return self.derived(derived)

    def derived(self, item: Derived) -> Alternatives:
        """Written out; true and false become text, as ODK has it. Who is not in its groups has the empty text."""
        self.open.append(item.name)
        found = [(guard, _as_text(atom)) for guard, atom in self.parts(item.expression.tree)]
        self.open.pop()
        if item.groups is None:
            return tuple(found)
        member = in_groups(item.groups, self.definition, self.variables)
        return (*((both(member, guard), atom) for guard, atom in found), (negate(member), Constant("")))

    def call(self, function: str, arguments: tuple[Node, ...]) -> Alternatives:
        if function == "if":
            verdict, (then, otherwise) = self.condition(arguments[0]), (self.parts(part) for part in arguments[1:])
            return (*_under(verdict, then), *_under(negate(verdict), otherwise))
        if function == "count-selected":
            return tuple((guard, count(atom)) for guard, atom in self.parts(arguments[0]))
        found: list[Alternative] = []
        still: Condition = True
        for argument in arguments:
            parts = self.parts(argument)
            found += [(both(still, guard), atom) for guard, atom in parts if atom != Constant("")]
            still = both(still, either(*(guard for guard, atom in parts if atom == Constant(""))))
        return (*found, (still, Constant("")))

    def compare(self, sign: str, left: Alternatives, right: Alternatives) -> Condition:
        """Of every pair that can be together: both are so, and the comparison holds."""
        if sign == "!=" and not (_has_dates(left) and _has_dates(right)):
            return negate(self.compare("=", left, right))
        pairs = [(both(guard, other), a, b) for guard, a in left for other, b in right]
        return either(*(both(guard, _compared(sign, a, b)) for guard, a, b in pairs if guard is not False))

    def selected(self, asked: Node, codes: Alternatives) -> Condition:
        found: list[Condition] = []
        question_itself = isinstance(asked, Reference) and asked.name in self.definition.questions
        for guard, atom in self.parts(asked):
            needed = True if question_itself and isinstance(atom, Ticks) else guard
            for other, code in codes:
                if not isinstance(code, Constant):
                    raise CannotSay("selected()", "it looks for the answer to another question; use fixed codes")
                found.append(both(other, needed, selected(atom, text_of(code.value))))
        return either(*found)

    def arithmetic(self, sign: str, left: Alternatives, right: Alternatives) -> Alternatives:
        """A number where both sides are numbers, else the empty text."""
        found: list[Alternative] = []
        for guard, a in left:
            for other, b in right:
                x, y = number(a), number(b)
                result = Constant("") if x is None or y is None else _calculated(sign, x, y)
                found.append((both(guard, other), result))
        return merged(found)


def _under(verdict: Condition, parts: Alternatives) -> Iterator[Alternative]:
    return ((both(verdict, guard), atom) for guard, atom in parts)


def _as_text(atom: Atom) -> Atom:
    truth = isinstance(atom, Constant) and isinstance(atom.value, bool)
    return Constant(text_of(atom.value)) if isinstance(atom, Constant) and truth else atom


def _has_dates(parts: Alternatives) -> bool:
    return any(is_date(atom) for _, atom in parts)


def _compared(sign: str, a: Atom, b: Atom) -> Condition:
    return {"=": equal, "!=": differ}[sign](a, b) if sign in {"=", "!="} else ordered(sign, a, b)


def _calculated(sign: str, x: Number | Decimal, y: Number | Decimal) -> Constant | Number:
    if isinstance(x, Decimal) and isinstance(y, Decimal):
        try:
            return Constant(ARITHMETIC[sign](x, y))
        except ArithmeticError:
            return Constant("")
    if sign in {"div", "mod"}:
        return _divided(sign, x, y)
    whole = _whole(x) and _whole(y)
    return Number(f"({_text(x)} {sign} {_text(y)})", whole, exact=whole)


def _divided(sign: str, x: Number | Decimal, y: Number | Decimal) -> Constant | Number:
    if isinstance(y, Number):
        raise CannotSay(f"{_text(x)} {sign} {_text(y)}", "dividing by an answer cannot be said exactly")
    if y == 0:
        return Constant("")
    if sign == "div":
        return Number(f"({_text(x)} / {_text(y)})", whole=False, exact=False)
    if not (_whole(x) and _whole(y)):
        raise CannotSay(f"{_text(x)} mod {_text(y)}", "the remainder of fractions cannot be said exactly")
    return Number(f"MOD({_text(x)}, {_text(y)})", whole=True)


def _whole(item: Number | Decimal) -> bool:
    return item.whole if isinstance(item, Number) else item == item.to_integral_value()


def _text(item: Number | Decimal) -> str:
    return item.text if isinstance(item, Number) else decimal(item)
