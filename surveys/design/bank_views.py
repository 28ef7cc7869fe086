"""The item bank: find questions of earlier editions, see how they were asked and answered, take them into the draft."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from staff import audit
from staff.models import User
from surveys import translations
from surveys.design import bank, editing
from surveys.design.bank import Asked, Wish
from surveys.design.change_words import TOLD_WORDS
from surveys.design.desk import Desk
from surveys.design.key_words import TYPES
from surveys.design.node_words import free_name, words_of
from surveys.design.pages import about, designer
from surveys.design.picking import LONGEST_NAME, Pick, Taken, names_in, pairs, take
from surveys.design.refusals import REFUSALS, said, status_of
from surveys.design.results import results_of
from surveys.design.steps import Insert, Node
from surveys.engine.checks.freshness import source_hash
from surveys.languages import NAMES, direction
from surveys.models import Study

PAGE_SIZE = 40
MOST_PICKED = 30
MAY_SEE_ANSWERS = ("researcher", "analyst")
TAB = "surveys:design:bank"
LEFT = {
    "rule": gettext_lazy(
        "The rule of %(name)s asks for something that this draft does not have, and was left out: %(said)s"
    ),
    "groups": gettext_lazy("%(name)s was also for groups that this draft does not have: %(said)s"),
}


@require_safe
@designer
def item_bank(request: HttpRequest, study: Study, desk: Desk) -> HttpResponse:
    """The list, filtered by words, type and study."""
    editions = bank.editions_for(request.user)
    wish = Wish(request.GET.get("q", "")[:100], request.GET.get("type", ""), request.GET.get("study", ""))
    found = bank.search(editions, wish)
    query = request.GET.copy()
    query.pop("page", None)
    context = about(study, desk, TAB) | {
        "wish": wish,
        "page": Paginator(found, PAGE_SIZE).get_page(request.GET.get("page")),
        "query": query.urlencode(),
        "types": TYPES,
        "studies": sorted({edition.study.slug for edition in editions}),
        "here": names_in(desk.tree),
    }
    return render(request, "surveys/design/bank.html", context)


@require_safe
@designer
def bank_item(request: HttpRequest, study: Study, desk: Desk, name: str) -> HttpResponse:
    """One question: its wording through the editions, its answers, and what people answered."""
    editions = bank.editions_for(request.user)
    item = bank.item_named(editions, name)
    if item is None:
        raise Http404
    tongues = list(dict.fromkeys(tag for one in item.asked for tag in one.entry.label))
    asked_for = request.GET.get("language", "")
    language = asked_for if asked_for in tongues else item.newest.source
    context = about(study, desk, TAB) | {
        "item": item,
        "types": TYPES,
        "language": language,
        "direction": direction(language),
        "tongues": [(tag, NAMES.get(tag, tag)) for tag in tongues],
        "texts": [(tag, direction(tag), words) for tag, words in item.newest.entry.label.items()],
        "options": _options(item.newest, language),
        "history": bank.history(item, language),
        "here": name in names_in(desk.tree),
        "told": [(slug, TOLD_WORDS[one.standing], one.words) for slug, one in bank.told_of(item, editions)],
    }
    return render(request, "surveys/design/bank_item.html", context)


@require_safe
@designer
def bank_results(request: HttpRequest, study: Study, desk: Desk, name: str) -> HttpResponse:
    """What people answered: takes longer, so the page loads it afterwards; without a script it is a page.

    Only of studies whose tables this person may see.
    """
    item = bank.item_named(bank.editions_for(request.user, *MAY_SEE_ANSWERS), name)
    results = [(one, results_of(one.edition, name)) for one in item.asked] if item else []
    any_told = any(found.results or found.why for _asked, founds in results for found in founds)
    context = about(study, desk, TAB) | {"name": name, "results": results, "any_told": any_told}
    part = "results" if request.headers.get("HX-Request") else "results_page"
    return render(request, f"surveys/design/bank_{part}.html", context)


def _options(asked: Asked, language: str) -> list[tuple[str, str, str]]:
    """(code, words, language of the words): the source's words where there are none in this language."""
    found = []
    for code, words in asked.entry.options:
        tag = language if words.get(language) else asked.source
        found.append((code, words.get(tag, ""), tag))
    return found


