"""A municipality's area on one page: what it did, its sessions to come, its channels and texts, its contacts."""

import uuid
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from invitations import counts, efforts, flyer_job
from invitations.models import Channel, Effort
from invitations.rights import HOSTS, channels_of, studies_of
from respondents import planning, sessions
from respondents.hosting.rights import sessions_of
from respondents.municipality.rights import Area, area_of, areas_of
from staff import contacts
from staff.models import Job, Role
from staff.roles import may, requires
from surveys.languages import name as language_name

WEEKS = 4
"""Of each channel; its own page has all."""
SHOWN = 10
"""Efforts and sessions on the page; others are on pages of their own."""


@require_safe
@never_cache
@requires(*HOSTS)
def home(request: HttpRequest) -> HttpResponse:
    """To the only area somebody has, or the choice between several."""
    areas = areas_of(request.user)
    overviews = [study for study in studies_of(request.user) if may(request.user, Role.FIELDWORK, study.slug)]
    if len(areas) + len(overviews) == 1:
        if areas:
            return redirect("municipality:area", areas[0].study.slug, areas[0].organisation.pk)
        return redirect("municipality:overview", overviews[0].slug)
    return render(request, "municipality/home.html", {"areas": areas, "overviews": overviews})


@require_safe
@never_cache
@requires(*HOSTS)
def area(request: HttpRequest, study: str, organisation: int) -> HttpResponse:
    """Everything of one municipality."""
    found = area_of(request.user, study, organisation)
    context = {"area": found, **_efforts(found), **_sessions(request, found), **_channels(request, found)}
    context["contacts"] = contacts.contacts_of(found.organisation, found.study.slug)
    return render(request, "municipality/area.html", context)


def _efforts(found: Area) -> dict[str, Any]:
    logged = efforts.standing(found.study).filter(organisation=found.organisation)
    return {
        "efforts": logged[:SHOWN],
        "kinds": Effort.Kind.choices,
        "sizes": Effort.Size.choices,
        "page_key": uuid.uuid4(),
    }


def _sessions(request: HttpRequest, found: Area) -> dict[str, Any]:
    """Small numbers of sessions that were held are not told."""
    planned = planning.to_come(found.study, timezone.now()).filter(organisation=found.organisation)
    held = sessions_of(request.user).filter(study=found.study, channel__organisation=found.organisation)
    return {
        "planned": [(one, [language_name(tag) for tag in one.languages]) for one in planned],
        "held": [(one, sessions.report(one)) for one in sessions.with_counts(held)[:SHOWN]],
        "opens_before": timezone.now() + planning.OPENS_EARLY,
    }


def _channels(request: HttpRequest, found: Area) -> dict[str, Any]:
    """The same numbers as on each channel's own page, so that no two pages give a small one away."""
    own = list(channels_of(request.user).filter(**found.key))
    told = counts.reports(own, timezone.localdate())
    rows = [(channel, told[channel.pk].sums, told[channel.pk].weeks[:WEEKS]) for channel in own]
    return {"channels": rows, "made": _made_lately(request, own)}


def _made_lately(request: HttpRequest, own: list[Channel]) -> list[tuple[Job, str]]:
    """Flyers that this person made and that are still kept, with the channel's name."""
    labels = {channel.pk: channel.label for channel in own}
    since = timezone.now() - timedelta(seconds=flyer_job.KEPT_S)
    done = Job.objects.filter(created_by=request.user, kind=flyer_job.KIND, state=Job.State.DONE, created_at__gt=since)
    return [(job, labels[job.arguments["channel"]]) for job in done if job.arguments["channel"] in labels][:SHOWN]
