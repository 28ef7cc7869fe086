"""Flags as a job, and the report of a study: what pages and the command share."""

from pathlib import Path

from django.utils import timezone
from django.utils.translation import gettext as _

from exports.cleaning_report import Report, report
from exports.dataset import NothingToExport
from exports.decide import decisions_of
from exports.decisions import removed
from exports.judge import judge
from exports.models import Flagged, Judgement
from exports.refusals import in_words
from respondents.models import Interview
from staff.jobs import JobProblem, Progress, register
from staff.models import Job
from surveys.models import Study

KIND = "cleaning"


def register_job() -> None:
    register(KIND, work_out)


def work_out(job: Job, progress: Progress) -> Path | None:
    """Handler of `cleaning` jobs: argument study. Works the flags out; there is no file."""
    slug = str(job.arguments["study"])
    total = Interview.objects.filter(edition__study__slug=slug).count()
    try:
        made = judge(slug, now=timezone.now(), progress=lambda done: progress.advance(done, total))
    except NothingToExport as problem:
        raise JobProblem(in_words(problem, _)) from problem
    progress.advance(total, total, _("%(count)s questionnaires looked at.") % {"count": made.interviews})
    return None


def kept_interviews(study: Study):
    """Interviews that were not withdrawn."""
    return Interview.objects.filter(edition__study=study).exclude(state=Interview.State.WITHDRAWN)


def flags_of(judgement: Judgement):
    """Flags of the last judgement; who withdrew since is gone from it."""
    kept = kept_interviews(judgement.study).values("respnr")
    return Flagged.objects.filter(judgement=judgement, respnr__in=kept)


def report_of(judgement: Judgement) -> Report:
    """What is flagged and decided, and what that does to the numbers."""
    decisions = decisions_of(judgement.study.slug)
    gone = kept_interviews(judgement.study).filter(respnr__in=removed(decisions))
    group_of = {one.respnr: one.route_group for one in gone.only("respnr", "group", "asked_group")}
    return report(flags_of(judgement), decisions, judgement.groups, group_of)
