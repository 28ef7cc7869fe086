"""Pages of the privacy coordinator: what is kept until when, purging, requests, who must delete whom. The FG reads."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from exports import replica
from exports.closing.kept import kept_of
from exports.closing.purge_plan import plan
from exports.models import ExportRecord
from exports.retention import notices, purge, words
from exports.retention.check import problems_of
from exports.retention.dates import NotYet, check_may_begin, last_day_of_backups, purge_day
from exports.retention.forms import AnswerForm, CodeForm, PurgeForm, RequestForm
from exports.retention.places import places
from exports.retention.tasks import KIND
from invitations.entry_lookup import CodeError, TooManyMisses
from respondents import flow, privacy_requests
from respondents.append import InterviewWithdrawn
from respondents.models import PrivacyRequest, Purge
from respondents.privacy_requests import AlreadyAnswered, due
from staff import jobs
from staff.models import Role
from staff.roles import may, requires
from surveys.models import Study
from surveys.own_studies import published_studies, published_study

WRITES, READS = (Role.PRIVACY,), (Role.PRIVACY, Role.FG)


@require_safe
@never_cache
@requires(*READS)
def studies(request: HttpRequest) -> HttpResponse:
    found = [(study, problems_of(study, timezone.now())) for study in published_studies(request.user, *READS)]
    return render(request, "privacy/studies.html", {"studies": found, "copies": _copies()})


@require_safe
@never_cache
@requires(*READS)
def study(request: HttpRequest, study: str) -> HttpResponse:
    return _page(request, published_study(study))


@require_POST
@never_cache
@requires(*WRITES)
def run(request: HttpRequest, study: str) -> HttpResponse:
    """A job purges, as the command does."""
    found, form = published_study(study), PurgeForm(request.POST, auto_id="purge_%s")
    if not form.is_valid():
        return _page(request, found, purge_form=form, status=400)
    why, backups = form.cleaned_data["why"], form.cleaned_data["backups"]
    told = _not_yet(found, why)
    if told:
        form.add_error(None, told)
        return _page(request, found, purge_form=form, status=409)
    made = jobs.start(KIND, {"study": found.slug, "why": why, "backups": backups}, request.user)
    return redirect("staff:job", made.pk)


@require_POST
@never_cache
@requires(*WRITES)
def ask(request: HttpRequest, study: str) -> HttpResponse:
    """A new request."""
    found, form = published_study(study), RequestForm(request.POST, auto_id="ask_%s")
    if not form.is_valid():
        return _page(request, found, ask_form=form, status=400)
    privacy_requests.record(found, **form.cleaned_data, user=request.user)
    messages.success(request, _("Written down. Nothing about the person is kept."))
    return redirect("privacy:study", found.slug)


@require_POST
@never_cache
@requires(*WRITES)
def answer(request: HttpRequest, study: str, request_id: int) -> HttpResponse:
    found = published_study(study)
    one, form = get_object_or_404(found.privacy_requests, pk=request_id), AnswerForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Not written down: choose what was answered, and a day that is not to come."))
        return redirect("privacy:study", found.slug)
    try:
        privacy_requests.answer(one, form.cleaned_data["answer"], form.cleaned_data["answered_on"], user=request.user)
        messages.success(request, _("The answer was written down."))
    except AlreadyAnswered:
        messages.warning(request, _("An answer was written down already."))
    return redirect("privacy:study", found.slug)


@sensitive_post_parameters("code")
@require_POST
@never_cache
@requires(*WRITES)
def erase(request: HttpRequest, study: str, request_id: int) -> HttpResponse:
    """Removes answers by the code that the person gives, as they would themselves."""
    found = published_study(study)
    one = get_object_or_404(found.privacy_requests, pk=request_id)
    try:
        privacy_requests.erase(one, request.POST.get("code", ""), user=request.user, now=timezone.now())
        messages.success(request, _("The answers were removed."))
    except (CodeError, *NOT_REMOVED) as problem:
        messages.error(request, _why_not(problem))
    return redirect("privacy:study", found.slug)


NOT_REMOVED = (flow.NothingToWithdraw, flow.WithdrawalOver, InterviewWithdrawn, AlreadyAnswered)


def _why_not(problem: Exception) -> str:
    told = {
        TooManyMisses: _("Too many wrong codes were typed. Wait a minute. Nothing was removed."),
        flow.NothingToWithdraw: _("Nobody gave answers with this code. Nothing was removed."),
        flow.WithdrawalOver: _("The promised day is over: the code no longer leads to answers. Nothing was removed."),
        InterviewWithdrawn: _("The answers of this code were removed before."),
        AlreadyAnswered: _("This request was answered already. Nothing was removed."),
    }
    return told.get(type(problem)) or _("This code is not known here. Compare it with the letter. Nothing was removed.")


@require_POST
@never_cache
@requires(*WRITES)
def told(request: HttpRequest, study: str, export_id: int) -> HttpResponse:
    """Who has the files of an export was told whom to delete."""
    found = published_study(study)
    notices.note_told(get_object_or_404(found.exports, pk=export_id), user=request.user, now=timezone.now())
    messages.success(request, _("Written down."))
    return redirect("privacy:study", found.slug)


def _not_yet(study: Study, why: str) -> str:
    """Why it may not be purged today; '' where it may, or was begun."""
    if purge.unfinished(study):
        return ""
    try:
        check_may_begin(purge.standing(study), timezone.localdate(), why=why)
    except NotYet as problem:
        return words.told(problem)
    return ""


def _copies() -> dict[str, Any]:
    """Of the whole installation: every place that the settings name."""
    return {"days": settings.BACKUP_DAYS, "places": places(timezone.now()), "replica": replica.status()}


def _page(request: HttpRequest, study: Study, *, status: int = 200, **forms: Any) -> HttpResponse:
    today, standing = timezone.localdate(), purge.standing(study)
    first = purge_day(standing.promised, settings.PURGE_DAYS_AFTER) if standing.promised else None
    context = {
        "study": study,
        "writes": may(request.user, Role.PRIVACY, study.slug),
        "problems": problems_of(study, timezone.now()),
        "promised": standing.promised,
        "purge_day": first,
        "backups_gone": last_day_of_backups(first, settings.BACKUP_DAYS) if first else None,
        "copies": _copies(),
        "plan": plan(kept_of(study)),
        "not_yet": _not_yet(study, ""),
        "purges": [_purge_told(one) for one in Purge.objects.filter(study=study).select_related("begun_by")],
        "purge_form": forms.get("purge_form") or PurgeForm(auto_id="purge_%s"),
        "ask_form": forms.get("ask_form") or RequestForm(auto_id="ask_%s", initial={"received_on": today}),
        "requests": [_request_told(one) for one in study.privacy_requests.select_related("recorded_by")],
        "to_delete": notices.to_delete(study),
        "exports": ExportRecord.objects.filter(study=study).count(),
    }
    return render(request, "privacy/study.html", context, status=status)


def _purge_told(one: Purge) -> dict[str, Any]:
    steps = [(words.step(name), _counts(one.steps[name])) for name in purge.STEPS if name in one.steps]
    return {"purge": one, "steps": steps}


def _counts(step: dict[str, Any]) -> str:
    return "; ".join(f"{words.store(name)}: {number}" for name, number in step["counts"].items())


def _request_told(one: PrivacyRequest) -> dict[str, Any]:
    last, today = due(one.received_on), timezone.localdate()
    number = f"r{one.pk}_%s"
    erasure = one.kind == PrivacyRequest.Kind.ERASURE
    return {
        "request": one,
        "due": last,
        "late": one.answered_on is None and last < today,
        "answer_form": AnswerForm(auto_id=number, initial={"answered_on": today}),
        "code_form": CodeForm(auto_id=number) if erasure else None,
    }
