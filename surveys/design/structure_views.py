"""What is done to the structure of a draft: put in, copied, moved, taken out. One address per action."""

from collections.abc import Callable, Sequence

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from surveys.design import outline, renaming, writing
from surveys.design.desk import Desk, desk_of, study_of
from surveys.design.edit_words import named, summary
from surveys.design.mention_words import said_mentions
from surveys.design.node_words import beginning
from surveys.design.outline_views import outline_page
from surveys.design.pages import about, designer
from surveys.design.refusals import REFUSALS, said, status_of
from surveys.design.save_views import stored_first
from surveys.design.starters import starter
from surveys.design.steps import (
    LAST,
    LETTERS,
    SCREENING,
    STUDY,
    Insert,
    Move,
    Node,
    Remove,
    Step,
    Tree,
    from_json,
    kind_of,
)
from surveys.design.toolbar import back
from surveys.models import DraftEdit, Study

Build = Callable[[Tree], Sequence[Step]]
MOVED = ("section", "page", "question")


def ref_in(request: HttpRequest, name: str = "node") -> str:
    """The ref that was sent. Raises Http404 where it is none."""
    given = request.POST.get(name, "")
    try:
        kind_of(given)
    except ValueError:
        raise Http404 from None
    return given


@require_POST
@designer
def up(request: HttpRequest, study: Study, desk: Desk) -> HttpResponseBase:
    """One place to the front."""
    return _moved(request, study, desk, outline.up)


@require_POST
@designer
def down(request: HttpRequest, study: Study, desk: Desk) -> HttpResponseBase:
    """One place to the back."""
    return _moved(request, study, desk, outline.down)


def _moved(
    request: HttpRequest, study: Study, desk: Desk, way: Callable[[Tree, Node], Move | None]
) -> HttpResponseBase:
    ref = ref_in(request)
    move = way(desk.tree, desk.node(ref))
    if move is None:
        return done(request, study, ref, _("It stands there already."))
    return do(request, study, lambda tree: [move], ref)


@require_http_methods(["GET", "POST"])
@designer
def move(request: HttpRequest, study: Study, desk: Desk, ref: str) -> HttpResponseBase:
    """GET asks where to; POST puts it behind `after`, or in front below `parent`."""
    node = desk.node(ref, *MOVED)
    if request.method == "POST":
        after = ref_in(request, "after")
        return do(request, study, lambda tree: [_put(tree, ref, after)], ref)
    holders = {"section": (), "page": desk.tree.sections, "question": desk.tree.pages}[node.kind]
    source = desk.languages[0]
    places = [(one.ref, one.name, beginning(one, source, 60), 0) for one in _targets(desk.tree, node)]
    context = about(study, desk, "surveys:design:outline")
    context |= {"node": node, "text": beginning(node, source), "places": places, "in_front": bool(holders)}
    return render(request, "surveys/design/move.html", context)


def _targets(tree: Tree, node: Node) -> list[Node]:
    """What it can stand behind, or in front in, in order."""
    if node.kind == "section":
        return [one for one in tree.sections if one is not node]
    if node.kind == "page":
        screening = list(tree.screening)
        inside = [one for section in tree.sections for one in (section, *section.children)]
        return [one for one in (*screening, *inside) if one is not node]
    return [one for page in tree.pages for one in (page, *page.children) if one is not node]


def _put(tree: Tree, ref: str, after: str) -> Move:
    """Raises NodeGone through the edit where either is gone, Http404 where it cannot be told."""
    node, target = tree.by_ref.get(ref), tree.by_ref.get(after)
    if after in (SCREENING, STUDY):
        return Move(ref, after, "")
    if node is None or target is None:
        return Move(ref, after, LAST)
    return outline.moved_behind(tree, node, target)


@require_POST
@designer
def add(request: HttpRequest, study: Study, desk: Desk) -> HttpResponseBase:
    """Put something new behind `after`, or below `parent`. A question gets a page of its own unless put on one."""
    kind = request.GET.get("kind", "")
    if kind not in LETTERS.values():
        raise Http404
    after = request.POST.get("after", "")
    parent = request.POST.get("parent", "")
    return do(request, study, lambda tree: [starter(tree, kind, parent, after)], open_it=kind != "option")


