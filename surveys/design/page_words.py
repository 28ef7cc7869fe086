"""How things of a definition are called on the pages of the workbench."""

from surveys.design.rule_words import words_language
from surveys.engine.definition import Definition, Page, Question
from surveys.engine.expressions import Expression, ExpressionError, parse_expression
from surveys.engine.text import Text
from surveys.engine.words import in_words


def said(definition: Definition, text: Text | None) -> str:
    """In the reader's language, else in the source language; '' for no text."""
    return " ".join(str(text.shown(words_language(), definition.source)).split()) if text else ""


def question_words(definition: Definition, question: Question) -> str:
    return said(definition, question.short_label) or said(definition, question.label) or question.name


def page_words(definition: Definition, page: Page) -> str:
    """Its title, else its first question."""
    first = page.questions[0] if page.questions else None
    return said(definition, page.title) or (question_words(definition, first) if first else page.name)


def section_words(definition: Definition, section: str) -> str:
    found = definition.section_by_name.get(section)
    return (said(definition, found.title) if found else "") or section


def group_words(definition: Definition, group: str) -> str:
    found = definition.groups.get(group)
    return (said(definition, found.label) if found else "") or group


def rule_words(definition: Definition, rule: Expression) -> str:
    """The rule in words, worked out once per definition and language."""
    known: dict[tuple[str, Expression], str] = definition.memo.setdefault("rule words", {})
    key = (words_language(), rule)
    if key not in known:
        known[key] = in_words(rule, definition, key[0])
    return known[key]


def source_words(definition: Definition | None, source: object) -> str:
    """A rule as it is written, in words; '' where there is none, or it or the draft cannot be read."""
    if definition is None or not isinstance(source, str) or not source:
        return ""
    try:
        return rule_words(definition, parse_expression(source))
    except ExpressionError:
        return ""
