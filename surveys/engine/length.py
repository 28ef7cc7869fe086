"""How long a questionnaire takes, before anybody filled it in: words to read, answers to give. Pure; a rule of thumb.

Reading: words per minute that adults read aloud in their own language, from the standardised texts of
Trauzettel-Klosinski and Dietz (2012, Investigative Ophthalmology & Visual Science 53, 5452-5461). Tigrinya was not
measured: the slowest of ours stands in. Answering: our own assumption, so that an ordinary question takes about the ten
seconds that Pew Research Center measured in its panel (2022). Who reads slowly takes longer: times of earlier editions
tell better.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from surveys.engine.definition import Definition, Page, Question, is_for
from surveys.engine.text import Text

WORDS_PER_MINUTE: Mapping[str, int] = {"nl": 202, "en": 228, "ar": 138, "tr": 166, "ti": 138}
SLOWEST = min(WORDS_PER_MINUTE.values())
NOT_MEASURED = frozenset({"ti"})
TO_GO_ON, TO_CHOOSE, TO_TYPE = 5, 2, 15
"""Seconds per question, per choice in it, and per text to type."""
TYPED = frozenset({"text", "long_text", "number", "duration", "date"})


@dataclass(frozen=True)
class Length:
    """`least`: what everybody of the group is asked; `most`: all that somebody of it can be asked. Both in minutes."""

    words: int
    questions: int
    least: float
    most: float


def length_of(definition: Definition, group: str, language: str) -> Length:
    """Of a group's questionnaire in a language; a text that is missing there counts as in the source language."""
    pages = [one for one in definition.pages if is_for(one.groups, group) and _section_is_for(definition, one, group)]
    most = [(page, q) for page in pages for q in page.questions if is_for(q.groups, group)]
    least = [(page, q) for page, q in most if not _hangs(definition, page, q)]
    words = sum(_words(q, group, language, definition.source) for _, q in most)
    asked = sum(q.asks for _, q in most)
    return Length(
        words, asked, _minutes(least, group, language, definition), _minutes(most, group, language, definition)
    )


def _section_is_for(definition: Definition, page: Page, group: str) -> bool:
    section = definition.section_by_name.get(page.section)
    return section is None or is_for(section.groups, group)


def _hangs(definition: Definition, page: Page, question: Question) -> bool:
    """Whether a rule decides about it."""
    section = definition.section_by_name.get(page.section)
    rules = (question.relevant, page.relevant, section.relevant if section else None)
    return any(rule is not None for rule in rules)


def _minutes(asked: list[tuple[Page, Question]], group: str, language: str, definition: Definition) -> float:
    words = sum(_words(question, group, language, definition.source) for _, question in asked)
    seconds = 60 * words / WORDS_PER_MINUTE.get(language, SLOWEST)
    return (seconds + sum(_answering(question) for _, question in asked)) / 60


def _answering(question: Question) -> int:
    if not question.asks:
        return TO_GO_ON
    return TO_GO_ON + (TO_TYPE if question.type in TYPED else TO_CHOOSE)


def _words(question: Question, group: str, language: str, source: str) -> int:
    return sum(len(text.shown(language, source).text.split()) for text in _texts(question, group))


def _texts(question: Question, group: str) -> Iterator[Text]:
    yield question.label
    if question.hint:
        yield question.hint
    for option in question.options:
        if is_for(option.groups, group):
            yield option.label
