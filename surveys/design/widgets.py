"""Which keys of a thing can be edited, and how: one entry per key. Pure.

A widget says what is typed and what it becomes in the document (`typed.py`).
"""

import re
from collections.abc import Mapping

from surveys.design.steps import STUDY
from surveys.engine.parse_questions import ONLY_FOR

TEXT, LINE, AREA, RULE, NAME = "text", "line", "area", "rule", "name"
WHOLE, BOUND, SCORE, DATE, FLAG, OTHER = "whole", "bound", "score", "date", "flag", "other"
ONE, SEVERAL = "one", "several"

Widgets = Mapping[str, str]
SECTION: Widgets = {"title": TEXT, "name": NAME, "groups": SEVERAL, "relevant": RULE}
WIDGETS: Mapping[str, Widgets] = {
    "section": SECTION,
    "page": SECTION,
    "question": {
        "label": TEXT,
        "hint": TEXT,
        "short_label": TEXT,
        "type": ONE,
        "options": ONE,
        "other": OTHER,
        "reasons": SEVERAL,
        "min": BOUND,
        "max": BOUND,
        "decimals": WHOLE,
        "precisions": SEVERAL,
        "pivot": DATE,
        "max_length": WHOLE,
        "groups": SEVERAL,
        "relevant": RULE,
        "core": FLAG,
        "routing_key": FLAG,
        "terms": SEVERAL,
        "picture": ONE,
        "name": NAME,
        "source": AREA,
        "notes": AREA,
    },
    "option": {
        "code": NAME,
        "label": TEXT,
        "hint": TEXT,
        "value": WHOLE,
        "short": LINE,
        "score": SCORE,
        "exclusive": FLAG,
        "reason": ONE,
        "in_base": FLAG,
        "groups": SEVERAL,
        "relevant": RULE,
        "picture": ONE,
    },
    "list": {"name": NAME},
    "group": {"label": TEXT, "name": NAME, "value": WHOLE, "law": LINE, "migrant_type": LINE, "untyped": FLAG},
    "term": {"label": TEXT, "explanation": TEXT, "name": NAME},
    "derived": {"label": TEXT, "name": NAME, "expression": RULE, "options": ONE, "groups": SEVERAL, "notes": AREA},
    "scale": {"label": TEXT, "name": NAME, "items": SEVERAL, "min_items": WHOLE, "groups": SEVERAL},
}
PLACES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), widget)
    for pattern, widget in (
        (r"title|reasons/(dont_know|prefer_not|not_applicable)", TEXT),
        (r"consent/(title|agree|refuse|text/\d+)|screening/outcomes/\d+/(title|text)", TEXT),
        (r"wave|series|consent/version|screening/outcomes/\d+/name", LINE),
        (r"dates/(open|close|withdraw_until)", DATE),
        (r"screening/outcomes/\d+/relevant", RULE),
        (r"screening/outcomes/\d+/group|mode|audio/recordings", ONE),
        (r"screening/outcomes/\d+/refuse", FLAG),
        (r"languages", SEVERAL),
        (r"materials/(landing/(title|lead|points/\d+)|(done|refused)/(title|text/\d+))", TEXT),
        (r"materials/flyers/(title|lead|points/\d+|scan|link|minutes|close|help|sender)", TEXT),
        (r"materials/messages/(whatsapp|sms)", TEXT),
        (r"materials/landing/(phone|email)", LINE),
        (r"materials/landing/minutes", WHOLE),
    )
)
"""Keys of the study itself, by their place."""
LATE = frozenset({NAME, RULE})
"""Not stored while somebody is still typing: half of it is wrong, or another thing."""


def widget_of(kind: str, key: str) -> str:
    """Raises KeyError for a key that is not edited here."""
    if kind == STUDY:
        found = next((widget for place, widget in PLACES if place.fullmatch(key)), None)
        if found is None:
            raise KeyError(key)
        return found
    return WIDGETS[kind][key]


def fits(key: str, question_type: str) -> bool:
    """Whether the key means something for this type of question."""
    return key not in ONLY_FOR or question_type in ONLY_FOR[key]
