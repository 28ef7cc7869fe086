"""Answers that are released: worked out once a day for the same question, and entered in the registers.

A dashboard asks the same thing all day. Only the first answer is held against all that left before and entered in the
register of releases; the others are that very answer again, which tells nothing new, and so nothing of the few who
answered in between. A withdrawal, a decision of cleaning or new weights end it at once.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from exports.api.models import ApiAnswer, ApiToken
from exports.api.problems import Told, wrong
from exports.coded_tables import declared_of
from exports.dataset import NothingToExport
from exports.disclosure import NothingToRelease, Protected
from exports.measures import MeasureTable
from exports.refusals import in_words
from exports.releases import Occasion, digest_of, release, weight_key
from exports.snapshot import NotPrepared, Ready, ready
from exports.tables import Table
from exports.tables_release import LetOut
from exports.tables_tasks import KIND
from staff import jobs
from staff.models import Job
from surveys.models import Study

FORM = 1
"""Of what is kept; a new one asks everything anew."""
LONGEST = timedelta(days=1)
"""How long an answer is given again: as long as a snapshot of the data is read."""
WAIT = 30
"""Seconds after which it is worth asking again while answers are read."""


@dataclass(frozen=True)
class Kept:
    """An answer as JSON and CSV, and when it was first told."""

    as_json: str
    as_csv: str
    made_at: datetime


@dataclass(frozen=True)
class Question:
    """What is asked: which kind of answer, by which data, and in `wish` everything else that the answer hangs on."""

    token: ApiToken
    about: str
    data: Ready
    wish: object

    @property
    def key(self) -> str:
        asked = (FORM, self.about, self.data.version, self.editions, self.wish)
        return sha256(repr(asked).encode()).hexdigest()

    @property
    def editions(self) -> str:
        return "-".join(map(str, self.data.prepared.editions))


def data_of(token: ApiToken, edition: int | None, now: datetime) -> Ready:
    """The interviews that are told of. Raises Told: 422 for an edition that there is not, 503 while they are read."""
    try:
        return ready(token.study.slug, edition, now=now)
    except NothingToExport as problem:
        raise no_data(token.study, edition, problem) from problem
    except NotPrepared as waiting:
        _read(token, edition)
        told = _("%(interviews)s interviews are being read.") % {"interviews": waiting.interviews}
        raise Told("being-read", told, wait=WAIT) from waiting


def no_data(study: Study, edition: int | None, problem: NothingToExport) -> Told:
    """An edition that there is not; else what is wrong with the study."""
    known = list(study.editions.order_by("number").values_list("number", flat=True))
    if edition is None or edition in known:
        return Told("not-found", in_words(problem, _))
    said = {"asked": edition, "known": ", ".join(map(str, known)) or "–"}
    return wrong("query.edition", _("This study has no edition %(asked)s. It has: %(known)s.") % said)


def _read(token: ApiToken, edition: int | None) -> None:
    """Starts the job that reads them, where none is at it: what the page offers a button for."""
    arguments = {"study": token.study.slug, "edition": edition}
    with transaction.atomic():
        Study.objects.select_for_update().get(pk=token.study_id)
        at_work = Job.objects.filter(kind=KIND, state__in=(Job.State.QUEUED, Job.State.RUNNING))
        if not any(job.arguments == arguments and not jobs.can_restart(job) for job in at_work):
            jobs.start(KIND, arguments, token.user)


def answered(question: Question, now: datetime, make: Callable[[], tuple[str, str]]) -> Kept:
    """The answer that was given before, else the one that `make` makes (JSON and CSV), kept and registered with it.

    Raises Told, and what `make` raises; then nothing is kept or registered.
    """
    known = _known(question, now)
    if known:
        return known
    try:
        with transaction.atomic():
            Study.objects.select_for_update().get(pk=question.token.study_id)
            return _known(question, now) or _made(question, now, make)
    except NothingToRelease as nothing:
        told = _("No cell of this table may leave: its columns are too small, or would give a smaller one away.")
        raise Told("may-not-be-told", told) from nothing


def _known(question: Question, now: datetime) -> Kept | None:
    kept = ApiAnswer.objects.filter(study=question.token.study, key=question.key, made_at__gt=now - LONGEST)
    found = kept.first()
    return Kept(found.as_json, found.as_csv, found.made_at) if found else None


def _made(question: Question, now: datetime, make: Callable[[], tuple[str, str]]) -> Kept:
    """Answers that are over go."""
    as_json, as_csv = make()
    study, about = question.token.study, f"{question.about} {question.editions}"[:100]
    others = ApiAnswer.objects.filter(study=study, about=about)
    others.filter(~Q(version=question.data.version) | Q(made_at__lte=now - LONGEST)).delete()
    ApiAnswer.objects.create(
        study=study,
        key=question.key,
        about=about,
        version=question.data.version,
        made_at=now,
        as_json=as_json,
        as_csv=as_csv,
    )
    return Kept(as_json, as_csv, now)


def let_out(question: Question, weight: str, now: datetime) -> LetOut:
    """What may leave of tables under the publication profile, beside all that left before."""
    prepared, token = question.data.prepared, question.token

    def out(tables: Sequence[Table], means: Sequence[MeasureTable]) -> Protected:
        columns = prepared.data.columns
        by = weight_key(columns, weight)
        occasion = Occasion(token.study.slug, "publication", digest_of(columns), token.user, now, by)
        return release(tables, occasion, declared_of(prepared.data), means=means)

    return out
