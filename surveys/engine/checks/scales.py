"""Scales are made of scored questions."""

from collections.abc import Iterator

from surveys.engine.catalogue import fault
from surveys.engine.definition import Definition, Scale
from surveys.engine.problems import Problem


def check_scales(definition: Definition) -> Iterator[Problem]:
    for scale in definition.scales:
        yield from _items(definition, scale)
        if not 1 <= scale.min_items <= max(1, len(set(scale.items))) or len(scale.items) != len(set(scale.items)):
            where = f"scales/{scale.name}"
            message = f"min_items is {scale.min_items} of {len(set(scale.items))} items."
            yield fault("bad_min_items", where, message, "Name each item once; ask for 1 up to all of them.")


def _items(definition: Definition, scale: Scale) -> Iterator[Problem]:
    where = f"scales/{scale.name}/items"
    for name in scale.items:
        question = definition.questions.get(name)
        if question is None:
            yield fault("unknown_item", where, f"There is no question “{name[:60]}”.", "Check the spelling.")
        elif question.type == "multi" or not any(option.score is not None for option in question.options):
            message = f"“{name}” has no scores."
            yield fault("item_without_score", where, message, "Give its options scores, or take it out.")
