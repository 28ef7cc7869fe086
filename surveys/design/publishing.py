"""From a draft to an edition, by people: somebody asks, a colleague agrees where two are needed, a job publishes.

The only writer of PublishRequest. What is agreed to is one document, named by its hash: a draft that says
something else by then is not published.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from staff import audit, jobs
from staff.models import Job, User
from staff.roles import may
from surveys import drafts
from surveys.design.desk import desk_of
from surveys.editions import definition_of
from surveys.engine.editions import Basis
from surveys.engine.parse import parse
from surveys.engine.problems import DefinitionError, Problem
from surveys.models import Edition, PublishRequest, Study
from surveys.publish import BasisUnknown, NotSigned, OnlyReconstructed, OtherStudy, PublishRefused, hash_of, publish

KIND = "publish"
STEPS = ("checks", "compare", "proof", "store")
State = PublishRequest.State
REFUSALS = (PublishRefused, OtherStudy, OnlyReconstructed, BasisUnknown, NotSigned)


class CannotPublish(Exception):
    """It is not asked, approved or published. `code` says why; the pages have words for it."""

    def __init__(self, code: str, about: str = "") -> None:
        self.code, self.about = code, about
        super().__init__(f"{code} {about}".strip())


@dataclass(frozen=True)
class Wish:
    """What somebody asks for. `seen`: the hash of the document that they looked at."""

    seen: str
    note: str
    basis: str = "previous"
    real: bool = False


@transaction.atomic
def ask(study: Study, wish: Wish, user: User, *, now: datetime | None = None) -> PublishRequest:
    """Ask for an edition; where one person may publish, the work begins. An earlier request that waits is replaced.

    Raises CannotPublish, drafts.NoDraft.
    """
    draft = drafts.locked(study)
    document = drafts.document_of(study)
    document_hash = hash_of(document)
    if document_hash != wish.seen:
        raise CannotPublish("changed")
    if not wish.note.strip():
        raise CannotPublish("no_note")
    if study.publish_requests.filter(state=State.WORKING).exists():
        raise CannotPublish("busy")
    _require_new(study, document, wish)
    at = now or timezone.now()
    waiting = study.publish_requests.filter(state=State.ASKED)
    waiting.update(state=State.VOID, decided_at=at, decided_by=user)
    made = PublishRequest.objects.create(
        study=study,
        document_hash=document_hash,
        revision=draft.revision,
        note=wish.note.strip()[:200],
        basis=_basis(study, wish.basis),
        real=wish.real,
        asked_by=user,
        asked_at=at,
    )
    audit.record(user, "publish.ask", study.slug, request=made.pk, hash=document_hash, revision=draft.revision)
    if not settings.PUBLISH_NEEDS_TWO:
        _begin(made, user)
    return made


def _require_new(study: Study, document: dict[str, Any], wish: Wish) -> None:
    """Raises CannotPublish where an edition says the very same; a demo may become an edition that is none."""
    try:
        would_be = parse(document).document
    except DefinitionError:
        return
    same = study.editions.filter(document_hash=hash_of(would_be))
    same = same.filter(demo=False) if wish.real else same
    if (known := same.first()) is not None:
        raise CannotPublish("published_before", str(known.number))


def _basis(study: Study, wanted: str) -> str:
    """The number of an edition, or `none`; what “previous” means is settled now. Raises CannotPublish."""
    if wanted == "previous":
        last = study.editions.order_by("-number").first()
        return str(last.number) if last else "none"
    if wanted == "none" or (wanted.isdecimal() and study.editions.filter(number=int(wanted)).exists()):
        return wanted
    raise CannotPublish("no_basis", wanted[:20])


def approve(request: PublishRequest, seen: str, user: User, *, now: datetime | None = None) -> PublishRequest:
    """A second researcher agrees to the very same document; the work begins. Raises CannotPublish.

    A request whose draft was changed since is void from then on.
    """
    with transaction.atomic():
        drafts.locked(request.study)
        found = PublishRequest.objects.select_for_update(of=("self",)).select_related("study").get(pk=request.pk)
        _require_second(found, user)
        now_hash = hash_of(drafts.document_of(found.study))
        if now_hash == found.document_hash == seen:
            audit.record(user, "publish.approve", found.study.slug, request=found.pk, hash=seen)
            _begin(found, user, now=now)
            return found
        if now_hash != found.document_hash:
            _decide(found, State.VOID, user, now)
            audit.record(user, "publish.void", found.study.slug, request=found.pk)
    raise CannotPublish("changed")


def _require_second(request: PublishRequest, user: User) -> None:
    if request.state != State.ASKED:
        raise CannotPublish("decided")
    if request.asked_by_id == user.pk:
        raise CannotPublish("same_person")
    if not may(user, "researcher", request.study.slug):
        raise CannotPublish("no_researcher")


@transaction.atomic
def withdraw(request: PublishRequest, user: User, *, now: datetime | None = None) -> None:
    """Who asked, or a colleague, takes the request back. Raises CannotPublish."""
    found = PublishRequest.objects.select_for_update().get(pk=request.pk)
    if found.state != State.ASKED:
        raise CannotPublish("decided")
    _decide(found, State.WITHDRAWN, user, now)
    audit.record(user, "publish.withdraw", request.study.slug, request=request.pk)


def _begin(request: PublishRequest, user: User, *, now: datetime | None = None) -> None:
    if settings.PUBLISH_NEEDS_TWO:
        request.decided_by, request.decided_at = user, now or timezone.now()
    request.state = State.WORKING
    request.job = jobs.start(KIND, {"request": request.pk}, user).pk
    request.save(update_fields=["state", "job", "decided_by", "decided_at"])


def _decide(request: PublishRequest, state: State, user: User | None, now: datetime | None) -> None:
    request.state, request.decided_by, request.decided_at = state, user, now or timezone.now()
    request.save(update_fields=["state", "decided_by", "decided_at"])


def publish_asked(job: Job, progress: jobs.Progress) -> Path | None:
    """The job: check, compare, prove, publish. Done twice it publishes once."""
    request = PublishRequest.objects.select_related("study__draft", "asked_by").get(pk=job.arguments["request"])
    if request.state != State.WORKING:
        return None
    desk = desk_of(request.study)
    if desk.document_hash != request.document_hash:
        _finish(request, State.VOID)
        raise jobs.JobProblem(_("The draft was changed meanwhile. Nothing was published."))

    def step(name: str) -> None:
        progress.advance(STEPS.index(name), len(STEPS), said_of_step(name))

    try:
        with transaction.atomic():
            edition = _published(request, desk.document, step)
            _finish(request, State.PUBLISHED, edition=edition)
            _take_title(request.study, edition)
    except REFUSALS as error:
        _finish(request, State.REFUSED, problems=problems_of(error))
        told = _("Not published: %(number)s problems. The page where it was asked lists them.")
        raise jobs.JobProblem(told % {"number": len(request.problems)}) from error
    progress.advance(len(STEPS), len(STEPS), _("Edition %(number)s is published.") % {"number": edition.number})
    return None


def _published(request: PublishRequest, document: dict[str, object], step) -> Edition:
    basis: Basis = "none" if request.basis == "none" else int(request.basis)
    about = {"note": request.note, "real": request.real, "basis": basis}
    return publish(request.study, document, user=request.asked_by, step=step, **about)


def _take_title(study: Study, edition: Edition) -> None:
    """Lists of studies call it as its newest edition does."""
    definition = definition_of(edition)
    Study.objects.filter(pk=study.pk).update(title=(definition.title.get(definition.source) or study.title)[:200])


def _finish(request: PublishRequest, state: State, **fields: object) -> None:
    request.state = state
    for name, value in fields.items():
        setattr(request, name, value)
    request.save(update_fields=["state", *fields])


def said_of_step(name: str) -> str:
    return {
        "checks": _("Checking"),
        "compare": _("Comparing with earlier editions"),
        "proof": _("Proving"),
        "store": _("Storing"),
    }[name]


def problems_of(error: Exception) -> list[dict[str, str]]:
    """What a refusal says, as it is kept and shown: in the language of who asked."""
    if isinstance(error, PublishRefused):
        return [_as_json(problem.in_language(get_language() or "nl")) for problem in error.problems]
    if isinstance(error, NotSigned):
        told = _("No native speaker signed %(number)s texts in “%(language)s”.")
        advice = _("Let a native speaker sign them, take the language out, or publish for demonstration.")
        return [
            _plain("translations", "not_signed", told % {"number": number, "language": language}, advice)
            for language, number in error.unsigned.items()
        ]
    if isinstance(error, OnlyReconstructed):
        told = _("This is a reconstruction, not the questionnaire as held.")
        return [_plain("reconstruction", "only_reconstructed", told, _("Publish it for demonstration."))]
    if isinstance(error, OtherStudy):
        told = _("The draft names another study at `study`.")
        return [_plain("study", "other_study", told, _("Write the name of this study there."))]
    return [_plain("", "no_basis", _("The edition that it follows does not exist."), _("Choose another one."))]


def _as_json(problem: Problem) -> dict[str, str]:
    found = _plain(problem.where, problem.code, problem.message, problem.what_to_do)
    return found | {"severity": problem.severity}


def _plain(where: str, code: str, message: str, advice: str) -> dict[str, str]:
    return {"where": where, "code": code, "message": message, "what_to_do": advice, "severity": "error"}
