"""What templates of the workbench need and the template language lacks."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from surveys.design.outline import Row

register = template.Library()


@register.filter
def at(mapping: Mapping[str, Any], key: str) -> Any:
    """What stands under a key; the key itself where nothing does."""
    return mapping.get(key, key)


@register.filter
def tools(row: Row, made: Mapping[str, str]) -> SafeString:
    """The buttons of one line: they are rendered once per kind of line, and here get its names."""
    html = made[row.shape].replace("«ref»", row.moves).replace("«inner»", row.node.ref)
    return mark_safe(html.replace("«name»", escape(row.node.name)))  # noqa: S308 - all that is put in is escaped
