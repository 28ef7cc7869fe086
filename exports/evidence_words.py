"""What a flag saw, as one sentence for staff. No open text, nothing personal."""

from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _

from exports.flags.case import Told

Evidence = Mapping[str, Told]


def in_words(rule: str, evidence: Evidence) -> str:
    return SENTENCES[rule](evidence)


def _speeding(seen: Evidence) -> str:
    words = _("%(share)s of the usual time (the middle one of %(pages)s pages); %(seconds)s seconds on these pages.")
    return words % {**seen, "share": f"{float(seen['share']):.0%}"}


def _straight(seen: Evidence) -> str:
    words = _("%(batteries)s: “%(answers)s” on all %(items)s items.") % seen
    return " ".join((words, _("Some of them say the opposite."))) if seen["reversed"] else words


def _double(seen: Evidence) -> str:
    words = _(
        "%(likeness)s of %(items)s answers equal to those of %(other)s; began %(minutes_apart)s minutes after it."
    )
    more = [_("Same channel.")] if seen["same_channel"] else []
    more += [_("Same group session.")] if seen["same_session"] else []
    return " ".join([words % {**seen, "likeness": f"{float(seen['likeness']):.0%}"}, *more])


def _control(seen: Evidence) -> str:
    if "question" in seen:
        return _("Questions of %(group)s; %(question)s says “%(answer)s”.") % seen
    return _("Questions of %(group)s; the first questions say %(screened)s.") % seen


def _impossible(seen: Evidence) -> str:
    said = []
    if "outside" in seen:
        said.append(_("Out of bounds: %(outside)s.") % seen)
    if "contradictions" in seen:
        said.append(_("Contradiction: %(contradictions)s.") % seen)
    return " ".join(said)


def _break_off(seen: Evidence) -> str:
    words = _("%(answered)s of %(applicable)s questions that applied were answered.") % seen
    return " ".join((words, _("Sent.") if seen["sent"] else _("Not sent.")))


SENTENCES: Mapping[str, Callable[[Evidence], str]] = {
    "speeding": _speeding,
    "straight": _straight,
    "double": _double,
    "control": _control,
    "impossible": _impossible,
    "break_off": _break_off,
}
