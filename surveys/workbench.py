"""Pages of translators, below /staff/studies/<study>/translate/: where each language stands, and one text at a time."""

import json
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from staff.roles import may, requires
from surveys import drafts, languages, translations
from surveys.engine.checks.readability import MEAN, MOST, known_words, readability
from surveys.engine.problems import DefinitionError
from surveys.glossary import SOURCE as GLOSSARY_SOURCE
from surveys.glossary import hints
from surveys.models import Edition, Study, TextEvent
from surveys.text_changes import newest, text_changes, word_changes
from surveys.text_states import MISSING, STALE, STATES, STEPS, Record, Standing, counts, earlier_sources, standings
from surveys.translation_units import Unit
from surveys.translation_units import context as where_it_stands
from surveys.workbench_rows import (
    Filter,
    Row,
    Tally,
    Texts,
    back_of,
    earlier_source,
    filter_of,
    following,
    parts_of,
    rows_of,
    sources_by_hash,
    term_labels,
    text_now,
    texts_of,
    with_past,
)

ROLES = ("researcher", "translator")
PAGE_SIZE = 50
DRAFTS_KEPT = 4
EDITIONS_KEPT = 16
STATE_WORDS = {
    "missing": gettext_lazy("missing"),
    "stale": gettext_lazy("older than its source"),
    "unrecorded": gettext_lazy("not recorded"),
    "translated": gettext_lazy("translated"),
    "reviewed": gettext_lazy("reviewed"),
    "adjudicated": gettext_lazy("adjudicated"),
    "tested": gettext_lazy("tested"),
}
VERDICT_WORDS = {"same": gettext_lazy("says the same"), "differs": gettext_lazy("says something else")}


@require_safe
@requires(*ROLES)
def studies(request: HttpRequest) -> HttpResponse:
    """The studies that this person may translate."""
    found = Study.objects.filter(draft__isnull=False)
    own = [study for study in found if any(may(request.user, role, study.slug) for role in ROLES)]
    return render(request, "surveys/workbench/studies.html", {"studies": own})


@require_safe
@requires(*ROLES)
def overview(request: HttpRequest, study: str) -> HttpResponse:
    """How far each language is."""
    found = _study(study)
    if not hasattr(found, "draft"):
        return render(request, "surveys/workbench/overview.html", {"study": found})
    desk = _desk(found)
    tallies = [_tally(found, desk, language) for language in desk.languages[1:]]
    context = {"study": found, "tallies": tallies, "states": STATE_WORDS.items(), "editions": found.editions.exists()}
    return render(request, "surveys/workbench/overview.html", context)


@require_safe
@requires(*ROLES)
def texts(request: HttpRequest, study: str, language: str) -> HttpResponse:
    """The texts of one language, filtered, so many a page."""
    found = _study(study)
    desk = _desk(found, language)
    rows = rows_of(desk, _standings(found, desk, language))
    wanted = filter_of(request.GET)
    page = Paginator([row for row in rows if wanted.takes(row)], PAGE_SIZE).get_page(request.GET.get("page"))
    context = _about(found, desk, language) | {
        "page": page,
        "rows": [(row, STATE_WORDS[row.standing.state]) for row in page],
        "filter": wanted,
        "parts": parts_of(rows),
        "states": STATE_WORDS.items(),
        "with_english": language != "en" and desk.source != "en",
    }
    return render(request, "surveys/workbench/texts.html", context)


@require_safe
@requires(*ROLES)
def text(request: HttpRequest, study: str, language: str, unit_id: str) -> HttpResponse:
    """One text with everything that is known of it."""
    found = _study(study)
    desk = _desk(found, language)
    try:
        item = translations.find(_standings(found, desk, language), unit_id)
    except translations.TextChanged:
        return _gone(request, found, desk, language, unit_id)
    return _text_page(request, found, desk, item)


@require_POST
@requires(*ROLES)
def save(request: HttpRequest, study: str, language: str, unit_id: str) -> HttpResponse:
    """Store another translation."""

    def act(found: Study, item: Standing) -> Unit:
        typed = _typed(request, "text")
        if typed.strip() == item.unit.translation and item.state == STALE:
            raise translations.NotAllowed("Nothing was changed. Does the translation still fit? Say so below, and why.")
        if typed.strip() == item.unit.translation and item.state in STEPS:
            raise translations.NotAllowed("Nothing was changed.")
        return translations.translate(found, item.unit, typed, user=request.user)

    return _acted(request, study, language, unit_id, act)


@require_POST
@requires(*ROLES)
def mark(request: HttpRequest, study: str, language: str, unit_id: str) -> HttpResponse:
    """A step was taken with the translation as it is."""

    def act(found: Study, item: Standing) -> Unit:
        translations.mark(found, item.unit, request.POST.get("step", ""), user=request.user, remark=_typed(request))
        return item.unit

    return _acted(request, study, language, unit_id, act)


