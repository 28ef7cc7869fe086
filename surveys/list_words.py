"""What columns of the list and their values are called, in the language of the page: for pages, reports and mails."""

from collections.abc import Mapping, Sequence

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from surveys.engine.definition import Definition, Option
from surveys.engine.text import Text
from surveys.place_names import name as place_name

COLUMNS: Mapping[str, Promise] = {
    "group": _("group"),
    "law": _("law"),
    "migrant_type": _("asylum or family"),
    "municipality": _("municipality"),
    "gender": _("gender"),
    "age_band": _("age"),
    "learning_route": _("learning route"),
    "pip_cohort": _("PIP cohort"),
}
GENDERS: Mapping[str, Promise] = {"man": _("men"), "woman": _("women")}


def tongue() -> str:
    """Dutch or English."""
    return "nl" if get_language() == "nl" else "en"


def shown(text: Text, definition: Definition) -> str:
    """A text of the study in the language of the page, else in the study's own."""
    return text.shown(tongue(), definition.source).text


def column(name: str, definition: Definition) -> str:
    """A column that we know, with a small letter; else what the study calls a question or value by that name."""
    if name in COLUMNS:
        return str(COLUMNS[name])
    found = definition.questions.get(name)
    label = (found.short_label or found.label) if found else _derived_label(name, definition)
    return shown(label, definition) if label else name.replace("_", " ")


def value(name: str, code: str, definition: Definition) -> str:
    """A group, a place, an answer of the question or value by the column's name, or the code itself."""
    if name == "group" and code in definition.groups:
        return shown(definition.groups[code].label, definition)
    if type_of(name, definition) == "municipality":
        return place_name("municipality", code, tongue())
    if name == "gender" and code in GENDERS:
        return str(GENDERS[code])
    return answer(name, code, definition) or code.replace("_", "–")


def answer(name: str, code: str, definition: Definition) -> str:
    """An option's text; '' where no question or value by that name has it."""
    found = next((one for one in _options(name, definition) if one.code == code), None)
    return shown(found.label, definition) if found else ""


def _options(name: str, definition: Definition) -> Sequence[Option]:
    question = definition.questions.get(name)
    if question:
        return question.options
    return next((one.options for one in definition.derived if one.name == name), ())


def _derived_label(name: str, definition: Definition) -> Text | None:
    return next((one.label for one in definition.derived if one.name == name), None)


def type_of(name: str, definition: Definition) -> str:
    """What the study says a column of its list holds; '' where it has none by this name."""
    return next((str(one.get("type")) for one in definition.list_columns if one["name"] == name), "")
