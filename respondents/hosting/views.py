"""What a host sees: the list of sessions, the form that opens one, the screen in the room, the guide."""

from random import SystemRandom
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from invitations import guide as guides
from invitations import qr
from invitations.letters import TextNotDrawable
from invitations.rights import HOSTS, may_open, organisations_of, studies_of
from respondents import sessions
from respondents.hosting.forms import SessionForm
from respondents.hosting.rights import sessions_of
from respondents.models import GroupSession
from staff.models import Role
from staff.roles import may, requires
from surveys.editions import NoEdition, StudyClosed, StudyNotYetOpen, current_edition
from surveys.languages import direction
from surveys.models import Study
from surveys.own_studies import published_study
from surveys.typeset import TypesetError

SHOWN = 50
LOOK_AGAIN_SECONDS = "10"


@require_safe
@never_cache
@requires(*HOSTS)
def session_list(request: HttpRequest) -> HttpResponse:
    """Every session that this person may see, newest first; small numbers are not told."""
    found = sessions.with_counts(sessions_of(request.user))
    page = Paginator(found, SHOWN).get_page(request.GET.get("page"))
    rows = [(one, sessions.report(one), _state(one)) for one in page]
    context = {"rows": rows, "page": page, "studies": studies_of(request.user)}
    return render(request, "sessions/list.html", context)


@require_http_methods(["GET", "POST"])
@never_cache
@requires(*HOSTS)
def new(request: HttpRequest, study: str) -> HttpResponse:
    """The form; a POST opens the session and leads to its screen."""
    found = _own_study(request, study)
    must_choose = not may(request.user, Role.FIELDWORK, found.slug)
    allowed = organisations_of(request.user, found)
    form = SessionForm(request.POST or None, organisations=allowed, must_choose=must_choose)
    if request.method == "POST" and form.is_valid():
        opened = sessions.open_session(request.user, form.wish(found), SystemRandom())
        return redirect("sessions:wall", opened.pk)
    return render(request, "sessions/new.html", {"form": form, "study": found}, status=400 if form.errors else 200)


@require_safe
@never_cache
@requires(*HOSTS)
def wall(request: HttpRequest, session_id: int) -> HttpResponse:
    """The screen in the room: QR, number, who is busy. It loads itself again while people are there."""
    session = _own_session(request, session_id)
    now = timezone.now()
    context = {
        "session": session,
        "state": _state(session),
        "open": _state(session) == "open",
        "counts": sessions.counts(session, now),
        "address": f"{settings.PUBLIC_URL.split('://', 1)[1]}/g",
        "qr": mark_safe(qr.draw(f"{settings.PUBLIC_URL}/g/{session.code}".upper()).svg),  # noqa: S308 made by us
        "said": _said_in_each_language(session.study),
    }
    response = render(request, "sessions/wall.html", context)
    if sessions.is_in_the_room(session, now):
        response["Refresh"] = LOOK_AGAIN_SECONDS
    return response


@require_POST
@requires(*HOSTS)
def close(request: HttpRequest, session_id: int) -> HttpResponse:
    session = _own_session(request, session_id)
    sessions.close(session, request.user, timezone.now())
    messages.success(request, _("The session is closed. Who has begun can finish."))
    return redirect("sessions:wall", session.pk)


@require_safe
@never_cache
@requires(*HOSTS)
def guide(request: HttpRequest, study: str) -> HttpResponse | FileResponse:
    """The guide for hosts as PDF; made once per edition."""
    edition = _own_study(request, study).editions.order_by("-number").first()
    if edition is None:
        raise Http404
    try:
        path = guides.kept(edition)
    except guides.GuideTextMissing as error:
        raise Http404 from error
    except (TypesetError, TextNotDrawable):
        messages.error(request, _("The guide cannot be made now. Please ask who runs this site."))
        return redirect("sessions:list")
    return FileResponse(path.open("rb"), filename=path.name, content_type="application/pdf")


def _own_study(request: HttpRequest, slug: str) -> Study:
    """Raises Http404 where this person hosts nothing."""
    found = published_study(slug)
    if not may_open(request.user, found):
        raise Http404
    return found


def _own_session(request: HttpRequest, session_id: int) -> GroupSession:
    """Another's session does not exist for this person."""
    return get_object_or_404(sessions_of(request.user), pk=session_id)


def _state(session: GroupSession) -> str:
    try:
        sessions.must_be_open(session, timezone.now())
    except sessions.SessionNotYetOpen:
        return "later"
    except sessions.SessionClosed:
        return "closed"
    return "open"


def _said_in_each_language(study: Study) -> list[dict[str, Any]]:
    """The study's own words for "scan the code", in each language it offers."""
    try:
        edition = current_edition(study.slug)
    except (NoEdition, StudyClosed, StudyNotYetOpen):
        return []
    words = guides.material(edition, "flyers").get("scan") or {}
    return [{"tag": tag, "dir": direction(tag), "words": words[tag]} for tag in edition.offered if words.get(tag)]
