"""Which studies there are, and how each one's draft stands."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from staff.roles import requires
from surveys import draft_report, drafts
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
    """One study: its editions, the problems of its draft and the texts still missing per language."""
    found = get_object_or_404(Study.objects.select_related("draft"), slug=study)
    try:
        reports = draft_report.report(found, get_language() or "nl")
    except drafts.NoDraft:
        reports = ()
    return render(request, "surveys/study.html", {"study": found, "reports": reports})
