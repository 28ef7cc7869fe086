"""`{% hear words %}`: the control with which a text is listened to; nothing where there is no clip for it.

A page gets its `hearing` (surveys.hearing.Hearing) in the context; without one nothing can be heard.
"""

from collections.abc import Mapping
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from surveys.engine.spoken import as_text
from surveys.engine.text import Text
from surveys.fields import Said, said
from surveys.hearing import Hearing

register = template.Library()


@register.simple_tag(takes_context=True)
def hear(context: template.Context, *texts: Any, large: bool = False) -> SafeString | str:
    """For the first of the texts that exists: one of the study, or a string in the page's language."""
    hearing = context.get("hearing")
    words = next((text for text in texts if text), None)
    if not isinstance(hearing, Hearing) or words is None:
        return ""
    shown = _shown(words, hearing)
    return _control(hearing, shown.language, shown.text, large) if shown else ""


@register.simple_tag(takes_context=True)
def hear_fixed(context: template.Context, msgid: str, large: bool = False) -> SafeString | str:
    """For a fixed text of the interface, by its message id; the template has `translate` for it beside this."""
    return hear(context, gettext(msgid), large=large)


@register.simple_tag(takes_context=True)
def hear_in(context: template.Context, language: str, text: str) -> SafeString | str:
    """For a text in a language of its own, such as a language's name."""
    hearing = context.get("hearing")
    return _control(hearing, language, text, large=False) if isinstance(hearing, Hearing) else ""


def _shown(words: Any, hearing: Hearing) -> Said | None:
    if isinstance(words, Said):
        return words
    if isinstance(words, str):
        return Said(words, hearing.language, False)
    text = words if isinstance(words, Text) else as_text(words) if isinstance(words, Mapping) else None
    return said(text, hearing.language, hearing.definition.source) if text and hearing.definition else None


def _control(hearing: Hearing, language: str, text: str, large: bool) -> SafeString | str:
    heard = hearing.clip(language, text)
    if heard is None:
        return ""
    return render_to_string("inburgerstem/hear.html", {"heard": heard, "text": text, "large": large})
