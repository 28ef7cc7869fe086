"""An answer saved while somebody is still on its page, for the script that sends each change. Answers are JSON.

`{"saved": seq}` is the only word that makes a phone say "saved". Else `text` says in words what happened.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from respondents import errors, flow, visits
from respondents.entry import require_still_open
from respondents.models import Visit
from respondents.pages import page
from respondents.views.asking import ELSEWHERE, Answers, Asking, based_on, changed, event_key, unanswered_key
from respondents.views.questions import asking_of
from surveys.forms import PageForm


class AnswerUnfit(Exception):
    """What was typed cannot be an answer (yet): half a date, or nothing where the path needs something."""


@page("POST")
def save(request: HttpRequest, page: str) -> HttpResponse:
    """Stores the questions named in `touched`, as far as the form has them."""
    try:
        return JsonResponse(_saved(request, visits.use(request.visit, request.now), page))
    except flow.PageClosed:
        return _refused(409, _("This answer is not saved. Open the page again and answer once more."))
    except AnswerUnfit:
        return JsonResponse({"unfit": True}, status=422)
    except visits.VisitLost:
        return _refused(403, _("This answer is not saved. Type your code to go on. Then answer once more."))
    except tuple(errors.TABLE) as error:
        told = errors.told(error)
        return _refused(told.status, told.text_for(error))


def _refused(status: int, text: str) -> HttpResponse:
    return JsonResponse({"text": str(text)}, status=status)


def _saved(request: HttpRequest, visit: Visit, name: str) -> dict[str, Any]:
    interview = visit.interview
    flow.must_be_open(interview)
    require_still_open(visit, request.now)
    asking = asking_of(request, visit, *flow.page_to_open(interview, name))
    answers = _touched(request, asking)
    if not answers:
        return {"saved": interview.seq}
    how = {"key": event_key(request, name), "language": request.language, "now": request.now}
    saved = flow.save_answers(interview, name, answers, based_on=based_on(request), **how)
    _keep_hidden(request, visit, saved)
    if saved.superseded:
        return {"superseded": saved.event_seq, "seq": saved.seq, "text": str(ELSEWHERE)}
    return {"saved": saved.event_seq}


def _touched(request: HttpRequest, asking: Asking) -> Answers:
    """The answers to the questions that were changed. Raises AnswerUnfit."""
    touched = set(request.POST.getlist("touched"))
    form = PageForm(asking.shown, request.language, asking.definition, data=request.POST, initial=asking.initial)
    unfit = touched & form.errors.keys()
    given = {
        item.question.name: form.cleaned_data.get(item.question.name)
        for item in asking.shown.questions
        if item.question.asks and item.question.name in touched
    }
    keys = {item.question.name for item in asking.shown.questions if item.question.routing_key} - touched
    if unfit or unanswered_key(asking, given | dict.fromkeys(keys, True)):
        raise AnswerUnfit
    return changed(asking, given)


def _keep_hidden(request: HttpRequest, visit: Visit, saved: flow.Saved) -> None:
    """An answer that comes from before the horizon moved is stored, and not shown: the phone may lie elsewhere."""
    if request.POST.get("horizon", str(visit.horizon)) != str(visit.horizon):
        visit.horizon = max(visit.horizon, saved.event_seq)
        visit.save(update_fields=["horizon"])
