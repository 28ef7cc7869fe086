"""Words of the codebook beside those of the study, in Dutch or English."""

from collections.abc import Mapping

from django.utils.translation import gettext_noop

from surveys.printable_words import translated

WORDS: Mapping[str, str] = {
    "codebook": gettext_noop("Codebook"),
    "made": gettext_noop("{rows} interviews, editions {editions}, made on {day}."),
    "synthetic": gettext_noop("These are made-up respondents, not real people."),
    "internal": gettext_noop(
        "Internal: every count is shown. Numbers below {least} can point at somebody: do not pass on."
    ),
    "publication": gettext_noop("Counts below {least}, and those that would give them away, are not shown (–)."),
    "unweighted": gettext_noop("Counts are rows of this very dataset, unweighted."),
    "reasons": gettext_noop(
        "Below the answers stand the reasons why there is none, -1 to -9, where somebody has them."
    ),
    "contents": gettext_noop("Contents"),
    "case": gettext_noop("About the interview"),
    "screening": gettext_noop("First questions: which questionnaire"),
    "derived": gettext_noop("Derived values"),
    "scales": gettext_noop("Scales"),
    "asked": gettext_noop("Asked of"),
    "offered": gettext_noop("Offered to"),
    "tags": gettext_noop("Is about"),
    "formula": gettext_noop("Worked out as"),
    "variable": gettext_noop("Variable"),
    "question": gettext_noop("Question"),
    "label": gettext_noop("Label"),
    "measure": gettext_noop("Measure"),
    "code": gettext_noop("Code"),
    "answer": gettext_noop("Answer"),
    "count": gettext_noop("Count"),
    "section": gettext_noop("Section"),
    "kind": gettext_noop("Kind"),
    "reason": gettext_noop("reason without an answer"),
    "valid": gettext_noop("With a value"),
    "empty": gettext_noop("Empty"),
    "low": gettext_noop("Lowest"),
    "high": gettext_noop("Highest"),
    "mean": gettext_noop("Mean"),
    "comparability": gettext_noop("Over the editions"),
    "nobody": gettext_noop("Codes that nobody has are left out of this list: {count}."),
    "single": gettext_noop("one answer"),
    "multi": gettext_noop("several answers"),
    "scale": gettext_noop("scale"),
    "number": gettext_noop("number"),
    "duration": gettext_noop("years and months"),
    "date": gettext_noop("date"),
    "country": gettext_noop("country"),
    "municipality": gettext_noop("municipality"),
    "text": gettext_noop("short text"),
    "long_text": gettext_noop("text"),
    "page": gettext_noop("Page {page} of {pages}"),
}


def codebook_words(language: str) -> Mapping[str, str]:
    return translated(WORDS, language)
