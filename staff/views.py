"""Pages that every member of staff has: home, jobs, audit trail, language."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBadRequest,
    HttpResponseBase,
    StreamingHttpResponse,
)
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from staff import audit, emergency, jobs, menu
from staff.audit_file import trail_lines
from staff.audit_forms import TrailForm
from staff.models import AuditEntry, Job, User
from staff.roles import requires, roles_of
from staff.uploads import in_memory

STAFF_LANGUAGES = ("nl", "en")
PAGE_SIZE, CHUNK = 50, 2_000


@require_safe
@requires()
def home(request: HttpRequest) -> HttpResponse:
    roles = roles_of(request.user)
    context = {"cards": menu.cards_for(roles), "emergencies": emergency.seen_by(request.user, timezone.now())}
    return render(request, "staff/home.html", context)


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
    file = jobs.file_of(job)
    if file is None:
        raise Http404("no file")
    with transaction.atomic():
        audit.record(request.user, "job.download", str(job.pk), kind=job.kind, file=file.name)
    response = FileResponse(file.open("rb"), as_attachment=True, filename=file.name)
    response["Cache-Control"] = "no-store"
    return response


@require_safe
@requires("fg", "privacy")
def audit_trail(request: HttpRequest) -> HttpResponse:
    """Newest first, as far as one asks for; a question that cannot be answered shows nothing but why."""
    form = TrailForm(request.GET)
    found = form.found() if form.is_valid() else AuditEntry.objects.none()
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    asked = request.GET.copy()
    asked.pop("page", None)
    context = {"page": page, "form": form, "asked": asked.urlencode()}
    return render(request, "staff/audit.html", context, status=400 if form.errors else 200)


@require_safe
@requires("fg", "privacy")
def audit_file(request: HttpRequest) -> HttpResponseBase:
    """What the page shows, whole, as CSV. That somebody took it out is an entry too."""
    form = TrailForm(request.GET)
    if not form.is_valid():
        return redirect(f"{reverse('staff:audit')}?{request.GET.urlencode()}")
    newest = AuditEntry.objects.order_by("-id").values_list("id", flat=True).first() or 0
    audit.record(request.user, "audit.export", f"to {newest}")
    lines = trail_lines(form.found().filter(id__lte=newest).order_by("id").iterator(chunk_size=CHUNK))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="audit.csv"'
    return response


@require_POST
@requires()
def language(request: HttpRequest) -> HttpResponse:
    """Dutch or English for this user's staff pages."""
    chosen = request.POST.get("language", "")
    if chosen not in STAFF_LANGUAGES:
        return HttpResponseBadRequest(_("Staff pages exist in Dutch (nl) and English (en)."))
    User.objects.filter(pk=request.user.pk).update(language=chosen)
    return redirect("staff:home")
