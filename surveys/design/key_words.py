"""What kinds of things, their keys and types are called on staff pages. One table each."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = Mapping[str, Promise]

KINDS: Words = {
    "study": _("study"),
    "screening": _("screening"),
    "section": _("section"),
    "page": _("page"),
    "question": _("question"),
    "option": _("answer"),
    "list": _("answer list"),
    "group": _("group"),
    "term": _("explained word"),
    "derived": _("value worked out"),
    "scale": _("scale"),
}
TYPES: Words = {
    "single": _("one answer"),
    "multi": _("several answers"),
    "scale": _("scale"),
    "number": _("number"),
    "duration": _("duration"),
    "date": _("date"),
    "country": _("country"),
    "municipality": _("municipality"),
    "text": _("short text"),
    "long_text": _("long text"),
    "statement": _("only text, no answer"),
}
REASONS: Words = {
    "dont_know": _("I don't know"),
    "prefer_not": _("I would rather not say"),
    "not_applicable": _("does not apply"),
}
PRECISIONS: Words = {
    "day": _("day"),
    "month": _("month"),
    "year": _("year"),
    "before": _("before the day below"),
    "after": _("after the day below"),
}
MODES: Words = {
    "both": _("with a code, and open to all"),
    "coded": _("with a code only"),
    "open": _("open to all, without codes"),
}
RECORDINGS: Words = {
    "any": _("a computer voice where nobody recorded it"),
    "human": _("people's voices only"),
}
KEYS: Words = {
    "name": _("Name"),
    "code": _("Code"),
    "type": _("Type"),
    "label": _("Text"),
    "title": _("Title"),
    "text": _("Text"),
    "explanation": _("Explanation"),
    "short_label": _("Short name for tables"),
    "hint": _("Help below the question"),
    "options": _("Answers from the list"),
    "reasons": _("Standard answers"),
    "other": _("“Other” gets a text field"),
    "groups": _("Only for the groups"),
    "relevant": _("Rule: only shown when"),
    "routing_key": _("May not be skipped"),
    "core": _("One of the most important questions: asked first"),
    "terms": _("Words explained in place"),
    "min": _("Least"),
    "max": _("Most"),
    "decimals": _("Decimals"),
    "precisions": _("How exact an answer may be"),
    "pivot": _("The day that before and after speak of"),
    "max_length": _("Most characters"),
    "picture": _("Drawing"),
    "source": _("Source"),
    "notes": _("Notes for colleagues"),
    "value": _("Number in datasets"),
    "short": _("Short name in columns"),
    "score": _("Score"),
    "exclusive": _("Excludes the others"),
    "reason": _("Is the standard answer"),
    "in_base": _("Counts in percentages"),
    "law": _("Law"),
    "migrant_type": _("Kind of migrant"),
    "untyped": _("Kind not known"),
    "expression": _("Expression"),
    "items": _("Questions in the scale"),
    "min_items": _("Answered at least"),
    "wave": _("Wave"),
    "series": _("Series"),
    "reconstruction": _("Made from printed figures, not as held"),
    "languages": _("Languages"),
    "mode": _("Who can take part"),
    "open": _("Opens on"),
    "close": _("Last day"),
    "withdraw_until": _("Withdrawing until"),
    "recordings": _("Voices"),
    "consent/version": _("Version of the consent"),
    "agree": _("Button to take part"),
    "consent/refuse": _("Button not to take part"),
    "materials/landing/title": _("Title of the first page"),
    "materials/landing/lead": _("Below the title of the first page"),
    "materials/landing/minutes": _("How many minutes it takes, as people are told"),
    "materials/landing/phone": _("Telephone number for questions"),
    "materials/landing/email": _("E-mail address for questions"),
    "materials/done/title": _("Title of the last page"),
    "materials/refused/title": _("Title for who does not take part"),
    "materials/flyers/title": _("Title of the flyer"),
    "materials/flyers/lead": _("Below the title of the flyer"),
    "materials/flyers/scan": _("What to do with the QR code"),
    "materials/flyers/link": _("The address, with {url} in it"),
    "materials/flyers/minutes": _("How long it takes, with {minutes} in it"),
    "materials/flyers/close": _("The last day, with {close_date} in it"),
    "materials/flyers/help": _("Help, with {phone} in it"),
    "materials/flyers/sender": _("Who sends the flyer"),
    "materials/messages/whatsapp": _("WhatsApp message, with {url} in it"),
    "materials/messages/sms": _("SMS, with {url} in it"),
    "refuse": _("Ends here: may not take part"),
    "group": _("Leads to the group"),
    "dont_know": _("I don't know"),
    "prefer_not": _("I would rather not say"),
    "not_applicable": _("does not apply"),
    "holds": _("Must hold"),
}


def kind_words(kind: str) -> str:
    return str(KINDS.get(kind, kind))


def key_words(key: str) -> str:
    """A key or the last step of a place; the key itself where it has no words."""
    return str(KEYS.get(key) or KEYS.get(key.rsplit("/", 1)[-1], key))
