"""The analyst's page: choose a question and a breakdown; see table, chart and base; share, keep, download."""

from urllib.parse import urlencode

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from exports import tables_query
from exports.areas import BadAreas
from exports.breakdowns import CannotTabulate
from exports.dataset import NothingToExport
from exports.models import SavedTable
from exports.printed import Report
from exports.printed_words import printed_words
from exports.refusals import in_words
from exports.snapshot import NotPrepared, Ready, ready
from exports.tables_files import PICTURES, Files, download
from exports.tables_forms import SaveForm, TableForm
from exports.tables_tasks import KIND
from exports.tabulate import TablesWish, notes_language, report, settled
from exports.writers.tables_told import told_report
from staff import audit, jobs
from staff.roles import requires
from surveys.models import Study
from surveys.own_studies import published_studies
from surveys.typeset import TypesetError

ROLES = ("analyst", "researcher")
BAD_REQUEST, UNAVAILABLE = 400, 503


@require_safe
@requires(*ROLES)
def studies(request: HttpRequest) -> HttpResponse:
    """The studies whose tables this person may see."""
    return render(request, "exports/table_studies.html", {"studies": published_studies(request.user, *ROLES)})


@require_safe
@requires(*ROLES)
def page(request: HttpRequest, study: str) -> HttpResponse:
    """The form, and below it the table that the address tells of."""
    found = get_object_or_404(Study, slug=study)
    query = request.META.get("QUERY_STRING", "")
    try:
        wish, aside = tables_query.read(study, query), _aside(query)
        if tables_query.is_of_form(query):
            return redirect(_address(study, wish, aside))
        data = ready(study, wish.edition, now=timezone.now())
        wish = settled(data.prepared, wish)
        made = _report(data, wish) if wish.questions else None
        context = _context(found, wish, data, made, aside)
    except NotPrepared as waiting:
        return _unread(request, found, wish, waiting)
    except (CannotTabulate, NothingToExport, BadAreas) as problem:
        return _bad(request, found, problem)
    except TypesetError as problem:
        return _unavailable(problem)
    return render(request, "exports/tables_page.html", context)


def _aside(query: str) -> dict[str, str]:
    """What an address tells of the form alone: the filter that is being added, the tag to choose questions by."""
    told = {"filter": tables_query.added(query), "tag": tables_query.tag_of(query)}
    return {name: value for name, value in told.items() if value}


def _address(study: str, wish: TablesWish, aside: dict[str, str]) -> str:
    """The address to share, with what the form alone needs."""
    adding = f"&{urlencode(aside)}" if aside else ""
    return f"{reverse('exports:tables', args=[study])}?{tables_query.written(wish)}{adding}"


def _unread(request: HttpRequest, study: Study, wish: TablesWish, waiting: NotPrepared) -> HttpResponse:
    context = {"study": study, "wish": wish, "query": tables_query.written(wish), "interviews": waiting.interviews}
    return render(request, "exports/tables_unread.html", context)


def _unavailable(problem: TypesetError) -> HttpResponse:
    """Fonts or the typesetter are missing here: for who runs the server."""
    return HttpResponse(str(problem), status=UNAVAILABLE, content_type="text/plain; charset=utf-8")


def _report(data: Ready, wish: TablesWish) -> Report:
    words = printed_words(notes_language(wish.language))
    return report(data.prepared, wish, words, timezone.localdate())


def _context(
    study: Study, wish: TablesWish, data: Ready, made: Report | None, aside: dict[str, str]
) -> dict[str, object]:
    query, language = tables_query.written(wish), get_language() or "nl"
    narrowed = aside.get("filter", ""), aside.get("tag", "")
    return {
        "study": study,
        "form": TableForm(data.prepared, wish, language, _editions(study), *narrowed),
        "report": told_report(made, Files(made).charts) if made else None,
        "query": query,
        "edition": wish.edition,
        "formats": DOWNLOADS,
        "data": data,
        "save": SaveForm(initial={"query": query}) if made else None,
        "saved": study.saved_tables.select_related("made_by"),
    }


def _editions(study: Study) -> list[tuple[str, str]]:
    """Number and note of every published edition, the newest first."""
    numbered = study.editions.order_by("-number").values_list("number", "note")
    return [(str(number), f"{number} – {note}" if note else str(number)) for number, note in numbered]


