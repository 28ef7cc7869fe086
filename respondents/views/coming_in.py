"""Coming in: first page, code, scanned code, channel, consent."""

import re
from dataclasses import replace
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from invitations import counts
from respondents import door, entry, errors, flow, interviewer, languages, sessions, visits
from respondents.door import Door
from respondents.models import Interview
from respondents.pages import TYPED, page, show, study_for
from respondents.views.screening import go_on_screening

CARD_MAKERS = re.compile(
    "facebookexternalhit|Facebot|Twitterbot|TelegramBot|WhatsApp/|SkypeUriPreview|Slackbot", re.IGNORECASE
)
"""How programs call themselves that fetch a link for its card; iMessage borrows the names of two others."""

LINK_FAULTS = {
    "mistyped": errors.CodeMistyped,
    "unknown": errors.CodeUnknown,
    "blocked": errors.CodeBlocked,
}


@page("GET", coming_in=True)
def home(request: HttpRequest) -> HttpResponse:
    """The first page: of the one open study, or the choice between several."""
    only = entry.only_open_study()
    if only is None:
        return show(request, "respondents/studies.html", {"studies": entry.open_studies(), "choosing": True})
    return _landing(request, only)


@page("GET", coming_in=True)
def landing(request: HttpRequest, study: str) -> HttpResponse:
    return _landing(request, study_for(request, Door(study=study.lower())))


def _landing(request: HttpRequest, study: entry.OpenStudy) -> HttpResponse:
    here = request.door if request.door.study == study.slug else Door()
    context = {"here": study, "came_with_code": bool(here.digest), "session": here.session, "choosing": True}
    response = show(request, "respondents/landing.html", context)
    return _counted(request, response, here, study)


def _counted(request: HttpRequest, response: HttpResponse, here: Door, study: entry.OpenStudy) -> HttpResponse:
    """Counts once who came by a channel: only where the channel's cookie is brought along."""
    if not here.channel or here.landed or _before_anybody(request):
        return response
    counts.add_landed(flow.channel_at(study.edition.study, here), request.now)
    return door.write(response, replace(here, landed=True))


def _before_anybody(request: HttpRequest) -> bool:
    """Whether a program fetches the page before, or without, a person: for a card below a message, or ahead.

    Most programs for cards bring no cookie from the link to the page. Some do, and say who they are.
    """
    ahead = "prefetch" in (request.headers.get("Sec-Purpose") or request.headers.get("Purpose") or "")
    return ahead or request.method != "GET" or bool(CARD_MAKERS.search(request.headers.get("User-Agent", "")))


@page("GET", "POST", code_page="respondents/start.html", coming_in=True)
def start(request: HttpRequest) -> HttpResponse:
    """A code, a scanned code, or none: to where this person left off, or to consent."""
    if request.method == "GET" or languages.asked_for(request):
        return show(request, "respondents/start.html", {"typed": request.POST.get("code", "")[:TYPED]})
    if request.POST.get("go") == "nocode":
        return _without_code(request)
    typed = request.POST.get("code", "")
    if not typed.strip() and not (request.POST.get("go") == "scanned" and request.door.digest):
        raise errors.CodeEmpty
    typed_door = replace(entry.with_code(typed), helped=request.door.helped) if typed.strip() else None
    return _with_code(request, typed_door or request.door)


def _without_code(request: HttpRequest) -> HttpResponse:
    if request.study is None:
        raise entry.NoStudyOpen
    study = study_for(request, Door(study=request.study.slug))
    same_study = request.door.study == study.slug and not request.door.digest
    here = request.door.anew() if same_study else Door(study=study.slug, helped=request.door.helped)
    entry.check_mode(study, here)
    return door.write(redirect("consent"), here)


def _with_code(request: HttpRequest, here: Door) -> HttpResponse:
    interview = entry.interview_of(entry.code_at(here))
    study_for(request, Door(study=here.study))
    if interview is None:
        response = door.write(redirect("consent"), here.anew())
        visits.end(request, response)
        return response
    return come_back(request, interview)


def come_back(request: HttpRequest, interview: Interview) -> HttpResponse:
    """A new visit: earlier answers are not shown in it."""
    language = request.language if languages.is_remembered(request) else interview.language
    token = new_visit(interview, interviewer.mode_at(request, request.door), language, request.now)
    name = flow.next_page_of(interview)
    response = redirect("question", page=name) if name else redirect("check")
    visits.end(request, response)
    visits.remember(response, token)
    languages.remember(response, language)
    return door.close(response)


def new_visit(interview: Interview, mode: Interview.Mode, language: str, now: datetime) -> str:
    """Of somebody who comes back, or of who fills in for them; returns its token."""
    flow.say_mode(interview, mode, language=language, now=now)
    horizon = flow.resume(interview, language, now=now)
    return visits.open_visit(interview, horizon, now, mode)


@page("GET", coming_in=True)
def scanned(request: HttpRequest, code: str) -> HttpResponse:
    """The address in a QR code. Looks the code up, starts nothing, and leads to an address without it."""
    try:
        found = entry.with_code(code)
    except (errors.CodeMalformed, errors.CodeMistyped):
        return _clean(redirect("code_fault", fault="mistyped"))
    except errors.CodeUnknown:
        return _clean(redirect("code_fault", fault="unknown"))
    except errors.CodeBlocked:
        return _clean(redirect("code_fault", fault="blocked"))
    return _clean(door.write(redirect("landing", study=found.study), request.door.again(found)))


def _clean(response: HttpResponse) -> HttpResponse:
    response.status_code = 303
    response["Referrer-Policy"] = "no-referrer"
    return response


@page("GET", code_page="respondents/start.html", coming_in=True)
def code_fault(request: HttpRequest, fault: str) -> HttpResponse:
    """What was wrong with a scanned code, at an address without it."""
    raise LINK_FAULTS.get(fault, errors.CodeUnknown)()


@page("GET", coming_in=True)
def channel(request: HttpRequest, channel: str) -> HttpResponse:
    """The address on a flyer or in a message: remembers where somebody came from.

    A message may name its language: its preview, fetched without cookies, and the first page are in it.
    """
    found = entry.with_channel(channel)
    asked = request.language if languages.asked_for(request) else ""
    response = redirect(reverse("landing", kwargs={"study": found.study}) + (f"?lang={asked}" if asked else ""))
    response.status_code = 303
    return door.write(response, request.door.again(found))


@page("GET", "POST")
def consent(request: HttpRequest) -> HttpResponse:
    """Yes or no, before any question."""
    study = study_for(request, request.door)
    entry.check_mode(study, request.door)
    if request.door.session:
        sessions.joining(sessions.find(request.door.session, request.now), request.now)
    answer = request.POST.get("go")
    if request.method == "GET" or answer not in ("yes", "no"):
        return show(request, "respondents/consent.html", {"here": study, "consent": study.definition.consent})
    if answer == "no":
        return _refused(request, study)
    code = entry.code_at(request.door)
    entry.interview_of(code)
    agreed = entry.agreeing(request.door, study, request.language, request.now.isoformat())
    return go_on_screening(request, study, code, agreed)


def _refused(request: HttpRequest, study: entry.OpenStudy) -> HttpResponse:
    """Counted; nothing else is kept, the cookie included."""
    flow.count_at_door(request.door, study.edition.study, request.language, "no_consent", now=request.now)
    return door.write(redirect("outcome", name="no"), replace(request.door.left(), study=study.slug))
