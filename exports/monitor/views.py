"""Pages of the monitor: each reads the newest record and draws what may be told of it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from exports.monitor import question_panels, response_panels, way_panels, words
from exports.monitor.figures import Figures
from exports.monitor.headlines import headlines
from exports.monitor.limits import monitoring_of
from exports.monitor.panels import Panel
from exports.monitor.register import KIND, ROLES, being_counted
from exports.monitor.store import latest, trend
from exports.monitor.tabs import tabs_for
from exports.monitor.words import Words, words_of
from staff import jobs
from staff.roles import requires
from surveys.models import Study
from surveys.own_studies import published_studies, published_study

FIRST_ALARMS = 6
MORNING = (way_panels.growth, way_panels.funnel, response_panels.outcomes)


@require_safe
@never_cache
@requires(*ROLES)
def studies(request: HttpRequest) -> HttpResponse:
    """The studies whose fieldwork this person may see."""
    return render(request, "fieldwork/studies.html", {"studies": published_studies(request.user, *ROLES)})


def shown(request: HttpRequest, study: Study, title: str, more: dict[str, Any]) -> dict[str, Any]:
    """What every page of the monitor has. `more` may hold panels, whose charts are drawn here by ourselves."""
    here = f"{request.resolver_match.namespace}:{request.resolver_match.url_name}"
    return {"study": study, "title": title, "tabs": list(tabs_for(request.user, study.slug, here)), **more}


def drawn(panel: Panel) -> tuple[Panel, str]:
    """A panel with its chart as markup: `draw.py` escapes every text in it."""
    return panel, mark_safe(panel.chart)  # noqa: S308


def _page(request: HttpRequest, slug: str, template: str, title: str, make: Any) -> HttpResponse:
    """A page of figures; where none were made, one that says so."""
    study = published_study(slug)
    figures = latest(study)
    if figures is None:
        return render(request, "fieldwork/nothing.html", shown(request, study, title, {}))
    more = {"figures": figures, **make(figures, words_of(study))}
    return render(request, template, shown(request, study, title, more))


@require_safe
@never_cache
@requires(*ROLES)
def morning(request: HttpRequest, study: str) -> HttpResponse:
    """What matters first: response, yesterday, what lags, alarms."""

    def make(figures: Figures, said: Words) -> dict[str, Any]:
        told = [words.alarm(alarm, said) for alarm in figures.alarms]
        lags = response_panels.lagging(figures, said)
        return {
            "headlines": headlines(figures, timezone.localdate(figures.made_at)),
            "alarms": told[:FIRST_ALARMS],
            "more_alarms": told[FIRST_ALARMS:],
            "lags": [(lag, words.percent(lag.rate, 1), words.decimal(lag.cost, 3)) for lag in lags],
            "panels": [drawn(panel) for panel in _morning_panels(figures, said)],
        }

    return _page(request, study, "fieldwork/morning.html", _("This morning"), make)


def _morning_panels(figures: Figures, said: Words) -> list[Panel]:
    wanted = way_panels.wanted(figures, said, monitoring_of(said.definition).limits)
    return [*([wanted] if wanted.rows else []), *(part(figures) for part in MORNING)]


@require_safe
@never_cache
@requires(*ROLES)
def response(request: HttpRequest, study: str) -> HttpResponse:
    """Response against the register by each column of the list, or by two crossed (`?by=…&and=…`)."""
    asked = request.GET.get("by", ""), request.GET.get("and", "")

    def make(figures: Figures, said: Words) -> dict[str, Any]:
        crossed = asked if asked[0] != asked[1] and set(asked) <= set(figures.variables) else None
        panels = [response_panels.crossed(figures, crossed, said)] if crossed else _every(figures, said)
        columns = [(name, said.column(name)) for name in figures.variables]
        return {"panels": [drawn(panel) for panel in panels], "columns": columns, "asked": asked, "crossed": crossed}

    return _page(request, study, "fieldwork/response.html", _("Response against the register"), make)


def _every(figures: Figures, said: Words) -> list[Panel]:
    uneven = [response_panels.evenness(figures, said)] if figures.representative.variables else []
    return [*uneven, *response_panels.margins(figures, said)]


@require_safe
@never_cache
@requires(*ROLES)
def days(request: HttpRequest, study: str) -> HttpResponse:
    """Who came, began and sent by day, with the letters that left."""

    def make(figures: Figures, said: Words) -> dict[str, Any]:
        trended = response_panels.trend(trend(published_study(study)))
        return {"panels": [drawn(panel) for panel in (way_panels.growth(figures), trended)]}

    return _page(request, study, "fieldwork/panels.html", _("Days"), make)


@require_safe
@never_cache
@requires(*ROLES)
def answering(request: HttpRequest, study: str) -> HttpResponse:
    """Language, device, listening, help, channel."""

    def make(figures: Figures, said: Words) -> dict[str, Any]:
        panels = [*way_panels.ways(figures, said), *way_panels.channels(figures)]
        return {"panels": [drawn(panel) for panel in panels if panel.rows]}

    return _page(request, study, "fieldwork/panels.html", _("How people answer"), make)


@require_safe
@never_cache
@requires(*ROLES)
def questions(request: HttpRequest, study: str) -> HttpResponse:
    """Where people stop, what they skip, what they do not know."""

    def make(figures: Figures, said: Words) -> dict[str, Any]:
        made = (question_panels.stops, question_panels.unanswered, question_panels.unknowing)
        return {"panels": [drawn(panel(figures, said)) for panel in made]}

    return _page(request, study, "fieldwork/panels.html", _("Questions"), make)


@require_safe
@never_cache
@requires(*ROLES)
def times(request: HttpRequest, study: str) -> HttpResponse:
    """How long each page takes."""

    def make(figures: Figures, said: Words) -> dict[str, Any]:
        return {"panels": [drawn(question_panels.times(figures, said))]}

    return _page(request, study, "fieldwork/panels.html", _("Time per page"), make)


@require_POST
@requires(*ROLES)
def count(request: HttpRequest, study: str) -> HttpResponse:
    """Count anew, as a job; one at a time."""
    about = published_study(study)
    if about.slug in being_counted():
        messages.info(request, _("The figures are being counted already. Look again in a minute."))
        return redirect("fieldwork:morning", about.slug)
    return redirect("staff:job", jobs.start(KIND, {"study": about.slug}, request.user).id)
