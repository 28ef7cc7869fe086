"""What is known of a respondent without asking: the register's group and the channel."""

from collections.abc import Iterable, Mapping
from typing import Any

import z3

from surveys.engine.definition import Definition, Question
from surveys.engine.proof.domains import Domain, at_most_one
from surveys.engine.proof.literals import Literals
from surveys.engine.proof.logic import is_so
from surveys.engine.proof.values import Words
from surveys.engine.text import Text

OTHER_CHANNEL = "open"


def known_groups(definition: Definition) -> tuple[str, ...]:
    """Groups that the register can name: those of the study and of its frame. None in an open study."""
    if definition.mode == "open":
        return ()
    listed = (column.get("values") for column in definition.list_columns if column["name"] == "group")
    framed = [value for values in listed if isinstance(values, list) for value in values]
    return tuple(dict.fromkeys(str(name) for name in [*definition.groups, *framed]))


def channels(literals: Literals) -> tuple[str, ...]:
    named = sorted(text for text in literals.of("channel") if text)
    return (*named, *([OTHER_CHANNEL] if OTHER_CHANNEL not in named else []))


def built_in_domains(definition: Definition, literals: Literals) -> Mapping[str, Domain]:
    """One domain for each of the two that differ between people. Everybody has a channel, not everybody a group."""
    channel = _domain("channel", channels(literals))
    channel.constraints.append(channel.answered)
    return {"known_group": _domain("known_group", known_groups(definition)), "channel": channel}


def _domain(name: str, values: Iterable[str]) -> Domain:
    found = Domain(Question(name, "text", Text({})))
    for value in values:
        way = z3.Bool(f"{name}={value}")
        found.ways.append((way, _never))
        found.cases.append((way, Words(value)))
    found.constraints.extend(at_most_one([way for way, _ in found.ways]))
    return found


def _never(model: Any) -> Any:
    raise TypeError("a built-in is not answered")


def value_in(found: Domain, model: Any) -> str:
    """The value of a built-in in a model, '' where it has none."""
    for way, atom in found.cases:
        if isinstance(atom, Words) and is_so(model, way):
            return atom.value
    return ""