@require_POST
@requires(*ROLES)
def fits(request: HttpRequest, study: str, language: str, unit_id: str) -> HttpResponse:
    """The translation fits the source as it is now, with a reason."""

    def act(found: Study, item: Standing) -> Unit:
        translations.confirm_fits(found, item.unit, _typed(request), user=request.user)
        return item.unit

    return _acted(request, study, language, unit_id, act)


@require_POST
@requires(*ROLES)
def comment(request: HttpRequest, study: str, language: str, unit_id: str) -> HttpResponse:
    """A remark on the source text in this language."""

    def act(found: Study, item: Standing) -> Unit:
        translations.comment(found, item.unit, _typed(request), user=request.user)
        return item.unit

    return _acted(request, study, language, unit_id, act)


@require_http_methods(["GET", "POST"])
@requires(*ROLES)
def sign(request: HttpRequest, study: str, language: str) -> HttpResponse:
    """GET tells what a signature means; POST signs every text of the language for a native speaker."""
    found = _study(study)
    desk = _desk(found, language)
    name, refused = _typed(request, "by").strip(), ""
    if request.method == "POST":
        try:
            signed = translations.sign(found, language, name, user=request.user)
        except translations.NotAllowed as error:
            refused = _said(error)
        else:
            messages.success(request, _("Signed: %(texts)s texts.") % {"texts": signed})
            return redirect("surveys:workbench:overview", found.slug)
    numbers = counts(_standings(found, desk, language))
    context = _about(found, desk, language) | {"numbers": numbers, "unfit": numbers[MISSING] + numbers[STALE]}
    context |= {"by": name, "refused": refused}
    return render(request, "surveys/workbench/sign.html", context, status=422 if refused else 200)


@require_safe
@requires(*ROLES)
def changes(request: HttpRequest, study: str) -> HttpResponse:
    """Texts of the draft's newest edition that differ from a published one."""
    found = _study(study)
    desk = _desk(found)
    editions = list(found.editions.defer("document"))
    chosen = _chosen(editions, request.GET.get("edition", ""))
    context = {"study": found, "editions": editions, "chosen": chosen, "source": desk.source}
    if chosen:
        context |= _changed(request, _document(chosen.pk, chosen.document_hash), desk)
    return render(request, "surveys/workbench/changes.html", context)


def _changed(request: HttpRequest, before: dict[str, Any], desk: Texts) -> dict[str, Any]:
    try:
        now = newest(desk.document)
    except DefinitionError:
        return {"broken": True}
    differing = text_changes(before, now.document)
    page = Paginator(differing, PAGE_SIZE).get_page(request.GET.get("page"))
    return {
        "page": page,
        "changes": [(item, languages.direction(item.language)) for item in page],
        "number": now.number,
    }


def _chosen(editions: list[Edition], number: str) -> Edition | None:
    """The edition with this number, by default the newest. Raises Http404 where there is no such edition."""
    if not number:
        return editions[-1] if editions else None
    found = next((edition for edition in editions if str(edition.number) == number), None)
    if found is None:
        raise Http404
    return found


def _study(slug: str) -> Study:
    return get_object_or_404(Study.objects.select_related("draft"), slug=slug)


def _desk(study: Study, language: str = "") -> Texts:
    """The texts of the draft. Raises Http404 where there is none, or it does not have this language beside its own."""
    if not hasattr(study, "draft"):
        raise Http404
    found = _texts(study.pk, study.draft.pk, study.draft.revision, study.draft.changed_at)
    if language and language not in found.by_language:
        raise Http404
    return found


@lru_cache(maxsize=DRAFTS_KEPT)
def _texts(study_id: int, draft_id: int, revision: int, changed_at: datetime) -> Texts:
    """Read once per revision. The moment is part of the key: a revision can be rolled back and come again."""
    return texts_of(drafts.document_of(Study(pk=study_id)))


@lru_cache(maxsize=EDITIONS_KEPT)
def _document(edition_id: int, document_hash: str) -> dict[str, Any]:
    return json.loads(Edition.objects.values_list("document", flat=True).get(pk=edition_id))


@lru_cache(maxsize=EDITIONS_KEPT)
def _sources(edition_id: int, document_hash: str) -> dict[str, str]:
    return sources_by_hash(_document(edition_id, document_hash))


def _standings(study: Study, desk: Texts, language: str) -> tuple[Standing, ...]:
    return standings(desk.by_language[language], translations.record(study, language))


def _tally(study: Study, desk: Texts, language: str) -> tuple[Tally, str, str, list[tuple[str, Any, int]]]:
    """The language's numbers, its name and direction, and the number of each state with its word."""
    numbers = counts(_standings(study, desk, language))
    words = [(state, STATE_WORDS[state], numbers[state]) for state in STATES]
    return Tally(language, numbers), languages.name(language), languages.direction(language), words


