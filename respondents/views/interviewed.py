"""Where an interviewer leaves a respondent's questionnaire: sent, stopped halfway, or no interviewer any more."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from respondents import interviewer


@require_safe
def stop(request: HttpRequest) -> HttpResponse:
    """This browser forgets the respondent. Needs no rights, and no staff session: it only takes away."""
    over = "?over=1" if "over" in request.GET else ""
    return interviewer.clear(request, redirect(reverse("interviewing:overview") + over))
