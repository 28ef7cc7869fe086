"""Words for what stands in a cell of a dataset and is no option's label: the same in every file."""

from collections.abc import Mapping

from surveys.engine.missing import Missing
from surveys.engine.text import Text

MISSING: Mapping[Missing, Text] = {
    Missing.DONT_KNOW: Text({"nl": "Weet het niet", "en": "Don't know"}),
    Missing.PREFER_NOT: Text({"nl": "Zegt het liever niet", "en": "Would rather not say"}),
    Missing.NOT_APPLICABLE: Text({"nl": "Niet van toepassing", "en": "Not applicable"}),
    Missing.NOT_ASKED: Text(
        {
            "nl": "Niet gevraagd: gold niet, door eerdere antwoorden",
            "en": "Not asked: does not apply, by earlier answers",
        }
    ),
    Missing.SKIPPED: Text({"nl": "Gezien en overgeslagen", "en": "Shown and skipped"}),
    Missing.NOT_REACHED: Text({"nl": "Niet bereikt", "en": "Not reached"}),
    Missing.NOT_INCLUDED: Text(
        {"nl": "Niet in deze editie of vragenlijst", "en": "Not in this edition or questionnaire"}
    ),
    Missing.UNKNOWN: Text({"nl": "Onbekend of de vraag gold", "en": "Unknown whether it applied"}),
    Missing.CLEANED: Text({"nl": "Verwijderd bij opschonen", "en": "Removed in cleaning"}),
}
YES_NO: Mapping[int, Text] = {0: Text({"nl": "Nee", "en": "No"}), 1: Text({"nl": "Ja", "en": "Yes"})}
TEXT_GIVEN: Mapping[int, Text] = {1: Text({"nl": "Tekst gegeven", "en": "Text given"})}
PRECISION_VALUES: Mapping[str, int] = {"day": 1, "month": 2, "year": 3, "before": 4, "after": 5}
PRECISION: Mapping[int, Text] = {
    1: Text({"nl": "Op de dag", "en": "To the day"}),
    2: Text({"nl": "Maand en jaar", "en": "Month and year"}),
    3: Text({"nl": "Alleen het jaar", "en": "Year only"}),
    4: Text({"nl": "Vóór de peildatum", "en": "Before the pivot date"}),
    5: Text({"nl": "Op of na de peildatum", "en": "On or after the pivot date"}),
}
DATE_PARTS: Mapping[str, Text] = {
    "y": Text({"nl": "jaar", "en": "year"}),
    "m": Text({"nl": "maand", "en": "month"}),
    "d": Text({"nl": "dag", "en": "day"}),
    "prec": Text({"nl": "hoe precies", "en": "precision"}),
}
