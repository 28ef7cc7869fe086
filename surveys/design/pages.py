"""What every page of the workbench begins with: who may, which study, which revision of its draft."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from staff.roles import requires
from surveys.design.desk import Desk, desk_of, study_of
from surveys.draft_tree import beside_tables
from surveys.engine.editions import announced
from surveys.models import Study


@dataclass(frozen=True)
class Tab:
    """One of the workbench's pages in the row on top; `url_name` takes the study's slug as `study`."""

    url_name: str
    title: str | Promise


TABS: tuple[Tab, ...] = (
    Tab("surveys:design:outline", _("Outline")),
    Tab("surveys:design:parts", _("Lists, groups and values")),
    Tab("surveys:design:rules", _("Rules")),
    Tab("surveys:design:matrix", _("Questions and groups")),
    Tab("surveys:design:map", _("Map of the routing")),
    Tab("surveys:design:checks", _("Checks and proof")),
    Tab("preview:start", _("Preview")),
    Tab("preview:remarks", _("Remarks of the panel")),
    Tab("surveys:design:comments", _("Discussion")),
    Tab("surveys:design:bank", _("Item bank")),
    Tab("surveys:design:study", _("Study")),
    Tab("surveys:design:dates", _("Dates")),
    Tab("surveys:design:publish", _("Publish")),
    Tab("surveys:design:history", _("History")),
    Tab("surveys:design:opening", _("Editions and earlier states")),
)
"""In the order in which they are shown."""

Page = Callable[..., HttpResponseBase]


def designer(view: Page) -> Page:
    """View decorator: a researcher of the study; the view gets the study and its desk in place of the slug.

    A study without a draft, or whose draft announces editions, gets the page where one is opened: 409 to a POST.
    """

    @requires("researcher")
    @wraps(view)
    def found(request: HttpRequest, study: str, **kwargs: Any) -> HttpResponseBase:
        chosen = study_of(study)
        if not hasattr(chosen, "draft"):
            return opening_page(request, chosen)
        desk = desk_of(chosen)
        if desk.editions:
            return opening_page(request, chosen, status=200 if request.method in ("GET", "HEAD") else 409)
        return view(request, chosen, desk, **kwargs)

    return found


def whole(typed: str, digits: int = 9) -> int | None:
    """The whole number that was typed or sent; None for anything else, and for one of more digits."""
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= digits else None


def about(study: Study, desk: Desk | None, tab: str) -> dict[str, Any]:
    """What the frame of every page shows; `tab` is the url name of the page's own tab."""
    return {"study": study, "desk": desk, "tabs": TABS, "tab": tab}


def opening_page(request: HttpRequest, study: Study, refused: str = "", status: int = 200) -> HttpResponse:
    """The editions and earlier states that can become the draft."""
    draft = getattr(study, "draft", None)
    context = about(study, None, "surveys:design:opening") | {
        "draft": draft,
        "parts": announced(beside_tables(draft)) if draft else (),
        "editions": study.editions.defer("document").select_related("published_by").order_by("-number"),
        "snapshots": study.snapshots.defer("document").select_related("user").order_by("-id")[:50],
        "refused": refused,
    }
    return render(request, "surveys/design/opening.html", context, status=status)
