"""Pages of fieldwork staff: which letters were made, making more, fetching what is ready."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count, Q, QuerySet, Sum
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from invitations import age_files, letter_progress, manifest, proof_set
from invitations.forms import LettersForm
from invitations.letter_job import KIND, is_busy
from invitations.models import Batch, Mailing
from invitations.reminders import reminders_of
from invitations.since_print import LastPrint, last_prints
from staff import audit, jobs, spool
from staff.models import Job
from staff.roles import may, requires
from staff.uploads import in_memory, is_too_large
from surveys import drafts, languages
from surveys.engine.problems import DefinitionError
from surveys.models import Study
from surveys.own_studies import own_studies
from surveys.text_changes import TextChange

ROLE = "fieldwork"
JOBS_SHOWN = 5
CHANGES_SHOWN = 50
TYPES = {
    ".pdf": "application/pdf",
    ".csv": "text/csv; charset=utf-8",
    age_files.SUFFIX: "application/octet-stream",
}


@in_memory
@require_http_methods(["GET", "POST"])
@requires(ROLE)
def mailings(request: HttpRequest) -> HttpResponse:
    """GET shows what was made and the form; POST starts a job and goes to its page."""
    studies = own_studies(request.user, ROLE)
    form = _letters_form(request, studies)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["addresses"]
        sealed = spool.seal(file.read()) if file else None
        return redirect("staff:job", jobs.start(KIND, form.wish, request.user, sealed).id)
    found = list(_counted(Mailing.objects.filter(study__in=studies)))
    progress = letter_progress.of_mailings(found)
    shown = [(mailing, progress[mailing.pk], _has_proofs(mailing)) for mailing in found]
    running = Job.objects.filter(created_by=request.user, kind=KIND).order_by("-created_at")[:JOBS_SHOWN]
    context = {"form": form, "mailings": shown, "jobs": running, "studies": _frame_sizes(studies)}
    context["plain"] = settings.LETTER_PLAIN_DOWNLOAD
    return render(request, "invitations/letters.html", context, status=400 if form.errors else 200)


@require_safe
@never_cache
@requires(ROLE)
def batch_file(request: HttpRequest, batch_id: int) -> FileResponse:
    """The PDF, or file of codes, of a sealed batch. Each time it is fetched is recorded.

    In plain text only where LETTER_PLAIN_DOWNLOAD says so; else letters leave in parcels.
    """
    batch = get_object_or_404(Batch.objects.select_related("mailing__study"), pk=batch_id, state=Batch.State.SEALED)
    _refuse_strangers(request, batch.mailing)
    path = Path(batch.file)
    plain = path.suffix != age_files.SUFFIX
    if plain and not settings.LETTER_PLAIN_DOWNLOAD:
        raise PermissionDenied("letters leave encrypted")
    return _handed_over(request, path, "batch.download", TYPES[path.suffix], plain=plain, sha256=batch.file_hash)


@require_safe
@never_cache
@requires(ROLE)
def mailing_sheet(request: HttpRequest, mailing_id: int, sheet: str) -> FileResponse:
    """The manifest or the control sheet of a mailing."""
    mailing = get_object_or_404(Mailing.objects.select_related("study"), pk=mailing_id)
    _refuse_strangers(request, mailing)
    batch = mailing.batches.filter(state=Batch.State.SEALED).first()
    paths = {"manifest": manifest.manifest_path, "control": manifest.control_path}
    if batch is None or sheet not in paths:
        raise Http404
    path = paths[sheet](mailing, Path(batch.file).parent)
    return _handed_over(request, path, f"{sheet}.download", "text/csv; charset=utf-8")


@require_safe
@never_cache
@requires(ROLE)
def mailing_proofs(request: HttpRequest, mailing_id: int) -> FileResponse:
    """The proof set of a mailing. Its codes work: it leaves as batches do, and each time it is fetched is recorded."""
    mailing = get_object_or_404(Mailing.objects.select_related("study"), pk=mailing_id)
    _refuse_strangers(request, mailing)
    if not settings.LETTER_PLAIN_DOWNLOAD:
        raise PermissionDenied("letters leave encrypted")
    batch = mailing.batches.filter(state=Batch.State.SEALED).first()
    if batch is None:
        raise Http404
    path = proof_set.path_of(mailing, Path(batch.file).parent)
    return _handed_over(request, path, "proofs.download", "application/pdf")


@require_safe
@requires(ROLE, "researcher", "translator")
def since_print(request: HttpRequest, study: str) -> HttpResponse:
    """What changed in the texts since each kind of letter was last printed; one kind in full."""
    found = get_object_or_404(Study, slug=study)
    try:
        prints, told = last_prints(found), True
    except (drafts.NoDraft, DefinitionError):
        prints, told = (), False
    context = {"study": found, "prints": prints, "told": told, "may_print": may(request.user, ROLE, found.slug)}
    chosen = _chosen_print(prints, request.GET.get("kind", ""))
    if chosen:
        page = Paginator(chosen.elsewhere, CHANGES_SHOWN).get_page(request.GET.get("page"))
        parts = {"in_letter": _with_directions(chosen.in_letter), "elsewhere": _with_directions(page)}
        context |= {"chosen": chosen, "page": page, **parts}
    return render(request, "invitations/since_print.html", context)


def _letters_form(request: HttpRequest, studies: QuerySet[Study]) -> LettersForm:
    if request.method != "POST":
        return LettersForm(studies=studies, initial=_asked_for(request))
    busy = [slug for slug in studies.values_list("slug", flat=True) if is_busy(slug)]
    form = LettersForm(request.POST, request.FILES, studies=studies, busy=busy)
    if is_too_large(request):
        form.add_error("addresses", _("The file is over 20 MB. Split it."))
    return form


def _asked_for(request: HttpRequest) -> dict[str, Any]:
    """What an address asks for beforehand, such as a reminder to one stratum; nothing is made by that."""
    named = {name: request.GET[name] for name in ("study", "kind") if request.GET.get(name)}
    return {**named, "only": request.GET.getlist("only")}


def _chosen_print(prints: Sequence[LastPrint], kind: str) -> LastPrint | None:
    """The one asked for, by default the newest. Raises Http404 for a kind that was never printed."""
    if not kind:
        return max(prints, key=lambda one: one.printed_at, default=None)
    found = next((one for one in prints if one.kind == kind), None)
    if found is None:
        raise Http404
    return found


def _has_proofs(mailing: Mailing) -> bool:
    sealed = next((batch for batch in mailing.batches.all() if batch.state == Batch.State.SEALED), None)
    return sealed is not None and proof_set.path_of(mailing, Path(sealed.file).parent).exists()


def _with_directions(changes: Iterable[TextChange]) -> list[tuple[TextChange, str]]:
    return [(change, languages.direction(change.language)) for change in changes]


def _handed_over(request: HttpRequest, path: Path, action: str, content_type: str, **details: object) -> FileResponse:
    """The file as a download, recorded first. 404 where it was removed after printing."""
    try:
        file = path.open("rb")
    except FileNotFoundError as error:
        raise Http404(path.name) from error
    with transaction.atomic():
        audit.record(request.user, action, path.name, **details)
    return FileResponse(file, as_attachment=True, filename=path.name, content_type=content_type)


def _refuse_strangers(request: HttpRequest, mailing: Mailing) -> None:
    """Another study's letters do not exist for this person."""
    if not may(request.user, ROLE, mailing.study.slug):
        raise Http404


def _counted(found: QuerySet[Mailing]) -> QuerySet[Mailing]:
    """With `printed`: letters in sealed batches; newest first, batches at hand."""
    sealed = Q(batches__state=Batch.State.SEALED)
    counted = found.annotate(printed=Sum("batches__letters", filter=sealed, default=0))
    return counted.select_related("study", "edition").prefetch_related("batches").order_by("-created_at")


def _frame_sizes(studies: QuerySet[Study]) -> list[dict[str, Any]]:
    counted = studies.annotate(
        people=Count("units"),
        active=Count("units", filter=Q(units__state="active", units__listed=True, units__sampled=True)),
    )
    return [
        {
            "slug": study.slug,
            "title": study.title,
            "people": study.people,
            "active": study.active,
            "everyone": reminders_of(study) == "everyone",
        }
        for study in counted
    ]
