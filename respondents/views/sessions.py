"""Coming in through a group session: the number on the wall, one's own phone, a tablet for all."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from respondents import door, entry, errors, kiosk, languages, sessions
from respondents.models import GroupSession
from respondents.pages import TYPED, page, show

NUMBER_PAGE = "respondents/session.html"


@page("GET", "POST", code_page=NUMBER_PAGE, coming_in=True)
def number(request: HttpRequest) -> HttpResponse:
    """Type the number on the wall."""
    typed = request.POST.get("code", "")[:TYPED]
    if request.method == "GET" or languages.asked_for(request):
        return show(request, NUMBER_PAGE, {"typed": typed})
    if not typed.strip():
        raise errors.SessionNumberEmpty
    found = sessions.find(typed, request.now)
    return redirect("session_shared" if request.POST.get("go") == "shared" else "session_join", code=found.code)


@page("GET", code_page=NUMBER_PAGE, coming_in=True)
def join(request: HttpRequest, code: str) -> HttpResponse:
    """The address in the QR code on the wall. Starts nothing: remembers the session and leads to the first page."""
    found = sessions.find(code, request.now)
    if found.kiosk:
        return _on_shared(request, found)
    if request.visit and request.visit.interview.session_id == found.pk:
        return redirect("go_on")
    return _remembered(request, found)


@page("GET", code_page=NUMBER_PAGE, coming_in=True)
def shared(request: HttpRequest, code: str) -> HttpResponse:
    """The same on a tablet that goes from hand to hand."""
    return _on_shared(request, sessions.find(code, request.now))


def _on_shared(request: HttpRequest, found: GroupSession) -> HttpResponse:
    response = _remembered(request, found)
    kiosk.mark(response, found.code)
    return kiosk.leave_visit(request, response)


def _remembered(request: HttpRequest, found: GroupSession) -> HttpResponse:
    here = sessions.joining(found, request.now)
    entry.open_study(here.study)
    response = redirect("landing", study=here.study)
    response.status_code = 303
    return door.write(response, here)


@page("GET", coming_in=True)
def wipe(request: HttpRequest, code: str) -> HttpResponse:
    """The tablet forgets who was there. Only a shared tablet does: elsewhere the page changes nothing."""
    response = show(request, "respondents/cleared.html", {"number": code, "kiosk": None, "choosing": True})
    return kiosk.clear(request, response) if request.kiosk else response
