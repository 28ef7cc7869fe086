"""Every text of a study by its place."""

from collections.abc import Iterator, Mapping
from typing import Any

from surveys.engine.definition import Definition, Option, Page, Question
from surveys.engine.places import page_places
from surveys.engine.text import Text

Placed = tuple[str, Text]


def texts(definition: Definition) -> Iterator[Placed]:
    """(where, text) of every text, those that only colleagues see included. A shared list's texts come once."""
    yield from respondent_texts(definition)
    yield from colleague_texts(definition)


def respondent_texts(definition: Definition) -> Iterator[Placed]:
    """What respondents can get to see: these decide whether a language is offered."""
    yield "title", definition.title
    yield from ((f"reasons/{name}", words) for name, words in definition.reasons.items())
    for name, term in definition.terms.items():
        yield f"terms/{name}/label", term.label
        yield f"terms/{name}/explanation", term.explanation
    yield from _consent(definition)
    for outcome in definition.screening.outcomes:
        yield from _given(f"screening/outcomes/{outcome.name}", title=outcome.title, text=outcome.text)
    for section in definition.sections:
        yield f"sections/{section.name}/title", section.title
    for where, page in page_places(definition):
        yield from _page(where, page)
    yield from _lists(definition)
    yield from material_texts(definition)


def colleague_texts(definition: Definition) -> Iterator[Placed]:
    """Labels for datasets and tables only."""
    for name, group in definition.groups.items():
        yield f"groups/{name}/label", group.label
    for where, page in page_places(definition):
        for question in page.questions:
            yield from _given(f"{where}/questions/{question.name}", short_label=question.short_label)
    for item in definition.derived:
        yield f"derived/{item.name}/label", item.label
        yield from _options(f"derived/{item.name}/options", item.options)
    for scale in definition.scales:
        yield f"scales/{scale.name}/label", scale.label


def material_texts(definition: Definition) -> Iterator[Placed]:
    """Texts of letters, landing page and the like: every mapping there whose keys are languages."""
    yield from _inside("materials", definition.materials, frozenset(definition.languages))


def material_terms(definition: Definition) -> list[tuple[str, str]]:
    """(where, name) of every term that a part of the materials explains: `terms: [name, …]` beside its texts."""
    return list(_named_terms("materials", definition.materials))


def _named_terms(where: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        named = value.get("terms")
        if isinstance(named, list | tuple):
            yield from ((f"{where}/terms", name) for name in named if isinstance(name, str))
        for key, item in value.items():
            yield from _named_terms(f"{where}/{key}", item)
    elif isinstance(value, list | tuple):
        for place, item in enumerate(value, start=1):
            yield from _named_terms(f"{where}/{place}", item)


def _inside(where: str, value: Any, languages: frozenset[str]) -> Iterator[Placed]:
    if isinstance(value, Mapping) and value and languages.issuperset(value):
        yield where, Text({key: words for key, words in value.items() if isinstance(words, str)})
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _inside(f"{where}/{key}", item, languages)
    elif isinstance(value, list | tuple):
        for place, item in enumerate(value, start=1):
            yield from _inside(f"{where}/{place}", item, languages)


def _given(where: str, **found: Text | None) -> Iterator[Placed]:
    yield from ((f"{where}/{key}", words) for key, words in found.items() if words is not None)


def _consent(definition: Definition) -> Iterator[Placed]:
    consent = definition.consent
    if consent:
        yield from _given("consent", title=consent.title, agree=consent.agree, refuse=consent.refuse)
        yield from ((f"consent/text/{place}", words) for place, words in enumerate(consent.text, start=1))


def _page(where: str, page: Page) -> Iterator[Placed]:
    yield from _given(where, title=page.title)
    for question in page.questions:
        yield from _question(f"{where}/questions/{question.name}", question)


def _question(where: str, question: Question) -> Iterator[Placed]:
    yield from _given(where, label=question.label, hint=question.hint)
    if not question.option_list:
        yield from _options(f"{where}/options", question.options)


def _options(where: str, options: tuple[Option, ...]) -> Iterator[Placed]:
    for option in options:
        yield from _given(f"{where}/{option.code}", label=option.label, hint=option.hint)


def _lists(definition: Definition) -> Iterator[Placed]:
    lists = {q.option_list: q.options for page in definition.all_pages() for q in page.questions if q.option_list}
    for name, options in lists.items():
        yield from _options(f"option_lists/{name}", options)
