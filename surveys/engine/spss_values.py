"""What a part of a rule can be in a row of a dataset: alternatives, each with the SPSS condition under which it is so.

`${work}` is “yes” where `VALUE(work) = 1`, “no” where `VALUE(work) = 2`, and so on. Comparing two parts is comparing
their alternatives, by the engine's own comparison wherever both are constants. A condition is SPSS text, or True or
False where it is already decided. VALUE() makes SPSS look at -9 to -1 too, which our files declare as missing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from surveys.engine.rules import COMPARISONS, number_of, truth
from surveys.engine.values import DateRange, Value, text_of

Condition = str | bool
LONGEST = 30_000
"""Characters of a condition; beyond this nobody reads it and SPSS may refuse it."""
TOLERANCE = "0.000000001"
"""Fractions in SPSS are binary, ours decimal: after arithmetic with fractions, a difference below this is none."""


class CannotSay(ValueError):
    """This rule has no equal in SPSS syntax over our columns. `where` is the part of the rule, `why` the reason."""

    def __init__(self, where: str, why: str) -> None:
        self.where, self.why = where, why
        super().__init__(f"{where}: {why}")


@dataclass(frozen=True)
class Constant:
    value: Value


@dataclass(frozen=True)
class Number:
    """A numeric SPSS expression. `whole`: integers only. `exact`: no arithmetic with fractions was done."""

    text: str
    whole: bool
    exact: bool = True


@dataclass(frozen=True)
class Days:
    """A date by its first and last day, as SPSS expressions in SPSS's own date numbers."""

    lower: str
    upper: str


@dataclass(frozen=True)
class Ticks:
    """Ticked options: code → 0/1 column. `hidden`: codes that have no column and can be ticked beside others."""

    columns: Mapping[str, str] = field(hash=False)
    hidden: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Words:
    """A text column that is not empty."""

    column: str


@dataclass(frozen=True)
class Municipality:
    """A column with the digits of a CBS code: GM0363 is 363."""

    column: str


Atom = Constant | Number | Days | Ticks | Words | Municipality
Alternative = tuple[Condition, Atom]
Alternatives = tuple[Alternative, ...]


def both(*conditions: Condition) -> Condition:
    return _joined(" AND ", conditions, neutral=True)


def either(*conditions: Condition) -> Condition:
    return _joined(" OR ", conditions, neutral=False)


def _joined(word: str, conditions: Iterable[Condition], *, neutral: bool) -> Condition:
    parts: list[str] = []
    for condition in conditions:
        if isinstance(condition, str):
            parts.append(condition)
        elif condition is not neutral:
            return not neutral
    parts = list(dict.fromkeys(parts))
    if sum(map(len, parts)) > LONGEST:
        raise CannotSay("the rule", f"it would take more than {LONGEST} characters; make a derived value of a part")
    return (parts[0] if len(parts) == 1 else f"({word.join(parts)})") if parts else neutral


def negate(condition: Condition) -> Condition:
    if isinstance(condition, bool):
        return not condition
    if condition.startswith("NOT "):
        return condition.removeprefix("NOT ")
    return f"NOT {condition}" if _enclosed(condition) else f"NOT ({condition})"


def _enclosed(condition: str) -> bool:
    """Whether the first bracket closes at the very end: `(a) = (b)` is not enclosed."""
    depth, in_text = 0, False
    for place, sign in enumerate(condition):
        in_text = in_text is not (sign == "'")
        if not in_text:
            depth += {"(": 1, ")": -1}.get(sign, 0)
        if depth == 0:
            return place > 0 and place == len(condition) - 1
    return False


def merged(alternatives: Iterable[Alternative]) -> Alternatives:
    """Without what cannot be, and each constant once."""
    found: dict[tuple[type, Atom], Condition] = {}
    for guard, atom in alternatives:
        if guard is not False:
            key = (type(atom.value) if isinstance(atom, Constant) else type(atom), atom)
            found[key] = either(found.get(key, False), guard)
    return tuple((guard, atom) for (_, atom), guard in found.items())


def quoted(text: str) -> str:
    if not text.isprintable():
        raise CannotSay(ascii(text[:40]), "the text has a line break or another invisible sign in it")
    return "'" + text.replace("'", "''") + "'"


def decimal(value: Decimal) -> str:
    plain = format(value, "f")
    return f"({plain})" if value < 0 else plain


def day(span: DateRange, *, last: bool) -> str:
    found = span.upper if last else span.lower
    return f"DATE.DMY({found.day}, {found.month}, {found.year})"


def truth_of(atom: Atom) -> Condition:
    """Whether it is more than nothing and zero."""
    if isinstance(atom, Constant):
        return truth(atom.value) is True
    return negate(f"{atom.text} = 0") if isinstance(atom, Number) else True


def equal(a: Atom, b: Atom) -> Condition:
    """As the engine's `equal`: by booleans if one is, else by dates, by numbers, by text."""
    if isinstance(a, Constant) and isinstance(b, Constant):
        return COMPARISONS["="](a.value, b.value)
    if isinstance(a, Constant):
        a, b = b, a
    if isinstance(b, Constant) and isinstance(b.value, bool):
        return truth_of(a) if b.value else negate(truth_of(a))
    if is_date(a) or is_date(b):
        return both(*_bounds_equal(a, b)) if is_date(a) and is_date(b) else False
    if isinstance(a, Number) or isinstance(b, Number) or _is_decimal(b):
        return _numbers("=", a, b)
    return _texts_equal(a, b)


def differ(a: Atom, b: Atom) -> Condition:
    """As the engine's `differ`: two dates differ where no day can be both."""
    if is_date(a) and is_date(b):
        (low, high), (other_low, other_high) = _bounds(a), _bounds(b)
        return either(f"{high} < {other_low}", f"{other_high} < {low}")
    return negate(equal(a, b))


