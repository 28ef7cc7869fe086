"""Counting on the routing as work outside requests."""

from django.utils.translation import gettext as _

from staff.jobs import JobProblem, Progress, register
from staff.models import Job
from surveys import drafts
from surveys.design.figures import NothingToCount, TooFewNew, count_real, store_simulated
from surveys.engine.parse import parse
from surveys.engine.problems import DefinitionError
from surveys.models import Edition, Study
from surveys.publish import hash_of

SIMULATE, COUNT = "routing_simulated", "routing_real"


def register_jobs() -> None:
    register(SIMULATE, simulate_draft)
    register(COUNT, count_edition)


def simulate_draft(job: Job, progress: Progress) -> None:
    """Handler of `routing_simulated`: argument study. Walks made-up respondents through the draft as it stands."""
    from surveys.design.simulated import simulate  # imports the solver

    study = Study.objects.get(slug=job.arguments["study"])
    document = drafts.document_of(study)
    try:
        definition = parse(document)
    except DefinitionError:
        raise JobProblem(_("The draft has faults of form. Mend those first; the checks name them.")) from None
    seen = simulate(definition, progress=progress.advance)
    row = store_simulated(study, hash_of(document), seen, job.created_by)
    progress.advance(1, 1, _("%(count)s made-up respondents walked through the draft.") % {"count": row.people})


def count_edition(job: Job, progress: Progress) -> None:
    """Handler of `routing_real`: arguments study and edition."""
    edition = Edition.objects.get(study__slug=job.arguments["study"], number=job.arguments["edition"])
    try:
        count_real(edition, job.created_by)
    except NothingToCount:
        raise JobProblem(_("No questionnaire of this edition was sent yet.")) from None
    except TooFewNew:
        told = _("Fewer than ten were sent since the last count. So that nobody can be told, the last count stays.")
        raise JobProblem(told) from None
    progress.advance(1, 1, _("Counted."))
