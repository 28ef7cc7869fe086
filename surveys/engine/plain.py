"""A document from outside as plain JSON values, or every reason why it cannot be. No input recurses deeply."""

import math
import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from surveys.engine.problems import DefinitionError, Problem

MAX_DEPTH = 40
MAX_VALUES = 400_000
MAX_TEXT = 20_000
MAX_WHOLE = 10**15
UNFIT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def plain(document: Any) -> Any:
    """The document with days as ISO text. Raises DefinitionError for what has no place in a document."""
    problems = list(_faults(document))
    if problems:
        raise DefinitionError(problems)
    return _copy(document)


def _copy(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _copy(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_copy(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


def _faults(document: Any) -> Iterator[Problem]:
    """Walk without recursion; stop at the first sign of endless input."""
    waiting: list[tuple[Any, str, int]] = [(document, "", 0)]
    for _ in range(MAX_VALUES):
        if not waiting:
            return
        value, where, depth = waiting.pop()
        if depth > MAX_DEPTH:
            yield _too_large(where, f"is nested more than {MAX_DEPTH} deep")
            return
        if isinstance(value, dict):
            yield from (fault for key in value if (fault := _key_fault(key, where)))
            waiting.extend((item, f"{where}/{str(key)[:60]}".strip("/"), depth + 1) for key, item in value.items())
        elif isinstance(value, list):
            waiting.extend((item, f"{where}/{place}", depth + 1) for place, item in enumerate(value, start=1))
        elif fault := _value_fault(value, where):
            yield fault
    yield _too_large("", f"holds more than {MAX_VALUES} values")


def _too_large(where: str, how: str) -> Problem:
    return Problem(where, "too_large", f"The document {how}.", "Split the study, or take out what repeats.")


def _key_fault(key: Any, where: str) -> Problem | None:
    if not isinstance(key, str):
        what = "Put quotes around it: yes, no, on, off, numbers and dates are not text in YAML."
        return Problem(where, "bad_key", f"The key {str(key)[:60]!a} is not text.", what)
    return _text_fault(key, where)


def _value_fault(value: Any, where: str) -> Problem | None:
    if isinstance(value, str):
        return _text_fault(value, where)
    if value is None or isinstance(value, bool):
        return None
    if isinstance(value, float):
        return None if math.isfinite(value) else _odd(value, where)
    if isinstance(value, int):
        return None if abs(value) < MAX_WHOLE else _too_large(where, "holds a number of more than 15 digits here")
    return None if isinstance(value, date) and not isinstance(value, datetime) else _odd(value, where)


def _odd(value: Any, where: str) -> Problem:
    message = f"A value of type {type(value).__name__} has no place here."
    return Problem(where, "wrong_type", message, "Use text, numbers, days (2026-01-31), lists and mappings only.")


def _text_fault(text: str, where: str) -> Problem | None:
    if len(text) > MAX_TEXT:
        return _too_large(where, f"holds a text of more than {MAX_TEXT} characters here")
    if UNFIT.search(text):
        message = "The text holds characters that cannot be shown."
        return Problem(where, "bad_characters", message, "Type the text again; it may come from a broken copy.")
    return None
