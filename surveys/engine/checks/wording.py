"""Texts are there in every wanted language, and names in braces are known."""

import re
from collections.abc import Iterator

from surveys.engine.catalogue import fault
from surveys.engine.definition import Definition
from surveys.engine.problems import Problem
from surveys.engine.texts import material_texts, respondent_texts, texts

PLACEHOLDERS = frozenset({"url", "code", "phone", "close_date", "minutes"})
BRACES = re.compile(r"\{([^{}]*)\}")


def check_wording(definition: Definition) -> Iterator[Problem]:
    for where, text in texts(definition):
        if not text.get(definition.source):
            message = f"The text in {definition.source}, the source language, is missing."
            yield fault("missing_source_text", where, message, "Write it.")
    for language in definition.languages[1:]:
        yield from _language(definition, language)
    yield from _placeholders(definition)


def missing_texts(definition: Definition, language: str) -> tuple[str, ...]:
    """Where respondents would miss a text in this language."""
    return tuple(where for where, text in respondent_texts(definition) if not text.get(language))


def offered_languages(definition: Definition) -> tuple[str, ...]:
    """The languages that respondents get: the source, and those without a missing text."""
    complete = (tag for tag in definition.languages[1:] if not missing_texts(definition, tag))
    return (definition.source, *complete)


def _language(definition: Definition, language: str) -> Iterator[Problem]:
    missing = missing_texts(definition, language)
    if missing:
        total = sum(1 for _ in respondent_texts(definition))
        message = f"{len(missing)} of {total} texts are missing in {language}: {', '.join(missing[:3])} …"
        advice = "Until they are there, this language is not offered."
        yield fault("missing_translation", f"languages/{language}", message, advice)


def _placeholders(definition: Definition) -> Iterator[Problem]:
    for where, text in material_texts(definition):
        found = {name for words in text.by_language.values() for name in BRACES.findall(words)}
        for name in sorted(found - PLACEHOLDERS):
            known = ", ".join(sorted(PLACEHOLDERS))
            yield fault("unknown_placeholder", where, f"“{{{name[:40]}}}” is not known.", f"Known: {known}.")
