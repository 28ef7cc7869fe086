"""What a printed questionnaire says beside the answers, in its own language. For colleagues: `printable_notes`."""

from collections.abc import Mapping

from django.utils.translation import gettext, gettext_noop, override

READER: Mapping[str, str] = {
    "page": gettext_noop("Page {page} of {pages}"),
    "one": gettext_noop("Little circle: one answer."),
    "several": gettext_noop("Square: several answers are possible."),
    "write": gettext_noop("write down:"),
    "terms": gettext_noop("Explanation for this question"),
}


def reader_words(language: str) -> Mapping[str, str]:
    return translated(READER, language)


def translated(texts: Mapping[str, str], language: str) -> Mapping[str, str]:
    with override(language):
        return {key: str(gettext(text)) for key, text in texts.items()}
