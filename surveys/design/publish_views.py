"""The page where a draft becomes an edition: what would change, what is still wrong, who asked and who agreed."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from staff.models import Job
from surveys.design import publishing, replays
from surveys.design.change_words import counts, grouped
from surveys.design.desk import Desk
from surveys.design.pages import about, designer
from surveys.design.proof_state import proof_of
from surveys.design.publishing import CannotPublish, Wish
from surveys.design.readiness import readiness
from surveys.design.words_of_publishing import replay_lines, said
from surveys.editions import definition_of, lineage
from surveys.engine.compare import compare
from surveys.engine.definition import Definition
from surveys.engine.edition_problems import edition_problems
from surveys.fieldwork import AS_PUBLISHED, fieldwork_of
from surveys.models import Edition, PublishRequest, Study

REQUESTS_SHOWN, THINGS_SHOWN = 10, 25
"""More things that differ are shown by the page that compares."""
State = PublishRequest.State
HEAVY = ("problems", "edition__document")
"""Columns that a list of requests does not show."""


class AskForm(forms.Form):
    """What is told about the edition when it is asked for."""

    note = forms.CharField(
        label=gettext_lazy("What is new in this edition"),
        help_text=gettext_lazy("One sentence. It stands with the edition for good."),
        max_length=200,
    )
    real = forms.BooleanField(
        label=gettext_lazy("Only if native speakers have signed every text (no edition for demonstration)"),
        required=False,
    )


@require_safe
@designer
def publish(request: HttpRequest, study: Study, desk: Desk) -> HttpResponse:
    """Everything that somebody should see before the draft becomes an edition."""
    return _page(request, study, desk, AskForm())


@require_safe
@designer
def publish_state(request: HttpRequest, study: Study, desk: Desk) -> HttpResponse:
    """Checks and translations: takes longer, so the page loads it afterwards; without a script it is a page."""
    context = about(study, desk, "surveys:design:publish")
    context |= {"ready": readiness(study, desk, get_language() or "nl")}
    part = "state" if request.headers.get("HX-Request") else "state_page"
    return render(request, f"surveys/design/publish_{part}.html", context)


@require_POST
@designer
def ask(request: HttpRequest, study: Study, desk: Desk) -> HttpResponseBase:
    """Ask for the edition; where one person may publish, it begins."""
    form = AskForm(request.POST)
    if not form.is_valid():
        return _page(request, study, desk, form, status=422)
    wish = Wish(request.POST.get("seen", ""), form.cleaned_data["note"], _basis_of(request), form.cleaned_data["real"])
    try:
        made = publishing.ask(study, wish, request.user)
    except CannotPublish as error:
        return _page(request, study, desk, form, refused=said(error), status=409)
    return redirect("surveys:design:publish_request", study.slug, made.pk)


@require_POST
@designer
def approve(request: HttpRequest, study: Study, desk: Desk, asked: int) -> HttpResponseBase:
    """A second researcher agrees to the very document that was asked for."""
    found = get_object_or_404(PublishRequest, pk=asked, study=study)
    return _decided(request, found, lambda: publishing.approve(found, request.POST.get("seen", ""), request.user))


@require_POST
@designer
def withdraw(request: HttpRequest, study: Study, desk: Desk, asked: int) -> HttpResponseBase:
    """The request is taken back."""
    found = get_object_or_404(PublishRequest, pk=asked, study=study)
    return _decided(request, found, lambda: publishing.withdraw(found, request.user))


def _decided(request: HttpRequest, found: PublishRequest, act) -> HttpResponseBase:
    try:
        act()
    except CannotPublish as error:
        messages.error(request, said(error))
    return redirect("surveys:design:publish_request", found.study.slug, found.pk)


@require_safe
@designer
def publish_request(request: HttpRequest, study: Study, desk: Desk, asked: int) -> HttpResponse:
    """One request: who asked, who decided, how far it is. Loads itself again while the work goes on."""
    asked_for = study.publish_requests.select_related("asked_by", "decided_by", "edition").defer("edition__document")
    found = get_object_or_404(asked_for, pk=asked)
    job = Job.objects.filter(pk=found.job).first() if found.job else None
    busy = found.state == State.WORKING and job is not None and job.state in (Job.State.QUEUED, Job.State.RUNNING)
    context = about(study, desk, "surveys:design:publish") | {
        "asked": found,
        "job": job,
        "busy": busy,
        "void": found.state == State.ASKED and found.document_hash != desk.document_hash,
        "own": found.asked_by_id == request.user.pk,
    }
    response = render(request, "surveys/design/publish_request.html", context)
    if busy:
        response["Refresh"] = "2"
    return response


@require_POST
@designer
def replay(request: HttpRequest, study: Study, desk: Desk) -> HttpResponseBase:
    """Start the job that puts stored answers through the draft."""
    edition = _edition_of(study, _basis_of(request))
    if edition is None or not replays.possible():
        messages.error(request, _("There are no answers to try the draft on."))
        return redirect("surveys:design:publish", study.slug)
    return redirect("staff:job", replays.start(study, edition, desk, request.user).pk)


def _page(
    request: HttpRequest, study: Study, desk: Desk, form: AskForm, refused: str = "", status: int = 200
) -> HttpResponse:
    chosen = _basis_of(request)
    basis = _edition_of(study, chosen)
    requests = list(study.publish_requests.select_related("asked_by", "edition").defer(*HEAVY)[:REQUESTS_SHOWN])
    context = about(study, desk, "surveys:design:publish") | {
        "form": form,
        "refused": refused,
        "basis": basis,
        "chosen": chosen,
        "editions": study.editions.defer("document").order_by("-number"),
        "same": study.editions.filter(document_hash=desk.edition_hash).defer("document").first(),
        "difference": _difference(desk, basis),
        "needs_two": settings.PUBLISH_NEEDS_TWO,
        "requests": requests,
        "waiting": next((one for one in requests if one.state == State.ASKED), None),
        "overridden": fieldwork_of(study.pk) != AS_PUBLISHED,
        "proof": proof_of(study, desk),
        **_replayed(study, desk),
    }
    return render(request, "surveys/design/publish.html", context, status=status)


def _basis_of(request: HttpRequest) -> str:
    given = (request.POST if request.method == "POST" else request.GET).get("basis", "previous")
    return given if given == "none" or (given.isascii() and given.isdigit() and len(given) < 8) else "previous"


def _edition_of(study: Study, chosen: str) -> Edition | None:
    """The edition that the draft would follow; None where it follows none."""
    if chosen == "none":
        return None
    every = study.editions.defer("document")
    return every.order_by("-number").first() if chosen == "previous" else every.filter(number=chosen).first()


def _difference(desk: Desk, basis: Edition | None) -> dict[str, Any] | None:
    """What the draft says otherwise than the edition it follows, and what keeps it from following."""
    if basis is None or desk.definition is None:
        return None
    key = ("compared", basis.pk, get_language() or "nl")
    if key not in desk.memo:
        desk.memo[key] = _compared(basis, desk.definition, key[2])
    found: dict[str, Any] = desk.memo[key]
    return found


def _compared(basis: Edition, definition: Definition, language: str) -> dict[str, Any]:
    old = definition_of(basis)
    changes = compare(old, definition)
    faults = edition_problems([definition_of(edition) for edition in lineage(basis)], definition)
    things = grouped(changes, old, definition)
    return {
        "counts": counts(changes),
        "things": things,
        "shown": things if len(things) <= THINGS_SHOWN else (),
        "faults": [problem.in_language(language) for problem in faults],
    }


def _replayed(study: Study, desk: Desk) -> dict[str, Any]:
    run = replays.last_of(study, desk.document_hash) if replays.possible() else None
    return {
        "may_replay": replays.possible(),
        "replayed": run,
        "replay_lines": list(replay_lines(run.counts)) if run else [],
    }
