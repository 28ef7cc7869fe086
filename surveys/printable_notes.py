"""Routing and remarks on a printed questionnaire, for colleagues: in Dutch or English, as rules can be put in words.

What stands beside the answers for who fills it in: `printable_words`.
"""

from collections.abc import Mapping

from django.utils.translation import gettext_noop, ngettext, override

from surveys.printable_words import translated

NOTES: Mapping[str, str] = {
    "for": gettext_noop("Questionnaire of the group"),
    "edition": gettext_noop("{study}, edition {edition}"),
    "reading": gettext_noop("How to read this"),
    "below_line": gettext_noop("Below the line: possible too, not counted in percentages."),
    "routing": gettext_noop(
        "Small, with a bar beside it: who gets the question or the answer. Where there is none, everybody in this "
        "group gets the question."
    ),
    "not_translated": gettext_noop("[{mark}] after a text: not translated yet, here in the source language."),
    "consent": gettext_noop("Consent"),
    "buttons": gettext_noop("Buttons:"),
    "screening": gettext_noop("First questions: which questionnaire"),
    "outcomes": gettext_noop("How the first questions end"),
    "outcomes_lead": gettext_noop("The first line that fits counts."),
    "leads_to": gettext_noop("To the questionnaire of: {group}"),
    "refused": gettext_noop("This questionnaire is not for these people. They read:"),
    "rest": gettext_noop("For everybody else."),
    "derived": gettext_noop("Derived values"),
    "derived_lead": gettext_noop("Worked out from the answers; nobody sees them."),
    "page_rule": gettext_noop("This page: {rule}"),
    "section_rule": gettext_noop("This part: {rule}"),
    "needed": gettext_noop("Cannot be skipped."),
    "together": gettext_noop("On one screen with the question before it."),
    "exclusive": gettext_noop("not together with another answer"),
    "scores": gettext_noop("score {score}"),
    "number": gettext_noop("Number"),
    "duration": gettext_noop("Years and months"),
    "date": gettext_noop("Date"),
    "country": gettext_noop("Country, chosen from a list"),
    "municipality": gettext_noop("Municipality, chosen from a list"),
    "from": gettext_noop("from {low}"),
    "to": gettext_noop("up to and including {high}"),
    "between": gettext_noop("from {low} up to and including {high}"),
    "day": gettext_noop("day, month and year"),
    "month": gettext_noop("month and year"),
    "year": gettext_noop("the year only"),
    "before": gettext_noop("before {pivot}"),
    "after": gettext_noop("on or after {pivot}"),
}


LANGUAGES = ("nl", "en")


def note_words(language: str) -> Mapping[str, str]:
    return translated(NOTES, language)


def counted(key: str, number: int, language: str) -> str:
    """A remark whose words depend on a number: text, long_text, years_at_most, decimals."""
    with override(language):
        texts = {
            "text": ngettext(
                "Short text, at most {number} character", "Short text, at most {number} characters", number
            ),
            "long_text": ngettext("Text, at most {number} character", "Text, at most {number} characters", number),
            "years_at_most": ngettext("at most {number} year", "at most {number} years", number),
            "decimals": ngettext("with {number} decimal", "with {number} decimals", number),
        }
        return str(texts[key]).format(number=number)
