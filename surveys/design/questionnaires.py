"""Questionnaires that somebody may read: editions and drafts of the studies they research, by a short key."""

import json
from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _

from staff.models import User
from surveys import drafts
from surveys.design.desk import Desk, desk_at
from surveys.editions import definition_of
from surveys.engine.changes import Change
from surveys.engine.compare import compare
from surveys.engine.definition import Definition
from surveys.engine.editions import edition_numbers, select_edition
from surveys.engine.parse import parse
from surveys.models import Edition, Study
from surveys.own_studies import own_studies

DRAFT = "draft"


@dataclass(frozen=True)
class Questionnaire:
    """`edition` None: the study's draft (the newest edition that it holds)."""

    study: Study
    edition: Edition | None = None

    @property
    def key(self) -> str:
        return f"{self.study.slug}:{self.edition.number if self.edition else DRAFT}"

    @property
    def label(self) -> str:
        if self.edition is None:
            return _("%(study)s, draft") % {"study": self.study.slug}
        return _("%(study)s, edition %(number)s") % {"study": self.study.slug, "number": self.edition.number}

    def document(self) -> dict[str, Any]:
        """Raises DefinitionError, drafts.NoDraft."""
        if self.edition is not None:
            return dict(json.loads(self.edition.document))
        found = drafts.document_of(self.study)
        return select_edition(found, max(edition_numbers(found)))

    def definition(self) -> Definition:
        """Read once per process and revision. Raises DefinitionError."""
        return definition_of(self.edition) if self.edition else _newest_in(desk_at(self.study.draft))

    @property
    def state(self) -> tuple[object, ...]:
        """The same again only while it says the same."""
        if self.edition is not None:
            return (self.edition.pk, self.edition.document_hash)
        draft = self.study.draft
        return (draft.pk, draft.revision, draft.changed_at)


def _newest_in(desk: Desk) -> Definition:
    """The newest edition that a draft holds. Raises DefinitionError."""
    if "newest" not in desk.memo:
        number = max(edition_numbers(desk.document))
        desk.memo["newest"] = desk.definition or parse(select_edition(desk.document, number))
    found: Definition = desk.memo["newest"]
    return found


def changes_between(one: Questionnaire, other: Questionnaire) -> tuple[Change, ...]:
    """Every change from one to the other; the last comparison of each is remembered. Raises DefinitionError."""
    old, new = one.definition(), other.definition()
    state, found = new.memo.get("compared", ((), ()))
    if state != one.state:
        found = compare(old, new)
        new.memo["compared"] = (one.state, found)
    known: tuple[Change, ...] = found
    return known


def documents_of(user: User) -> tuple[Questionnaire, ...]:
    """Study by study, the draft first, then editions, the newest first."""
    studies = list(own_studies(user, "researcher").select_related("draft"))
    editions = Edition.objects.filter(study__in=studies).defer("document").order_by("-number")
    of_study: dict[int, list[Edition]] = {}
    for edition in editions:
        of_study.setdefault(edition.study_id, []).append(edition)
    found: list[Questionnaire] = []
    for study in studies:
        found += [Questionnaire(study)] if hasattr(study, "draft") else []
        found += [Questionnaire(study, edition) for edition in of_study.get(study.pk, [])]
    return tuple(found)


def chosen(user: User, key: str) -> Questionnaire:
    """Raises Http404 for one that is not there, or not theirs to read."""
    found = next((one for one in documents_of(user) if one.key == key), None)
    if found is None:
        raise Http404
    return found
