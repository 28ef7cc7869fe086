"""What the page of one thing shows: its fields in groups, its answers as a table, where its translations stand."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from surveys.design import widgets
from surveys.design.desk import Desk
from surveys.design.form_fields import Block, Field, block, study_block
from surveys.design.renaming import users
from surveys.design.steps import STUDY, Node
from surveys.models import Study
from surveys.text_states import PAIRING, record_of, standing
from surveys.translation_units import Unit, wanted
from surveys.translations import event_of
from surveys.views.desk import STATE_WORDS

ALL = "all"
"""Shown beside the source: every language."""
CHOOSING = ("single", "multi", "scale")
QUESTION: tuple[tuple[Promise, tuple[str, ...]], ...] = (
    (_("Words"), ("label", "hint", "short_label")),
    (
        _("Answers"),
        (
            *("type", "options", "other", "reasons", "min", "max", "decimals", "precisions", "pivot"),
            "max_length",
        ),
    ),
    (_("For whom"), ("groups", "relevant", "core", "routing_key")),
    (_("Around it"), ("name", "terms", "picture", "source", "notes")),
)
OPTION_COLUMNS = ("code", "label", "value", "score", "short", "exclusive")
"""What of an answer stands in the table; the rest below it."""
OPTION_MORE = ("hint", "reason", "in_base", "groups", "relevant", "picture")
HANDLED = frozenset({"options", "questions", "pages", "editions"})
"""Keys that stand elsewhere on the page."""


@dataclass(frozen=True)
class Group:
    title: str | Promise
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Answer:
    """One line of the table of answers."""

    node: Node
    columns: tuple[Block, ...]
    more: tuple[Block, ...]
    set_keys: tuple[str, ...]


def shown_languages(desk: Desk, beside: str) -> tuple[str, ...]:
    """The source, and what is read beside it."""
    source, *others = desk.languages
    if beside == ALL:
        return desk.languages
    return (source, beside) if beside in others else (source,)


def groups_of(desk: Desk, node: Node, tongues: Sequence[str]) -> tuple[Group, ...]:
    """The fields of a thing; a question only has those that its type has, and what is left from another type."""
    if node.kind == "question":
        return tuple(Group(title, _blocks(desk, node, keys, tongues)) for title, keys in QUESTION)
    return (Group("", _blocks(desk, node, tuple(widgets.WIDGETS[node.kind]), tongues)),)


def _blocks(desk: Desk, node: Node, keys: Iterable[str], tongues: Sequence[str]) -> tuple[Block, ...]:
    return tuple(block(desk, node, key, tongues) for key in keys if _has(desk, node, key))


def _has(desk: Desk, node: Node, key: str) -> bool:
    if node.kind == "question":
        if key == "options" and node.children:
            return False
        return key in node.mapping or widgets.fits(key, str(node.mapping.get("type", "")))
    if node.kind == "derived" and key == "options":
        return not node.children
    if node.kind == "option":
        return key in node.mapping or key in _columns(desk, node.parent) or key in OPTION_MORE
    return True


def _columns(desk: Desk, parent: str) -> tuple[str, ...]:
    """What the answers below this say, by the types of the questions that have them and by what stands there."""
    holder = desk.tree.by_ref[parent]
    types = {str(one.mapping.get("type", "")) for one in users(desk.tree, parent)}
    present = {key for option in holder.children for key in option.mapping}
    wants = {"score": "scale" in types, "short": "multi" in types, "exclusive": "multi" in types}
    return tuple(key for key in OPTION_COLUMNS if wants.get(key, True) or key in present)


def answers_of(desk: Desk, node: Node, tongues: Sequence[str]) -> tuple[Answer, ...]:
    """The table of answers below a question, a derived value or a list."""
    if node.kind not in ("question", "derived", "list"):
        return ()
    columns = _columns(desk, node.ref)
    return tuple(
        Answer(
            option,
            tuple(block(desk, option, key, tongues) for key in columns),
            tuple(block(desk, option, key, tongues) for key in OPTION_MORE),
            tuple(key for key in OPTION_MORE if key in option.mapping),
        )
        for option in node.children
    )


def shared_with(desk: Desk, node: Node) -> tuple[Node, ...]:
    """The list that a question or derived value takes its answers from, with everything that does so; else nothing."""
    name = node.mapping.get("options")
    found = next((one for one in desk.tree.lists if one.name == name), None)
    return (found, *users(desk.tree, found.ref)) if found else ()


def neighbours(desk: Desk, node: Node) -> tuple[Node | None, Node | None]:
    """What stands before and behind it in the questionnaire, of its own kind."""
    kinds: Mapping[str, Sequence[Node]] = {"question": desk.tree.questions, "page": desk.tree.pages}
    found = list(kinds.get(node.kind, desk.tree.siblings(node)))
    place = next((at for at, one in enumerate(found) if one.ref == node.ref), 0)
    return (found[place - 1] if place else None, found[place + 1] if place + 1 < len(found) else None)


def other_keys(node: Node) -> dict[str, Any]:
    """Keys that this page cannot edit; they stay as they are."""
    known = {*widgets.WIDGETS[node.kind], *HANDLED}
    return {key: value for key, value in node.mapping.items() if key not in known}


AROUND = (
    *("landing/title", "landing/lead", "landing/minutes", "landing/phone", "landing/email"),
    *("done/title", "refused/title"),
)
OUT = (
    *("flyers/title", "flyers/lead", "flyers/scan", "flyers/link", "flyers/minutes", "flyers/close", "flyers/help"),
    *("flyers/sender", "messages/whatsapp", "messages/sms"),
)
"""Texts and facts of the materials that every study needs; the rest of them travels in files."""


def study_groups(desk: Desk, tongues: Sequence[str]) -> tuple[Group, ...]:
    """The keys of the study itself but for its lists (consent paragraphs, outcomes)."""

    def made(*places: str) -> tuple[Block, ...]:
        return tuple(study_block(desk, place, tongues) for place in places)

    return (
        Group(_("Study"), made("title", "wave", "series", "languages", "mode")),
        Group(_("Dates and sound"), made("dates/open", "dates/close", "dates/withdraw_until", "audio/recordings")),
        Group(_("Standard answers"), made("reasons/dont_know", "reasons/prefer_not", "reasons/not_applicable")),
        Group(_("Consent"), made("consent/version", "consent/title", "consent/agree", "consent/refuse")),
        Group(_("First and last page"), made(*(f"materials/{key}" for key in AROUND))),
        Group(_("Flyer and messages"), made(*(f"materials/{key}" for key in OUT))),
    )


def with_states(study: Study, groups: Sequence[Group], desk: Desk) -> tuple[Group, ...]:
    """The groups with where each translation stands. One query."""
    return stated(study, desk, groups, ())[0]


def stated(
    study: Study, desk: Desk, groups: Sequence[Group], answers: Sequence[Answer]
) -> tuple[tuple[Group, ...], tuple[Answer, ...]]:
    """Groups and answers with where each translation stands. One query."""
    blocks = [one for group in groups for one in group.blocks]
    blocks += [one for answer in answers for one in (*answer.columns, *answer.more)]
    states = states_of(study, desk, blocks)

    def each(found: Iterable[Block]) -> tuple[Block, ...]:
        return tuple(_stated(one, states) for one in found)

    return (
        tuple(replace(group, blocks=each(group.blocks)) for group in groups),
        tuple(replace(one, columns=each(one.columns), more=each(one.more)) for one in answers),
    )


def _stated(one: Block, states: Mapping[str, str]) -> Block:
    if not one.is_text:
        return one
    return replace(one, fields=tuple(replace(f, state=states.get(f.name, "")) for f in one.fields))


def states_of(study: Study, desk: Desk, blocks: Sequence[Block]) -> dict[str, str]:
    """The state in words of every translation among the fields, by the field's name."""
    units = {
        f.name: Unit(f.language, one.fields[0].shown, f.shown, ())
        for one in blocks
        if one.is_text and one.fields[0].shown
        for f in one.fields[1:]
        if wanted(_place(f), f.language)
    }
    hashes = {unit.text_hash for unit in units.values() if unit.text_hash}
    rows = study.text_events.filter(text_hash__in=hashes, kind__in=PAIRING) if hashes else ()
    events = [event_of(row) for row in rows]
    records = {tag: record_of(events, tag) for tag in desk.languages[1:]}
    return {name: str(STATE_WORDS[standing(unit, records[unit.language]).state]) for name, unit in units.items()}


def _place(one: Field) -> str:
    """As far as it takes to tell who reads the text."""
    kinds = {"g": "groups", "d": "derived", "c": "scales"}
    return one.key if one.ref == STUDY else f"{kinds.get(one.ref[0], 'sections')}/{one.key}"
