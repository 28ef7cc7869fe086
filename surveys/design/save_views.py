"""Storing what was typed in the editor. A script sends one field and gets JSON; without one the whole form comes in.

Nothing typed is lost: what cannot be stored is shown again, beside what stands there now.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from surveys import translations
from surveys.design import editing, renaming, writing
from surveys.design.desk import Desk, desk_of, study_of
from surveys.design.edit_words import named
from surveys.design.edit_words import said as said_value
from surveys.design.editing import Conflict
from surveys.design.editor import states_of
from surveys.design.form_fields import Block, Field, block, study_block
from surveys.design.pages import about, designer
from surveys.design.posted import WAS, Posted, after_of, name_of, posted
from surveys.design.refusals import REFUSALS, said, status_of
from surveys.design.steps import STUDY, Clash, Node
from surveys.design.toolbar import back, offers
from surveys.models import DraftEdit, Study
from surveys.views.desk import said as said_of_text

BAD = {
    "whole": gettext_lazy("“%(typed)s” is no whole number."),
    "number": gettext_lazy("“%(typed)s” is no number."),
    "date": gettext_lazy("“%(typed)s” is no day that exists. Write it as 2026-12-31."),
}
RELOADING = frozenset({"type", "options", "languages", "name", "code"})
"""Keys after which the page has other fields, or other fields hold something else."""


@dataclass(frozen=True)
class Merge:
    """One key that two people changed: the field with what the colleague stored, and with what was typed here."""

    field: Field
    thing: str
    theirs: str
    by: str
    at: Any
    editable: bool


@require_POST
@designer
def save(request: HttpRequest, study: Study, desk: Desk) -> HttpResponseBase:
    """Store every key that differs, as one edit."""
    found = posted(request.POST, desk)
    made = _made(request, study, desk, found)
    return made if isinstance(made, HttpResponseBase) else _stored(request, study, found, made, _doubts(desk, found))


def _doubts(desk: Desk, found: Sequence[Posted]) -> str:
    """Rules that name a code which may be another question's answer too: they were left as they are."""
    changed = [(desk.tree.by_ref[one.ref], one.change) for one in found if one.change and one.key == "code"]
    left = [mention for node, change in changed for mention in renaming.unsure(desk.tree, node, str(change.after))]
    names = sorted({node.name for one in left if (node := desk.tree.by_ref.get(one.node))})
    return _("Look at the rules of %(names)s: the old code stands there.") % {"names": ", ".join(names)} if left else ""


def stored_first(request: HttpRequest, study: Study) -> HttpResponseBase | None:
    """Store what was typed in a form whose button does something else; the answer where that cannot be."""
    if not any(name.startswith(WAS) for name in request.POST):
        return None
    desk = desk_of(study_of(study.slug))
    made = _made(request, study, desk, posted(request.POST, desk))
    return made if isinstance(made, HttpResponseBase) else None


def _made(
    request: HttpRequest, study: Study, desk: Desk, found: Sequence[Posted]
) -> DraftEdit | HttpResponseBase | None:
    """The edit, or what is answered where it cannot be made; None where nothing differs."""
    bad = [one for one in found if one.bad]
    if bad:
        return _refused(request, study, desk, found, _bad_words(bad), 422)
    try:
        return writing.save(study, [(one.ref, one.change) for one in found if one.change], request.user)
    except Conflict as error:
        return _merge(request, study, found, error.clashes)
    except translations.NotAllowed as error:
        return _refused(request, study, desk, found, said_of_text(error), 422)
    except REFUSALS as error:
        return _refused(request, study, desk, found, said(error), status_of(error))


def _bad_words(bad: Sequence[Posted]) -> str:
    return " ".join(str(BAD[one.bad.code]) % {"typed": one.bad.typed[:40]} for one in bad if one.bad)


