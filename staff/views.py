"""Pages that every member of staff has: home, jobs, audit trail, language."""

from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from staff import audit, jobs, menu
from staff.models import AuditEntry, Job, User
from staff.roles import requires, roles_of
from staff.uploads import in_memory

STAFF_LANGUAGES = ("nl", "en")
PAGE_SIZE = 50


@require_safe
@requires()
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "staff/home.html", {"cards": menu.cards_for(roles_of(request.user))})


@require_safe
@requires()
def job_list(request: HttpRequest) -> HttpResponse:
    page = Paginator(request.user.jobs.all(), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "staff/jobs.html", {"page": page})


@require_safe
@requires()
def job_detail(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """One job; the page loads itself again while the job is busy."""
    job = get_object_or_404(Job, pk=job_id, created_by=request.user)
    can_restart = jobs.can_restart(job)
    busy = job.state in (Job.State.QUEUED, Job.State.RUNNING) and not can_restart
    response = render(request, "staff/job.html", {"job": job, "busy": busy, "can_restart": can_restart})
    if busy:
        response["Refresh"] = "3"
    return response


@in_memory
@require_POST
@requires()
def job_restart(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """Start a job again; one that reads a sealed file asks for that very file once more."""
    job = get_object_or_404(Job, pk=job_id, created_by=request.user)
    file = request.FILES.get("file")
    try:
        jobs.restart(job, request.user, file.read() if file else None)
    except jobs.WrongFile as error:
        messages.error(request, str(error))
    except jobs.JobBusy:
        messages.warning(request, _("This job is still running or is ready. There is nothing to start again."))
    return redirect("staff:job", job_id)


@require_safe
@requires()
def job_download(request: HttpRequest, job_id: UUID) -> FileResponse:
    """The file a job made, for its owner. Each download is recorded before the first byte goes out."""
    job = get_object_or_404(Job, pk=job_id, created_by=request.user, state__in=(Job.State.DONE, Job.State.FAILED))
    if not jobs.may_fetch(job, request.user):
        raise Http404
    file = _file_of(job)
    with transaction.atomic():
        audit.record(request.user, "job.download", str(job.pk), kind=job.kind, file=file.name)
    response = FileResponse(file.open("rb"), as_attachment=True, filename=file.name)
    response["Cache-Control"] = "no-store"
    return response


def _file_of(job: Job) -> Path:
    """The job's file. Raises Http404 when there is none, it is gone, or its path leads out of VAR_DIR."""
    root = Path(settings.VAR_DIR).resolve()
    file = (root / job.file).resolve()
    if not job.file or not file.is_relative_to(root) or not file.is_file():
        raise Http404("no file")
    return file


@require_safe
@requires("fg", "privacy")
def audit_trail(request: HttpRequest) -> HttpResponse:
    entries = AuditEntry.objects.select_related("user")
    page = Paginator(entries, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "staff/audit.html", {"page": page})


@require_POST
@requires()
def language(request: HttpRequest) -> HttpResponse:
    """Dutch or English for this user's staff pages."""
    chosen = request.POST.get("language", "")
    if chosen not in STAFF_LANGUAGES:
        return HttpResponseBadRequest(_("Staff pages exist in Dutch (nl) and English (en)."))
    User.objects.filter(pk=request.user.pk).update(language=chosen)
    return redirect("staff:home")
