"""What the workbench's pages store: keys as they were typed, names with all their mentions, translations with their
record. Each call is one edit."""

from collections.abc import Callable, Sequence

from django.db import transaction

from staff.models import User
from surveys import draft_nodes, drafts, translations
from surveys.design import editing, renaming
from surveys.design.desk import desk_at
from surveys.design.editing import BadStep
from surveys.design.steps import STUDY, Change, SetKeys, Step, Tree, kind_of
from surveys.draft_texts import source_of
from surveys.models import Draft, DraftEdit, Study
from surveys.translation_units import Unit

Typed = tuple[str, Change]
"""A ref and what is to change there."""


@transaction.atomic
def act(study: Study, build: Callable[[Tree], Sequence[Step]], user: User | None) -> DraftEdit:
    """An edit whose steps hang on what stands in the draft now. Raises what `build` and editing.edit raise."""
    draft = drafts.locked(study)
    editing.require_single(study, draft)
    return editing.edit(study, build(desk_at(draft).tree), user)


@transaction.atomic
def save(study: Study, typed: Sequence[Typed], user: User | None) -> DraftEdit | None:
    """Set keys; None where nothing differs. A name changes wherever it is mentioned; translations are recorded.

    Raises what editing.edit raises, and translations.NotAllowed for a translation that cannot be one.
    """
    if not typed:
        return None
    draft = drafts.locked(study)
    editing.require_single(study, draft)
    source = source_of(drafts.beside_tables(study))
    units = [(ref, change) for ref, change in typed if change.language not in ("", source) and change.after]
    made = editing.edit(study, steps_of(desk_at(draft).tree, typed), user)
    for ref, change in units:
        _record(study, draft, source, ref, change, user)
    return made


def steps_of(tree: Tree, typed: Sequence[Typed]) -> tuple[Step, ...]:
    """One step per thing. Raises BadStep."""
    plain: dict[str, list[Change]] = {}
    steps: list[Step] = []
    for ref, change in typed:
        if _is_name(ref, change) and ref in tree.by_ref:
            steps += _renamed(tree, ref, change)
        else:
            plain.setdefault(ref, []).append(change)
    return (*(SetKeys(ref, tuple(changes)) for ref, changes in plain.items()), *steps)


def _is_name(ref: str, change: Change) -> bool:
    return ref != STUDY and change.key == renaming.key_of_name(kind_of(ref))


def _renamed(tree: Tree, ref: str, change: Change) -> Sequence[Step]:
    """The name that was found is kept in the first step, so that a colleague's other name is a conflict."""
    try:
        first, *others = renaming.renaming(tree, tree.by_ref[ref], str(change.after or ""))
    except renaming.CannotRename as error:
        raise BadStep(error.code, error.about) from None
    own = tuple(change if one.key == change.key else one for one in first.changes)
    return (SetKeys(first.node, own), *others)


def _record(study: Study, draft: Draft, source: str, ref: str, change: Change, user: User | None) -> None:
    """The pair of source and translation is written down as in the translation workbench. Raises NotAllowed."""
    original = draft_nodes.value_at(draft, ref, Change(change.key, "", "", source))
    unit = Unit(change.language, original, str(change.after), (change.key,))
    if original:
        translations.require_sound(unit, unit.translation)
        translations.note(study, unit, "translated", user=user)
