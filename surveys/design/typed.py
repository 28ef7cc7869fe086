"""What was typed ↔ what stands in a document, per widget. Pure."""

import json
import math
import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from surveys.design import widgets
from surveys.design.steps import NULL, Change

NONE = "-"
"""Typed as a score: the answer has none."""
ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
MOST_DIGITS = 15


class BadValue(ValueError):
    """`code`: whole, number or date."""

    def __init__(self, code: str, typed: str) -> None:
        self.code, self.typed = code, typed
        super().__init__(f"{typed[:40]!r} is no {code}")


def value_of(widget: str, typed: Sequence[str]) -> Any:
    """The value of what was sent under one name; None: the key is not there. Raises BadValue."""
    if widget == widgets.SEVERAL:
        return list(dict.fromkeys(item for item in typed if item)) or None
    text = "\n".join(typed).replace("\r\n", "\n").strip()
    match widget:
        case widgets.FLAG:
            return True if text else None
        case widgets.OTHER:
            return "text" if text else None
        case widgets.TEXT:
            return text
    return _single(widget, text) if text else None


def _single(widget: str, text: str) -> Any:
    match widget:
        case widgets.WHOLE:
            return _whole(text)
        case widgets.SCORE:
            return dict(NULL) if text in (NONE, "–") else _whole(text)
        case widgets.BOUND:
            return _date(text) if ISO.fullmatch(text) else _number(text)
        case widgets.DATE:
            return _date(text)
    return text


def _whole(text: str) -> int:
    if not re.fullmatch(rf"[-+]?[0-9]{{1,{MOST_DIGITS}}}", text):
        raise BadValue("whole", text)
    return int(text)


def _number(text: str) -> int | float:
    dotted = text.replace(",", ".")
    if not re.fullmatch(rf"[-+]?[0-9]{{1,{MOST_DIGITS}}}(\.[0-9]{{1,{MOST_DIGITS}}})?", dotted):
        raise BadValue("number", text)
    found = float(dotted)
    return int(found) if math.isclose(found, int(found), rel_tol=0, abs_tol=0) else found


def _date(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise BadValue("date", text) from None


def same(widget: str, before: Any, after: Any) -> bool:
    """Whether storing it would change nothing that means anything."""
    if before == after or (is_nothing(before) and is_nothing(after)):
        return True
    if widget == widgets.SEVERAL and isinstance(before, list) and isinstance(after, list):
        return sorted(map(str, before)) == sorted(map(str, after))
    return isinstance(before, str) and isinstance(after, str) and before.strip() == after.strip()


def is_nothing(value: Any) -> bool:
    """Whether a key with this value says as little as no key. The number 0 says something."""
    return value is None or value is False or (isinstance(value, str | list | dict) and not value)


def shown(value: Any) -> str:
    """A value as it stands in a field; what no field can hold is shown as JSON."""
    if value is None:
        return ""
    if value == NULL:
        return NONE
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)


def change_of(widget: str, key: str, language: str, was: str, typed: Sequence[str]) -> Change | None:
    """The change that was typed; None where nothing differs. Raises BadValue, and ValueError where `was` is no JSON."""
    before, after = json.loads(was), value_of(widget, typed)
    if same(widget, before, after):
        return None
    return Change(key, before, after, language)
