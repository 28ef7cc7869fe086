"""Pages about letters that left: numbers scanned one after another, the last ones with undo, files of the printer."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from invitations import file_job, letter_events, returns, uploads
from invitations.forms import LetterFileForm, ReturnForm
from invitations.models import LetterEvent
from staff.roles import requires
from surveys.models import Study

ROLE = "fieldwork"
SHOWN = 20
IMPORTS = {"printed": letter_events.import_printed, "returned": letter_events.import_returned}
FAULTS: Mapping[str, str | Promise] = {
    "number": gettext_lazy("This is no return number. Take the number above the address, such as 3-012-045."),
    "unknown": gettext_lazy("There is no such batch in this study. Is the letter of another study?"),
    "too_many": gettext_lazy("The batch has no such letter. Compare the number with the letter."),
    "not_sealed": gettext_lazy("The batch is not finished, so its letters cannot have left."),
    "contradiction": gettext_lazy("The printer says that this letter was spoiled. Ask the printer."),
}


@require_http_methods(["GET", "POST"])
@never_cache
@requires(ROLE)
def returned(request: HttpRequest, study: str) -> HttpResponse:
    """One field for the next number; a POST notes it and comes back for the next."""
    found = get_object_or_404(Study, slug=study)
    form = ReturnForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            noted = letter_events.note_undeliverable(
                found, form.cleaned_data["number"], now=timezone.now(), user=request.user
            )
        except returns.NumberUnreadable:
            return _page(request, found, form=_faulty("number"))
        except letter_events.LetterUnknown as error:
            return _page(request, found, form=_faulty(error.code))
        messages.success(request, _said(noted))
        return redirect("invitations:returns", found.slug)
    return _page(request, found, form=form)


@require_POST
@requires(ROLE)
def undo(request: HttpRequest, study: str, event_id: int) -> HttpResponse:
    """A letter that was scanned by mistake."""
    own = LetterEvent.objects.filter(code__study__slug=study, kind=LetterEvent.Kind.UNDELIVERABLE)
    number = letter_events.undo_undeliverable(get_object_or_404(own, pk=event_id), user=request.user)
    messages.success(request, _("%(number)s was taken back.") % {"number": number})
    return redirect("invitations:returns", study)


@require_POST
@never_cache
@requires(ROLE)
def letter_file(request: HttpRequest, study: str) -> HttpResponse:
    """The printer's file or a file of returns: stored whole, or a report of every row that cannot be true.

    A large one is read by a job.
    """
    found = get_object_or_404(Study, slug=study)
    form = LetterFileForm(request.POST, request.FILES)
    if job := file_job.begin_if_large(found, form, request.user):
        return redirect("staff:job", job.pk)
    told = letter_events.Told(timezone.now(), request.user)
    columns = returns.Columns(*settings.PRINTER_COLUMNS)
    upload = uploads.take(form, lambda asked, data: IMPORTS[asked["kind"]](found, data, columns, told))
    if upload.result is None:
        return _page(request, found, files=form, problems=upload.problems)
    return _page(request, found, imported=upload.result)


def _page(
    request: HttpRequest,
    study: Study,
    form: ReturnForm | None = None,
    files: LetterFileForm | None = None,
    **report: Any,
) -> HttpResponse:
    form, files = form or ReturnForm(), files or LetterFileForm()
    problems = report.get("problems", ())
    if report or files.errors:
        del form.fields["number"].widget.attrs["autofocus"]
    context = {
        "study": study,
        "form": form,
        "files": files,
        "last": _last(study),
        "columns": settings.PRINTER_COLUMNS,
        "imported": report.get("imported"),
        "events": _in_words(report.get("imported")),
        **uploads.problem_context(problems),
    }
    wrong = form.errors or files.errors or problems
    return render(request, "invitations/returns.html", context, status=400 if wrong else 200)


def _in_words(imported: letter_events.Imported | None) -> list[tuple[str, int]]:
    events = imported.events if imported else {}
    return [(str(LetterEvent.Kind(kind).label), n) for kind, n in sorted(events.items())]


def _faulty(code: str) -> ReturnForm:
    """The field empty again: what was typed may be a log-in code, and must not stand on a screen."""
    form = ReturnForm({})
    form.errors.clear()
    form.add_error("number", FAULTS.get(code, FAULTS["unknown"]))
    return form


def _said(noted: letter_events.Noted) -> str:
    number = {"number": noted.number}
    if not noted.fresh:
        return _("%(number)s was noted before.") % number
    if noted.left_out:
        return _("%(number)s: noted. This person gets no more letters until there is a new address.") % number
    return _("%(number)s: noted. It was not this person's newest letter.") % number


def _last(study: Study) -> list[tuple[LetterEvent, returns.ReturnNumber]]:
    """The newest returns, newest first."""
    events = LetterEvent.objects.filter(code__study=study, kind=LetterEvent.Kind.UNDELIVERABLE)
    newest = events.select_related("code__batch").order_by("-pk")[:SHOWN]
    return [(event, letter_events.number_of(event.code)) for event in newest]
