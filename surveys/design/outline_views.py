"""The outline: the workbench's first page. What is done there is in `structure_views.py`."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_safe

from surveys.design import comments
from surveys.design.desk import Desk
from surveys.design.key_words import TYPES
from surveys.design.outline import Counts, Wanted, screening_rows, section_rows
from surveys.design.pages import about, designer
from surveys.design.toolbar import offers
from surveys.design.waves import earlier_wave, names_in
from surveys.languages import direction
from surveys.models import Study

TAB = "surveys:design:outline"
ROOT = "s0"
"""A ref that stands for any, to make addresses of."""
SHAPES = ("section", "page", "question", "alone")


@require_safe
@designer
def outline(request: HttpRequest, study: Study, desk: Desk) -> HttpResponse:
    """Screening, sections, pages and questions, or those that are looked for."""
    return outline_page(request, study, desk)


def outline_page(
    request: HttpRequest,
    study: Study,
    desk: Desk,
    *,
    told: str = "",
    refused: str = "",
    at: str = "",
    status: int = 200,
) -> HttpResponse:
    """`told`: what was done, in words; `at`: the ref that it was done to. A script gets the list alone."""
    context = about(study, desk, TAB) | _listed(request, study, desk) | offers(study, request.user)
    context |= {"told": told, "refused": refused, "at": at, "own_path": context["home"]}
    name = "outline_list" if request.headers.get("X-Part") == "outline" else "outline"
    return render(request, f"surveys/design/{name}.html", context, status=status)


def _listed(request: HttpRequest, study: Study, desk: Desk) -> dict[str, Any]:
    wanted, source = wanted_of(request, desk), desk.languages[0]
    counted = Counts(comments.counts(comments.threads(study)))
    node = reverse("surveys:design:node", kwargs={"study": study.slug, "ref": ROOT})
    earlier = earlier_wave(request.user, study, desk.document)  # type: ignore[arg-type]
    return {
        "earlier": earlier,
        "asked_before": names_in(earlier) if earlier else None,
        "wanted": wanted,
        "screening": screening_rows(desk.tree, source, wanted, counted),
        "sections": section_rows(desk.tree, source, wanted, counted),
        "home": reverse(TAB, kwargs={"study": study.slug}),
        "node_path": node.removesuffix(f"{ROOT}/"),
        "source": source,
        "source_dir": direction(source),
        "types": TYPES,
        "type_words": {name: str(words) for name, words in TYPES.items()},
        "tools": {shape: _tools(study, node.removesuffix(f"{ROOT}/"), shape) for shape in SHAPES},
        "open_comments": sum(counted.of.values()),
    }


def _tools(study: Study, node_path: str, shape: str) -> str:
    """The buttons of one kind of line, with «ref», «inner» and «name» to be filled in."""
    context = {"study": study, "node_path": node_path, "shape": shape}
    return render_to_string("surveys/design/outline_tools.html", context)


def wanted_of(request: HttpRequest, desk: Desk) -> Wanted:
    """From the address; a choice that does not exist filters nothing."""
    given = request.GET
    group = given.get("group", "")
    return Wanted(
        group if group in {one.name for one in desk.groups} else "",
        given.get("text", "").strip()[:100],
        given["type"] if given.get("type") in TYPES else "",
        "open" if given.get("comments") == "open" else "",
    )