@require_POST
@designer
def copy(request: HttpRequest, study: Study, desk: Desk) -> HttpResponseBase:
    """The same again, right behind it."""
    ref = ref_in(request)
    desk.node(ref)
    return do(request, study, lambda tree: [outline.copy_of(tree, tree.by_ref[ref])] if ref in tree.by_ref else [])


@require_safe
@designer
def removal(request: HttpRequest, study: Study, desk: Desk, ref: str) -> HttpResponse:
    """What names it, before it is taken out."""
    return _removal(request, study, desk, desk.node(ref))


def _removal(request: HttpRequest, study: Study, desk: Desk, node: Node, status: int = 200) -> HttpResponse:
    context = about(study, desk, "surveys:design:outline") | {
        "node": node,
        "thing": named(node.ref, node.name),
        "text": beginning(node, desk.languages[0]),
        "mentions": said_mentions(desk, renaming.mentioned(desk.tree, node)),
        "back": back(request, study),
    }
    return render(request, "surveys/design/removal.html", context, status=status)


@require_POST
@designer
def remove(request: HttpRequest, study: Study, desk: Desk) -> HttpResponseBase:
    """Take it out, with all below it. Where rules name it, they are shown first."""
    ref = ref_in(request)
    node = desk.node(ref)
    if "sure" not in request.POST and renaming.mentioned(desk.tree, node):
        return _removal(request, study, desk, node, status=409)
    beside = desk.tree.siblings(node)
    place = beside.index(node)
    near = (*beside[place + 1 : place + 2], *beside[max(place - 1, 0) : place], *_parent(desk, node))
    return do(request, study, lambda tree: [Remove(ref)], near[0].ref if near else "")


def _parent(desk: Desk, node: Node) -> tuple[Node, ...]:
    found = desk.tree.by_ref.get(node.parent)
    return (found,) if found else ()


def do(request: HttpRequest, study: Study, build: Build, at: str = "", *, open_it: bool = False) -> HttpResponseBase:
    """Store what was typed beside it, make the edit, and go on at `at`, or at what was put in."""
    unstored = stored_first(request, study)
    if unstored is not None:
        return unstored
    try:
        made = writing.act(study, build, request.user)
    except REFUSALS as error:
        return outline_page(request, study, desk_of(study_of(study.slug)), refused=said(error), status=status_of(error))
    at = at or _put_in(made)
    if open_it and not _is_script(request):
        return redirect("surveys:design:node", study.slug, at)
    return done(request, study, at, told(study, made, at))


def _put_in(made: DraftEdit) -> str:
    return next((step.node for step in from_json(made.steps) if isinstance(step, Insert)), "")


def told(study: Study, made: DraftEdit, at: str) -> str:
    """What was done, and where it stands now."""
    steps = from_json(made.steps)
    said_it = summary(steps)
    if not any(isinstance(step, Insert | Move) for step in steps):
        return said_it
    desk = desk_of(study_of(study.slug))
    node = desk.tree.by_ref.get(at)
    if node is None:
        return said_it
    place, count, below = outline.place_of(desk.tree, node)
    where = beginning(below, desk.languages[0], 40) or below.name if below else _("the questionnaire")
    values = {"done": said_it, "place": place, "count": count, "where": where}
    return _("%(done)s: now place %(place)s of %(count)s in “%(where)s”") % values


def done(request: HttpRequest, study: Study, at: str, words: str) -> HttpResponseBase:
    """A script gets the list, others the page that asked."""
    if _is_script(request):
        fresh = study_of(study.slug)
        return outline_page(request, fresh, desk_of(fresh), told=words, at=at)
    messages.success(request, words)
    target = back(request, study)
    home = reverse("surveys:design:outline", kwargs={"study": study.slug})
    anchored = at.startswith("o") or target == home
    return redirect(f"{target}#at-{at}" if anchored and at else target)


def _is_script(request: HttpRequest) -> bool:
    return request.headers.get("X-Part") == "outline"