def _is_script(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")


def _stored(
    request: HttpRequest, study: Study, found: Sequence[Posted], made: DraftEdit | None, doubts: str
) -> HttpResponseBase:
    if not _is_script(request):
        messages.success(request, _("Stored.") if made else _("Nothing had changed."))
        if doubts:
            messages.warning(request, doubts)
        return redirect(back(request, study))
    fresh = study_of(study.slug)
    desk = desk_of(fresh)
    at = date_format(timezone.localtime(made.at), "H:i") if made else ""
    fields = {one.name: _fresh(desk, one) for one in found}
    return JsonResponse(
        {
            "said": " ".join((_("stored %(at)s") % {"at": at}, doubts)).strip() if made else "",
            "was": {name: field.was for name, field in fields.items() if field},
            "states": _states(fresh, desk, found),
            "toolbar": _toolbar(request, fresh),
            "reload": made is not None and any(one.change and one.key in RELOADING for one in found),
        }
    )


def _block(desk: Desk, one: Posted) -> Block | None:
    """The key as it stands now; None where what it belongs to is gone."""
    tongues = tuple(dict.fromkeys((desk.languages[0], one.language or desk.languages[0])))
    if one.ref == STUDY:
        return study_block(desk, one.key, tongues)
    node: Node | None = desk.tree.by_ref.get(one.ref)
    return block(desk, node, one.key, tongues) if node else None


def _fresh(desk: Desk, one: Posted) -> Field | None:
    found = _block(desk, one)
    if found is None:
        return None
    return next((field for field in found.fields if field.language == one.language), None)


def _states(study: Study, desk: Desk, found: Sequence[Posted]) -> dict[str, str]:
    blocks = [made for one in found if one.language and (made := _block(desk, one))]
    return states_of(study, desk, blocks)


def _toolbar(request: HttpRequest, study: Study) -> str:
    context = offers(study, request.user) | {"study": study, "own_path": back(request, study)}
    return render_to_string("surveys/design/toolbar.html", context, request)


def _refused(
    request: HttpRequest, study: Study, desk: Desk, found: Sequence[Posted], words: str, status: int
) -> HttpResponse:
    """Why nothing was stored; a page of its own shows again what was typed."""
    if _is_script(request):
        return JsonResponse({"refused": words}, status=status)
    typed = [_again(desk, one) for one in found if one.change or one.bad]
    context = about(study, desk, "surveys:design:outline") | {
        "refused": words,
        "typed": typed,
        "back": back(request, study),
    }
    return render(request, "surveys/design/refused.html", context, status=status)


def _again(desk: Desk, one: Posted) -> tuple[str, str, str]:
    """(label, what was typed, its language)."""
    node = desk.tree.by_ref.get(one.ref)
    name = named(one.ref, node.name if node else "")
    return f"{name}: {one.key}", "\n".join(one.typed), one.language


def _merge(request: HttpRequest, study: Study, found: Sequence[Posted], clashes: Sequence[Clash]) -> HttpResponse:
    """Both versions of each key that a colleague changed too. All others are sent along again, unchanged."""
    fresh = study_of(study.slug)
    desk = desk_of(fresh)
    names = {name_of(one.node, one.change.key, one.change.language) for one in clashes}
    by_name = {one.name: one for one in found}
    merges = [merge for one in clashes if (merge := _merged(fresh, desk, by_name, one))]
    rest = [one for one in found if one.change and one.name not in names]
    context = about(fresh, desk, "surveys:design:outline") | {"merges": merges, "rest": _rest(request, rest)}
    context |= {"back": back(request, fresh)}
    if _is_script(request):
        html = {
            merge.field.name: render_to_string("surveys/design/merge_field.html", {"merge": merge}) for merge in merges
        }
        return JsonResponse({"refused": said(Conflict(clashes)), "merge": html}, status=409)
    return render(request, "surveys/design/merge.html", context, status=409)


def _rest(request: HttpRequest, rest: Sequence[Posted]) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(one.name, request.POST[f"was-{one.name}"], one.typed) for one in rest]


def _merged(study: Study, desk: Desk, by_name: dict[str, Posted], clash: Clash) -> Merge | None:
    name = name_of(clash.node, clash.change.key, clash.change.language)
    one = by_name.get(name)
    field = _fresh(desk, one) if one else None
    if one is None or field is None:
        return None
    last = editing.last_change(study, clash.node, clash.change.at)
    mine = after_of(one)
    return Merge(
        field=_with_mine(field, one, mine),
        thing=named(clash.node, clash.name),
        theirs=field.shown if field.language else said_value(clash.theirs),
        by=str(last.user or "") if last else "",
        at=last.at if last else None,
        editable=field.widget not in ("several", "one", "flag", "other"),
    )


def _with_mine(field: Field, one: Posted, mine: object) -> Field:
    """The field as it was typed, on top of what stands there now."""
    return replace(field, typed="\n".join(one.typed), mine=mine)
