"""The questionnaire itself: one page at a time, the look-over, sending, stopping."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from invitations.codes import grouped
from respondents import flow, languages, visits
from respondents.models import Interview, Visit
from respondents.pages import page, show
from respondents.side_pages import block
from respondents.state import path_of, shown_answers
from respondents.views.asking import Answers, Asking, page_before, parts, respond
from respondents.words import lines
from surveys.editions import definition_of
from surveys.engine.path import Path, ShownPage


@page("GET", "POST")
def question(request: HttpRequest, page: str) -> HttpResponse:
    """One page of the questionnaire: GET shows it, POST stores it and moves on."""
    visit = visits.use(request.visit, request.now)
    interview = visit.interview
    flow.must_be_open(interview)
    shown, on_path = flow.page_to_open(interview, page)
    if request.method == "POST" and languages.asked_for(request):
        flow.switch_language(interview, request.language, now=request.now)
    return respond(request, _asking(request, visit, shown, on_path))


def _asking(request: HttpRequest, visit: Visit, shown: ShownPage, on_path: Path) -> Asking:
    interview, name = visit.interview, shown.page.name
    how = {"language": request.language, "now": request.now}
    initial = shown_answers(interview, visit.horizon, name)
    answered = {item.question.name for item in shown.questions if interview.answers.get(item.question.name) is not None}
    before = page_before(on_path, name)

    def save(answers: Answers, key: str) -> HttpResponse:
        return to_page(flow.save_page(interview, name, answers, key=key, **how).next_page)

    return Asking(
        shown=shown,
        definition=definition_of(interview.edition),
        save=save,
        skip=lambda key: to_page(flow.skip(interview, name, key=key, **how).next_page),
        go_on=lambda: to_page(flow.next_page_of(interview)),
        stop=lambda: visits.end(request, redirect("stopped")),
        keeps=True,
        back=reverse("question", kwargs={"page": before}) if before else "",
        initial=initial,
        kept=frozenset(answered - initial.keys()),
        progress=parts(definition_of(interview.edition), on_path, name),
    )


def to_page(name: str | None) -> HttpResponse:
    """To this page; without a name to the look-over at the end."""
    return redirect("question", page=name) if name else redirect("check")


@page("GET", "POST")
def check(request: HttpRequest) -> HttpResponse:
    """The answers of this visit once more, and the button that sends them."""
    visit = visits.use(request.visit, request.now)
    interview = visit.interview
    flow.must_be_open(interview)
    left = flow.next_page_of(interview)
    if left is not None:
        raise flow.PageClosed(left)
    pressed = request.POST.get("go")
    if pressed == "send":
        flow.finish(interview, language=request.language, now=request.now)
        return redirect("done")
    if pressed == "stop":
        return visits.end(request, redirect("stopped"))
    if languages.asked_for(request):
        flow.switch_language(interview, request.language, now=request.now)
    return _look_over(request, visit, interview)


def _look_over(request: HttpRequest, visit: Visit, interview: Interview) -> HttpResponse:
    definition, on_path = definition_of(interview.edition), path_of(interview)
    shown = shown_answers(interview, visit.horizon)
    given = lines(definition, on_path, shown, request.language)
    earlier = any(value is not None and name not in shown for name, value in interview.answers.items())
    context = {"lines": given, "earlier": earlier, "last": on_path.names[-1] if on_path.names else "", "in_form": True}
    return show(request, "respondents/check.html", context)


@page("GET")
def done(request: HttpRequest) -> HttpResponse:
    """Thank you. Shows nothing of what was answered."""
    visit = visits.use(request.visit, request.now)
    if visit.interview.state == Interview.State.OPEN:
        return to_page(flow.next_page_of(visit.interview))
    definition = definition_of(visit.interview.edition)
    context = {
        "said": definition.materials.get("done", {}),
        "here": request.study,
        "refers": block(definition.materials, "referral"),
    }
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
