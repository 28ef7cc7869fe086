"""The editor: a page per thing, and storing what was typed there."""

from collections.abc import Callable, Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from surveys import languages
from surveys.design import beside_lists, comments, editor, list_steps, renaming
from surveys.design.comment_views import about_node
from surveys.design.desk import Desk
from surveys.design.edit_words import said as said_value
from surveys.design.key_words import kind_words
from surveys.design.mention_words import said_mentions
from surveys.design.node_words import beginning
from surveys.design.outline import place_of
from surveys.design.page_words import source_words
from surveys.design.pages import about, designer
from surveys.design.save_views import save
from surveys.design.steps import STUDY, Node
from surveys.design.structure_views import do
from surveys.design.toolbar import offers
from surveys.models import Study

__all__ = ["entry", "node", "own", "parts", "save", "share", "study_keys"]
BESIDE = "design_beside"
"""The language that somebody reads beside the source, kept in their session."""
PARTS = ("list", "group", "term", "derived", "scale")


@require_safe
@designer
def node(request: HttpRequest, study: Study, desk: Desk, ref: str) -> HttpResponse:
    """Everything that one thing says, to be edited."""
    found = desk.node(ref)
    tongues = _tongues(request, desk)
    fields, options = editor.groups_of(desk, found, tongues), editor.answers_of(desk, found, tongues)
    groups, answers = editor.stated(study, desk, fields, options)
    context = _framed(request, study, desk, "surveys:design:outline" if _in_outline(found) else "surveys:design:parts")
    context |= _of_node(study, desk, found) | {
        "groups": groups,
        "answers": answers,
        "rule_words": source_words(desk.definition, found.mapping.get("relevant")),
        "own_path": reverse("surveys:design:node", kwargs={"study": study.slug, "ref": ref}),
    }
    return render(request, "surveys/design/node.html", context)


def _in_outline(found: Node) -> bool:
    return found.kind in ("section", "page", "question", "option")


def _of_node(study: Study, desk: Desk, found: Node) -> dict[str, Any]:
    source = desk.languages[0]
    before, behind = editor.neighbours(desk, found)
    place, count, _parent = place_of(desk.tree, found)
    shared = editor.shared_with(desk, found)
    return {
        "node": found,
        "kind": kind_words(found.kind),
        "text": beginning(found, source),
        "above": [(one, beginning(one, source, 40)) for one in desk.tree.above(found)],
        "below": [(one, beginning(one, source)) for one in found.children] if found.kind in ("section", "page") else (),
        "before": before,
        "behind": behind,
        "place": place,
        "count": count,
        "has_answers": found.kind in ("list", "derived") or found.mapping.get("type") in editor.CHOOSING,
        "shared": shared[0] if shared else None,
        "shared_answers": [(one.name, beginning(one, source)) for one in shared[0].children] if shared else (),
        "users": [one for one in shared[1:] if one.ref != found.ref] or _users(desk, found),
        "mentions": said_mentions(desk, renaming.mentioned(desk.tree, found)) if found.kind != "section" else (),
        "other_keys": [(key, said_value(value)) for key, value in editor.other_keys(found).items()],
        "threads": about_node(study, found) if found.kind in comments.ABOUT else (),
        "talk_about": found.ref if found.kind in comments.ABOUT else "",
        "ruled": "relevant" if found.kind in ("section", "page", "question", "option") else "",
    }


def _users(desk: Desk, found: Node) -> Sequence[Node]:
    return renaming.users(desk.tree, found.ref) if found.kind == "list" else ()


@require_safe
@designer
def study_keys(request: HttpRequest, study: Study, desk: Desk) -> HttpResponse:
    """What is said of the study as a whole."""
    tongues = _tongues(request, desk)
    groups = editor.with_states(study, editor.study_groups(desk, tongues), desk)
    context = _framed(request, study, desk, "surveys:design:study") | {
        "groups": groups,
        "lists": beside_lists.lists(study, desk, tongues),
        "threads": about_node(study, None),
        "talk_about": STUDY,
        "own_path": reverse("surveys:design:study", kwargs={"study": study.slug}),
    }
    return render(request, "surveys/design/study_keys.html", context)


@require_POST
@designer
def entry(request: HttpRequest, study: Study, desk: Desk, way: str) -> HttpResponseBase:
    """Add, move or take out a paragraph of the consent or an outcome of the screening."""
    place, _, number = request.POST.get("entry", "").rpartition("/")
    if (
        way not in beside_lists.WAYS
        or place not in beside_lists.LISTS
        or not (number.isascii() and number.isdigit() and len(number) < 4)
    ):
        raise Http404
    return do(request, study, lambda tree: [beside_lists.changed(tree, place, int(number), way)])


@require_safe
@designer
def parts(request: HttpRequest, study: Study, desk: Desk) -> HttpResponse:
    """What stands beside the questionnaire: lists, groups, explained words, derived values, scales."""
    source = desk.languages[0]
    tree = desk.tree
    found = zip(PARTS, (tree.lists, tree.groups, tree.terms, tree.derived, tree.scales), strict=True)
    context = _framed(request, study, desk, "surveys:design:parts") | {
        "kinds": [(kind, kind_words(kind), [(one, beginning(one, source)) for one in nodes]) for kind, nodes in found],
        "own_path": reverse("surveys:design:parts", kwargs={"study": study.slug}),
    }
    return render(request, "surveys/design/parts.html", context)


@require_POST
@designer
def share(request: HttpRequest, study: Study, desk: Desk, ref: str) -> HttpResponseBase:
    """Answers of its own become a list that others can use."""
    return _converted(request, study, desk, ref, list_steps.shared)


@require_POST
@designer
def own(request: HttpRequest, study: Study, desk: Desk, ref: str) -> HttpResponseBase:
    """The answers of a shared list become its own."""
    return _converted(request, study, desk, ref, list_steps.owned)


def _converted(
    request: HttpRequest, study: Study, desk: Desk, ref: str, steps: Callable[..., Sequence[Any]]
) -> HttpResponseBase:
    desk.node(ref, "question", "derived")
    return do(request, study, lambda tree: steps(tree, ref), ref)


def _tongues(request: HttpRequest, desk: Desk) -> tuple[str, ...]:
    """The languages to show; what was chosen last is kept."""
    wanted = request.GET.get("beside")
    if wanted is not None and wanted in ("", editor.ALL, *desk.languages[1:]):
        request.session[BESIDE] = wanted
    return editor.shown_languages(desk, request.session.get(BESIDE, ""))


def _framed(request: HttpRequest, study: Study, desk: Desk, tab: str) -> dict[str, Any]:
    source, *others = desk.languages
    tags = [(tag, languages.name(tag), languages.direction(tag)) for tag in others]
    return (
        about(study, desk, tab)
        | offers(study, request.user)
        | {
            "tongues": tags,
            "beside": request.session.get(BESIDE, ""),
            "source": source,
            "source_dir": languages.direction(source),
        }
    )
