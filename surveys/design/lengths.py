"""How long a questionnaire takes per group: from its words, and as people took who filled it in before."""

from dataclasses import dataclass

from surveys.design.results import Timed, Times, times_of
from surveys.engine.definition import Definition, Group
from surveys.engine.length import Length, length_of
from surveys.models import Edition, Study


@dataclass(frozen=True)
class GroupLength:
    """`timed`: what people of an earlier edition took, None where that is not known."""

    group: Group
    label: str
    length: Length
    timed: Timed | None = None


def of_definition(definition: Definition, language: str = "", times: Times | None = None) -> tuple[GroupLength, ...]:
    tag = language or definition.source
    return tuple(
        GroupLength(
            group,
            group.label.get(definition.source) or group.name,
            length_of(definition, group.name, tag),
            (times or {}).get(group.name),
        )
        for group in definition.groups.values()
    )


def measured_in(study: Study) -> tuple[Edition | None, Times]:
    """The newest edition of the study that people were timed in."""
    for edition in study.editions.defer("document").order_by("-number"):
        found = times_of(edition)
        if found:
            return edition, found
    return None, {}
