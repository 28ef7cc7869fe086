"""Texts that rules compare with: the domain of questions that are answered in words or from a long list."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from surveys.engine.definition import Definition, Question
from surveys.engine.expressions import Call, Compare, Expression, Literal, Reference, references, walk
from surveys.engine.proof.domains import Texts

WORDY = frozenset({"text", "long_text", "country", "municipality"})


def expressions(definition: Definition) -> Iterator[Expression]:
    """Every rule of the study."""
    sections = (section.relevant for section in definition.sections)
    pages = (page.relevant for page in definition.all_pages())
    questions = [question for page in definition.all_pages() for question in page.questions]
    options = (option.relevant for question in questions for option in question.options)
    outcomes = (outcome.relevant for outcome in definition.screening.outcomes)
    own = (question.relevant for question in questions)
    yield from (rule for source in (sections, pages, own, options, outcomes) for rule in source if rule)
    yield from (item.expression for item in definition.derived)
    yield from (item.holds for item in definition.asserts)


class Literals:
    """Worked out once per study."""

    def __init__(self, definition: Definition) -> None:
        found = list(dict.fromkeys(expressions(definition)))
        groups = _together(definition, found)
        self._by_name: Mapping[str, frozenset[str]] = {
            name: frozenset(text for rule in rules for text in texts_in(rule)) for name, rules in groups.items()
        }
        wordy = [question for question in definition.questions.values() if question.type in WORDY]
        compared = any(_two_names(rule) for rule in found)
        self._others = max(len(wordy), 1) if compared else 1

    def of(self, name: str) -> frozenset[str]:
        """Texts in rules that ask for the name, or for a derived value that hangs on it."""
        return self._by_name.get(name, frozenset())

    def texts(self, question: Question) -> Texts:
        return Texts(self.of(question.name), self._others) if question.type in WORDY else Texts(frozenset(), 1)


def _together(definition: Definition, rules: list[Expression]) -> dict[str, list[Expression]]:
    """Per name the rules that ask for it, through derived values too."""
    through = {item.name: set(references(item.expression)) for item in definition.derived}
    for item in definition.derived:
        through[item.name] |= {deeper for name in through[item.name] for deeper in through.get(name, ())}
    found: dict[str, list[Expression]] = {}
    for rule in rules:
        names = set(references(rule))
        names |= {deeper for name in names for deeper in through.get(name, ())}
        for name in names:
            found.setdefault(name, []).append(rule)
    return found


def texts_in(rule: Expression) -> Iterator[str]:
    """Literals, and for numbers the number and its neighbours, since a text can be read as a number."""
    for node in walk(rule.tree):
        if isinstance(node, Literal) and isinstance(node.value, str):
            yield node.value
        elif isinstance(node, Literal) and isinstance(node.value, Decimal):
            yield from (str(node.value + step) for step in (-1, 0, 1))


def _two_names(rule: Expression) -> bool:
    """Whether two names are compared with each other somewhere in the rule."""
    return any(isinstance(node, Compare | Call) and _names_below(node) > 1 for node in walk(rule.tree))


def _names_below(node: Compare | Call) -> int:
    return len({below.name for below in walk(node) if isinstance(below, Reference)})
