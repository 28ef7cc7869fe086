"""Texts of a study in a template: in the page's language, else in the source language with a mark.

Numbers, days and addresses inside a sentence: written as the language writes them, and kept left to right.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from surveys.cldr import day_in_words
from surveys.engine.definition import Definition
from surveys.engine.text import Text
from surveys.fields import Said, said

register = template.Library()


@register.simple_tag(takes_context=True)
def say(context: template.Context, *texts: Text | Mapping[str, str] | None) -> SafeString | str:
    """The first of the texts that exists. Texts of materials are mappings of language to string."""
    return _say(context["study"].definition if context.get("study") else None, context["language"], texts)


@register.simple_tag(takes_context=True)
def plain(context: template.Context, *texts: Text | Mapping[str, str] | None) -> str:
    """What `say` says, without marks: for attributes. Other programs read these, in the page's language as a whole."""
    text = next((text for text in texts if text), None)
    definition = context["study"].definition if context.get("study") else None
    if text is None or definition is None:
        return ""
    words = said(text if isinstance(text, Text) else Text(text), context["language"], definition.source)
    return words.text if words else ""


@register.simple_tag(takes_context=True)
def say_of(context: template.Context, definition: Definition, text: Text) -> SafeString | str:
    """A text of another study than the page's."""
    return _say(definition, context["language"], (text,))


@register.simple_tag(takes_context=True)
def explained(context: template.Context, names: Iterable[str]) -> list[tuple[Said | None, Said | None]]:
    """The study's terms of these names, with their explanations."""
    definition, language = context["study"].definition, context["language"]
    found = [definition.terms[name] for name in names]
    return [tuple(said(text, language, definition.source) for text in (term.label, term.explanation)) for term in found]


def _say(definition: Definition | None, language: str, texts: tuple[Any, ...]) -> SafeString | str:
    text = next((text for text in texts if text), None)
    if text is None or definition is None:
        return ""
    words = said(text if isinstance(text, Text) else Text(text), language, definition.source)
    return render_to_string("inburgerstem/text.html", {"words": words}) if words else ""


@register.filter
def day(value: date) -> str:
    """A day in words by CLDR, in the page's language; Django's own filter has no Tigrinya months."""
    return day_in_words(value, get_language() or "en")


@register.filter
def phone_link(number: object) -> SafeString:
    """A number that is called with one touch."""
    return format_html('<a href="tel:{}"><bdi class="digits">{}</bdi></a>', "".join(str(number).split()), number)


@register.filter
def mail_link(address: object) -> SafeString:
    return format_html('<a href="mailto:{}"><bdi>{}</bdi></a>', address, address)


@register.filter
def example(code: str) -> SafeString:
    """A code as it stands on paper."""
    return format_html('<bdi class="example digits">{}</bdi>', code)
