"""Which studies there are, and how each one's draft stands."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from staff.roles import requires
from surveys.design import standing
from surveys.design.desk import desk_of, study_of
from surveys.design.overview import rows_of
from surveys.models import Study


@require_safe
@requires("researcher")
def study_list(request: HttpRequest) -> HttpResponse:
    """The studies that this researcher works on, and how each one stands."""
    return render(request, "surveys/studies.html", {"rows": rows_of(request.user, timezone.localdate())})


@require_safe
@requires("researcher")
def study_detail(request: HttpRequest, study: str) -> HttpResponse:
    """One study: its editions, and how its draft stands as far as that is known already."""
    found = study_of(study)
    has_draft = hasattr(found, "draft")
    reports = standing.known_reports(found, desk_of(found), _reader()) if has_draft else None
    return render(request, "surveys/study.html", _about(found, has_draft) | {"reports": reports})


@require_safe
@requires("researcher")
def draft_standing(request: HttpRequest, study: str) -> HttpResponse:
    """The problems of a draft and the texts that miss, per edition: takes longer, so the page loads it afterwards.

    Without a script it is a page. Raises Http404 where there is no draft.
    """
    found = study_of(study)
    reports = standing.reports(found, desk_of(found), _reader())
    part = "draft_standing" if request.headers.get("HX-Request") else "study"
    return render(request, f"surveys/{part}.html", _about(found, True) | {"reports": reports})


def _about(study: Study, has_draft: bool) -> dict[str, Any]:
    editions = study.editions.defer("document").select_related("published_by")
    return {"study": study, "has_draft": has_draft, "editions": editions}


def _reader() -> str:
    return get_language() or "nl"
