"""Checks and proof of a draft: the page that lists everything, and pieces of it for other pages."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from surveys.design import listing, proving
from surveys.design.checking import already_checked, checked, lines_of
from surveys.design.desk import Desk
from surveys.design.node_words import words_of
from surveys.design.pages import about, designer
from surveys.design.proof_state import ProofState, proof_state, scope_rows
from surveys.models import Study

TAB = "surveys:design:checks"
LIST = "surveys/design/problem_list.html"


@require_safe
@designer
def checks(request: HttpRequest, study: Study, desk: Desk) -> HttpResponseBase:
    """Everything that is wrong. What was not worked out yet is loaded into the page, or shown with `?now=1`."""
    context = about(study, desk, TAB)
    if request.GET.get("now") or already_checked(study, desk):
        context |= _listed(study, desk)
    return render(request, "surveys/design/checks.html", context)


@require_safe
@designer
def problem_list(request: HttpRequest, study: Study, desk: Desk) -> HttpResponseBase:
    """The list alone."""
    return render(request, LIST, {"study": study, "desk": desk, **_listed(study, desk)})


@require_safe
@designer
def problems_of(request: HttpRequest, study: Study, desk: Desk, ref: str) -> HttpResponseBase:
    """What is wrong with one thing and what stands below it, to be put beside it."""
    node = desk.node(ref)
    lines = listing.of_node(desk.tree, _lines(study, desk, proof_state(study, desk)), ref)
    return render(request, "surveys/design/problems_of.html", {"study": study, "node": node, "lines": lines})


@require_safe
@designer
def problem_counts(request: HttpRequest, study: Study, desk: Desk) -> HttpResponseBase:
    """How many errors and warnings there are, with the way to them."""
    found = checked(study, desk)
    context = {"study": study, "errors": len(found.errors), "warnings": len(found.warnings)}
    return render(request, "surveys/design/problem_counts.html", context)


@require_POST
@designer
def prove(request: HttpRequest, study: Study, desk: Desk) -> HttpResponseBase:
    """Prove this version now."""
    try:
        proving.want(study, desk, request.user)
    except proving.NotProvable:
        return _refused(request, study, desk)
    if request.headers.get("HX-Request"):
        return _state(request, study, proof_state(study, desk))
    return redirect("surveys:design:checks", study.slug)


@require_POST
@designer
def keep_proved(request: HttpRequest, study: Study, desk: Desk) -> HttpResponseBase:
    """Asked for by every open page of the workbench: proves what nobody changed for a while, and tells how it stands.

    204 where the page shows that already (`seen`).
    """
    state = proof_state(study, desk)
    if state.kind == "none" and proving.is_quiet(study, timezone.now()):
        proving.want(study, desk, request.user)
        state = proof_state(study, desk)
    if request.GET.get("seen") == state.token:
        return HttpResponse(status=204)
    return _state(request, study, state)


def _state(request: HttpRequest, study: Study, state: ProofState) -> HttpResponse:
    response = render(request, "surveys/design/proof_state.html", {"study": study, "state": state})
    if request.GET.get("seen"):
        response["HX-Trigger"] = "proof-changed"
    return response


def _refused(request: HttpRequest, study: Study, desk: Desk) -> HttpResponse:
    context = about(study, desk, TAB) | _listed(study, desk)
    context["refused"] = _("This cannot be proved yet. Mend the errors first.")
    return render(request, "surveys/design/checks.html", context, status=422)


def _listed(study: Study, desk: Desk) -> dict[str, Any]:
    state = proof_state(study, desk)
    lines = _lines(study, desk, state)
    language = desk.languages[0]
    labels = {node.name: words_of(node, language) for node in desk.groups} | {"": _("Screening")}
    return {
        "ready": True,
        "state": state,
        "spots": listing.by_place(desk.tree, lines, language),
        "errors": sum(line.is_error for line in lines),
        "warnings": sum(not line.is_error for line in lines),
        "scopes": scope_rows(state.shown.looked_at, labels) if state.shown else [],
    }


def _lines(study: Study, desk: Desk, state: ProofState) -> tuple[listing.Line, ...]:
    reader = get_language() or "nl"
    problems = lines_of(desk, checked(study, desk), reader)
    found = listing.of_proof(desk.tree, state.shown.pk, state.findings, reader) if state.shown else ()
    return (*problems, *found)