DOWNLOADS = ("xlsx", "docx", "csv", "html", "svg", "png")


def _bad(request: HttpRequest, study: Study, problem: Exception) -> HttpResponse:
    context = {"study": study, "problem": in_words(problem, _)}
    return render(request, "exports/tables_bad.html", context, status=BAD_REQUEST)


@require_safe
@requires(*ROLES)
def file(request: HttpRequest, study: str, form: str) -> HttpResponse:
    """The table of the address as a file; who took it is registered."""
    found = get_object_or_404(Study, slug=study)
    if form not in DOWNLOADS:
        raise Http404(form)
    try:
        wish = tables_query.read(study, request.META.get("QUERY_STRING", ""))
        if not wish.questions:
            raise CannotTabulate(_("Choose a question first."))
        data = ready(study, wish.edition, now=timezone.now())
        wish = settled(data.prepared, wish)
        made = _report(data, wish)
        if form in PICTURES and not any(Files(made).charts):
            raise CannotTabulate(_("This table has no chart. Choose another format."))
        taken = download(made, wish, form, user=request.user, now=timezone.now(), people=len(data.prepared.data))
    except NotPrepared as waiting:
        return _unread(request, found, wish, waiting)
    except (CannotTabulate, NothingToExport, BadAreas) as problem:
        return _bad(request, found, problem)
    except TypesetError as problem:
        return _unavailable(problem)
    response = HttpResponse(taken.content, content_type=taken.kind)
    response["Content-Disposition"] = f'attachment; filename="{taken.name}"'
    return response


@require_POST
@requires(*ROLES)
def read_answers(request: HttpRequest, study: str) -> HttpResponse:
    """Start the job that reads all answers anew, of one edition or of those that are one questionnaire."""
    found = get_object_or_404(Study, slug=study)
    number = request.POST.get("edition", "")
    edition = get_object_or_404(found.editions, number=number).number if number.isdecimal() else None
    return redirect("staff:job", jobs.start(KIND, {"study": study, "edition": edition}, request.user).id)


@require_POST
@requires(*ROLES)
def save(request: HttpRequest, study: str) -> HttpResponse:
    """Keep the table under a name, for everybody who may see the study's tables."""
    found = get_object_or_404(Study, slug=study)
    form = SaveForm(request.POST)
    if not form.is_valid():
        return _bad(request, found, CannotTabulate(_("Give the table a name of at most 120 letters.")))
    try:
        wish = tables_query.read(study, form.cleaned_data["query"])
        data = ready(study, wish.edition, now=timezone.now())
        wish = settled(data.prepared, wish)
        _report(data, wish)
        kept = _kept(found, form.cleaned_data["name"], wish, request)
    except NotPrepared as waiting:
        return _unread(request, found, wish, waiting)
    except (CannotTabulate, NothingToExport, BadAreas) as problem:
        return _bad(request, found, problem)
    messages.success(request, _("Kept. Colleagues find it in the list below the table."))
    return redirect("exports:table_saved", study, kept.pk)


def _kept(study: Study, name: str, wish: TablesWish, request: HttpRequest) -> SavedTable:
    """Raises CannotTabulate where the name is taken."""
    try:
        with transaction.atomic():
            query = tables_query.written(wish)
            kept = SavedTable.objects.create(
                study=study, name=name, query=query, made_by=request.user, made_at=timezone.now()
            )
            audit.record(request.user, "table kept", study.slug, table=kept.pk)
    except IntegrityError as taken:
        told = _("There is a table with this name already. Choose another name.")
        raise CannotTabulate(told) from taken
    return kept


@require_safe
@requires(*ROLES)
def saved_table(request: HttpRequest, study: str, saved: int) -> HttpResponse:
    """The link of a kept table: leads to its address."""
    kept = get_object_or_404(SavedTable, pk=saved, study__slug=study)
    return redirect(f"{reverse('exports:tables', args=[study])}?{kept.query}")


@require_POST
@requires(*ROLES)
def remove(request: HttpRequest, study: str, saved: int) -> HttpResponse:
    """Take away one's own kept table; somebody else's is not found."""
    kept = get_object_or_404(SavedTable, pk=saved, study__slug=study, made_by=request.user)
    with transaction.atomic():
        audit.record(request.user, "table removed", study, table=kept.pk)
        kept.delete()
    messages.success(request, _("Removed."))
    return redirect("exports:tables", study)
