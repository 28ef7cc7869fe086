"""The steps of a scale read the same wherever that scale is used."""

from collections.abc import Iterator

from surveys.engine.catalogue import fault
from surveys.engine.definition import Definition, Question
from surveys.engine.places import question_places
from surveys.engine.problems import Problem


def check_same_scales(definition: Definition) -> Iterator[Problem]:
    first: dict[tuple[str, ...], tuple[str, Question]] = {}
    for where, question in question_places(definition):
        steps = _steps(question, definition.source)
        if not steps:
            continue
        place, known = first.setdefault(steps, (where, question))
        for language in definition.languages[1:]:
            if _differ(known, question, language):
                message = f"The steps of this scale read differently in {language} than at {place}."
                yield fault("scale_differs", where, message, "Use one shared option list, or translate them the same.")


def _steps(question: Question, language: str) -> tuple[str, ...]:
    """The labels of a scored list, in order; none for other questions."""
    scored = [option for option in question.options if option.score is not None]
    return tuple(option.label.get(language) or "" for option in scored)


def _differ(one: Question, other: Question, language: str) -> bool:
    """Missing labels are another problem."""
    pairs = zip(_steps(one, language), _steps(other, language), strict=True)
    return any(first != second for first, second in pairs if first and second)
