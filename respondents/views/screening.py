"""The few questions that choose the questionnaire. What is answered here waits in the signed cookie."""

from dataclasses import replace
from random import SystemRandom

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from redis.exceptions import RedisError

from invitations.codes import grouped
from invitations.models import Code
from respondents import circumstances, door, entry, flow, interviewer, kiosk, visits
from respondents.door import Door
from respondents.entry import OpenStudy, built_ins_at
from respondents.pages import page, show, study_for
from respondents.state import read_answers
from respondents.views.asking import Answers, Asking, page_before, respond
from surveys.engine.answers import to_json
from surveys.engine.definition import Outcome
from surveys.engine.path import Path, ShownPage, may_open, next_page, outcome, screening_path

ONCE_SECONDS = 3600


@page("GET", "POST")
def screening(request: HttpRequest, page: str) -> HttpResponse:
    """One page of the screening."""
    here = request.door
    if not here.agreed:
        return redirect("question", page=page) if request.visit else redirect("consent")
    study, code = study_for(request, here), entry.code_at(here)
    on_path = _path(study, here, code)
    shown = on_path.page(page)
    if page not in {known.name for known in study.definition.screening.pages}:
        raise flow.PageUnknown(page)
    if shown is None or not may_open(on_path, set(here.passed), page):
        return go_on_screening(request, study, code, here)
    return respond(request, _asking(request, study, code, on_path, shown))


def _path(study: OpenStudy, here: Door, code: Code | None) -> Path:
    answers = read_answers(study.definition, here.answers)
    return screening_path(study.definition, answers, built_ins_at(here, code))


def _asking(request: HttpRequest, study: OpenStudy, code: Code | None, on_path: Path, shown: ShownPage) -> Asking:
    name = shown.page.name
    questions = {item.question.name: item.question for item in shown.questions}

    def save(answers: Answers, key: str) -> HttpResponse:
        given = {
            question: to_json(answer, questions[question]) if answer is not None else None
            for question, answer in answers.items()
        }
        return go_on_screening(request, study, code, request.door.answering(name, given))

    before = page_before(on_path, name)
    return Asking(
        shown=shown,
        definition=study.definition,
        save=save,
        skip=lambda key: save(dict.fromkeys(questions), key),
        go_on=lambda: go_on_screening(request, study, code, request.door),
        stop=lambda: door.close(kiosk.stopping(request)),
        back=reverse("screening", kwargs={"page": before}) if before else reverse("consent"),
        initial=read_answers(study.definition, request.door.answers),
        screening=study.edition,
    )


def go_on_screening(request: HttpRequest, study: OpenStudy, code: Code | None, here: Door) -> HttpResponse:
    """To the next page of the screening, or to what it ends with."""
    shown = next_page(_path(study, here, code), set(here.passed))
    if shown is not None:
        return door.write(redirect("screening", page=shown.page.name), here)
    answers = read_answers(study.definition, here.answers)
    end = outcome(study.definition, answers, built_ins_at(here, code))
    return _not_for_you(request, study, here, end) if end.refuse else _begin(request, study, code, here, end)


def _not_for_you(request: HttpRequest, study: OpenStudy, here: Door, end: Outcome) -> HttpResponse:
    """Counted once per person at the door; nothing else is kept."""
    if _first_time(here):
        flow.count_at_door(here, study.edition.study, request.language, end.name, now=request.now)
    return door.write(redirect("outcome", name=end.name), replace(here.left(), study=study.slug))


def _first_time(here: Door) -> bool:
    """Where Redis is away somebody may be counted twice, rather than not at all."""
    try:
        return cache.add(f"counted:{here.token}", 1, ONCE_SECONDS)
    except RedisError:
        return True


def _begin(request: HttpRequest, study: OpenStudy, code: Code | None, here: Door, end: Outcome) -> HttpResponse:
    """The interview begins. Who came without a code is shown theirs, once, in the answer to this very form."""
    mode = interviewer.mode_at(request, here)
    start = flow.Start(study.edition, end, code, request.language, request.now, mode=mode)
    begun = flow.begin(here, start, SystemRandom())
    if begun.resumed:
        flow.say_mode(begun.interview, mode, language=request.language, now=request.now)
    else:
        circumstances.began(request, begun.interview)
    horizon = flow.resume(begun.interview, request.language, now=request.now) if begun.resumed else 0
    token = visits.open_visit(begun.interview, horizon, request.now, mode)
    if not begun.code:
        name = flow.next_page_of(begun.interview)
        response = redirect("question", page=name) if name else redirect("check")
        return visits.remember(door.close(response), token)
    response = show(request, "respondents/your_code.html", {"code": grouped(begun.code), "here": study})
    door.write(response, here)
    return visits.remember(response, token)
