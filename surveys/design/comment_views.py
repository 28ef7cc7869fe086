"""Comments of colleagues: those that are open, and what is done with them. One address per action."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from surveys.design import comments
from surveys.design.comments import Act, CannotComment, Thread
from surveys.design.desk import Desk
from surveys.design.node_words import beginning
from surveys.design.pages import about, designer
from surveys.design.steps import STUDY, Node
from surveys.design.structure_views import ref_in
from surveys.design.toolbar import back
from surveys.models import Study

TAB = "surveys:design:comments"
SAID = {
    "empty": gettext_lazy("Write something first."),
    "too_long": gettext_lazy("That is too long: at most 4,000 characters."),
}


@require_safe
@designer
def list_comments(request: HttpRequest, study: Study, desk: Desk) -> HttpResponse:
    """Open threads, or all, in the order of the questionnaire; last those about what is no longer there."""
    everything = request.GET.get("which") == "all"
    return _page(request, study, desk, everything=everything)


def _page(
    request: HttpRequest,
    study: Study,
    desk: Desk,
    *,
    everything: bool,
    refused: str = "",
    typed: str = "",
    status: int = 200,
) -> HttpResponse:
    found = comments.threads(study)
    shown = [thread for thread in found if everything or not thread.settled]
    path = reverse(TAB, kwargs={"study": study.slug})
    context = about(study, desk, TAB) | {
        "everything": everything,
        "listed": in_order(desk, shown),
        "settled": sum(thread.settled for thread in found),
        "refused": refused,
        "typed": typed,
        "own_path": f"{path}?which=all" if everything else path,
    }
    return render(request, "surveys/design/comments.html", context, status=status)


def in_order(desk: Desk, found: list[Thread]) -> list[tuple[Node | None, str, list[Thread]]]:
    """Each thread with what it is about and the words there, in document order; what is gone comes last."""
    places = {(node.kind, node.name): (place, node) for place, node in enumerate(desk.tree.walk())}
    keyed = [(places.get((thread.kind, thread.name)), thread) for thread in found]
    keyed.sort(key=lambda one: -1 if one[1].kind == STUDY else one[0][0] if one[0] else 10**9)
    source = desk.languages[0]
    return [(at[1] if at else None, beginning(at[1], source) if at else "", [thread]) for at, thread in keyed]


def about_node(study: Study, node: Node | None) -> list[Thread]:
    """The threads about one thing, or about the study."""
    wanted = (node.kind, node.name) if node else (STUDY, "")
    return [thread for thread in comments.threads(study) if (thread.kind, thread.name) == wanted]


@require_POST
@designer
def remark(request: HttpRequest, study: Study, desk: Desk) -> HttpResponseBase:
    """Begin a thread about something in the draft, or about the study."""
    ref = ref_in(request)
    node = None if ref == STUDY else desk.node(ref, *comments.ABOUT)
    kind, name = (node.kind, node.name) if node else (STUDY, "")
    try:
        comments.remark(study, kind, name, request.POST.get("text", ""), request.user)
    except CannotComment as error:
        return _refused(request, study, desk, error)
    return _back(request, study)


@require_POST
@designer
def answer(request: HttpRequest, study: Study, desk: Desk, thread: int) -> HttpResponseBase:
    """Say something about a remark."""
    return _go_on(request, study, desk, thread, Act.ANSWER)


@require_POST
@designer
def settle(request: HttpRequest, study: Study, desk: Desk, thread: int) -> HttpResponseBase:
    """A thread was dealt with."""
    return _go_on(request, study, desk, thread, Act.SETTLED)


@require_POST
@designer
def reopen(request: HttpRequest, study: Study, desk: Desk, thread: int) -> HttpResponseBase:
    """A thread was not dealt with after all."""
    return _go_on(request, study, desk, thread, Act.REOPENED)


def _go_on(request: HttpRequest, study: Study, desk: Desk, thread: int, act: Act) -> HttpResponseBase:
    try:
        comments.go_on(study, thread, act, request.POST.get("text", ""), request.user)
    except CannotComment as error:
        return _refused(request, study, desk, error)
    return _back(request, study)


def _refused(request: HttpRequest, study: Study, desk: Desk, error: CannotComment) -> HttpResponse:
    """What was typed is shown again. Raises Http404 where there is no such thread."""
    if error.code not in SAID:
        raise Http404
    typed = request.POST.get("text", "")
    return _page(request, study, desk, everything=True, refused=str(SAID[error.code]), typed=typed, status=422)


def _back(request: HttpRequest, study: Study) -> HttpResponseBase:
    messages.success(request, _("Stored."))
    return redirect(back(request, study) + "#comments")
