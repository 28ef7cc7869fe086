"""Outcomes of checks in the database: the only writer and reader of DraftCheck. Old ones go."""

import json
from typing import Any

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from surveys import declarations
from surveys.design.desk import Desk
from surveys.engine.problems import Problem
from surveys.glossary import glossary_hash
from surveys.models import DraftCheck, Edition, Study, TextEvent
from surveys.publish import hash_of
from surveys.software import software_digest

Kind = DraftCheck.Kind
KEPT = 20
"""Outcomes of each kind that are kept of a study: undoing a few edits finds them again."""


def key_of(study: Study, desk: Desk) -> str:
    """The same again only while nothing changed that a check looks at. One query."""
    parts = (
        desk.document_hash,
        *newest_rows(study),
        glossary_hash(),
        declarations.files_digest(declarations.folder_of(study.slug)),
        software_digest(declarations.rooms() | {"surveys"}),
    )
    return hash_of({"parts": [str(part) for part in parts]})


def newest_rows(study: Study) -> tuple[int, int]:
    """The newest edition and the newest event of a text, by their rows; 0 for none.

    A translation that is confirmed changes no document; its event does change what is stale.
    """
    last = [
        Subquery(model.objects.filter(study=OuterRef("pk")).order_by("-pk").values("pk")[:1])
        for model in (Edition, TextEvent)
    ]
    edition, event = Study.objects.filter(pk=study.pk).values_list(*last).get()
    return edition or 0, event or 0


def kept(study: Study, kind: DraftCheck.Kind, key: str) -> Any:
    """What was kept, as `keep` got it; None where nothing was."""
    found = study.checks.filter(kind=kind, key=key).values_list("found", flat=True).first()
    return None if found is None else json.loads(found)


@transaction.atomic
def keep(study: Study, kind: DraftCheck.Kind, key: str, found: Any) -> None:
    """Somebody else may have kept the same meanwhile: it is the same."""
    row = DraftCheck(study=study, kind=kind, key=key, found=json.dumps(found, ensure_ascii=False), at=timezone.now())
    DraftCheck.objects.bulk_create([row], ignore_conflicts=True)
    old = study.checks.filter(kind=kind).order_by("-pk").values_list("pk", flat=True)[KEPT:]
    study.checks.filter(pk__in=list(old)).delete()


def as_json(problem: Problem) -> list[str]:
    return [problem.where, problem.code, problem.message, problem.what_to_do, problem.severity]


def from_json(parts: list[str]) -> Problem:
    where, code, message, what_to_do, severity = parts
    return Problem(where, code, message, what_to_do, "error" if severity == "error" else "warning")
