"""A file that somebody uploads on a staff page: taken whole, or its faults in the reader's language."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django import forms
from django.utils.translation import get_language

from invitations.frame_problems import FrameProblem, FrameUnreadable

PROBLEMS_SHOWN = 200
T = TypeVar("T")


@dataclass(frozen=True)
class Upload(Generic[T]):
    """`result`: what the file brought; None where the form or the file is not right."""

    form: forms.Form
    result: T | None = None
    problems: tuple[FrameProblem, ...] = ()


def take(form: forms.Form, store: Callable[[Mapping[str, Any], bytes], T]) -> Upload[T]:
    """`store` gets what the form says and the bytes of its `file`; FrameUnreadable becomes problems."""
    if not form.is_valid():
        return Upload(form)
    try:
        return Upload(form, store(form.cleaned_data, form.cleaned_data["file"].read()))
    except FrameUnreadable as error:
        return Upload(form, problems=error.problems)


def problem_context(problems: tuple[FrameProblem, ...]) -> dict[str, Any]:
    """What `invitations/problems.html` shows: the first problems in the reader's language, and how many there are."""
    language = get_language() or "nl"
    shown = [problem.in_language(language) for problem in problems[:PROBLEMS_SHOWN]]
    return {"problems": shown, "problem_count": len(problems)}
