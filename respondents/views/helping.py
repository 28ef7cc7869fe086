"""For somebody who helps: how to do that, and saying that it happens. Nothing is asked about the helper."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from respondents import door, entry, flow
from respondents.models import Interview, Visit
from respondents.pages import page, show
from respondents.views.screening import go_on_screening


@page("GET", "POST")
def helping(request: HttpRequest) -> HttpResponse:
    """GET explains; POST says that somebody helps, or that nobody does any more."""
    if request.POST.get("go") not in ("helped", "alone"):
        return show(request, "respondents/helping.html", {"asked_here": _busy(request.visit)})
    helped = request.POST["go"] == "helped"
    if _busy(request.visit):
        return _in_questionnaire(request, request.visit, helped)
    here = replace(request.door, helped=helped)
    if here.agreed:
        return go_on_screening(request, entry.study_at(here), entry.code_at(here), here)
    return door.write(redirect("landing", study=request.study.slug) if request.study else redirect("home"), here)


def _busy(visit: Visit | None) -> bool:
    return visit is not None and visit.interview.state == Interview.State.OPEN


def _in_questionnaire(request: HttpRequest, visit: Visit, helped: bool) -> HttpResponse:
    if helped:
        flow.say_mode(visit.interview, Interview.Mode.HELPED, language=request.language, now=request.now)
    visit.helped = helped
    visit.save(update_fields=["helped"])
    return redirect("go_on")