def ordered(sign: str, a: Atom, b: Atom) -> Condition:
    """One of < <= > >=: of dates for every day they can be, else of numbers."""
    if isinstance(a, Constant) and isinstance(b, Constant):
        return COMPARISONS[sign](a.value, b.value)
    if is_date(a) and is_date(b):
        (low, high), (other_low, other_high) = _bounds(a), _bounds(b)
        return f"{high} {sign} {other_low}" if sign.startswith("<") else f"{low} {sign} {other_high}"
    return False if is_date(a) or is_date(b) else _numbers(sign, a, b)


def is_date(atom: Atom) -> bool:
    return isinstance(atom, Days) or (isinstance(atom, Constant) and isinstance(atom.value, DateRange))


def _is_decimal(atom: Atom) -> bool:
    return isinstance(atom, Constant) and isinstance(atom.value, Decimal)


def _bounds(atom: Atom) -> tuple[str, str]:
    if isinstance(atom, Constant) and isinstance(atom.value, DateRange):
        return day(atom.value, last=False), day(atom.value, last=True)
    assert isinstance(atom, Days)  # noqa: S101 - `_dated` was asked before
    return atom.lower, atom.upper


def _bounds_equal(a: Atom, b: Atom) -> tuple[str, str]:
    (low, high), (other_low, other_high) = _bounds(a), _bounds(b)
    return f"{low} = {other_low}", f"{high} = {other_high}"


def number(atom: Atom) -> Number | Decimal | None:
    """The atom as a number; None where it is none. Raises CannotSay for a text column, whose digits may vary."""
    if isinstance(atom, Words):
        raise CannotSay(atom.column, "a text that people typed cannot be read as a number")
    if isinstance(atom, Constant):
        return number_of(atom.value)
    return atom if isinstance(atom, Number) else None


def _numbers(sign: str, a: Atom, b: Atom) -> Condition:
    x, y = number(a), number(b)
    if x is None or y is None:
        return False
    left, right = (item.text if isinstance(item, Number) else decimal(item) for item in (x, y))
    if all(item.exact for item in (x, y) if isinstance(item, Number)):
        return f"{left} {sign} {right}"
    if sign == "=":
        return f"ABS({left} - {right}) < {TOLERANCE}"
    margin = "-" if sign in {"<", ">="} else "+"
    return f"{left} {sign} {right} {margin} {TOLERANCE}"


def _texts_equal(a: Atom, b: Atom) -> Condition:
    match a, b:
        case Words(column), Constant(str(text)):
            return f"{column} = {quoted(text)}" if text and text == text.strip() else False
        case (Words(one), Words(other)) | (Municipality(one), Municipality(other)):
            return f"{_plain(a, one)} = {_plain(b, other)}"
        case Ticks(), Constant(value):
            return _just(a, text_of(value).split())
        case Ticks(), Ticks():
            return _same_ticks(a, b)
        case Municipality(column), Constant(str(text)):
            return _municipality(column, text)
    raise CannotSay(_name(a), f"it cannot be compared with {_name(b)}")


def _plain(atom: Atom, column: str) -> str:
    return f"VALUE({column})" if isinstance(atom, Municipality) else column


def _name(atom: Atom) -> str:
    return str(getattr(atom, "column", "")) or "a set of answers"


def _municipality(column: str, text: str) -> Condition:
    digits = text.removeprefix("GM")
    return (
        f"VALUE({column}) = {int(digits)}" if text.startswith("GM") and digits.isascii() and digits.isdigit() else False
    )


def _just(ticks: Ticks, codes: list[str]) -> Condition:
    """Just these are ticked."""
    _all_visible(ticks)
    if sorted(set(codes)) != codes or not ticks.columns.keys() >= set(codes):
        return False
    return both(*(_tick(column, code in codes) for code, column in ticks.columns.items()))


def _same_ticks(a: Ticks, b: Ticks) -> Condition:
    _all_visible(a)
    _all_visible(b)
    pairs = [(_ticked(a, code), _ticked(b, code)) for code in sorted({*a.columns, *b.columns})]
    return both(*(either(both(x, y), both(negate(x), negate(y))) for x, y in pairs))


def _ticked(ticks: Ticks, code: str) -> Condition:
    return f"VALUE({ticks.columns[code]}) = 1" if code in ticks.columns else False


def _tick(column: str, wanted: bool) -> Condition:
    ticked = f"VALUE({column}) = 1"
    return ticked if wanted else negate(ticked)


def _all_visible(ticks: Ticks) -> None:
    if ticks.hidden:
        raise CannotSay(", ".join(sorted(ticks.hidden)), "this answer has no column of its own in the dataset")


def selected(atom: Atom, code: str) -> Condition:
    """Whether the code is among what was chosen."""
    match atom:
        case Constant(value):
            return code in text_of(value).split()
        case Ticks(_, hidden):
            if code in hidden:
                _all_visible(atom)
            return _ticked(atom, code)
        case Municipality(column):
            return _municipality(column, code)
    raise CannotSay(f"selected(…, {quoted(code)})", "it asks for one of several answers of something that is one value")


def count(atom: Atom) -> Constant | Number:
    """How many were chosen."""
    match atom:
        case Constant(value):
            return Constant(Decimal(len(text_of(value).split())))
        case Words(column):
            raise CannotSay(column, "the words of a text cannot be counted")
        case Ticks(columns):
            _all_visible(atom)
            return Number(f"({' + '.join(f'MAX(0, {column})' for column in columns.values())})", whole=True)
    return Constant(Decimal(1))
