"""Edits of a draft: the only writer of them. Each is one transaction, is logged, and can be undone.

The lock is optimistic and as small as one key: an edit says what it found at each key it changes. Two people who change
different keys do not hinder each other; where both change the same one, the later is refused and shown both (Conflict).
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from staff import audit
from staff.models import User
from surveys import draft_nodes, drafts
from surveys.design import comments
from surveys.design.steps import (
    STUDY,
    Change,
    Clash,
    Insert,
    Key,
    Remove,
    SetKeys,
    Step,
    Twig,
    clash,
    from_json,
    kind_of,
    to_json,
    touched,
    undoing,
)
from surveys.draft_nodes import BadStep, NodeGone
from surveys.draft_tree import beside_tables, tree_of
from surveys.engine.editions import announced
from surveys.engine.plain import plain
from surveys.models import Draft, DraftEdit, Study

__all__ = ["BadStep", "Conflict", "NodeGone", "SeveralEditions", "edit", "undo"]
LOOKED_FIRST, LOOKED_BACK = 5, 500
"""How many edits are searched for who changed a key last, and for what can be undone: mostly one of the first few."""


class Conflict(Exception):
    """Somebody else changed these keys since; nothing was stored."""

    def __init__(self, clashes: Sequence[Clash]) -> None:
        self.clashes = tuple(clashes)
        super().__init__(f"{len(self.clashes)} keys were changed by somebody else meanwhile.")


class SeveralEditions(Exception):
    """The draft announces editions, as files do; one of them has to be opened first."""

    def __init__(self, study: Study, numbers: tuple[int, ...]) -> None:
        self.numbers = numbers
        super().__init__(f"The draft of {study.slug} holds editions {', '.join(map(str, numbers))}. Open one of them.")


class AlreadyUndone(Exception):
    """This edit was undone before."""


@transaction.atomic
def edit(
    study: Study,
    steps: Sequence[Step],
    user: User | None,
    *,
    undoes: DraftEdit | None = None,
    now: datetime | None = None,
) -> DraftEdit:
    """Do all steps, or none.

    Raises Conflict, NodeGone, BadStep, SeveralEditions, drafts.NoDraft, and DefinitionError for a value that has no
    place in a document; then nothing has changed.
    """
    if not steps:
        raise BadStep("no_steps")
    _require_plain(steps)
    draft = drafts.locked(study)
    require_single(study, draft)
    _require_unchanged(draft, steps)
    done = [_do(draft, step) for step in steps]
    draft.revision += 1
    draft.save(update_fields=["rest", "revision", "changed_at"])
    made = DraftEdit.objects.create(
        study=study,
        revision=draft.revision,
        steps=to_json(done),
        undoes=undoes,
        user=user,
        at=now or timezone.now(),
    )
    comments.follow(study, done, user, made.at)
    audit.record(user, "draft.edit", study.slug, revision=draft.revision, steps=len(done), undoes=undoes and undoes.pk)
    return made


def _require_plain(steps: Iterable[Step]) -> None:
    for step in steps:
        match step:
            case SetKeys(changes=changes):
                plain({"values": [change.after for change in changes]})
            case Insert(twig=twig):
                _require_plain_twig(twig)


def _require_plain_twig(twig: Twig) -> None:
    plain(dict(twig.mapping))
    for child in twig.children:
        _require_plain_twig(child)


def require_single(study: Study, draft: Draft) -> None:
    """Raises SeveralEditions where the draft's document says which parts are of which edition."""
    numbers = announced(beside_tables(draft))
    if numbers:
        raise SeveralEditions(study, numbers)


def _require_unchanged(draft: Draft, steps: Sequence[Step]) -> None:
    clashes = [
        found
        for step in steps
        if isinstance(step, SetKeys)
        for change in step.changes
        if (found := clash(step.node, _name(draft, step.node), change, draft_nodes.value_at(draft, step.node, change)))
    ]
    if clashes:
        raise Conflict(clashes)


def _name(draft: Draft, ref: str) -> str:
    if ref == STUDY:
        return ""
    found = draft_nodes.mapping_of(ref, draft_nodes.row_of(draft, ref))
    return str(found.get("name") or found.get("code") or "")


def _do(draft: Draft, step: Step) -> Step:
    if not isinstance(step, Remove):
        return draft_nodes.do(draft, step, {})
    found = tree_of(draft).by_ref.get(step.node)
    if found is None:
        raise NodeGone(step.node)
    return draft_nodes.do(draft, step, {step.node: found.twig})


def undo(study: Study, edit_id: int, user: User | None, *, now: datetime | None = None) -> DraftEdit:
    """Do the opposite of an edit, as a new one; undoing that is to redo. Raises what `edit` does, AlreadyUndone.

    Raises DraftEdit.DoesNotExist for an edit of another study.
    """
    with transaction.atomic():
        drafts.locked(study)
        found = DraftEdit.objects.get(study=study, pk=edit_id)
        if is_undone(found):
            raise AlreadyUndone
        return edit(study, undoing(from_json(found.steps)), user, undoes=found, now=now)


def is_undone(found: DraftEdit) -> bool:
    """Whether an edit that undoes this one stands (was not undone itself)."""
    return any(not is_undone(later) for later in found.undone_by.all())


def last_to_undo(study: Study, user: User) -> DraftEdit | None:
    """The newest edit of this person that stands and undoes nothing; None where there is none."""
    found = study.edits.filter(user=user, undoes=None).prefetch_related("undone_by__undone_by").order_by("-id")
    looked = (one for first, end in ((0, LOOKED_FIRST), (LOOKED_FIRST, LOOKED_BACK)) for one in found[first:end])
    return next((one for one in looked if not is_undone(one)), None)


def last_to_redo(study: Study, user: User) -> DraftEdit | None:
    """The newest undoing of this person that can be undone itself, where they changed nothing else since."""
    newest = study.edits.filter(user=user, undoes=None).order_by("-id").values_list("id", flat=True).first() or 0
    later = study.edits.filter(user=user, undoes__undoes=None, undoes__isnull=False, id__gt=newest).order_by("-id")
    return next((one for one in later if not is_undone(one)), None)


def last_change(study: Study, node: str, key: Key) -> DraftEdit | None:
    """Who changed this key last, as far as the last edits tell."""
    recent = study.edits.select_related("user").order_by("-id")[:LOOKED_BACK]
    return next((one for one in recent if (node, key) in touched(from_json(one.steps))), None)


def set_one(node: str, change: Change) -> SetKeys:
    """A step that sets one key. Raises ValueError for a ref that names nothing."""
    kind_of(node)
    return SetKeys(node, (change,))
