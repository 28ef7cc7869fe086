"""What invitations need of a study: its newest edition, its frame, its margins."""

import json
from collections.abc import Mapping
from typing import Any

from invitations import frame
from invitations import frame_sources as frame_sources_rules
from surveys.models import Edition, Study


class StudyNotReady(Exception):
    """The study is unknown, or was never published. The message says what to do."""


def study_by_slug(slug: str) -> Study:
    """Raises StudyNotReady."""
    study = Study.objects.filter(slug=slug).first()
    if study is None:
        known = ", ".join(Study.objects.values_list("slug", flat=True)) or "none"
        raise StudyNotReady(f"There is no study “{slug}” (known: {known}). Load it: load_study {slug} --publish.")
    return study


def newest_edition(study: Study) -> Edition:
    """The edition that new respondents get. Raises StudyNotReady."""
    edition = study.editions.order_by("-number").first()
    if edition is None:
        raise StudyNotReady(f"The study “{study.slug}” was never published: load_study {study.slug} --publish.")
    return edition


def document_of(study: Study) -> Mapping[str, Any]:
    """The newest edition's document. Raises StudyNotReady."""
    return json.loads(newest_edition(study).document)


def frame_schema(document: Mapping[str, Any]) -> frame.Schema:
    """The columns that the document declares. Raises frame.FrameSchemaError."""
    return frame.schema_of(document.get("frame") or {}, tuple(document.get("groups") or ()))


def frame_sources(document: Mapping[str, Any]) -> frame_sources_rules.Sources | None:
    """The files that the frame is put together from; None where it is one file. Raises frame.FrameSchemaError."""
    return frame_sources_rules.sources_of(document.get("frame") or {}, frame_schema(document))
