"""A draft as the workbench's pages need it, read once per revision and process."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, lru_cache
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404

from surveys.design.readable import readable
from surveys.design.steps import Node, Tree
from surveys.draft_tree import document_from, tree_of
from surveys.engine.definition import Definition
from surveys.engine.editions import announced
from surveys.engine.parse import parse
from surveys.engine.problems import DefinitionError, Problem
from surveys.models import Draft, Study
from surveys.publish import hash_of

DESKS_KEPT = 8


@dataclass(frozen=True)
class Desk:
    """One revision of a draft. Whatever hangs on the revision alone may be a cached property here."""

    revision: int
    tree: Tree
    memo: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)
    """Room for what pages work out once per revision."""

    def remembered(self, name: Any, key: str) -> Any:
        """What was remembered under the name for this key; None for any other key, or where nothing was."""
        held, found = self.memo.get(name, ("", None))
        return found if held == key else None

    def remember(self, name: Any, key: str, found: Any) -> None:
        """In place of what was remembered under the name for another key, so that a revision does not pile up."""
        self.memo[name] = (key, found)

    @cached_property
    def document(self) -> dict[str, Any]:
        return document_from(self.tree)

    @cached_property
    def document_hash(self) -> str:
        return hash_of(self.document)

    @cached_property
    def edition_hash(self) -> str:
        """The hash that an edition of this draft would have; '' for a draft with faults of form."""
        return hash_of(self.definition.document) if self.definition else ""

    @property
    def editions(self) -> tuple[int, ...]:
        """The editions that the draft announces, as files do; one of them has to be opened before it can be edited."""
        return announced(self.document)

    @cached_property
    def _parsed(self) -> tuple[Definition | None, tuple[Problem, ...]]:
        try:
            return parse(self.document), ()
        except DefinitionError as error:
            return None, error.problems

    @property
    def definition(self) -> Definition | None:
        """None where the draft has faults of form: `form_problems` then names them all."""
        return self._parsed[0]

    @cached_property
    def readable(self) -> Definition | None:
        """The definition; where rules cannot be read, what is left without them. None where more is wrong."""
        return self.definition or readable(self.document)

    @property
    def form_problems(self) -> tuple[Problem, ...]:
        return self._parsed[1]

    @property
    def languages(self) -> tuple[str, ...]:
        """The draft's languages, the source first; Dutch where it names none."""
        found = self.document.get("languages")
        named = tuple(tag for tag in found if isinstance(tag, str)) if isinstance(found, list) else ()
        return named or ("nl",)

    @property
    def groups(self) -> tuple[Node, ...]:
        return self.tree.groups

    def node(self, ref: str, *kinds: str) -> Node:
        """What a ref names, where it is of one of the kinds (any, without). Raises Http404."""
        found = self.tree.by_ref.get(ref)
        if found is None or (kinds and found.kind not in kinds):
            raise Http404
        return found


def study_of(slug: str) -> Study:
    """Raises Http404."""
    return get_object_or_404(Study.objects.select_related("draft"), slug=slug)


def desk_of(study: Study) -> Desk:
    """Raises Http404 where the study has no draft."""
    if not hasattr(study, "draft"):
        raise Http404
    return desk_at(study.draft)


def desk_at(draft: Draft) -> Desk:
    return _desk(draft.pk, draft.revision, draft.changed_at)


@lru_cache(maxsize=DESKS_KEPT)
def _desk(draft_id: int, revision: int, changed_at: datetime) -> Desk:
    """The moment is part of the key: a revision can be rolled back and come again."""
    return Desk(revision, tree_of(Draft.objects.get(pk=draft_id)))
