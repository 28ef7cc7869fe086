"""What the rule builder says: operators, reasons, faults. One table each."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

Words = Mapping[str, str | Promise]

OPERATOR_WORDS: Words = {
    "is": _("is"),
    "is_not": _("is something other than (or not answered)"),
    "nothing": _("was not answered"),
    "something": _("was answered"),
    "ticked": _("has ticked"),
    "number_is": _("is exactly (number)"),
    "number_is_not": _("is not exactly (or not answered)"),
    "less": _("is less than"),
    "at_most": _("is at most"),
    "more": _("is more than"),
    "at_least": _("is at least"),
    "on": _("is exactly on (day)"),
    "not_on": _("is certainly not on"),
    "before": _("is certainly before"),
    "until": _("is certainly on or before"),
    "after": _("is certainly after"),
    "from": _("is certainly on or after"),
    "count_is": _("number of ticks is exactly"),
    "count_is_not": _("number of ticks is not exactly"),
    "fewer_ticks": _("number of ticks is less than"),
    "at_most_ticks": _("number of ticks is at most"),
    "more_ticks": _("number of ticks is more than"),
    "at_least_ticks": _("number of ticks is at least"),
    "same": _("is the same as the answer to"),
    "other": _("is not the same as the answer to"),
    "less_than": _("is less (earlier) than the answer to"),
    "at_most_as": _("is at most (not later than) the answer to"),
    "more_than": _("is more (later) than the answer to"),
    "at_least_as": _("is at least (not earlier than) the answer to"),
}
JOIN_WORDS: Words = {
    "all": _("all of these hold"),
    "any": _("at least one of these holds"),
    "not_all": _("not all of these hold"),
    "none": _("none of these holds"),
}
BUILT_IN_WORDS: Words = {
    "group": _("Group"),
    "law": _("Integration act"),
    "migrant_type": _("Kind of migrant"),
    "channel": _("How somebody came in"),
    "known_group": _("Group in the register"),
}
WHY_WORDS: Words = {
    "later": _("Asked later than this. A rule looks back only."),
    "same_page": _("Stands on the same page. Put it on an earlier page first."),
    "after_core": _("Core pages come first, and this is asked after them. Mark that question as core too."),
    "other_groups": _("For other groups only: nobody who can get here is asked this."),
    "not_yet": _("Known only after the screening."),
    "below": _("This derived value comes further down. Put it above."),
    "unknown": _("There is nothing of this name in the draft."),
}
FAULT_WORDS: Words = {
    "no_question": _("Choose a question, or take this condition out."),
    "no_operator": _("Choose how to compare."),
    "no_value": _("Choose or type what to compare with."),
    "bad_number": _("Type a number of at most 15 digits, such as 18 or 2,5."),
    "bad_day": _("Choose a day that exists."),
    "bad_text": _("A text cannot hold both ' and \"."),
    "kept": _("This part cannot be read. Take it out, or write the rule as an expression."),
}
KIND_WORDS: Words = {
    "section": _("Section"),
    "page": _("Page"),
    "question": _("Question"),
    "option": _("Answer"),
    "outcome": _("End of the screening"),
    "derived": _("Derived value"),
    "assert": _("Statement that must hold"),
}


def words_language() -> str:
    """In which of the two languages rules are read aloud to this reader."""
    return "en" if (get_language() or "nl").startswith("en") else "nl"
