"""What a page says when an edit cannot be done, and with which status. One table."""

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from surveys.design.editing import AlreadyUndone, BadStep, Conflict, NodeGone, SeveralEditions
from surveys.drafts import DraftChanged
from surveys.engine.problems import DefinitionError

BAD: dict[str, Promise] = {
    "no_steps": gettext_lazy("There is nothing to change."),
    "no_node": gettext_lazy("“%(about)s” is nothing in this draft."),
    "no_kind": gettext_lazy("“%(about)s” is nothing that can be put in."),
    "no_parent": gettext_lazy("It cannot stand there."),
    "no_place": gettext_lazy("There is no place “%(about)s” in the draft. Load the page again."),
    "not_here": gettext_lazy("“%(about)s” cannot be changed as a whole."),
    "not_text": gettext_lazy("“%(about)s” does not hold words."),
    "bad_name": gettext_lazy("“%(about)s” cannot be a name. Use 1 to 64 letters, digits and _."),
    "name_taken": gettext_lazy("The name “%(about)s” is taken. Choose another one."),
    "bad_tag": gettext_lazy(
        "“%(about)s” cannot be the word for a tag. Use at most 40 small letters, digits and _, beginning with a letter."
    ),
    "shared_list": gettext_lazy(
        "The answers come from the list “%(about)s”, which other questions may use. "
        "Change that list, or give this question answers of its own first."
    ),
    "broken_list": gettext_lazy("“%(about)s” holds something that is no list. Mend that first."),
}
SHOWN = 3
"""Problems of a value that are told."""
REFUSALS = (BadStep, Conflict, NodeGone, SeveralEditions, AlreadyUndone, DraftChanged, DefinitionError)
"""Everything that an edit can raise and that a page can tell."""


def said(error: Exception) -> str:
    """What went wrong and what to do, in the reader's language."""
    match error:
        case BadStep():
            return BAD[error.code] % {"about": error.about}
        case NodeGone():
            return _("This is no longer in the draft: a colleague took it out or replaced it. Load the page again.")
        case Conflict():
            return _("A colleague changed the same thing meanwhile. Nothing was stored yet: choose which to keep.")
        case DraftChanged():
            return _("A colleague changed the draft meanwhile. Load the page again and look first.")
        case AlreadyUndone():
            return _("This change was undone before.")
        case SeveralEditions():
            return _("The draft holds several editions. Open one of them first.")
        case DefinitionError():
            told = [problem.in_language(get_language() or "nl") for problem in error.problems[:SHOWN]]
            return " ".join(f"{one.message} {one.what_to_do}" for one in told)
    raise error


def status_of(error: Exception) -> int:
    """409 where somebody else was first, else 422."""
    return 409 if isinstance(error, Conflict | NodeGone | DraftChanged | AlreadyUndone | SeveralEditions) else 422
