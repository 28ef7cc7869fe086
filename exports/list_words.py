"""What columns of the list, groups of municipalities and their values are called, in the language of the page."""

from exports.areas import Grouping, of_study
from surveys import list_words
from surveys.engine.definition import Definition
from surveys.list_words import COLUMNS, shown, type_of


def column(name: str, definition: Definition) -> str:
    """As `surveys.list_words.column`, or a grouping of municipalities."""
    area = _area(name, definition)
    return shown(area.label, definition) if area else list_words.column(name, definition)


def value(name: str, code: str, definition: Definition) -> str:
    """As `surveys.list_words.value`, or a group of municipalities."""
    area = _area(name, definition)
    if area and code in dict(area.groups):
        return shown(dict(area.groups)[code], definition)
    return list_words.value(name, code, definition)


def _area(name: str, definition: Definition) -> Grouping | None:
    """A group of the list's municipalities by this name; the list's own columns and the study's questions go first."""
    if name in COLUMNS or type_of(name, definition) or name in definition.questions:
        return None
    return next((one for one in of_study(definition.study) if one.name == name), None)
