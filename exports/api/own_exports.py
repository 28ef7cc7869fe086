"""One's own files of data: which were asked for, how far they are, and the finished file. None is begun here."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from ninja import Path, Query
from pydantic import Field

from exports.api.core import About, Answer, Slug, resource
from exports.api.models import ApiToken
from exports.api.pages import Page, Paging, page_of
from exports.api.problems import Told, not_found
from exports.api.studies import Shape
from exports.tasks import KIND
from staff import audit, jobs
from staff.models import Job

ANALYSTS = ("analyst",)
ZIP = "application/zip"
Export = Annotated[UUID, Path(description="Identifier of an export.")]


class ExportTold(Shape):
    """A file of data that the token's owner asked for on the site."""

    id: UUID = Field(description="Its identifier.")
    state: str = Field(description="queued, running, done or failed.")
    done: int = Field(description="Interviews that were read.")
    total: int = Field(description="Interviews that are to be read; 0 before it begins.")
    error: str = Field(description="Why it failed; else empty.")
    created_at: datetime = Field(description="When it was asked for.")
    finished_at: datetime | None = Field(description="When it was ready or failed.")
    formats: list[str] = Field(description="Formats of the data.")
    language: str = Field(description="Language of the labels.")
    edition: int | None = Field(description="One edition; null for all together.")
    kind: str = Field(description="For whom: full (the team), research or deposit.")
    typed_texts: bool = Field(description="Whether it holds texts that people typed; then it is fetched on the site.")
    file: str | None = Field(description="Address of the finished file; null where there is none to be had here.")


@resource(
    "/studies/{slug:study}/exports",
    About("exports", ANALYSTS, "One's own exports, the newest first", "exports", Page[ExportTold]),
)
def exports(request: HttpRequest, study: Slug, paging: Query[Paging]) -> Answer:
    """What the token's owner asked for on the page of datasets. An export is begun there, never here."""
    return Answer(
        Page[ExportTold](**page_of(request, _own(request), paging, lambda job: _told(job, study))), kept=False
    )


@resource(
    "/studies/{slug:study}/exports/{uuid:export}",
    About("export", ANALYSTS, "One export", "exports", ExportTold),
)
def export(request: HttpRequest, study: Slug, export: Export) -> Answer:
    """How far it is."""
    return Answer(_told(_one(request, export), study), kept=False)


@resource(
    "/studies/{slug:study}/exports/{uuid:export}/file",
    About("export_file", ANALYSTS, "The finished file", "exports", str, errors=(403, 409), media=ZIP),
)
def export_file(request: HttpRequest, study: Slug, export: Export) -> HttpResponseBase:
    """The zip, under the rules of the site: for who asked for it, while they work for the study. Each is audited.

    A file with texts that people typed is fetched on the site only.
    """
    job, token = _one(request, export), request.auth  # type: ignore[attr-defined]
    if _typed(job):
        raise Told("typed-texts")
    if job.state != Job.State.DONE:
        raise Told("not-ready", _("Its state is “%(state)s”.") % {"state": job.state})
    file = jobs.file_of(job)
    if file is None:
        raise not_found(_("The file is there no more. Make it anew on the page of datasets."))
    if request.only_head:  # type: ignore[attr-defined]
        return HttpResponse(content_type=ZIP, headers={"Content-Length": str(file.stat().st_size)})
    with transaction.atomic():
        audit.record(token.user, "job.download", str(job.pk), kind=job.kind, file=file.name, token=token.public_id)
    return FileResponse(file.open("rb"), as_attachment=True, filename=file.name, content_type=ZIP)


def _own(request: HttpRequest) -> QuerySet[Job]:
    token: ApiToken = request.auth  # type: ignore[attr-defined]
    found = Job.objects.filter(kind=KIND, created_by=token.user, arguments__study=token.study.slug)
    return found.order_by("-created_at", "pk")


def _one(request: HttpRequest, export: UUID) -> Job:
    token: ApiToken = request.auth  # type: ignore[attr-defined]
    found = _own(request).filter(pk=export).first()
    if found is None or not jobs.may_fetch(found, token.user):
        raise not_found(_("You asked for no such export of this study."))
    return found


def _typed(job: Job) -> bool:
    return bool(job.arguments.get("open_text"))


def _told(job: Job, study: str) -> ExportTold:
    said = job.arguments
    to_be_had = job.state == Job.State.DONE and not _typed(job) and jobs.file_of(job)
    return ExportTold(
        id=job.pk,
        state=job.state,
        done=job.done,
        total=job.total,
        error=job.error,
        created_at=job.created_at,
        finished_at=job.finished_at,
        formats=said.get("formats", []),
        language=said.get("language", "nl"),
        edition=said.get("edition"),
        kind=said.get("file", "full"),
        typed_texts=_typed(job),
        file=f"/api/v1/studies/{study}/exports/{job.pk}/file" if to_be_had else None,
    )
