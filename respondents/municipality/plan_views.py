"""Group sessions to come: planned, changed, called off, and opened on the day."""

from random import SystemRandom

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from invitations.rights import HOSTS
from invitations.studies import newest_edition
from respondents import planning
from respondents.models import PlannedSession
from respondents.municipality.forms import PlanForm
from respondents.municipality.rights import Area, area_of
from respondents.planning import NotPlannedAnyMore, TooEarly
from staff.roles import requires


@require_http_methods(["GET", "POST"])
@never_cache
@requires(*HOSTS)
def plan(request: HttpRequest, study: str, organisation: int) -> HttpResponse:
    """The form; a POST plans a session."""
    area = area_of(request.user, study, organisation)
    form = _form(request, area)
    if request.method == "POST" and form.is_valid():
        planning.plan(area.study, area.organisation, form.plan, request.user)
        messages.success(request, _("Planned."))
        return _to(area)
    return render(request, "municipality/plan.html", {"area": area, "form": form}, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@never_cache
@requires(*HOSTS)
def planned(request: HttpRequest, study: str, organisation: int, plan_id: int) -> HttpResponse:
    """A planned session, to be changed."""
    area, found = _own(request, study, organisation, plan_id)
    before = {name: getattr(found, name) for name in ("place", "expected", "languages")}
    form = _form(request, area, starts_at=timezone.localtime(found.starts_at), **before)
    if request.method == "POST" and form.is_valid():
        try:
            planning.change(found, form.plan, request.user)
            messages.success(request, _("Changed."))
        except NotPlannedAnyMore:
            _say_over(request)
        return _to(area)
    context = {"area": area, "form": form, "planned": found}
    return render(request, "municipality/plan.html", context, status=400 if form.errors else 200)


@require_POST
@requires(*HOSTS)
def call_off(request: HttpRequest, study: str, organisation: int, plan_id: int) -> HttpResponse:
    area, found = _own(request, study, organisation, plan_id)
    try:
        planning.call_off(found, request.user, timezone.now())
        messages.success(request, _("The session was called off."))
    except NotPlannedAnyMore:
        _say_over(request)
    return _to(area)


@require_POST
@requires(*HOSTS)
def open_now(request: HttpRequest, study: str, organisation: int, plan_id: int) -> HttpResponse:
    """Opens the session, and leads to the screen for the room."""
    area, found = _own(request, study, organisation, plan_id)
    try:
        return redirect("sessions:wall", planning.open_now(found, request.user, SystemRandom(), timezone.now()).pk)
    except NotPlannedAnyMore:
        _say_over(request)
    except TooEarly:
        messages.warning(request, _("It is too early. A session can be opened from 12 hours before it begins."))
    return _to(area)


def _own(request: HttpRequest, study: str, organisation: int, plan_id: int) -> tuple[Area, PlannedSession]:
    area = area_of(request.user, study, organisation)
    return area, get_object_or_404(PlannedSession.objects.filter(**area.key), pk=plan_id)


def _form(request: HttpRequest, area: Area, **initial: object) -> PlanForm:
    return PlanForm(request.POST or None, offered=list(newest_edition(area.study).offered), initial=initial)


def _say_over(request: HttpRequest) -> None:
    messages.warning(request, _("This session is open already, or was called off."))


def _to(area: Area) -> HttpResponse:
    return redirect("municipality:area", area.study.slug, area.organisation.pk)
