"""From what somebody typed to the code it belongs to. A valid code is never delayed or counted."""

from django.utils import timezone

from invitations import codes, misses
from invitations.codes import CodeError, CodeMalformed, CodeMistyped
from invitations.issue import code_key
from invitations.models import Code
from surveys.models import Study

__all__ = ["CodeBlocked", "CodeError", "CodeMalformed", "CodeMistyped", "CodeUnknown", "TooManyMisses", "find"]


class CodeUnknown(CodeError):
    """A well-formed code that no letter of this study carries."""

    def __init__(self) -> None:
        super().__init__("This code is not known in this study. Compare it with the letter, or call the help line.")


class CodeBlocked(CodeError):
    """The code was withdrawn: a spoiled letter, or a newer one took its place."""

    def __init__(self) -> None:
        super().__init__("This code can no longer be used. Use the newest letter, or call the help line.")


class TooManyMisses(CodeError):
    """Many wrong codes came in this minute. `retry_after` is in seconds; the page answers 429."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"Too many wrong codes. Try again in {retry_after} seconds.")
        self.retry_after = retry_after


def find(study: Study | None, text: str) -> Code:
    """The code that was typed or scanned, with its study and unit. Without a study: in any (the QR names none).

    Raises CodeMalformed or CodeMistyped before any look-up, then CodeBlocked, CodeUnknown, or TooManyMisses where
    this minute's unknown codes are above the limit. Call it outside a transaction that an error rolls back, or the
    miss is not counted.
    """
    form = study.code_form if study else form_of(text)
    code = find_even_blocked(study, text, form)
    if code.blocked_at:
        raise CodeBlocked
    return code


def find_even_blocked(study: Study | None, text: str, form: codes.CodeForm) -> Code:
    """The same, also where the code was withdrawn: for who tells callers why it no longer works."""
    found = Code.objects.select_related("study", "unit", "mailing__channel").filter(
        digest=codes.digest(codes.check(text, form), code_key())
    )
    code = (found.filter(study=study) if study else found).first()
    if code is None:
        raise _miss(study)
    return code


def form_of(text: str) -> codes.CodeForm:
    """The form whose length fits best what was typed."""
    length = len(codes.normalise(text))
    return min(codes.LENGTH, key=lambda form: abs(codes.LENGTH[form] - length))


def _miss(study: Study | None) -> CodeError:
    now = timezone.now()
    if misses.count(study, now) > misses.limit():
        return TooManyMisses(60 - now.second)
    return CodeUnknown()
