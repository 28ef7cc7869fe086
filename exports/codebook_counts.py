"""Which counts of a whole codebook are told, where one variable says something about another. Pure."""

from collections.abc import Mapping

from exports.columns import Column
from exports.counts import Profile, told, told_of_set
from exports.dataset import Dataset
from exports.steering import worked_out_from
from surveys.engine.disclose import shown

Counts = Mapping[int, int]


def told_counts(data: Dataset, counts: Mapping[str, Counts], profile: Profile) -> dict[str, dict[int, int | None]]:
    """Per column the counts that this profile tells.

    Parts of a question with several answers are taken together. A derived value or scale tells no count where it is
    worked out from a question with a small answer, since sums of that question's answers would give it away.
    """
    found = {name: told(one, profile) for name, one in counts.items()}
    for names in _sets(data.columns).values():
        found |= told_of_set({name: counts[name] for name in names}, profile)
    if profile == "internal":
        return found
    quiet = {column.question for column in data.columns if column.question and _has_small(counts[column.name])}
    for definition in data.definitions:
        for name in worked_out_from(definition, quiet) & set(found):
            found[name] = dict.fromkeys(found[name])
    return found


def _has_small(counts: Counts) -> bool:
    return any(code >= 0 and shown(count) is None for code, count in counts.items())


def _sets(columns: tuple[Column, ...]) -> Mapping[str, list[str]]:
    sets: dict[str, list[str]] = {}
    for column in columns:
        if column.set_name:
            sets.setdefault(column.set_name, []).append(column.name)
    return sets