def _about(study: Study, desk: Texts, language: str) -> dict[str, Any]:
    """What every page of one language shows."""
    return {
        "study": study,
        "language": language,
        "language_name": languages.name(language),
        "dir": languages.direction(language),
        "source": desk.source,
        "source_dir": languages.direction(desk.source),
    }


def _acted(
    request: HttpRequest, study: str, language: str, unit_id: str, act: Callable[[Study, Standing], Unit]
) -> HttpResponse:
    """Do it, and go back to the text or on to the next; where it is refused, show what was typed and why."""
    found = _study(study)
    desk = _desk(found, language)
    standing = _standings(found, desk, language)
    try:
        item = translations.find(standing, unit_id)
        unit = act(found, item)
    except translations.TextChanged:
        found = _study(study)
        return _gone(request, found, _desk(found, language), language, unit_id)
    except translations.NotAllowed as error:
        return _text_page(request, found, desk, item, _said(error))
    messages.success(request, _("Saved."))
    wanted = filter_of(request.GET)
    if request.POST.get("go") == "next":
        return _to_next(request, found, language, following(rows_of(desk, standing), unit_id, wanted), wanted)
    return redirect(_address("text", wanted, found.slug, language, unit.id))


def _to_next(request: HttpRequest, study: Study, language: str, row: Row | None, wanted: Filter) -> HttpResponse:
    if row is None:
        messages.info(request, _("That was the last text of this list."))
        return redirect(_address("texts", wanted, study.slug, language))
    return redirect(_address("text", wanted, study.slug, language, row.unit.id))


def _address(name: str, wanted: Filter, *arguments: str) -> str:
    query = f"?{wanted.query}" if wanted else ""
    return f"{reverse(f'surveys:workbench:{name}', args=arguments)}{query}"


def _gone(request: HttpRequest, study: Study, desk: Texts, language: str, unit_id: str) -> HttpResponse:
    """409: the pair is no longer there. Shows what was typed and the text as it is now. Raises Http404 where nothing
    was typed and nothing is known of the text."""
    typed = _typed(request, "text") or _typed(request)
    now = text_now(desk.by_language[language], unit_id, request.POST.get("place", ""))
    if now is None and request.method != "POST":
        raise Http404
    context = _about(study, desk, language) | {"typed": typed, "unit": now, "filter": filter_of(request.GET)}
    return render(request, "surveys/workbench/gone.html", context, status=409)


def _text_page(request: HttpRequest, study: Study, desk: Texts, item: Standing, refused: str = "") -> HttpResponse:
    unit, record = item.unit, translations.record(study, item.unit.language)
    item = with_past(item, record)
    shown = _about(study, desk, unit.language) | {
        "unit": unit,
        "item": item,
        "state": STATE_WORDS[item.state],
        "is_stale": item.state == STALE,
        "typed": _typed(request, "text") if "text" in request.POST else unit.translation,
        "remark": _typed(request),
        "tried": request.resolver_match.url_name,
        "refused": refused,
        "english": desk.english(unit),
        "places": [where_it_stands(desk.document, place) for place in unit.places],
        "steps": [(step, STATE_WORDS[step]) for step in STEPS[1:]],
        "own": translations.made_by(study, unit, request.user),
        "history": [(TextEvent.Kind(event.kind).label, event) for event in item.history if event.kind != "back"],
        "filter": filter_of(request.GET),
    }
    shown |= _help_with(desk, unit) | _back(item) | _earlier(study, item, record)
    return render(request, "surveys/workbench/text.html", shown, status=422 if refused else 200)


def _help_with(desk: Texts, unit: Unit) -> dict[str, Any]:
    """Glossary and plain language: both know Dutch alone."""
    if desk.source != GLOSSARY_SOURCE:
        return {}
    known = known_words(term_labels(desk.document))
    return {
        "hints": hints(unit.source, unit.language, unit.translation),
        "plain": readability(unit.source, known),
        "most": MOST,
        "most_on_average": MEAN,
    }


def _back(item: Standing) -> dict[str, Any]:
    back = back_of(item.back)
    return {"back": back, "verdict": VERDICT_WORDS.get(back.verdict, "") if back else ""}


def _earlier(study: Study, item: Standing, record: Record) -> dict[str, Any]:
    """For a text that is older than its source: the source it was made from, where an edition holds that."""
    if item.state != STALE:
        return {}
    hashes = earlier_sources(item.unit, record)
    editions = study.editions.order_by("-number").values_list("pk", "document_hash")
    found = earlier_source(hashes, (_sources(*edition) for edition in editions))
    return {"earlier": found, "pieces": word_changes(found, item.unit.source) if found else ()}


def _typed(request: HttpRequest, name: str = "remark") -> str:
    """What was typed, line ends as they are stored: browsers send two signs for each."""
    return request.POST.get(name, "").replace("\r\n", "\n")


def _said(error: translations.NotAllowed) -> str:
    """The refusal in the reader's language."""
    return _(error.words) % error.values if error.values else _(error.words)
