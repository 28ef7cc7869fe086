"""Pages of the help desk: look a code up, note a refusal, give a code, count the call, send somebody on.

A code that was typed is in the answer to that POST alone, so that the next button need not ask for it again; it is in
no address, no session and no log. Phone numbers have a page of their own (`call_back_views`).
"""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from invitations import helpdesk
from invitations.models import Code, Mailing, SampleUnit
from respondents import entry
from respondents.helpdesk import call_backs, counts, faults, log, lookup
from respondents.helpdesk.advice import advice
from respondents.helpdesk.forms import TONGUES, EntryForm, LookForm
from respondents.helpdesk.lookup import CodeState
from respondents.helpdesk.referrals import referrals
from respondents.interviewing.faults import FAULTS as NOT_OPEN
from respondents.interviewing.faults import words as why_not_open
from respondents.interviewing.forms import BeginForm
from respondents.models import DeskEntry
from staff.models import Role
from staff.roles import may, requires
from surveys.editions import definition_of
from surveys.engine.disclose import LEAST
from surveys.models import Study
from surveys.own_studies import published_studies, published_study

ROLE = Role.FIELDWORK
READERS = (Role.FIELDWORK, Role.RESEARCHER, Role.ANALYST)
"""Who sees how many called about what; small numbers only who answers the calls."""
LAST_SHOWN = 10
Action = Callable[..., CodeState]


@require_safe
@never_cache
@requires(*READERS)
def studies(request: HttpRequest) -> HttpResponse:
    """The studies whose help desk, or whose counts, this person sees."""
    found = [(one, may(request.user, ROLE, one.slug)) for one in published_studies(request.user, *READERS)]
    return render(request, "helpdesk/studies.html", {"studies": found})


@require_safe
@never_cache
@requires(ROLE)
def desk(request: HttpRequest, study: str) -> HttpResponse:
    return _page(request, published_study(study))


@require_POST
@never_cache
@requires(ROLE)
def look(request: HttpRequest, study: str) -> HttpResponse:
    """The state of a code."""
    return _about_a_code(request, study, lookup.look_up)


@require_POST
@never_cache
@requires(ROLE)
def refuse(request: HttpRequest, study: str) -> HttpResponse:
    """The person with this code does not take part."""
    return _about_a_code(request, study, lookup.refuse, topic=DeskEntry.Topic.REFUSAL, done=DeskEntry.Done.REFUSAL)


@require_POST
@never_cache
@requires(ROLE)
def take_back_refusal(request: HttpRequest, study: str) -> HttpResponse:
    """They do, after all."""
    return _about_a_code(request, study, lookup.take_back_refusal)


def _about_a_code(request: HttpRequest, slug: str, action: Action, **entry_initial: str) -> HttpResponse:
    study, typed = published_study(slug), request.POST.get("code", "")
    try:
        state = action(study, typed, user=request.user, now=timezone.now())
    except faults.FAULTS as error:
        return _refused(request, study, typed, error)
    about = {"topic": DeskEntry.Topic.TECHNICAL, "means": DeskEntry.Means.PHONE, **entry_initial}
    return _page(request, study, entry=EntryForm(initial=about), **_shown(study, state, typed))


def _refused(request: HttpRequest, study: Study, typed: str, error: Exception) -> HttpResponse:
    form = LookForm({"code": typed})
    form.is_valid()
    form.add_error("code", faults.words(error))
    response = _page(request, study, form=form, status=faults.status(error))
    if seconds := faults.retry_after(error):
        response["Retry-After"] = str(seconds)
    return response


def _shown(study: Study, state: CodeState, typed: str) -> dict[str, Any]:
    """What the page tells of a code, and the form that begins an interview where that can be."""
    shown: dict[str, Any] = {"state": state, "advice": list(advice(state)), "letter": lookup.letter_words(state)}
    shown |= {"code": typed, "words": _labels(state)}
    if not state.opens:
        return shown
    try:
        opened = entry.open_study(study.slug)
    except NOT_OPEN as error:
        return shown | {"closed": why_not_open(error)}
    return shown | {"begin": BeginForm(opened, initial={"language": get_language()})}


def _labels(state: CodeState) -> dict[str, Any]:
    return {
        "purpose": Code.Purpose(state.purpose).label,
        "mailing": Mailing.Kind(state.mailing).label if state.mailing else "",
        "person": SampleUnit.State(state.person).label if state.person else "",
    }


@require_POST
@never_cache
@requires(ROLE)
def give_code(request: HttpRequest, study: str) -> HttpResponse:
    """A code for who lost the letter, on this page alone."""
    found = published_study(study)
    given = helpdesk.issue_code(found, user=request.user)
    about = {"topic": DeskEntry.Topic.TECHNICAL, "means": DeskEntry.Means.PHONE, "done": DeskEntry.Done.CODE}
    return _page(request, found, given=given, entry=EntryForm(initial=about))


@require_POST
@never_cache
@requires(ROLE)
def note(request: HttpRequest, study: str) -> HttpResponse:
    """One call or message, counted."""
    found = published_study(study)
    form = EntryForm(request.POST)
    if not form.is_valid():
        return _page(request, found, entry=form, status=400)
    log.note(found, form.told(), user=request.user, now=timezone.now())
    messages.success(request, _("Counted."))
    return redirect("helpdesk:desk", found.slug)


@require_POST
@never_cache
@requires(ROLE)
def take_back(request: HttpRequest, study: str, entry_id: int) -> HttpResponse:
    """An entry of today that was a mistake. Older ones stay: they may stand in a report."""
    today = timezone.localdate()
    mistake = get_object_or_404(DeskEntry.objects.filter(study__slug=study, day=today), pk=entry_id)
    log.take_back(mistake, user=request.user)
    messages.success(request, _("Taken back."))
    return redirect("helpdesk:desk", study)


@require_safe
@never_cache
@requires(*READERS)
def numbers(request: HttpRequest, study: str) -> HttpResponse:
    """Calls and messages by week and topic."""
    found = published_study(study)
    answers = may(request.user, ROLE, found.slug)
    least = counts.EXACT if answers else LEAST
    table = counts.table(log.days(found), DeskEntry.Topic.values, timezone.localdate(), least)
    context = {"study": found, "table": table, "answers": answers, "topics": DeskEntry.Topic.labels}
    context["parts"] = _parts(found) if answers else ()
    return render(request, "helpdesk/numbers.html", context)


def _parts(study: Study) -> list[tuple[str, list[tuple[str, int]]]]:
    """Of the whole fieldwork by means, language and what was done, for who sees every number."""
    known = {"means": dict(DeskEntry.Means.choices), "language": dict(TONGUES), "done": dict(DeskEntry.Done.choices)}
    titles = {"means": _("By what means"), "language": _("Language"), "done": _("What you did")}
    return [
        (titles[name], [(str(words.get(value, value)), number) for value, number in log.totals(study, name)])
        for name, words in known.items()
    ]


def _page(request: HttpRequest, study: Study, *, status: int = 200, **more: Any) -> HttpResponse:
    today, language = timezone.localdate(), get_language() or "nl"
    materials = definition_of(study.editions.defer("document").order_by("-number").first()).materials
    entries = study.desk_entries.filter(day=today)
    context = {
        "study": study,
        "form": LookForm(),
        "entry": EntryForm(initial={"means": DeskEntry.Means.PHONE}),
        "entries": entries[:LAST_SHOWN],
        "today": entries.count(),
        "waiting": call_backs.number_waiting(study, today),
        "referrals": referrals(materials, language),
        **more,
    }
    return render(request, "helpdesk/desk.html", context, status=status)
