"""Texts of a study in a template: in the page's language, else in the source language with a mark."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from surveys.engine.definition import Definition
from surveys.engine.text import Text
from surveys.fields import said

register = template.Library()


@register.simple_tag(takes_context=True)
def say(context: template.Context, *texts: Text | Mapping[str, str] | None) -> SafeString | str:
    """The first of the texts that exists. Texts of materials are mappings of language to string."""
    return _say(context["study"].definition if context.get("study") else None, context["language"], texts)


@register.simple_tag(takes_context=True)
def say_of(context: template.Context, definition: Definition, text: Text) -> SafeString | str:
    """A text of another study than the page's."""
    return _say(definition, context["language"], (text,))


def _say(definition: Definition | None, language: str, texts: tuple[Any, ...]) -> SafeString | str:
    text = next((text for text in texts if text), None)
    if text is None or definition is None:
        return ""
    words = said(text if isinstance(text, Text) else Text(text), language, definition.source)
    return render_to_string("inburgerstem/text.html", {"words": words}) if words else ""
