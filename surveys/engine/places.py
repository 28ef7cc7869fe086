"""Where things stand in a document: the paths that problems and texts are called by."""

from collections.abc import Iterator

from surveys.engine.definition import Definition, Page, Question


def page_places(definition: Definition) -> Iterator[tuple[str, Page]]:
    """(where, page) of every page, in the order of asking: screening, core pages, the others."""
    for page in definition.screening.pages:
        yield f"screening/pages/{page.name}", page
    for page in definition.pages:
        yield f"sections/{page.section}/pages/{page.name}", page


def question_places(definition: Definition) -> Iterator[tuple[str, Question]]:
    """(where, question) of every question, statements included."""
    for where, page in page_places(definition):
        for question in page.questions:
            yield f"{where}/questions/{question.name}", question