@require_safe
@designer
def pick(request: HttpRequest, study: Study, desk: Desk) -> HttpResponse:
    """Where the chosen questions should go, and under which names."""
    return _pick_page(request, study, desk, request.GET.getlist("item"))


@require_POST
@designer
def take_over(request: HttpRequest, study: Study, desk: Desk) -> HttpResponseBase:
    """The chosen questions into the draft, in one edit."""
    keys = request.POST.getlist("item")
    chosen = _chosen(request.user, keys)
    page = desk.tree.by_ref.get(request.POST.get("to", ""))
    if not chosen or page is None or page.kind != "page":
        return _pick_page(request, study, desk, keys, _("Choose questions, and a page to put them behind."), 422)
    names = [request.POST.get(f"name-{place}", "").strip() or one.entry.name for place, one in enumerate(chosen)]
    if fault := _name_fault(names, desk):
        return _pick_page(request, study, desk, keys, fault, 422)
    picks = [Pick(bank.held(one), name) for one, name in zip(chosen, names, strict=True)]
    taken = take(picks, desk.tree, page, desk.languages, own_pages=request.POST.get("how") != "on_page")
    try:
        _store(study, taken, picks, desk, request.user)
    except REFUSALS as error:
        return _pick_page(request, study, desk, keys, said(error), status_of(error))
    for name, what, words in taken.left:
        messages.warning(request, LEFT[what] % {"name": name, "said": words})
    messages.success(request, _("Taken over: %(names)s. You can undo it.") % {"names": ", ".join(names)})
    return redirect(TAB, study.slug)


@transaction.atomic
def _store(study: Study, taken: Taken, picks: list[Pick], desk: Desk, user: User) -> None:
    """The edit, and the record of the translations that came along (docs/decisions/0043)."""
    editing.edit(study, taken.steps, user)
    twigs = [step.twig for step in taken.steps if isinstance(step, Insert)]
    here = {(tag, source_hash(words), source_hash(text)) for tag, words, text in pairs(twigs, desk.languages[0])}
    for other in {pick.held.study for pick in picks} - {study}:
        rows = other.text_events.filter(source_hash__in={source for _tag, source, _text in here})
        events = [translations.event_of(row) for row in rows if (row.language, row.source_hash, row.text_hash) in here]
        translations.take_record(study, events)
    audit.record(user, "draft.pick", study.slug, items=[f"{pick.held.origin} {pick.name}" for pick in picks])


def _name_fault(names: list[str], desk: Desk) -> str:
    taken = names_in(desk.tree)
    clash = next((name for name in names if name in taken or names.count(name) > 1), None)
    return _("The name “%(name)s” is taken. Give the question another one.") % {"name": clash} if clash else ""


def _chosen(user: User, keys: list[str]) -> list[Asked]:
    editions = bank.editions_for(user)
    found = (bank.asked_by_key(editions, key) for key in dict.fromkeys(keys[:MOST_PICKED]))
    return [one for one in found if one is not None]


def _pick_page(
    request: HttpRequest, study: Study, desk: Desk, keys: list[str], refused: str = "", status: int = 200
) -> HttpResponse:
    taken = set(names_in(desk.tree))
    rows = []
    for place, one in enumerate(_chosen(request.user, keys)):
        name = request.POST.get(f"name-{place}", "") or free_name(one.entry.name, taken, LONGEST_NAME)
        rows.append({"asked": one, "name": name, "other": name != one.entry.name})
        taken.add(name)
    context = about(study, desk, TAB) | {
        "rows": rows,
        "pages": [(page.ref, _called(page, desk.languages[0])) for page in desk.tree.pages],
        "to": request.POST.get("to") or request.GET.get("to", ""),
        "refused": refused,
    }
    return render(request, "surveys/design/pick.html", context, status=status)


def _called(page: Node, source: str) -> str:
    """A page by its name and the words on it."""
    words = words_of(page, source)
    return f"{page.name}: {words[:70]}" if words else page.name
