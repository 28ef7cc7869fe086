"""The texts of a study that can be listened to, in the order in which somebody meets them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from surveys.engine.definition import Definition, Option, Page, Question
from surveys.engine.places import page_places
from surveys.engine.text import Text
from surveys.engine.texts import Placed, material_terms, material_texts

LANDING = ("title", "lead", "points")
ENDINGS = ("done", "refused")
SIDE_PAGES = ("help", "referral", "privacy", "wishes")
"""Pages beside the questions."""


def spoken_texts(definition: Definition) -> Iterator[Placed]:
    """(where, text) of each text on a respondent's way. The same words may come more than once."""
    yield from door_texts(definition)
    for where, page in page_places(definition):
        yield from page_texts(definition, page, where)
        if page in definition.screening.pages[-1:]:
            yield from _outcomes(definition)
    yield from _last_texts(definition)


def door_texts(definition: Definition) -> Iterator[Placed]:
    """What is read before the first question: landing page and consent."""
    yield "title", definition.title
    yield from _material("materials/landing", definition.materials.get("landing"), LANDING)
    if definition.consent:
        yield "consent/title", definition.consent.title
        yield from ((f"consent/text/{place}", text) for place, text in enumerate(definition.consent.text, start=1))
        yield "consent/agree", definition.consent.agree
        yield "consent/refuse", definition.consent.refuse


def side_texts(definition: Definition) -> Iterator[Placed]:
    """What is read on all pages that ask nothing: the door, the ends of the screening, thanks."""
    yield from door_texts(definition)
    yield from _outcomes(definition)
    yield from _last_texts(definition)


def page_texts(definition: Definition, page: Page, where: str = "") -> Iterator[Placed]:
    """What is read on one page of questions, standard answers and explained words included."""
    yield from _given(where, title=page.title)
    for question in page.questions:
        yield from _question(definition, question, f"{where}/questions/{question.name}")


def _question(definition: Definition, question: Question, where: str) -> Iterator[Placed]:
    yield from _given(where, label=question.label, hint=question.hint)
    for term in (definition.terms[name] for name in question.terms if name in definition.terms):
        yield f"terms/{term.name}/label", term.label
        yield f"terms/{term.name}/explanation", term.explanation
    listed = f"option_lists/{question.option_list}" if question.option_list else f"{where}/options"
    yield from _options(listed, question.options)
    yield from (
        (f"reasons/{name}", definition.reasons[name]) for name in question.reasons if name in definition.reasons
    )


def _options(where: str, options: Sequence[Option]) -> Iterator[Placed]:
    for option in options:
        yield from _given(f"{where}/{option.code}", label=option.label, hint=option.hint)


def _outcomes(definition: Definition) -> Iterator[Placed]:
    """Ends that refuse; those that lead to a group show nothing."""
    for outcome in definition.screening.outcomes:
        if outcome.refuse:
            yield from _given(f"screening/outcomes/{outcome.name}", title=outcome.title, text=outcome.text)


def _last_texts(definition: Definition) -> Iterator[Placed]:
    """What is read after the last question, and on pages beside the questions, their explained words included."""
    for name in ENDINGS:
        yield from _material(f"materials/{name}", definition.materials.get(name), ("title", "text"))
    beside = tuple(f"materials/{name}/" for name in SIDE_PAGES)
    yield from (placed for placed in material_texts(definition) if placed[0].startswith(beside))
    for where, name in material_terms(definition):
        if where.startswith(beside) and name in definition.terms:
            yield f"terms/{name}/label", definition.terms[name].label
            yield f"terms/{name}/explanation", definition.terms[name].explanation


def _material(where: str, value: Any, keys: Sequence[str]) -> Iterator[Placed]:
    """Texts under these keys, as far as they are there: one by itself or a list of them."""
    found = value if isinstance(value, Mapping) else {}
    for key in keys:
        item = found.get(key)
        if isinstance(item, Mapping):
            yield f"{where}/{key}", as_text(item)
        elif isinstance(item, list | tuple):
            yield from ((f"{where}/{key}/{place}", as_text(one)) for place, one in enumerate(item, start=1))


def as_text(item: Any) -> Text:
    """A text of materials, which are plain mappings of language to string; empty where it is none."""
    words = item if isinstance(item, Mapping) else {}
    return Text({tag: said for tag, said in words.items() if isinstance(said, str)})


def _given(where: str, **found: Text | None) -> Iterator[Placed]:
    yield from ((f"{where}/{key}", words) for key, words in found.items() if words is not None)
