"""A draft replaced whole: by one edition, by an earlier state, by a file. What stood there is kept."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from staff import audit
from staff.models import User
from surveys import drafts
from surveys.engine.editions import select_edition
from surveys.models import Draft, DraftSnapshot, Edition, Study

Reason = DraftSnapshot.Reason


@transaction.atomic
def replace(
    study: Study,
    document: Mapping[str, Any],
    reason: DraftSnapshot.Reason,
    user: User | None,
    *,
    revision: int | None = None,
    now: datetime | None = None,
) -> Draft:
    """Keep the draft as it is, and put the document in its place.

    `revision`: the one that the person saw. Raises drafts.DraftChanged where the draft is no longer at it,
    DefinitionError for a document that is not plain; then nothing has changed.
    """
    if Draft.objects.filter(study=study).exists():
        draft = drafts.locked(study)
        DraftSnapshot.objects.create(
            study=study,
            revision=draft.revision,
            document=json.dumps(drafts.document_of(study), ensure_ascii=False),
            reason=reason,
            user=user,
            at=now or timezone.now(),
        )
    stored = drafts.store(study, document, revision=revision)
    audit.record(user, "draft.replace", study.slug, revision=stored.revision, reason=str(reason))
    return stored


def open_edition(edition: Edition, user: User | None, *, revision: int | None = None) -> Draft:
    """A published edition as the draft, to be changed into the next one. Raises drafts.DraftChanged."""
    return replace(edition.study, json.loads(edition.document), Reason.EDITION, user, revision=revision)


def open_part(study: Study, number: int, user: User | None, *, revision: int | None = None) -> Draft:
    """One of the editions that the draft itself holds. Raises DefinitionError, drafts.NoDraft, drafts.DraftChanged."""
    return replace(study, select_edition(drafts.document_of(study), number), Reason.EDITION, user, revision=revision)


def open_snapshot(snapshot: DraftSnapshot, user: User | None, *, revision: int | None = None) -> Draft:
    """An earlier state of the draft. Raises drafts.DraftChanged."""
    return replace(snapshot.study, json.loads(snapshot.document), Reason.SNAPSHOT, user, revision=revision)
