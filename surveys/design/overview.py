"""Every study of a researcher at a glance, in a fixed number of queries."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Max, Model, QuerySet

from staff.models import User
from surveys.editions import StudyClosed, StudyNotYetOpen, definition_of, open_among
from surveys.engine.definition import Dates
from surveys.fieldwork import AS_PUBLISHED, Fieldwork, fieldwork_in
from surveys.languages import LANGUAGES
from surveys.models import DraftEdit, Edition, FieldworkChange, Study
from surveys.own_studies import own_studies


@dataclass(frozen=True)
class StudyState:
    """`word` is draft, none, open, closed or not_yet; `day` the day it closed or opens."""

    word: str
    day: date | None = None
    edition: Edition | None = None


@dataclass(frozen=True)
class Row:
    """One study. `languages`: (tag, whether respondents get it); of a draft alone nobody gets any yet."""

    study: Study
    state: StudyState
    newest: Edition | None
    wave: str
    series: str
    languages: tuple[tuple[str, bool], ...]
    dates: Dates | None
    last_edit: DraftEdit | None
    reconstruction: bool = False


def rows_of(user: User, today: date) -> list[Row]:
    editions = Edition.objects.defer("document").select_related("published_by").order_by("-number")
    studies = list(own_studies(user, "researcher").select_related("draft"))
    of_study: dict[int, list[Edition]] = {}
    for edition in editions.filter(study__in=studies):
        of_study.setdefault(edition.study_id, []).append(edition)
    fieldwork = {one.study_id: fieldwork_in(one) for one in _newest(FieldworkChange, studies)}
    edits = {one.study_id: one for one in _newest(DraftEdit, studies).select_related("user")}
    return [
        _row(study, of_study.get(study.pk, []), fieldwork.get(study.pk, AS_PUBLISHED), edits.get(study.pk), today)
        for study in studies
    ]


def _newest(model: type[Model], studies: list[Study]) -> QuerySet[Any]:
    """The newest row of each study."""
    every = model._default_manager.filter(study__in=studies)
    return every.filter(pk__in=every.order_by().values("study").annotate(last=Max("pk")).values("last"))


def _row(study: Study, editions: list[Edition], fieldwork: Fieldwork, edit: DraftEdit | None, today: date) -> Row:
    state = _state(study, editions, fieldwork, today)
    about = _about(study, editions)
    offered = editions[0].offered if editions else ()
    return Row(
        study=study,
        state=state,
        newest=editions[0] if editions else None,
        wave=str(about.get("wave") or ""),
        series=str(about.get("series") or ""),
        reconstruction=bool(about.get("reconstruction")),
        languages=tuple((tag, tag in offered) for tag in about.get("languages") or () if tag in LANGUAGES),
        dates=fieldwork.dates(definition_of(state.edition or editions[0]).dates) if editions else None,
        last_edit=edit,
    )


def _state(study: Study, editions: list[Edition], fieldwork: Fieldwork, today: date) -> StudyState:
    if not editions:
        return StudyState("draft" if hasattr(study, "draft") else "none")
    try:
        return StudyState("open", edition=open_among(editions, fieldwork, study.slug, today))
    except StudyClosed as error:
        return StudyState("closed", error.close_date)
    except StudyNotYetOpen as error:
        return StudyState("not_yet", error.open_date)


def _about(study: Study, editions: list[Edition]) -> Mapping[str, Any]:
    """Top-level keys of the newest edition, else of the draft."""
    if editions:
        return definition_of(editions[0]).document
    return json.loads(study.draft.rest) if hasattr(study, "draft") else {}
