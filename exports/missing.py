"""Labels of the reasons of an empty cell, -9 to -1, in every file that leaves the house. Pure."""

from collections.abc import Mapping

from surveys.engine.cell_words import MISSING
from surveys.engine.definition import REASON_CODES, Definition


def missing_labels(definition: Definition, language: str) -> Mapping[int, str]:
    """Code to words, -1 first. The study's own words for don't know and the like come before the platform's."""
    labels = {int(missing): text.shown(language, "en").text for missing, text in MISSING.items()}
    for reason, text in definition.reasons.items():
        labels[REASON_CODES[reason]] = text.shown(language, definition.source).text or labels[REASON_CODES[reason]]
    return dict(sorted(labels.items(), reverse=True))
