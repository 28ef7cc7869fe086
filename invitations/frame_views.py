"""The page where a sample frame is put together from several files of a register. The files are read and not kept."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from invitations import studies, uploads
from invitations.forms import SourcesForm
from invitations.frame import FrameSchemaError, Schema
from invitations.frame_from_sources import ImportedSources, import_sources, report_lines
from invitations.frame_problems import FrameProblem, FrameUnreadable
from invitations.frame_sources import Sources
from staff.models import User
from staff.roles import requires
from surveys.models import Study


@dataclass(frozen=True)
class _Asked:
    """What the study declares."""

    schema: Schema
    sources: Sources


def has_sources(study: Study) -> bool:
    """Whether the newest edition says of which files the list is made."""
    return _asked(study) is not None


def _asked(study: Study) -> _Asked | None:
    try:
        document = studies.document_of(study)
        sources = studies.frame_sources(document)
        return None if sources is None else _Asked(studies.frame_schema(document), sources)
    except (studies.StudyNotReady, FrameSchemaError):
        return None


@require_http_methods(["GET", "POST"])
@never_cache
@requires("fieldwork")
def sources(request: HttpRequest, study: str) -> HttpResponse:
    """A field per file; a POST says how the files fit each other, and brings the list in unless it was a trial."""
    found = get_object_or_404(Study, slug=study)
    asked = _asked(found)
    if asked is None:
        raise Http404(_("This study is not put together from files."))
    form = SourcesForm(asked.sources, get_language() or "nl", request.POST or None, request.FILES or None)
    done, problems = None, ()
    trial = "trial" in request.POST
    if request.method == "POST" and form.is_valid():
        done, problems = _import(found, asked, form, request.user, trial=trial)
    context = {
        "study": found,
        "form": form,
        "done": done.imported if done else None,
        "lines": report_lines(done.reconciled, asked.sources, get_language() or "nl") if done else (),
        "trial": trial,
        **uploads.problem_context(problems),
    }
    wrong = request.method == "POST" and done is None
    return render(request, "invitations/sources.html", context, status=400 if wrong else 200)


def _import(
    study: Study, asked: _Asked, form: SourcesForm, user: User, *, trial: bool
) -> tuple[ImportedSources | None, tuple[FrameProblem, ...]]:
    given = {name: file.read() for name, file in form.cleaned_data.items()}
    try:
        return import_sources(study, asked.schema, asked.sources, given, user=user, dry_run=trial), ()
    except FrameUnreadable as error:
        return None, error.problems
