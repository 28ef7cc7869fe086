"""Pages of tags: what questions are about, by which tables are put in chapters (docs/tables.md)."""

import json
from collections.abc import Callable, Sequence
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from surveys import languages
from surveys.design import tagging, writing
from surveys.design.desk import Desk, desk_of, study_of
from surveys.design.key_words import kind_words
from surveys.design.node_words import beginning
from surveys.design.pages import about, designer
from surveys.design.refusals import REFUSALS, said, status_of
from surveys.design.steps import STUDY, Step, Tree
from surveys.design.toolbar import offers
from surveys.models import Study

TAB = "surveys:design:parts"


@require_safe
@designer
def tags(request: HttpRequest, study: Study, desk: Desk) -> HttpResponse:
    """All kinds with their tags, and what bears none."""
    return _overview(request, study, desk)


def _overview(request: HttpRequest, study: Study, desk: Desk, refused: str = "", status: int = 200) -> HttpResponse:
    source = desk.languages[0]
    found = [
        (kind, kind.text(source), [(tag, tag.text(source)) for tag in kind.tags]) for kind in tagging.kinds(desk.tree)
    ]
    context = _framed(request, study, desk) | {
        "kinds": found,
        "refused": refused,
        "typed": request.POST if refused else {},
        "own_path": reverse("surveys:design:tags", kwargs={"study": study.slug}),
    }
    return render(request, "surveys/design/tags.html", context, status=status)


@require_POST
@designer
def add_tag(request: HttpRequest, study: Study, desk: Desk) -> HttpResponseBase:
    """A new kind, or a new tag of the kind that the form names."""
    kind, word, label = (request.POST.get(name, "").strip() for name in ("kind", "word", "label"))
    of, code = (kind, word) if "kind" in request.POST else (word, "")
    refused = _edited(request, study, lambda tree: [tagging.made(tree, of, code, label)])
    return refused or _on(study, of, code)


@require_POST
@designer
def remove_tag(request: HttpRequest, study: Study, desk: Desk) -> HttpResponseBase:
    """Takes out a tag, or a kind with all its tags. It can be undone."""
    kind, code = request.POST.get("kind", ""), request.POST.get("word", "")
    refused = _edited(request, study, lambda tree: [tagging.removed(tree, kind, code)])
    return refused or redirect("surveys:design:tags", study.slug)


def _edited(request: HttpRequest, study: Study, build: Callable[[Tree], Sequence[Step]]) -> HttpResponse | None:
    try:
        writing.act(study, build, request.user)
    except REFUSALS as error:
        return _overview(request, study, desk_of(study_of(study.slug)), said(error), status_of(error))
    messages.success(request, _("Stored."))
    return None


def _on(study: Study, kind: str, code: str) -> HttpResponse:
    return (
        redirect("surveys:design:tag", study.slug, kind, code) if code else redirect("surveys:design:tags", study.slug)
    )


@require_http_methods(["GET", "HEAD", "POST"])
@designer
def tag(request: HttpRequest, study: Study, desk: Desk, tag_kind: str, tag_word: str = "") -> HttpResponseBase:
    """One tag: its label in each language, and what bears it. Without a word: the label of the kind."""
    if request.method != "POST":
        found = tagging.at(desk.tree, tag_kind, tag_word)
        if not isinstance(found, dict):
            raise Http404
        return _one(request, study, desk, (tag_kind, tag_word), found)
    found = _found(request)
    label = {language: " ".join(request.POST.get(f"label-{language}", "").split()) for language in desk.languages}
    names = set(request.POST.getlist("names")) if tag_word else None
    kept = {language: text for language, text in tagging.label_of(found).items() if language not in desk.languages}
    try:
        change = tagging.changed(desk.tree, tag_kind, tag_word, found, kept | label, names)
        writing.save(study, [(STUDY, change)] if change else [], request.user)
    except REFUSALS as error:
        fresh = desk_of(study_of(study.slug))
        now = tagging.at(fresh.tree, tag_kind, tag_word)
        typed = {"label": kept | label, "names": sorted(names or ())}
        return _one(request, study, fresh, (tag_kind, tag_word), now, typed, said(error), status_of(error))
    messages.success(request, _("Stored.") if change else _("Nothing had changed."))
    return redirect("surveys:design:tags", study.slug)


def _found(request: HttpRequest) -> Any:
    """What the form was made from. Raises Http404 for what is no form of ours."""
    try:
        return json.loads(request.POST.get("found", ""))
    except ValueError:
        raise Http404 from None


def _one(
    request: HttpRequest,
    study: Study,
    desk: Desk,
    which: tuple[str, str],
    now: Any,
    typed: dict[str, Any] | None = None,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    """`now`: what stands in the draft; `typed`: what is shown in its place where nothing could be stored."""
    kind, code = which
    shown = typed or (now if isinstance(now, dict) else {})
    label = tagging.label_of(shown)
    borne = {str(name) for name in shown.get("names") or ()}
    known = tagging.bearers(desk.tree)
    context = _framed(request, study, desk) | {
        "kind": kind,
        "word": code,
        "title": label.get(desk.languages[0]) or code or kind,
        "labels": [(tag, languages.name(tag), languages.direction(tag), label.get(tag, "")) for tag in desk.languages],
        "found": json.dumps(now, ensure_ascii=False),
        "bearers": [(_title(desk, of), [(one, one.name in borne) for one in found]) for of, found in _by_place(known)],
        "strange": sorted(borne - {one.name for one in known}),
        "refused": refused,
        "own_path": request.path,
    }
    return render(request, "surveys/design/tag.html", context, status=status)


def _by_place(known: Sequence[tagging.Bearer]) -> list[tuple[str, list[tagging.Bearer]]]:
    return [(of, list(found)) for of, found in groupby(known, key=lambda one: one.of)]


def _title(desk: Desk, of: str) -> str:
    section = desk.tree.by_ref.get(of)
    if section is not None:
        return beginning(section, desk.languages[0]) or section.name
    return _("Screening") if of == "screening" else str(kind_words(of)).capitalize()


def _framed(request: HttpRequest, study: Study, desk: Desk) -> dict[str, Any]:
    source = desk.languages[0]
    words = {"source": source, "source_dir": languages.direction(source)}
    return about(study, desk, TAB) | offers(study, request.user) | words
