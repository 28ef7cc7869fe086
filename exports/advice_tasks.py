"""Working advice out, as a job and by the clock."""

from celery import shared_task
from django.utils import timezone

from invitations.models import Batch
from staff.jobs import Progress
from staff.models import Job
from surveys.editions import NoEdition, StudyClosed, StudyNotYetOpen, current_edition
from surveys.models import Study

KIND = "advice"


def make_advice(job: Job, progress: Progress) -> None:
    """Handler of `advice` jobs: for the study that the arguments name."""
    from exports.advice_made import make

    progress.advance(0, 1)
    make(Study.objects.get(slug=job.arguments["study"]), now=timezone.now(), user=job.created_by)
    progress.advance(1, 1)


@shared_task(name="exports.tasks.advise")
def advise() -> None:
    """Anew for every study in fieldwork that letters were made for."""
    from exports.advice_made import make

    lettered = Batch.objects.filter(state=Batch.State.SEALED).values("mailing__study")
    for study in Study.objects.filter(pk__in=lettered):
        try:
            current_edition(study.slug)
        except (NoEdition, StudyClosed, StudyNotYetOpen):
            continue
        make(study, now=timezone.now())
