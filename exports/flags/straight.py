"""Who gave the same answer to every item of a battery. Pure.

A battery is what stands together: scale questions of one section with the same answers to choose from, as many as the
limit asks. People with one honest opinion do this too, so the evidence says whether the battery holds items that say
the opposite: there the same answer throughout contradicts itself.
"""

from collections.abc import Mapping

from exports.flags.case import Case, Told
from exports.flags.settings import Straight
from surveys.engine.answers import Choice
from surveys.engine.definition import Definition, is_for

NAME = "straight"
Battery = tuple[str, ...]


def batteries(definition: Definition, group: str, items: int) -> Mapping[str, Battery]:
    """Name of the section (with its place where it has several) → names of the questions, for one group.

    Worked out once per definition.
    """
    known: dict[tuple[str, int], Mapping[str, Battery]] = definition.memo.setdefault("batteries", {})
    if (group, items) not in known:
        known[group, items] = _batteries(definition, group, items)
    return known[group, items]


def _batteries(definition: Definition, group: str, items: int) -> Mapping[str, Battery]:
    held: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for question in definition.questions.values():
        page = definition.page_of[question.name]
        if question.type == "scale" and is_for(page.groups, group) and is_for(question.groups, group):
            key = page.section, tuple(option.code for option in question.options)
            held.setdefault(key, []).append(question.name)
    found: dict[str, Battery] = {}
    for (section, _), names in held.items():
        if len(names) >= items:
            found[section if section not in found else f"{section} {len(found) + 1}"] = tuple(names)
    return found


def straight_lined(case: Case, limits: Straight) -> Mapping[str, Told] | None:
    """The batteries with one answer throughout, the answer's code, how many items, and whether items are reversed."""
    seen = {
        name: codes
        for name, questions in batteries(case.definition, case.group, limits.items).items()
        if len(codes := _scored(case, questions)) >= limits.items and len(set(codes.values())) == 1
    }
    if not seen:
        return None
    return {
        "batteries": ", ".join(seen),
        "answers": ", ".join(next(iter(codes.values())) for codes in seen.values()),
        "items": sum(len(codes) for codes in seen.values()),
        "reversed": sum(name in limits.reversed for codes in seen.values() for name in codes),
    }


def _scored(case: Case, questions: Battery) -> dict[str, str]:
    """Question → code of the answer, where it has a score: "not applicable" is no place on the scale."""
    given = {name: case.cells.get(name) for name in questions}
    return {
        name: cell.code
        for name, cell in given.items()
        if isinstance(cell, Choice) and case.definition.questions[name].by_code[cell.code].score is not None
    }
