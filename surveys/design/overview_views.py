"""The whole routing at a glance: the matrix of questions and groups, the map of one group, and numbers on both."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from staff import jobs
from surveys.design.desk import Desk
from surveys.design.figures_jobs import COUNT, SIMULATE
from surveys.design.map_shown import Mapper
from surveys.design.matrix import Wish
from surveys.design.matrix_shown import as_csv, sections_of, shown_parts
from surveys.design.page_words import group_words, page_words
from surveys.design.pages import about, designer, whole
from surveys.design.routing_drawing import drawing, sheets
from surveys.design.routing_map import left_out
from surveys.design.rule_words import words_language
from surveys.design.runs import Runs, runs_of
from surveys.engine.definition import Definition
from surveys.models import Study

MATRIX, MAP = "surveys:design:matrix", "surveys:design:map"
ZOOMS = (50, 75, 100, 150, 200)


@require_safe
@designer
def matrix(request: HttpRequest, study: Study, desk: Desk) -> HttpResponse:
    """Which question is asked of whom."""
    definition = desk.readable
    if definition is None:
        return _unreadable(request, study, desk, MATRIX)
    wish, runs = _wish(request, definition), runs_of(request, study, desk)
    context = _common(study, desk, definition, runs, MATRIX) | {
        "parts": shown_parts(study, desk, definition, wish, runs),
        "wish": wish,
        "columns": [(name, group_words(definition, name)) for name in wish.groups or definition.groups],
        "sections": list(sections_of(definition)),
        "query": request.GET.urlencode(),
        "keeps": [(name, value) for name in ("section", "group", "differing") for value in request.GET.getlist(name)],
    }
    return render(request, "surveys/design/matrix.html", context)


@require_safe
@designer
def matrix_csv(request: HttpRequest, study: Study, desk: Desk) -> HttpResponse:
    """The same table as a file."""
    if desk.readable is None:
        raise Http404
    text = as_csv(study, desk, desk.readable, _wish(request, desk.readable), runs_of(request, study, desk))
    headers = {"Content-Disposition": f'attachment; filename="{study.slug}-matrix.csv"'}
    return HttpResponse(f"\ufeff{text}", content_type="text/csv; charset=utf-8", headers=headers)


@require_safe
@designer
def routing(request: HttpRequest, study: Study, desk: Desk) -> HttpResponse:
    """The way through the questionnaire for one group, drawn and in words."""
    definition = desk.readable
    if definition is None or not definition.groups:
        return _unreadable(request, study, desk, MAP)
    asked = request.GET.get("group", "")
    group = asked if asked in definition.groups else next(iter(definition.groups))
    zoom = next((one for one in ZOOMS if str(one) == request.GET.get("zoom")), 100)
    runs = runs_of(request, study, desk)
    opened = tuple(request.GET.getlist("open"))
    address = f"?group={group}&zoom={zoom}" + (f"&run={runs.wanted}" if runs.wanted in ("none", "real") else "")
    mapper = Mapper(study, desk, definition, group, runs, opened, address)
    drawn = drawing(mapper.contents())
    context = _common(study, desk, definition, runs, MAP) | {
        "group": group,
        "group_label": group_words(definition, group),
        "drawing": drawn,
        "sheets": sheets(drawn),
        "zoom": zoom,
        "zooms": ZOOMS,
        "width": drawn.width * zoom // 100,
        "height": drawn.height * zoom // 100,
        "told": mapper.told(),
        "left_out": [page_words(definition, page) for page in left_out(definition, group)],
        "opened": opened,
        "keeps": [("group", group), ("zoom", zoom)],
    }
    return render(request, "surveys/design/map.html", context)


@require_POST
@designer
def simulate(request: HttpRequest, study: Study, desk: Desk) -> HttpResponseBase:
    """Walk made-up respondents through the draft, as a job."""
    return redirect("staff:job", jobs.start(SIMULATE, {"study": study.slug}, request.user).id)


@require_POST
@designer
def count(request: HttpRequest, study: Study, desk: Desk) -> HttpResponseBase:
    """Count the sent questionnaires of an edition, as a job."""
    number = whole(request.POST.get("edition", ""))
    edition = study.editions.filter(number=number).only("number").first() if number is not None else None
    if edition is None:
        raise Http404
    return redirect("staff:job", jobs.start(COUNT, {"study": study.slug, "edition": edition.number}, request.user).id)


def _wish(request: HttpRequest, definition: Definition) -> Wish:
    section, groups = request.GET.get("section", ""), request.GET.getlist("group")
    chosen = tuple(name for name in definition.groups if name in groups)
    differing = request.GET.get("differing") == "1"
    if section == "screening":
        return Wish("", chosen, differing)
    return Wish(section if section in definition.section_by_name else None, chosen, differing)


def _common(study: Study, desk: Desk, definition: Definition, runs: Runs, tab: str) -> dict[str, Any]:
    return about(study, desk, tab) | {
        "definition": definition,
        "groups": [(name, group_words(definition, name)) for name in definition.groups],
        "runs": runs,
        "editions": study.editions.only("number", "study").order_by("-number"),
        "words_language": words_language(),
    }


def _unreadable(request: HttpRequest, study: Study, desk: Desk, tab: str) -> HttpResponse:
    """The draft has other faults of form than rules that cannot be read: there is nothing to draw yet."""
    titles = {MATRIX: _("Questions and groups"), MAP: _("Map of the routing")}
    context = about(study, desk, tab) | {"title": titles[tab]}
    return render(request, "surveys/design/unreadable.html", context)
