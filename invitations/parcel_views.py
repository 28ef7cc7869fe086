"""Pages about letters that leave: receivers and their keys, parcels packed for them, fetching a parcel."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Sum
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from invitations import age_files, packing, receivers
from invitations.deletion_job import KIND as DELETION
from invitations.forms import DeletionForm, ParcelForm, ReceiverForm
from invitations.models import Parcel, Receiver
from invitations.pack_job import KIND as PACKING
from staff import audit, jobs
from staff.models import Job
from staff.roles import may, requires
from surveys.models import Study
from surveys.own_studies import own_studies

ROLE = "fieldwork"
JOBS_SHOWN = 5
FAULTS: Mapping[str, str | Promise] = {
    "name": gettext_lazy("A name has letters a-z, digits, hyphens and underscores, such as drukker-noord."),
    "known": gettext_lazy("There is a receiver of this name. End it first, or take another name."),
    "secret": gettext_lazy("This is a secret key. Ask its owner to make a new pair, and to give only the public key."),
    "lines": gettext_lazy("Give one line that begins with age1."),
    "foreign": gettext_lazy("This is no public key of age. Ask for the line that begins with age1."),
    "broken": gettext_lazy("The key is not whole: its check sum does not fit. Copy it again."),
}


@require_safe
@requires(*receivers.ROLES)
def studies(request: HttpRequest) -> HttpResponse:
    """Studies whose receivers this person may see; a single one at once."""
    found = list(own_studies(request.user, *receivers.ROLES))
    if len(found) == 1:
        return redirect("invitations:parcels", found[0].slug)
    return render(request, "invitations/parcel_studies.html", {"studies": found})


@require_safe
@never_cache
@requires(*receivers.ROLES)
def parcels(request: HttpRequest, study: str) -> HttpResponse:
    """Receivers, the form to pack for one, and what was packed."""
    return _page(request, get_object_or_404(Study, slug=study))


@require_POST
@never_cache
@requires(*receivers.ROLES)
def add_receiver(request: HttpRequest, study: str) -> HttpResponse:
    """A receiver and their public key; a secret key that was pasted is not shown again."""
    found = get_object_or_404(Study, slug=study)
    form = ReceiverForm(request.POST)
    if not form.is_valid():
        return _page(request, found, adding=form)
    asked = form.cleaned_data
    try:
        receivers.add(found, asked["name"], asked["key"], user=request.user, now=timezone.now())
    except (receivers.ReceiverRefused, age_files.KeyRefused) as error:
        return _page(request, found, adding=_faulty(asked["name"], error))
    messages.success(request, _("Added. Read the key out to the receiver by telephone before you send letters to it."))
    return redirect("invitations:parcels", found.slug)


@require_POST
@requires(*receivers.ROLES)
def end_receiver(request: HttpRequest, study: str, receiver_id: int) -> HttpResponse:
    """No more letters to this receiver."""
    receiver = get_object_or_404(Receiver.objects.select_related("study"), pk=receiver_id, study__slug=study)
    receivers.end(receiver, user=request.user, now=timezone.now())
    messages.success(request, _("%(name)s gets no more letters.") % {"name": receiver.name})
    return redirect("invitations:parcels", study)


@require_POST
@never_cache
@requires(ROLE)
def pack(request: HttpRequest, study: str) -> HttpResponse:
    """Starts the job that packs, and goes to its page."""
    found = get_object_or_404(Study, slug=study)
    form = ParcelForm(request.POST, study=found)
    if not form.is_valid():
        return _page(request, found, packing_form=form)
    asked = form.cleaned_data
    try:
        batches = packing.chosen(found, str(asked["mailing"].pk), asked["batches"])
    except packing.ParcelRefused as error:
        form.add_error("batches", _not_ready(error))
        return _page(request, found, packing_form=form)
    wish = {"receiver": asked["receiver"].pk, "batches": [batch.pk for batch in batches]}
    return redirect("staff:job", jobs.start(PACKING, wish, request.user).id)


@require_POST
@never_cache
@requires(*receivers.ROLES)
def delete(request: HttpRequest, study: str) -> HttpResponse:
    """Starts the job that removes letters, and goes to its page, which hands out the statement."""
    found = get_object_or_404(Study, slug=study)
    form = DeletionForm(request.POST, study=found)
    if not form.is_valid():
        return _page(request, found, deleting=form)
    asked = form.cleaned_data
    try:
        packing.chosen(found, str(asked["mailing"].pk), asked["batches"], packing.ANY)
    except packing.ParcelRefused as error:
        form.add_error("batches", _not_ready(error))
        return _page(request, found, deleting=form)
    which = {"mailing": asked["mailing"].pk, "batches": asked["batches"], "unsent": asked["unsent"]}
    return redirect("staff:job", jobs.start(DELETION, {"study": found.slug, **which}, request.user).id)


@require_safe
@never_cache
@requires(ROLE)
def parcel_file(request: HttpRequest, study: str, parcel_id: int) -> FileResponse:
    """A parcel, streamed. Who fetched which bytes for whom is recorded first."""
    found = Parcel.objects.select_related("receiver").filter(receiver__study__slug=study, removed_at=None)
    made = get_object_or_404(found, pk=parcel_id)
    file = Path(made.file)
    if not file.is_file():
        raise Http404("the parcel is not there any more")
    with transaction.atomic():
        facts = {"receiver": made.receiver.name, "sha256": made.file_hash, "bytes": made.size}
        audit.record(request.user, "parcel.download", str(made), **facts)
    kind = "application/octet-stream"
    return FileResponse(file.open("rb"), as_attachment=True, filename=str(made), content_type=kind)


def _faulty(name: str, error: receivers.ReceiverRefused | age_files.KeyRefused) -> ReceiverForm:
    """The form with the key left out: what was pasted may be a secret one, and must not stand on a screen."""
    form = ReceiverForm({"name": name, "key": ""})
    form.errors.clear()
    form.add_error("key" if isinstance(error, age_files.KeyRefused) else "name", FAULTS[error.code])
    return form


def _not_ready(error: packing.ParcelRefused) -> str:
    if error.batch:
        told = _("Batch %(number)s cannot be packed: it is not finished, was deleted, or does not exist.")
        return told % {"number": error.batch}
    return _("No finished batch of this letter lies here. Make letters first.")


def _page(
    request: HttpRequest,
    study: Study,
    adding: ReceiverForm | None = None,
    packing_form: ParcelForm | None = None,
    deleting: DeletionForm | None = None,
) -> HttpResponse:
    forms: dict[str, Any] = {
        "adding": adding or ReceiverForm(),
        "packing": packing_form or ParcelForm(study=study),
        "deleting": deleting or DeletionForm(study=study),
    }
    mine = Job.objects.filter(created_by=request.user, kind__in=(PACKING, DELETION))
    packed = Parcel.objects.filter(receiver__study=study).select_related("receiver", "made_by")
    context = {
        "study": study,
        **forms,
        "receivers": study.receivers.all(),
        "parcels": packed.annotate(letters=Sum("batches__letters")).order_by("-made_at"),
        "may_pack": may(request.user, ROLE, study.slug),
        "jobs": mine.order_by("-created_at")[:JOBS_SHOWN],
    }
    wrong = any(form.errors for form in forms.values())
    return render(request, "invitations/parcels.html", context, status=400 if wrong else 200)
