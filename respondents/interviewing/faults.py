"""Why an interview cannot begin, in words for staff; status and headers are those of respondents' pages."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from respondents import errors
from respondents.append import InterviewSent, InterviewWithdrawn
from respondents.entry import CodeNeeded, StudyUnknown
from surveys.editions import StudyClosed, StudyNotYetOpen

WORDS: Mapping[type[Exception], str | Promise] = {
    errors.CodeEmpty: _("Type the code of the letter."),
    errors.CodeMalformed: ngettext_lazy(
        "The code has %(expected)s characters. %(found)s was typed. Ask the person to read it once more.",
        "The code has %(expected)s characters. %(found)s were typed. Ask the person to read it once more.",
        "found",
    ),
    errors.CodeMistyped: _("One of the characters is not right. Ask the person to read the code once more."),
    errors.CodeUnknown: _("No letter of this study has this code. Ask the person to read it once more."),
    errors.CodeBlocked: _("This code no longer works. Ask if there is a newer letter or a newer code."),
    errors.TooManyMisses: ngettext_lazy(
        "There were too many wrong codes. Try again in %(seconds)s second.",
        "There were too many wrong codes. Try again in %(seconds)s seconds.",
        "seconds",
    ),
    InterviewSent: _(
        "The answers with this code have been sent already. Thank the person. Nobody can see the answers."
    ),
    InterviewWithdrawn: _("The person had their answers removed. Do not ask them to take part again."),
    CodeNeeded: _("Only people with a letter can take part in this study."),
    StudyClosed: _("The questionnaire is closed. People could take part up to and including %(day)s."),
    StudyNotYetOpen: _("The questionnaire is not open yet. People can take part from %(day)s."),
    StudyUnknown: _("This study is not published yet."),
}
FAULTS = tuple(WORDS)


def words(error: Exception) -> str:
    """For an exception of FAULTS."""
    text = next(WORDS[kind] for kind in type(error).__mro__ if kind in WORDS)
    return str(text % errors.told(error).params(error))
