"""Pages where a study is made, and where its draft goes out to and comes in from files."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from staff.roles import requires
from surveys import translations
from surveys.design import making
from surveys.design.blank import blank
from surveys.design.copying import wave_from
from surveys.design.desk import Desk, study_of
from surveys.design.making import CannotMake, bring_in, document_in
from surveys.design.making_forms import CopyForm, FileForm, NewForm, UploadForm
from surveys.design.pages import about, designer, whole
from surveys.design.questionnaires import Questionnaire, chosen, documents_of
from surveys.design.refusals import said, status_of
from surveys.drafts import DraftChanged
from surveys.engine.check import check
from surveys.engine.dump import to_yaml
from surveys.engine.problems import DefinitionError, Problem, errors
from surveys.models import Study
from surveys.xlsform import write_workbook

FROM_DRAFT = "draft"


def reasons(code: str) -> str:
    return {
        "bad_slug": _("Use lower-case letters, digits and hyphens, at most 60, and begin with a letter or digit."),
        "taken": _("This name is taken. Choose another one."),
        "reserved": _("This name is the address of another page. Choose another one."),
    }[code]


@require_http_methods(["GET", "POST"])
@requires("researcher")
def new_study(request: HttpRequest) -> HttpResponseBase:
    """A study from nothing; the page leads to the other ways too."""
    form = NewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        outline = form.outline
        made = _made(
            request, form, lambda: making.make(outline.slug, outline.title, blank(outline), request.user, how="new")
        )
        if made:
            return _to(made)
    return render(request, "surveys/new_study.html", {"form": form, "way": "new"}, status=_status(form))


@require_http_methods(["GET", "POST"])
@requires("researcher")
def copy_study(request: HttpRequest) -> HttpResponseBase:
    """A new wave from an edition or the draft of a study that the person works on."""
    sources = documents_of(request.user)
    given = {"source": request.GET.get("from", "")}
    choices = [(one.key, one.label) for one in sources]
    form = CopyForm(request.POST or None, sources=choices, initial=given)
    if request.method == "POST" and form.is_valid():
        made = _made(request, form, lambda: _copied(request, form.cleaned_data))
        if made:
            return _to(made)
    return render(request, "surveys/new_study.html", {"form": form, "way": "copy"}, status=_status(form))


def _copied(request: HttpRequest, wanted: dict[str, str]) -> Study:
    source: Questionnaire = chosen(request.user, wanted["source"])
    origin = _("Taken over from %(source)s.") % {"source": source.label}
    document = wave_from(
        source.document(),
        slug=wanted["slug"],
        title=wanted["title"],
        wave=wanted["wave"],
        origin=origin,
        series=source.study.slug,
    )
    record = [translations.event_of(row) for row in source.study.text_events.all()]
    return making.make(wanted["slug"], wanted["title"], document, request.user, how=source.key, record=record)


@require_http_methods(["GET", "POST"])
@requires("researcher")
def upload_study(request: HttpRequest) -> HttpResponseBase:
    """A study from a workbook or a document; every problem is listed, and nothing is made where there is one."""
    form = UploadForm(request.POST or None, request.FILES or None)
    problems: tuple[Problem, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            document, told = _document(form)
            made = _made(request, form, lambda: _uploaded(request, form.cleaned_data, document))
            if made:
                _tell(request, told)
                return _to(made)
        except DefinitionError as error:
            problems = _in_language(error.problems)
            form.add_error("file", _("Nothing was made: the file has problems. They are listed below."))
    context = {"form": form, "way": "upload", "problems": problems, "files": True}
    return render(request, "surveys/new_study.html", context, status=_status(form))


def _document(form: FileForm) -> tuple[dict[str, Any], tuple[Problem, ...]]:
    file = form.cleaned_data["file"]
    return document_in(file.name[:80], file.read(), leave_out=form.cleaned_data["leave_out"])


def _uploaded(request: HttpRequest, wanted: dict[str, Any], document: dict[str, Any]) -> Study:
    languages = document.get("languages") or ["nl"]
    title = wanted["title"] or document.get("title", {}).get(languages[0], "")
    slug = wanted["slug"] or slugify(str(document.get("study") or title))
    own: dict[str, Any] = {"wave": wanted["wave"]} if wanted["wave"] else {}
    if wanted["title"]:
        own["title"] = {**document.get("title", {}), languages[0]: wanted["title"]}
    return making.make(slug, title or slug, {**document, **own}, request.user, how="file")


def _made(request: HttpRequest, form: Any, act: Any) -> Study | None:
    try:
        return act()
    except CannotMake as error:
        form.add_error("slug", reasons(error.code))
    return None


def _to(study: Study) -> HttpResponse:
    return redirect("surveys:study", study.slug)


def _status(form: Any) -> int:
    return 422 if form.is_bound and form.errors else 200


def _in_language(problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    return tuple(problem.in_language(get_language() or "nl") for problem in problems)


def _tell(request: HttpRequest, told: tuple[Problem, ...]) -> None:
    """What was taken as a matter of course, or left out."""
    for problem in _in_language(told):
        messages.warning(request, f"{problem.where}: {problem.message} {problem.what_to_do}")


@require_POST
@requires("researcher")
def bring_file_in(request: HttpRequest, study: str) -> HttpResponseBase:
    """A file becomes the draft of this study; the draft before is kept."""
    found = study_of(study)
    form = FileForm(request.POST, request.FILES)
    revision = whole(request.POST.get("revision", ""))
    if not form.is_valid():
        return _files(request, found, form, status=422)
    try:
        document, told = _document(form)
        bring_in(found, document, request.user, revision=revision)
    except DefinitionError as error:
        return _files(request, found, form, problems=_in_language(error.problems), status=422)
    except DraftChanged as error:
        form.add_error(None, said(error))
        return _files(request, found, form, status=status_of(error))
    _tell(request, told)
    messages.success(
        request, _("The file is the draft now. The draft before is kept under “Editions and earlier states”.")
    )
    return redirect("surveys:design:draft_files", found.slug)


@require_safe
@requires("researcher")
def draft_files(request: HttpRequest, study: str) -> HttpResponse:
    """The draft out to a file, and in from one."""
    return _files(request, study_of(study), FileForm())


def _files(
    request: HttpRequest, study: Study, form: FileForm, problems: tuple[Problem, ...] = (), status: int = 200
) -> HttpResponse:
    context = about(study, None, "surveys:design:opening")
    context |= {"form": form, "problems": problems, "draft": getattr(study, "draft", None)}
    return render(request, "surveys/design/files.html", context, status=status)


@require_safe
@designer
def download(request: HttpRequest, study: Study, desk: Desk, form: str) -> HttpResponse:
    """The draft as YAML, or as an XLSForm workbook; a draft with errors has no workbook."""
    if form == "yaml":
        return _attachment(to_yaml(desk.document).encode(), f"{study.slug}.yaml", "application/yaml")
    if form != "xlsx":
        raise Http404
    wrong = desk.form_problems or errors(check(desk.definition))
    if wrong:
        return _files(request, study, FileForm(), problems=_in_language(wrong), status=422)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return _attachment(write_workbook(desk.document), f"{study.slug}.xlsx", kind)


def _attachment(data: bytes, name: str, kind: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(data, content_type=kind, headers=headers)
