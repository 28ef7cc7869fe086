"""Undo and redo as every page of the outline and the editor shows them."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from staff.models import User
from surveys.design import editing
from surveys.design.edit_words import summary
from surveys.design.steps import from_json
from surveys.models import DraftEdit, Study


@dataclass(frozen=True)
class Offer:
    """An edit that can be undone, in words."""

    edit: int
    what: str


def offers(study: Study, user: User) -> dict[str, Any]:
    """The person's own last edit to undo, and the last undoing to undo."""
    return {
        "undo": _offer(editing.last_to_undo(study, user)),
        "redo": _offer(editing.last_to_redo(study, user)),
    }


def _offer(found: DraftEdit | None) -> Offer | None:
    if found is None:
        return None
    told = found.undoes or found
    return Offer(found.pk, summary(from_json(told.steps)))


def back(request: HttpRequest, study: Study) -> str:
    """The page that asked, where it is one of the workbench's; else the outline."""
    home = reverse("surveys:design:outline", kwargs={"study": study.slug})
    wanted = request.POST.get("back", "")
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) and wanted.startswith(home)
    return wanted if safe else home
