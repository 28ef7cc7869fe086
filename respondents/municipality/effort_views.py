"""Efforts: logged in two taps or by the form, put right, undone."""

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from invitations import efforts
from invitations.efforts import Overtaken
from invitations.models import Effort
from invitations.rights import HOSTS
from respondents.municipality.forms import EffortForm
from respondents.municipality.rights import Area, area_of
from staff.roles import requires

SHOWN = 50


@require_http_methods(["GET", "POST"])
@never_cache
@requires(*HOSTS)
def effort_list(request: HttpRequest, study: str, organisation: int) -> HttpResponse:
    """All efforts of the municipality; a POST logs one."""
    area = area_of(request.user, study, organisation)
    form = EffortForm(request.POST or None, initial={"day": timezone.localdate(), "page": uuid.uuid4()})
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        efforts.log(area.study, area.organisation, form.told, page=form.page_key, by=request.user, now=now)
        messages.success(request, _("Logged. You can undo or change it below."))
        return redirect("municipality:area", area.study.slug, area.organisation.pk)
    page = Paginator(_standing(area), SHOWN).get_page(request.GET.get("page"))
    context = {"area": area, "form": form, "page": page}
    return render(request, "municipality/efforts.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@never_cache
@requires(*HOSTS)
def effort(request: HttpRequest, study: str, organisation: int, effort_id: int) -> HttpResponse:
    """One effort, to be put right; what stood there before is kept."""
    area = area_of(request.user, study, organisation)
    found = get_object_or_404(_all_of(area), pk=effort_id)
    before = {"kind": found.kind, "day": found.day, "reach": found.reach, "size": found.size}
    form = EffortForm(request.POST or None, initial=before)
    if request.method == "POST" and form.is_valid():
        try:
            efforts.correct(found, form.told, by=request.user, now=timezone.now())
            messages.success(request, _("Changed."))
        except Overtaken:
            _say_overtaken(request)
        return redirect("municipality:area", area.study.slug, area.organisation.pk)
    context = {"area": area, "form": form, "effort": found}
    return render(request, "municipality/effort.html", context, status=400 if form.errors else 200)


@require_POST
@requires(*HOSTS)
def undo(request: HttpRequest, study: str, organisation: int, effort_id: int) -> HttpResponse:
    area = area_of(request.user, study, organisation)
    found = get_object_or_404(_all_of(area), pk=effort_id)
    try:
        efforts.undo(found, by=request.user, now=timezone.now())
        messages.success(request, _("Undone. It does not count any more."))
    except Overtaken:
        _say_overtaken(request)
    return redirect("municipality:area", area.study.slug, area.organisation.pk)


def _standing(area: Area) -> QuerySet[Effort]:
    return efforts.standing(area.study).filter(organisation=area.organisation)


def _all_of(area: Area) -> QuerySet[Effort]:
    """Also those that were overtaken: who comes late is told so."""
    return Effort.objects.filter(**area.key)


def _say_overtaken(request: HttpRequest) -> None:
    messages.warning(request, _("Somebody changed or undid this in the meantime. Look at the list before you go on."))
