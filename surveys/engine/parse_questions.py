"""The part of a document that holds pages, questions and options."""

from collections.abc import Mapping
from typing import Any, get_args

from surveys.engine.definition import Option, Page, Precision, Question, QuestionType, Reason
from surveys.engine.document import (
    NO_TEXT,
    At,
    Fields,
    day,
    flag,
    names,
    number,
    one_of,
    rule,
    several_of,
    string,
    strings,
    text,
    whole,
)
from surveys.engine.editions import number_options
from surveys.engine.pictures import PICTURES

Options = tuple[Option, ...]
Lists = Mapping[str, tuple[Options, At]]
"""Option lists by name: the options, and where they stand in the document."""

TYPES = get_args(QuestionType)
REASONS = get_args(Reason)
PRECISIONS = get_args(Precision)
QUESTION = (
    "short_label hint options reasons other groups relevant routing_key core terms min max decimals precisions pivot "
    "max_length picture source notes"
)
ONLY_FOR: Mapping[str, tuple[str, ...]] = {
    "options": ("single", "multi", "scale"),
    "other": ("single", "multi"),
    "min": ("number", "duration", "date"),
    "max": ("number", "duration", "date"),
    "decimals": ("number",),
    "precisions": ("date",),
    "pivot": ("date",),
    "max_length": ("text", "long_text"),
}
"""Keys that mean something for these types only."""


def page(at: At, lists: Lists, section: str) -> Page:
    fields = at.fields("name questions", "title groups relevant")
    return Page(
        fields.read("name", string, ""),
        fields.each("questions", lambda item: question(item, lists)),
        fields.maybe("title", text),
        fields.maybe("groups", names),
        fields.maybe("relevant", rule),
        section,
    )


def question(at: At, lists: Lists) -> Question:
    fields = at.fields("name type label", QUESTION)
    kind: Any = fields.read("type", one_of(*TYPES), "text")
    options, option_list = fields.read("options", lambda item: read_options(item, lists), ((), None))
    _check_keys(fields, kind)
    if kind == "scale":
        _check_scores(fields, lists)
    reader = day if kind == "date" else number
    reasons: Any = fields.read("reasons", several_of(*REASONS), ())
    precisions: Any = fields.read("precisions", several_of(*PRECISIONS), ("day",))
    return Question(
        name=fields.read("name", string, ""),
        type=kind,
        label=fields.read("label", text, NO_TEXT),
        short_label=fields.maybe("short_label", text),
        hint=fields.maybe("hint", text),
        options=options,
        option_list=option_list,
        reasons=reasons,
        other=fields.read("other", _other, False),
        groups=fields.maybe("groups", names),
        relevant=fields.maybe("relevant", rule),
        routing_key=fields.read("routing_key", flag, False),
        core=fields.read("core", flag, False),
        terms=fields.read("terms", strings, ()),
        minimum=fields.maybe("min", reader),
        maximum=fields.maybe("max", reader),
        decimals=fields.read("decimals", whole, 0),
        precisions=precisions,
        pivot=fields.maybe("pivot", day),
        max_length=fields.read("max_length", whole, 250),
        picture=fields.read("picture", one_of(*PICTURES), ""),
        source=fields.read("source", string, ""),
        notes=fields.read("notes", string, ""),
    )


def _other(at: At) -> bool:
    return one_of("text")(at) == "text"


def _check_keys(fields: Fields, kind: str) -> None:
    for key, types in ONLY_FOR.items():
        if key in fields.given and kind not in types:
            advice = f"Take it out, or use one of the types {', '.join(types)}."
            fields.given[key].problem("key_for_other_type", f"“{key}” means nothing for type {kind}.", advice)


def _check_scores(fields: Fields, lists: Lists) -> None:
    """On a scale each option says its score, null included. Reported at the question, as lists are shared."""
    place = fields.given.get("options")
    if place is None:
        return
    listed = lists[place.value][1].value if isinstance(place.value, str) and place.value in lists else place.value
    lacking = [item for item in listed if isinstance(item, dict) and "score" not in item] if _is_list(listed) else []
    if lacking:
        codes = ", ".join(str(item.get("code"))[:20] for item in lacking[:3])
        advice = "Give each option of a scale a score; null where it has none."
        fields.at.problem("score_missing", f"{len(lacking)} options have no score: {codes}.", advice)


def _is_list(value: Any) -> bool:
    return isinstance(value, list)


def read_lists(at: At) -> Lists:
    return {name: (_options(item), item) for name, item in at.entries().items()}


def read_options(at: At, lists: Lists) -> tuple[Options, str | None]:
    """The options themselves, or those of the list that is named."""
    if not isinstance(at.value, str):
        return _options(at), None
    if at.value not in lists:
        known = ", ".join(lists) or "there are none"
        at.problem("unknown_option_list", f"There is no option list “{at.value[:60]}”.", f"Known lists: {known}.")
        return (), None
    return lists[at.value][0], at.value


def _options(at: At) -> Options:
    if not isinstance(at.value, list):
        at.wrong("a list of options, or the name of an option list")
        return ()
    return tuple(_option(item) for item in At(number_options(at.value), at.where, at.report).items())


def _option(at: At) -> Option:
    fields = at.fields("code label", "value short score groups relevant exclusive reason in_base hint picture")
    reason: Any = fields.maybe("reason", one_of(*REASONS))
    return Option(
        code=fields.read("code", string, ""),
        label=fields.read("label", text, NO_TEXT),
        value=fields.maybe("value", whole),
        short=fields.read("short", string, ""),
        score=fields.maybe("score", whole),
        groups=fields.maybe("groups", names),
        relevant=fields.maybe("relevant", rule),
        exclusive=fields.read("exclusive", flag, False),
        reason=reason,
        in_base=fields.read("in_base", flag, reason is None),
        hint=fields.maybe("hint", text),
        picture=fields.read("picture", one_of(*PICTURES), ""),
    )
