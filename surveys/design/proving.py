"""Proofs of a draft while it is worked on: the only writer of ProofRun. The solver runs in a job, never in a request.

One proof at a time per study. Whoever wants one meanwhile gets the next, which proves what stands there when it begins.
"""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from staff import audit, jobs
from staff.jobs import JobProblem, Progress
from staff.models import Job, User
from surveys.design.checking import checked
from surveys.design.desk import Desk, desk_of
from surveys.engine.definition import Definition
from surveys.models import ProofRun, Study

KIND = "prove_draft"
QUIET = timedelta(seconds=20)
"""How long nobody changed anything before a proof starts by itself."""
LOST = timedelta(minutes=30)
"""After this long a job that nobody took up counts as lost."""
KEPT = 50
"""Earlier proofs of a study that are kept."""
State = ProofRun.State
ENDED = (State.DONE, State.FAILED, State.OVERTAKEN)


class NotProvable(Exception):
    """The draft has errors because of which nothing can be said of who sees what."""


def definition_to_prove(study: Study, desk: Desk) -> Definition:
    """Raises NotProvable."""
    if desk.definition is None or checked(study, desk).routing:
        raise NotProvable
    return desk.definition


def run_of(study: Study, desk: Desk) -> ProofRun | None:
    """The newest proof of this very document, finished or not; what it found is left out where it is not needed."""
    found = study.proofs.filter(document_hash=desk.document_hash).exclude(state=State.OVERTAKEN)
    return found.defer("ways").select_related("job").order_by("-pk").first()


def last_done(study: Study) -> ProofRun | None:
    """The newest proof that was finished, of whatever document."""
    return study.proofs.filter(state=State.DONE).defer("ways").order_by("-finished_at", "-pk").first()


def ways_of(study: Study, desk: Desk) -> Mapping[str, Any]:
    """Who comes to which page, as `engine.proof.ways` gives it; {} where this document was not proved."""
    found = study.proofs.filter(document_hash=desk.document_hash, state=State.DONE).order_by("-pk").first()
    return json.loads(found.ways) if found else {}


def is_quiet(study: Study, now: datetime) -> bool:
    """Whether nobody changed the draft for a while."""
    return now - study.draft.changed_at > QUIET


@transaction.atomic
def want(study: Study, desk: Desk, user: User | None) -> ProofRun:
    """The proof of this document: the one that there is, or a new one, begun now or after the one under way.

    Raises NotProvable.
    """
    definition_to_prove(study, desk)
    Study.objects.select_for_update().get(pk=study.pk)
    known = run_of(study, desk)
    if known is not None and known.state != State.FAILED and not _is_lost(known):
        return known
    study.proofs.filter(state=State.WAITING).update(state=State.OVERTAKEN)
    run = ProofRun.objects.create(
        study=study, document_hash=desk.document_hash, revision=desk.revision, user=user, at=timezone.now()
    )
    audit.record(user, "proof.want", study.slug, revision=desk.revision)
    if not _busy(study):
        _begin(run)
    return run


def _busy(study: Study) -> bool:
    """Whether a proof of this study is under way; those that were lost are marked so."""
    under_way = study.proofs.filter(state=State.RUNNING).select_related("job")
    lost = [run.pk for run in under_way if _is_lost(run)]
    study.proofs.filter(pk__in=lost).update(state=State.FAILED)
    return len(lost) < len(under_way)


def _is_lost(run: ProofRun) -> bool:
    """Whether its job ended without it, or nobody took the job up."""
    if run.state != State.RUNNING:
        return False
    job = run.job
    if job is None or job.state in (Job.State.DONE, Job.State.FAILED) or jobs.can_restart(job):
        return True
    return job.state == Job.State.QUEUED and timezone.now() - job.created_at > LOST


def _begin(run: ProofRun) -> None:
    run.state = State.RUNNING
    run.job = jobs.start(KIND, {"run": run.pk}, None)  # nobody waits for it on their page of jobs
    run.save(update_fields=["state", "job"])


def register_jobs() -> None:
    jobs.register(KIND, prove_draft)


def prove_draft(job: Job, progress: Progress) -> Path | None:
    """Handler of `prove_draft`: argument run. Proves the draft as it stands now, whatever it was when it was asked."""
    run = ProofRun.objects.select_related("study__draft").get(pk=job.arguments["run"])
    study, desk = run.study, desk_of(run.study)
    run.document_hash, run.revision = desk.document_hash, desk.revision
    run.save(update_fields=["document_hash", "revision"])
    try:
        run.findings, run.scopes, run.ways = _proved(definition_to_prove(study, desk))
        run.state = State.DONE
    except NotProvable:
        run.state, run.error = State.FAILED, _("The draft has errors. Mend these first.")
    except Exception as error:
        run.state, run.error = State.FAILED, type(error).__name__
        raise
    finally:
        _finish(run)
    if run.state == State.FAILED:
        raise JobProblem(run.error)
    return None


def _proved(definition: Definition) -> tuple[str, str, str]:
    """Findings, scopes and ways as JSON."""
    from surveys.engine.proof.ways import ways
    from surveys.engine.prove import prove  # the solver is big: web processes do not load it

    proof = prove(definition)
    findings = [
        {**finding.as_json(definition), "shows": vars(finding.shows) if finding.shows else None}
        for finding in proof.findings
    ]
    scopes = [vars(scope) for scope in proof.scopes]
    return tuple(json.dumps(part, ensure_ascii=False) for part in (findings, scopes, ways(definition, proof.found)))


@transaction.atomic
def _finish(run: ProofRun) -> None:
    """Store what came out, and begin the proof that somebody waits for, if any."""
    Study.objects.select_for_update().get(pk=run.study_id)
    run.finished_at = timezone.now()
    run.save(update_fields=["document_hash", "revision", "findings", "scopes", "ways", "state", "error", "finished_at"])
    if run.state == State.DONE:
        earlier = run.study.proofs.filter(pk__lt=run.pk)
        earlier.update(ways="{}")
        old = earlier.filter(state__in=ENDED).order_by("-pk").values_list("pk", flat=True)[KEPT:]
        earlier.filter(pk__in=list(old)).delete()
    waiting = run.study.proofs.filter(state=State.WAITING).order_by("-pk").first()
    if waiting is None:
        return
    if run.state == State.DONE and waiting.document_hash == run.document_hash:
        ProofRun.objects.filter(pk=waiting.pk).update(state=State.OVERTAKEN)
    else:
        _begin(waiting)
