"""Pages of the help desk: who refused, died or is left out, and codes for people without a letter."""

from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from invitations import file_job, frame_views, helpdesk, unit_states, uploads
from invitations.forms import ExclusionForm, ListForm, UnitStateForm
from invitations.models import SampleUnit
from staff.roles import requires
from surveys.models import Study

ROLE = "fieldwork"


@require_http_methods(["GET", "POST"])
@never_cache
@requires(ROLE)
def people(request: HttpRequest, study: str) -> HttpResponse:
    """How many are in which state; a POST sets one person's state."""
    found = get_object_or_404(Study, slug=study)
    form = UnitStateForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        try:
            changed = unit_states.set_state(
                found, asked["frame_id"], asked["state"], now=timezone.now(), user=request.user
            )
        except unit_states.UnitUnknown:
            form.add_error("frame_id", _("This number is not on the list of the study. Compare it with the letter."))
            return _page(request, found, form=form)
        messages.success(request, _("Set.") if changed else _("It was so already."))
        return redirect("invitations:people", found.slug)
    return _page(request, found, form=form)


@require_POST
@never_cache
@requires(ROLE)
def bring_in(request: HttpRequest, study: str) -> HttpResponse:
    """The list, read by a job: whole or not at all, or only to see what it would change."""
    found = get_object_or_404(Study, slug=study)
    form = ListForm(request.POST, request.FILES, auto_id="list_%s")
    if not form.is_valid():
        return _page(request, found, people_list=form)
    content = "frame_trial" if "trial" in request.POST else "frame"
    return redirect("staff:job", file_job.begin(found, content, form.cleaned_data["file"], request.user).pk)


@require_POST
@never_cache
@requires(ROLE)
def exclude(request: HttpRequest, study: str) -> HttpResponse:
    """A list of people to leave out, whole or not at all; a large one is read by a job."""
    found = get_object_or_404(Study, slug=study)
    form = ExclusionForm(request.POST, request.FILES)
    if job := file_job.begin_if_large(found, form, request.user, "excluded"):
        return redirect("staff:job", job.pk)
    upload = uploads.take(form, lambda _asked, data: unit_states.exclude(found, data, user=request.user))
    excluded = upload.result
    if excluded is None:
        return _page(request, found, exclusion=form, problems=upload.problems)
    said = _("%(new)s left out from now on, %(known)s were already.")
    messages.success(request, said % {"new": excluded.new, "known": excluded.known})
    return redirect("invitations:people", found.slug)


@require_POST
@never_cache
@requires(ROLE)
def helpdesk_code(request: HttpRequest, study: str) -> HttpResponse:
    """A code on this page alone: it is in no session and no log, and gone with the page."""
    found = get_object_or_404(Study, slug=study)
    return _page(request, found, code=helpdesk.issue_code(found, user=request.user))


def _page(
    request: HttpRequest,
    study: Study,
    form: UnitStateForm | None = None,
    exclusion: ExclusionForm | None = None,
    **report: Any,
) -> HttpResponse:
    form, exclusion = form or UnitStateForm(), exclusion or ExclusionForm()
    people_list = report.get("people_list") or ListForm(auto_id="list_%s")
    problems = report.get("problems", ())
    context = {
        "study": study,
        "form": form,
        "exclusion": exclusion,
        "people_list": people_list,
        "states": _counts(study),
        "unlisted": study.units.filter(listed=False).count(),
        "unsampled": study.units.filter(sampled=False).count(),
        "code": report.get("code", ""),
        "has_sources": frame_views.has_sources(study),
        **uploads.problem_context(problems),
    }
    wrong = form.errors or exclusion.errors or people_list.errors or problems
    return render(request, "invitations/people.html", context, status=400 if wrong else 200)


def _counts(study: Study) -> list[tuple[str, int]]:
    """People by state, every state named."""
    found = dict(study.units.order_by().values_list("state").annotate(n=Count("pk")))
    return [(str(state.label), found.get(state, 0)) for state in SampleUnit.State]
