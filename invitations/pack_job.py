"""Packing letters as a job of the staff pages."""

from pathlib import Path

from django.utils import timezone
from django.utils.translation import gettext

from invitations import age_files, packing, receivers, studies
from invitations.models import Batch, Receiver
from staff.jobs import JobProblem, Progress
from staff.models import Job

KIND = "parcel"
PROBLEMS: tuple[type[Exception], ...] = (
    packing.ParcelRefused,
    age_files.KeyRefused,
    receivers.ReceiverRefused,
    studies.StudyNotReady,
)
"""What may go wrong without a fault in the program; their messages are meant for people."""


def pack_letters(job: Job, progress: Progress) -> Path | None:
    """Handler of jobs `parcel`: arguments receiver and batches, by their keys. The page of the study hands it out."""
    receiver = Receiver.objects.select_related("study").get(pk=job.arguments["receiver"])
    batches = list(_batches(job.arguments["batches"], receiver))
    now = timezone.now()
    try:
        order = packing.Order(receiver, batches, packing.place(receiver, batches, now))
        packing.pack(order, user=job.created_by, now=now, tell=_in_megabytes(progress))
    except PROBLEMS as problem:
        raise JobProblem(str(problem)) from problem
    progress.advance(1, 1, gettext("Packed. Fetch it on the page “To the printer, encrypted”."))
    return None


def _in_megabytes(progress: Progress) -> packing.Tell:
    """Bytes of a large mailing do not fit the column."""
    return lambda done, total: progress.advance(done >> 20, total >> 20)


def _batches(keys: list[int], receiver: Receiver) -> list[Batch]:
    found = Batch.objects.filter(pk__in=keys, mailing__study=receiver.study, removed_at=None)
    ready = list(found.filter(state=Batch.State.SEALED).select_related("mailing__study", "mailing__edition"))
    if len(ready) < len(keys):
        raise JobProblem(gettext("Some of these batches are not there any more. Choose again."))
    return ready
