"""Where I am logged in: a list for everybody on staff, and ending the places that are not mine any more."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from staff import sessions
from staff.roles import requires


@require_safe
@requires()
def places(request: HttpRequest) -> HttpResponse:
    context = {"places": sessions.places_of(request.user), "here": request.session.session_key}
    return render(request, "staff/places.html", context)


@require_POST
@requires()
def end_place(request: HttpRequest, place: int) -> HttpResponse:
    if not sessions.end_place(request.user, place):
        raise Http404
    messages.success(request, _("You are logged out there."))
    return redirect("staff:places")


@require_POST
@requires()
def end_others(request: HttpRequest) -> HttpResponse:
    ended = sessions.end_others(request.user, request.session.session_key or "")
    told = ngettext("You are logged out at %(n)s other place.", "You are logged out at %(n)s other places.", ended)
    messages.success(request, told % {"n": ended})
    return redirect("staff:places")
