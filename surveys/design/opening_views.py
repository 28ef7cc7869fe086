"""The page where an edition or an earlier state becomes the draft, and its actions."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from staff.roles import requires
from surveys.design import opening as opened
from surveys.design.desk import study_of
from surveys.design.pages import opening_page, whole
from surveys.design.refusals import REFUSALS, said, status_of
from surveys.models import Study


@require_safe
@requires("researcher")
def opening(request: HttpRequest, study: str) -> HttpResponse:
    """What can become the draft, and what the draft was."""
    return opening_page(request, study_of(study))


@require_POST
@requires("researcher")
def open_edition(request: HttpRequest, study: str) -> HttpResponseBase:
    """A published edition becomes the draft."""
    found = study_of(study)
    edition = found.editions.filter(number=_number(request, "number")).first()
    return _done(request, found, edition, lambda: opened.open_edition(edition, request.user, revision=_seen(request)))


@require_POST
@requires("researcher")
def open_part(request: HttpRequest, study: str) -> HttpResponseBase:
    """One of the editions in the draft becomes the whole draft."""
    found, number = study_of(study), _number(request, "number")
    part = number if hasattr(found, "draft") else None
    return _done(request, found, part, lambda: opened.open_part(found, number, request.user, revision=_seen(request)))


@require_POST
@requires("researcher")
def open_snapshot(request: HttpRequest, study: str) -> HttpResponseBase:
    """An earlier state becomes the draft."""
    found = study_of(study)
    kept = found.snapshots.filter(pk=_number(request, "snapshot")).first()
    return _done(request, found, kept, lambda: opened.open_snapshot(kept, request.user, revision=_seen(request)))


def _done(request: HttpRequest, study: Study, what: object, act: Callable[[], object]) -> HttpResponseBase:
    """Raises Http404 where there is nothing to open."""
    if what is None:
        raise Http404
    try:
        act()
    except REFUSALS as error:
        return opening_page(request, study, refused=said(error), status=status_of(error))
    messages.success(request, _("The draft was replaced. The state before is kept on this page."))
    return redirect("surveys:design:opening", study.slug)


def _number(request: HttpRequest, name: str) -> int:
    """Raises Http404 where there is none."""
    found = whole(request.POST.get(name, ""))
    if found is None:
        raise Http404
    return found


def _seen(request: HttpRequest) -> int | None:
    """The revision that the page showed."""
    return whole(request.POST.get("revision", ""))
