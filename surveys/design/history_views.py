"""What was done to a draft, by whom, and undoing it."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from surveys.design import editing
from surveys.design.desk import Desk, desk_of, study_of
from surveys.design.edit_words import Line, lines, summary
from surveys.design.outline_views import outline_page
from surveys.design.pages import about, designer, whole
from surveys.design.refusals import REFUSALS, said, status_of
from surveys.design.steps import from_json
from surveys.design.toolbar import back, offers
from surveys.models import DraftEdit, Study

PAGE_SIZE = 30
LINES = 12
"""Lines of one edit that are shown: a renaming can touch a hundred rules."""
TAB = "surveys:design:history"


@dataclass(frozen=True)
class Entry:
    """An edit as the page shows it. `undone`: an edit that undoes it stands."""

    edit: DraftEdit
    lines: tuple[Line, ...]
    more: int
    undone: bool


@require_safe
@designer
def history(request: HttpRequest, study: Study, desk: Desk) -> HttpResponse:
    """Every edit, newest first."""
    return _page(request, study, desk)


def _page(request: HttpRequest, study: Study, desk: Desk, refused: str = "", status: int = 200) -> HttpResponse:
    found = study.edits.select_related("user", "undoes").prefetch_related("undone_by__undone_by").order_by("-id")
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    context = (
        about(study, desk, TAB)
        | offers(study, request.user)
        | {
            "page": page,
            "entries": [_entry(one) for one in page],
            "refused": refused,
            "own_path": reverse(TAB, kwargs={"study": study.slug}),
        }
    )
    return render(request, "surveys/design/history.html", context, status=status)


def _entry(edit: DraftEdit) -> Entry:
    told = tuple(lines(from_json(edit.steps)))
    return Entry(edit, told[:LINES], max(len(told) - LINES, 0), editing.is_undone(edit))


@require_POST
@designer
def undo(request: HttpRequest, study: Study, desk: Desk) -> HttpResponseBase:
    """Undo an edit: one's own last, or any from the history. To undo an undoing is to redo."""
    number = whole(request.POST.get("edit", ""), 17)
    if number is None:
        raise Http404
    try:
        made = editing.undo(study, number, request.user)
    except DraftEdit.DoesNotExist:
        raise Http404 from None
    except REFUSALS as error:
        fresh = study_of(study.slug)
        show: Any = outline_page if _is_script(request) else _page
        return show(request, fresh, desk_of(fresh), refused=said(error), status=status_of(error))
    words = _("Undone: %(what)s") % {"what": summary(from_json(made.undoes.steps))}
    if _is_script(request):
        fresh = study_of(study.slug)
        return outline_page(request, fresh, desk_of(fresh), told=words)
    messages.success(request, words)
    return redirect(back(request, study))


def _is_script(request: HttpRequest) -> bool:
    return request.headers.get("X-Part") == "outline"
