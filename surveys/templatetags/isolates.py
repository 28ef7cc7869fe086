"""Numbers, addresses and codes inside a running text keep their order, also where the text runs right to left."""

import re

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from surveys.languages import direction

register = template.Library()

LEFT_TO_RIGHT = re.compile(
    r"""
      \b[^\s@]+@[^\s@]+\.[A-Za-z]{2,}          # an e-mail address
    | \b(?:https?://|www\.)[^\s]*[^\s.,;:!?]   # a page on the web
    | \b[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:nl|org|com|eu)\b(?:/[^\s.,;:!?]*)?
    | \+?[0-9]+(?:[ ()/.–-]+[0-9]+)+           # digits in groups: a phone number, a code, a range
    """,
    re.VERBOSE,
)
"""Alone, a number or a Latin word needs no help: only runs with neutral characters between them change places."""


@register.filter
def isolated(text: str, language: str) -> SafeString:
    """The text with such runs in `<bdi>`, in languages that are written from right to left."""
    if direction(language) == "ltr":
        return format_html("{}", text)
    return format_html_join("", "{}", ((piece,) for piece in _pieces(text)))


def _pieces(text: str) -> list[str]:
    found, end = [], 0
    for run in LEFT_TO_RIGHT.finditer(text):
        found += [text[end : run.start()], format_html('<bdi dir="ltr">{}</bdi>', run[0])]
        end = run.end()
    return [*found, text[end:]]
