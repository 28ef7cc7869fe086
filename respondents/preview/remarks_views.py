"""Where researchers share a preview, and see what was remarked."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from respondents.models import PreviewLink, Remark
from respondents.preview import links
from respondents.preview.gathering import as_csv, gathered
from surveys.design.desk import Desk
from surveys.design.pages import about, designer, whole
from surveys.models import Edition, Study

TAB = "preview:remarks"
SHOWN = 500
"""Remarks on the page, the newest; the file has all."""
DAYS = (7, 14, 30, 60, 90)
REFUSED: dict[str, str | Promise] = {
    "no_label": gettext_lazy("Say in at most 100 characters who the link is for."),
    "bad_days": gettext_lazy("Choose for how long the link works."),
    "not_readable": gettext_lazy("The draft cannot be read yet. Mend the errors of form first."),
    "long_text": gettext_lazy("The answer is too long: at most 4,000 characters."),
    "settled": gettext_lazy("A colleague settled this remark meanwhile."),
}


@require_safe
@designer
def remarks(request: HttpRequest, study: Study, desk: Desk) -> HttpResponseBase:
    """Remarks per question, and the links that they came through. `?state=open` leaves out what is settled."""
    return _page(request, study, desk)


def _page(request: HttpRequest, study: Study, desk: Desk, status: int = 200, **more: Any) -> HttpResponse:
    only_open = request.GET.get("state") == "open"
    listed = _of(study)
    listed = listed.filter(state=Remark.State.OPEN) if only_open else listed
    newest = list(listed.order_by("-pk")[: SHOWN + 1])
    context = about(study, desk, TAB) | {
        "gathered": gathered(desk.tree, newest[:SHOWN][::-1], desk.languages[0]),
        "more": SHOWN if len(newest) > SHOWN else 0,
        "only_open": only_open,
        "links": study.preview_links.defer("document").select_related("made_by", "edition").defer("edition__document"),
        "days": DAYS,
        "editions": study.editions.order_by("-number").values_list("number", flat=True),
        "now": timezone.now(),
        **more,
    }
    return render(request, "preview/remarks.html", context, status=status)


def _of(study: Study) -> Any:
    found = Remark.objects.filter(link__study=study).select_related("link", "settled_by").defer("link__document")
    return found.order_by("pk")


@require_POST
@designer
def share(request: HttpRequest, study: Study, desk: Desk) -> HttpResponseBase:
    """A new link. Its address is told once, in the answer to this very form."""
    label, days = request.POST.get("label", ""), request.POST.get("days", "")
    try:
        what = _what(request, study, desk)
        link, token = links.share(study, what, desk, label, whole(days, 5) or 0, request.user, now=timezone.now())
    except links.NotAllowed as error:
        return _page(request, study, desk, status=422, refused=REFUSED[error.code], typed=label)
    address = request.build_absolute_uri(reverse("panel:home", kwargs={"token": token}))
    response = _page(request, study, desk, made=link, address=address)
    response["Cache-Control"] = "no-store"
    return response


def _what(request: HttpRequest, study: Study, desk: Desk) -> links.Shared:
    """The draft, or the edition that was chosen. Raises Http404, NotAllowed."""
    number = request.POST.get("edition", "")
    if not number:
        return links.shared_draft(desk)
    edition = get_object_or_404(Edition, study=study, number=whole(number, 5) or 0)
    return links.Shared(edition.document, edition.document_hash, edition)


@require_POST
@designer
def revoke(request: HttpRequest, study: Study, desk: Desk, link: int) -> HttpResponseBase:
    """Take a link back."""
    links.revoke(get_object_or_404(PreviewLink, study=study, pk=link), request.user, now=timezone.now())
    messages.success(request, _("The link no longer works. Its remarks are still here."))
    return redirect("preview:remarks", study.slug)


@require_POST
@designer
def settle(request: HttpRequest, study: Study, desk: Desk, remark: int) -> HttpResponseBase:
    """Answer a remark and close it, or open it again."""
    found = get_object_or_404(_of(study), pk=remark)
    try:
        _settle(request, found)
    except links.NotAllowed as error:
        return _page(request, study, desk, status=422, refused=REFUSED[error.code])
    return redirect(f"{reverse('preview:remarks', kwargs={'study': study.slug})}#remark-{found.pk}")


def _settle(request: HttpRequest, found: Remark) -> None:
    match request.POST.get("do"):
        case "settle":
            links.settle(found, request.POST.get("answer", ""), request.user, now=timezone.now())
        case "reopen":
            links.reopen(found, request.user)
        case _:
            raise Http404


@require_POST
@designer
def delete(request: HttpRequest, study: Study, desk: Desk, remark: int) -> HttpResponseBase:
    """Take a remark away for good; only where that was ticked."""
    found = get_object_or_404(_of(study), pk=remark)
    if "sure" not in request.POST:
        return _page(request, study, desk, status=422, refused=_("Tick that you are sure; a remark cannot come back."))
    links.delete(found, request.user)
    messages.success(request, _("The remark is gone."))
    return redirect("preview:remarks", study.slug)


@require_safe
@designer
def remarks_file(request: HttpRequest, study: Study, desk: Desk) -> HttpResponseBase:
    """All remarks as CSV."""
    response = StreamingHttpResponse(as_csv(_of(study)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="remarks-{study.slug}.csv"'
    response["Cache-Control"] = "no-store"
    return response
