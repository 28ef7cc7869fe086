"""Why a code cannot be looked up or a refusal not be noted, in words for who answers the phone."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from respondents import errors
from respondents.helpdesk.lookup import NotNoted, TooManyLooks
from respondents.interviewing import faults

WORDS: Mapping[type[Exception], str | Promise] = {
    NotNoted: _("This cannot be noted for this code. Look the code up once more to see why."),
}
CODE_FAULTS = (errors.CodeEmpty, errors.CodeMalformed, errors.CodeMistyped, errors.CodeUnknown, errors.TooManyMisses)
FAULTS = (*CODE_FAULTS, TooManyLooks, NotNoted)


def status(error: Exception) -> int:
    if isinstance(error, TooManyLooks):
        return 429
    return 409 if isinstance(error, NotNoted) else errors.told(error).status


def retry_after(error: Exception) -> int | None:
    """Seconds until the next try; None where waiting changes nothing."""
    if isinstance(error, TooManyLooks):
        return error.minutes * 60
    return error.retry_after if isinstance(error, errors.TooManyMisses) else None


def words(error: Exception) -> str:
    """For an exception of FAULTS."""
    if isinstance(error, TooManyLooks):
        said = ngettext(
            "You looked up many codes in a short time. Try again in %(minutes)s minute.",
            "You looked up many codes in a short time. Try again in %(minutes)s minutes.",
            error.minutes,
        )
        return said % {"minutes": error.minutes}
    return str(WORDS[type(error)]) if type(error) in WORDS else faults.words(error)
