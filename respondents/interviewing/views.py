"""What an interviewer sees beside the questionnaire: what to read aloud, the code, and the way back between two people.

Nothing here shows an interview or an answer: a code leads to the questionnaire, where earlier answers are not shown.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from respondents import door, entry, errors, flow, interviewer, languages, visits
from respondents.door import Door
from respondents.entry import OpenStudy
from respondents.interviewing.faults import FAULTS, words
from respondents.interviewing.forms import BeginForm
from respondents.models import Interview
from respondents.views.coming_in import new_visit
from respondents.views.questions import to_page
from staff import audit
from staff.roles import may, requires
from surveys.models import Study


@dataclass(frozen=True)
class Row:
    """One study of the page: its form, or in words why it takes no answers now."""

    study: Study
    open: OpenStudy | None = None
    form: BeginForm | None = None
    fault: str = ""

    @property
    def said(self) -> list[tuple[languages.Tongue, list[str]]]:
        """The study's first page, to be read aloud, in each language that has all of it."""
        landing = self.open.definition.materials.get("landing", {}) if self.open else {}
        texts = [text for text in (landing.get("title"), landing.get("lead"), *landing.get("points", ())) if text]
        tags = [tag for tag, _ in self.form.fields["language"].choices] if self.form and texts else []
        return [(languages.Tongue(tag), [text[tag] for text in texts]) for tag in tags if all(map(_has(tag), texts))]


@require_safe
@never_cache
@requires(interviewer.ROLE)
def overview(request: HttpRequest) -> HttpResponse:
    """The studies that this person may fill in for, each with the form that begins."""
    context = {"rows": list(_rows(request)), "over": "over" in request.GET}
    return render(request, "interviewing/overview.html", context)


@require_http_methods(["GET", "POST"])
@never_cache
@requires(interviewer.ROLE)
def begin(request: HttpRequest, study: str) -> HttpResponse:
    """With a code or without: to the respondent's pages, in this browser. GET: somebody loads the address again."""
    if request.method == "GET":
        return redirect("interviewing:overview")
    found = get_object_or_404(_published(), slug=study)
    try:
        opened = entry.open_study(found.slug)
        form = BeginForm(opened, request.POST)
        if form.is_valid():
            return _begun(request, opened, form.cleaned_data)
    except FAULTS as error:
        return _refused(request, found, error)
    return _shown_again(request, Row(found, opened, form), 400)


def _begun(request: HttpRequest, study: OpenStudy, asked: dict[str, str]) -> HttpResponse:
    """Raises what is in FAULTS."""
    here = _door(request, study, asked["code"])
    now = timezone.now()
    found = entry.interview_of(entry.code_at(here))
    with transaction.atomic():
        audit.record(request.user, "interviewing.begin", study.slug)
        token = new_visit(found, Interview.Mode.INTERVIEWER, asked["language"], now) if found else ""
    response = to_page(flow.next_page_of(found)) if found else redirect("consent")
    interviewer.clear(request, response)
    if token:
        visits.remember(response, token)
    else:
        door.write(response, here)
    languages.remember(response, asked["language"])
    interviewer.mark(request, response, study.slug, now)
    return response


def _door(request: HttpRequest, study: OpenStudy, typed: str) -> Door:
    """Raises CodeEmpty, what a code can raise, and CodeNeeded."""
    if request.POST.get("go") == "nocode":
        here = Door(study=study.slug)
        entry.check_mode(study, here)
        return here
    if not typed.strip():
        raise errors.CodeEmpty
    return entry.with_code(typed, study.edition.study)


def _rows(request: HttpRequest) -> Iterator[Row]:
    for study in _published():
        if may(request.user, interviewer.ROLE, study.slug):
            yield _row(study)


def _row(study: Study) -> Row:
    try:
        opened = entry.open_study(study.slug)
    except FAULTS as error:
        return Row(study, fault=words(error))
    return Row(study, opened, BeginForm(opened, initial={"language": get_language()}))


def _refused(request: HttpRequest, study: Study, error: Exception) -> HttpResponse:
    row, told = _row(study), errors.told(error)
    if row.open:
        form = BeginForm(row.open, request.POST)
        form.add_error("code", words(error))
        row = Row(study, row.open, form)
    response = _shown_again(request, row, told.status)
    for name, value in told.headers_for(error).items():
        response[name] = value
    return response


def _shown_again(request: HttpRequest, row: Row, status: int) -> HttpResponse:
    rows = [row if other.study == row.study else other for other in _rows(request)]
    return render(request, "interviewing/overview.html", {"rows": rows}, status=status)


def _has(language: str) -> Callable[[Mapping[str, str]], bool]:
    return lambda text: bool(text.get(language))


def _published() -> QuerySet[Study]:
    return Study.objects.filter(editions__isnull=False).distinct().order_by("slug")
