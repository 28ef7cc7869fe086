"""Words for the reasons of an empty cell, -9 to -1, in every file that leaves the house."""

from collections.abc import Mapping

from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from surveys.engine.definition import REASON_CODES, Definition
from surveys.engine.missing import Missing

WORDS = {
    Missing.DONT_KNOW: _("Don't know"),
    Missing.PREFER_NOT: _("Would rather not say"),
    Missing.NOT_APPLICABLE: _("Not applicable"),
    Missing.NOT_ASKED: _("Not asked: does not apply, by earlier answers"),
    Missing.SKIPPED: _("Shown and skipped"),
    Missing.NOT_REACHED: _("Not reached"),
    Missing.NOT_INCLUDED: _("Not in this edition or questionnaire"),
    Missing.UNKNOWN: _("Unknown whether it applied"),
    Missing.CLEANED: _("Removed in cleaning"),
}


def missing_labels(definition: Definition, language: str) -> Mapping[int, str]:
    """Code to words, -1 first. The study's own words for don't know and the like come before the platform's."""
    with translation.override(language):
        labels = {int(missing): gettext(str(word)) for missing, word in WORDS.items()}
    for reason, text in definition.reasons.items():
        labels[REASON_CODES[reason]] = text.shown(language, definition.source).text or labels[REASON_CODES[reason]]
    return dict(sorted(labels.items(), reverse=True))
