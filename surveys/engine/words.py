"""A rule read aloud, in Dutch and in English, for researchers, ethics boards and translators.

`and` and `or` are kept apart by brackets. Labels stand between ‘ ’; where two questions (or two options of a question)
have the same label, the name or code follows in brackets, so that two rules never read the same by accident.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from babel import Locale

from surveys.engine.definition import Definition, Derived, Option, Question
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
from surveys.engine.phrases import PHRASES, Phrases, said_day, said_number
from surveys.engine.text import Text

ONE_CODE = frozenset({"single", "scale", "country", "municipality", "derived"})
MIRRORED = {"=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}


def in_words(expression: Expression | None, definition: Definition, language: str) -> str:
    """A whole sentence: whom a condition is true for, or what a value is. No rule means everybody.

    Raises ValueError for another language than nl and en.
    """
    if language not in PHRASES:
        raise ValueError(f"Rules can be read in {' and '.join(PHRASES)}, not in “{language}”.")
    reader = _reader(definition, language)
    if expression is None:
        return reader.say["everybody"]
    tree = expression.tree
    if is_condition(tree):
        return reader.say["only"].format(reader.clause(tree))
    own = next((item for item in definition.derived if item.expression == expression), None)
    return reader.say["value"].format(reader.value(tree, Reference(own.name) if own else None))


def is_condition(node: Node) -> bool:
    """Whether it gives true or false, by its form: an `if` does where both its outcomes do."""
    if isinstance(node, Call):
        outcomes = node.arguments[1:]
        return node.function == "selected" or (node.function == "if" and all(map(is_condition, outcomes)))
    return isinstance(node, Compare | Logic | Not)


def _reader(definition: Definition, language: str) -> "_Reader":
    known: dict[str, _Reader] = definition.memo.setdefault("readers", {})
    if language not in known:
        known[language] = _Reader(definition, language, PHRASES[language])
    return known[language]


@dataclass
class _Reader:
    definition: Definition
    language: str
    say: Phrases
    named: Mapping[str, Question | Derived] = field(init=False)
    labels: Mapping[str, str] = field(init=False)

    def __post_init__(self) -> None:
        derived = {item.name: item for item in self.definition.derived}
        self.named = {**derived, **self.definition.questions}
        own = {name: self.text(_short(item)) or name for name, item in self.named.items()}
        times = Counter(own.values())
        self.labels = {name: label if times[label] == 1 else f"{label} ({name})" for name, label in own.items()}

    def text(self, text: Text) -> str:
        return " ".join(str(text.shown(self.language, self.definition.source)).split())

    def clause(self, node: Node) -> str:
        """What is true of somebody: it finishes “those who”."""
        match node:
            case Logic(word, operands):
                return self.joined(word, operands)
            case Not(operand):
                return self.denied(operand)
            case Compare():
                return self.compared(node)
            case Call("selected", (asked, code)):
                return self.selected(asked, code, "ticked", "has among")
            case Call("if", (test, then, otherwise)):
                parts = {"test": test, "then": then, "otherwise": otherwise}
                return self.say["if clause"].format(**{name: self.inner(part) for name, part in parts.items()})
        return self.say["truthy"].format(a=self.value(node))

    def inner(self, node: Node) -> str:
        """A clause inside another: in brackets where it is joined from several."""
        return f"({self.clause(node)})" if isinstance(node, Logic) else self.clause(node)

    def joined(self, word: str, operands: tuple[Node, ...]) -> str:
        name, codes = _one_of(operands) if word == "or" else ("", ())
        if name and self.kind(name) in ONE_CODE:
            options = self.say["or"].join(self.option(name, code) for code in codes)
            return self.say["chose"].format(a=self.label(name), b=options)
        return self.say[word].join(self.inner(operand) for operand in operands)

    def denied(self, node: Node) -> str:
        match node:
            case Call("selected", (Reference() as asked, Literal() as code)):
                return self.selected(asked, code, "did not tick", "")
            case Compare("=", Reference(name), Literal(str(code))) if code and self.kind(name) in ONE_CODE:
                return self.say["did not choose"].format(a=self.label(name), b=self.option(name, code))
        return self.say["not"].format(self.clause(node))

    def selected(self, asked: Node, code: Node, ticked: str, otherwise: str) -> str:
        if isinstance(asked, Reference) and isinstance(code, Literal):
            return self.say[ticked].format(a=self.label(asked.name), b=self.option(asked.name, str(code.value)))
        return self.say[otherwise].format(a=self.value(asked), b=self.value(code))

    def compared(self, node: Compare) -> str:
        sign, left, right = node.operator, node.left, node.right
        if isinstance(left, Literal) and not isinstance(right, Literal):
            sign, left, right = MIRRORED[sign], right, left
        if isinstance(left, Reference) and isinstance(right, Literal):
            found = self.with_literal(sign, left.name, right.value)
            if found:
                return found
        kind = self.comparison(left, right)
        asked = left.arguments[0] if kind == "count " and isinstance(left, Call) else left
        return self.say[f"{kind}{sign}"].format(a=self.value(asked), b=self.value(right, beside=left))

    def comparison(self, left: Node, right: Node) -> str:
        """Which set of phrases fits: of dates, of a number filled in, of answers counted, or the general one."""
        if self.dated(left) or self.dated(right):
            return "date "
        if isinstance(right, Literal) and isinstance(right.value, Decimal):
            if isinstance(left, Call) and left.function == "count-selected":
                return "count "
            if isinstance(left, Reference) and self.kind(left.name) in {"number", "duration"}:
                return "number "
        return ""

    def with_literal(self, sign: str, name: str, value: str | Decimal | date) -> str:
        """`${name} = 'code'` and the like have phrases of their own; '' where there is none."""
        if not isinstance(value, str) or sign not in {"=", "!="}:
            return ""
        kind, positive = self.kind(name), sign == "="
        if kind == "built-in":
            return self.built_in(name, value, positive)
        if value == "":
            return self.say["empty" if positive else "filled"].format(a=self.label(name))
        written = kind in {"text", "long_text", ""}
        phrase = ("number =" if positive else "number !=") if written else ("chose" if positive else "chose another")
        return self.say[phrase].format(a=self.label(name), b=self.option(name, value))

    def built_in(self, name: str, value: str, positive: bool) -> str:
        if value == "":
            return self.say[f"{name} empty" if positive else f"{name} filled"]
        return self.say[name if positive else f"{name} not"].format(b=self.option(name, value))

    def kind(self, name: str) -> str:
        """The type of a question, `derived`, `built-in`, or '' for a name that is not known."""
        item = self.named.get(name)
        if item is None:
            return "built-in" if name in BUILT_INS else ""
        return item.type if isinstance(item, Question) else "derived"

    def dated(self, node: Node) -> bool:
        if isinstance(node, Literal):
            return isinstance(node.value, date)
        return isinstance(node, Reference) and self.kind(node.name) == "date"

    def label(self, name: str) -> str:
        if name in self.named:
            return self.say["label"].format(self.labels[name])
        return self.say.get(f"the {name}", self.say["label"].format(name))

    def option(self, name: str, code: str) -> str:
        """A code as people saw it: an option's label, a reason's words, a country's name."""
        words = self.option_words(name, code)
        return self.say["label"].format(words) if words else self.say["text"].format(code)

    def option_words(self, name: str, code: str) -> str:
        item = self.named.get(name)
        if item is None:
            group = self.definition.groups.get(code) if name in {"group", "known_group"} else None
            return self.text(group.label) if group else ""
        own = {option.code: self.text(option.label) or option.code for option in item.options}
        if code in own:
            return own[code] if _once(own[code], item.options, self) else f"{own[code]} ({code})"
        reasons = {str(reason): words for reason, words in self.definition.reasons.items()}
        if code in reasons:
            return self.text(reasons[code])
        if self.kind(name) == "country":
            return str(Locale(self.language).territories.get(code, ""))
        return ""

    def value(self, node: Node, beside: Node | None = None) -> str:
        """Something to compare with or to count. `beside` is what it is held against: it says what a code means."""
        match node:
            case Literal(value):
                return self.literal(value, beside)
            case Reference(name):
                return self.label(name)
            case Negative(operand):
                return self.say["minus"].format(self.value(operand))
            case Binary(sign, left, right):
                return self.say[sign].format(a=self.value(left), b=self.value(right))
            case Call("if", (test, then, otherwise)) if not is_condition(node):
                parts = {"then": self.value(then, beside), "otherwise": self.value(otherwise, beside)}
                return self.say["if value"].format(test=self.clause(test), **parts)
            case Call("count-selected", (asked,)):
                return self.say["count"].format(a=self.value(asked))
            case Call("coalesce", arguments):
                return self.say["first"].format("; ".join(self.value(part) for part in arguments))
        return self.say["whether"].format(self.clause(node))

    def literal(self, value: str | Decimal | date, beside: Node | None) -> str:
        if isinstance(value, date):
            return said_day(value, self.language)
        if isinstance(value, Decimal):
            return self.counted(value, beside)
        if value == "":
            return self.say["nothing"]
        return self.option(beside.name, value) if isinstance(beside, Reference) else self.say["text"].format(value)

    def counted(self, value: Decimal, beside: Node | None) -> str:
        """A number with what it counts: months of a duration, answers of a count."""
        one, more = "", ""
        if isinstance(beside, Reference) and self.kind(beside.name) == "duration":
            one, more = "one month", "months"
        elif isinstance(beside, Call) and beside.function == "count-selected":
            one, more = "one answer", "answers"
        said = said_number(value, self.language)
        return (self.say[one] if value == 1 else self.say[more].format(said)) if one else said


def _short(item: Question | Derived) -> Text:
    short = item.short_label if isinstance(item, Question) else None
    return short or item.label


def _once(label: str, options: tuple[Option, ...], reader: _Reader) -> bool:
    return sum(reader.text(option.label) == label for option in options) <= 1


def _one_of(operands: tuple[Node, ...]) -> tuple[str, tuple[str, ...]]:
    """The question that all parts compare with a code by `=`, and the codes; '' where they do not."""
    names, codes = set(), []
    for part in operands:
        match part:
            case Compare("=", Reference(name), Literal(str(code))) if code:
                names.add(name)
                codes.append(code)
            case _:
                return "", ()
    return (names.pop(), tuple(codes)) if len(names) == 1 else ("", ())
