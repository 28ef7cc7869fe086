"""The questionnaire itself: one page at a time, the look-over, sending, stopping."""

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from invitations.codes import grouped
from respondents import circumstances, flow, kiosk, languages, visits, wish_pass
from respondents.entry import require_still_open
from respondents.models import Interview, Visit
from respondents.pages import page, show
from respondents.side_pages import last_page
from respondents.state import path_of, shown_answers
from respondents.views.asking import Asking, based_on, event_key, page_before, parts, respond
from respondents.visits import outbox_key
from respondents.words import lines
from surveys.editions import definition_of
from surveys.engine.path import Path, ShownPage


@page("GET", "POST")
def question(request: HttpRequest, page: str) -> HttpResponse:
    """One page of the questionnaire: GET shows it, POST stores it and moves on."""
    visit = visits.use(request.visit, request.now)
    interview = visit.interview
    flow.must_be_open(interview)
    require_still_open(visit, request.now)
    shown, on_path = flow.page_to_open(interview, page)
    if request.method == "POST" and languages.asked_for(request):
        flow.switch_language(interview, request.language, now=request.now)
    return for_script(request, respond(request, asking_of(request, visit, shown, on_path)))


def for_script(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """A script that pressed the button goes where it is told, so that a page without signal stays.

    Where the page is to be shown again, the script sends the form as a browser does.
    """
    if request.headers.get("Accept") != "application/json":
        return response
    to = response.headers.get("Location")
    told = JsonResponse({"go": to} if to else {"again": True}, status=200 if to else response.status_code)
    told.cookies = response.cookies
    return told


def asking_of(request: HttpRequest, visit: Visit, shown: ShownPage, on_path: Path) -> Asking:
    interview, name = visit.interview, shown.page.name
    how = {"language": request.language, "now": request.now, "based_on": based_on(request)}
    answered = {item.question.name for item in shown.questions if interview.answers.get(item.question.name) is not None}
    initial = shown_answers(interview, visit.horizon, name) if answered else {}
    before = page_before(on_path, name)

    def led_on(saved: flow.Saved) -> HttpResponse | None:
        return None if saved.superseded else after(saved)

    def go_on() -> HttpResponse:
        return after(flow.pass_page(interview, name, key=event_key(request, name), **how))

    return Asking(
        shown=shown,
        definition=definition_of(interview.edition),
        save=lambda answers, key: led_on(flow.save_page(interview, name, answers, key=key, **how)),
        skip=lambda key: led_on(flow.skip(interview, name, key=key, **how)),
        go_on=go_on,
        stop=lambda: visits.end(request, kiosk.stopping(request)),
        keeps=True,
        back=reverse("question", kwargs={"page": before}) if before else "",
        initial=initial,
        kept=frozenset(answered - initial.keys()),
        progress=SimpleLazyObject(lambda: parts(definition_of(interview.edition), on_path, name)),
        seq=lambda: interview.seq,
        outbox={"key": outbox_key(visit), "horizon": visit.horizon},
    )


def after(saved: flow.Saved) -> HttpResponse:
    """On to what comes; after the last core page people are asked whether they want to go on."""
    return redirect("enough") if saved.enough else to_page(saved.next_page)


def to_page(name: str | None) -> HttpResponse:
    """To this page; without a name to the look-over at the end."""
    return redirect("question", page=name) if name else redirect("check")


@page("GET", "POST")
def enough(request: HttpRequest) -> HttpResponse:
    """The most important questions were answered: send now, or go on."""
    visit = visits.use(request.visit, request.now)
    interview = visit.interview
    flow.must_be_open(interview)
    require_still_open(visit, request.now)
    left = flow.next_page_of(interview)
    if not flow.has_enough(interview):
        raise flow.PageClosed(left)
    pressed = request.POST.get("go")
    if pressed == "send":
        _send(request, visit, early=True)
        return kiosk.sent(request)
    if pressed == "stop":
        return visits.end(request, kiosk.stopping(request))
    if pressed == "on":
        return to_page(left)
    if languages.asked_for(request):
        flow.switch_language(interview, request.language, now=request.now)
    last = [shown.name for shown in path_of(interview).pages if shown.page.core][-1]
    back = reverse("question", kwargs={"page": last})
    return show(request, "respondents/enough.html", {"back": back, "in_form": True})


@page("GET", "POST")
def check(request: HttpRequest) -> HttpResponse:
    """The answers of this visit once more, and the button that sends them."""
    visit = visits.use(request.visit, request.now)
    interview = visit.interview
    flow.must_be_open(interview)
    require_still_open(visit, request.now)
    left = flow.next_page_of(interview)
    if left is not None:
        raise flow.PageClosed(left)
    pressed = request.POST.get("go")
    if pressed == "send":
        _send(request, visit)
        return kiosk.sent(request)
    if pressed == "stop":
        return visits.end(request, kiosk.stopping(request))
    if languages.asked_for(request):
        flow.switch_language(interview, request.language, now=request.now)
    return _look_over(request, visit, interview)


def _send(request: HttpRequest, visit: Visit, *, early: bool = False) -> None:
    """Sent once, in one visit: of two phones that send, only the first may lead on to a wish."""
    with transaction.atomic():
        if flow.finish(visit.interview, language=request.language, now=request.now, early=early):
            visits.sent_here(visit)
            transaction.on_commit(lambda: circumstances.sent(request, visit))


def _look_over(request: HttpRequest, visit: Visit, interview: Interview) -> HttpResponse:
    definition, on_path = definition_of(interview.edition), path_of(interview)
    shown = shown_answers(interview, visit.horizon)
    given = lines(definition, on_path, shown, request.language)
    earlier = any(value is not None and name not in shown for name, value in interview.answers.items())
    listed = [(line, reverse("question", kwargs={"page": line.page})) for line in given]
    back = reverse("question", kwargs={"page": on_path.names[-1]}) if on_path.names else ""
    context = {"lines": listed, "earlier": earlier, "back": back, "in_form": True}
    return show(request, "respondents/check.html", context)


@page("GET")
def done(request: HttpRequest) -> HttpResponse:
    """Thank you. Shows nothing of what was answered. Who came back from a wish has a pass and no visit any more."""
    if request.visit is None and request.wish_pass and request.study:
        return _thanks(request, may_wish=True)
    visit = visits.use(request.visit, request.now)
    if visit.interview.state == Interview.State.OPEN:
        return to_page(flow.next_page_of(visit.interview))
    return _thanks(request, may_wish=wish_pass.earned(request))


def _thanks(request: HttpRequest, *, may_wish: bool) -> HttpResponse:
    thanks = last_page(request.study.definition.materials, may_wish=may_wish)
    context = {"here": request.study, "kiosk": kiosk.soon(request.kiosk), **thanks}
    return show(request, "respondents/done.html", context)


@page("GET", "POST")
def your_code(request: HttpRequest) -> HttpResponse:
    """A fresh code for who came without a letter and lost theirs; the one before stops working."""
    visit = visits.use(request.visit, request.now)
    flow.must_be_open(visit.interview)
    if request.method == "GET" or languages.asked_for(request):
        return show(request, "respondents/new_code.html", {"in_form": True})
    code = flow.renew_code(visit.interview, request.now)
    if not code:
        return to_page(flow.next_page_of(visit.interview))
    return show(request, "respondents/your_code.html", {"code": grouped(code), "here": request.study})


@page("GET")
def go_on(request: HttpRequest) -> HttpResponse:
    """To where this visit left off."""
    visit = visits.use(request.visit, request.now)
    if visit.interview.state == Interview.State.SENT:
        return redirect("done")
    flow.must_be_open(visit.interview)
    return to_page(flow.next_page_of(visit.interview))
