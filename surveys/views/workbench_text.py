"""One text at a time: everything that is known of it, and what can be done with it. One address per action."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_POST, require_safe

from staff.roles import requires
from surveys import translations
from surveys.engine.checks.jargon import policy_words
from surveys.engine.checks.readability import MEAN, MOST, known_words, readability
from surveys.glossary import SOURCE as GLOSSARY_SOURCE
from surveys.glossary import hints
from surveys.models import Study, TextEvent
from surveys.text_changes import word_changes
from surveys.text_states import STALE, STEPS, Record, Standing, earlier_sources
from surveys.translation_units import Unit
from surveys.translation_units import context as where_it_stands
from surveys.views.desk import (
    EDITIONS_KEPT,
    ROLES,
    STATE_WORDS,
    VERDICT_WORDS,
    about,
    desk_of,
    document_of_edition,
    said,
    standings_at,
    study_of,
    typed_in,
)
from surveys.workbench_rows import (
    Filter,
    Row,
    Texts,
    back_of,
    earlier_source,
    filter_of,
    following,
    notes_at,
    rows_of,
    sources_by_hash,
    term_labels,
    text_now,
    with_past,
)

AS_IT_WAS = gettext_noop("Nothing was changed.")
STALE_AS_IT_WAS = gettext_noop("Nothing was changed. Does the translation still fit? Say so below, and why.")


@require_safe
@requires(*ROLES)
def text(request: HttpRequest, study: str, language: str, unit_id: str) -> HttpResponse:
    """One text with everything that is known of it."""
    found = study_of(study)
    desk = desk_of(found, language)
    try:
        item = translations.find(standings_at(found, desk, language), unit_id)
    except translations.TextChanged:
        return _gone(request, found, desk, language, unit_id)
    return _text_page(request, found, desk, item)


@require_POST
@requires(*ROLES)
def save(request: HttpRequest, study: str, language: str, unit_id: str) -> HttpResponse:
    """Store another translation."""

    def act(found: Study, item: Standing) -> Unit:
        typed = typed_in(request, "text")
        if typed.strip() == item.unit.translation and item.state == STALE:
            raise translations.NotAllowed(STALE_AS_IT_WAS)
        if typed.strip() == item.unit.translation and item.state in STEPS:
            raise translations.NotAllowed(AS_IT_WAS)
        return translations.translate(found, item.unit, typed, user=request.user)

    return _acted(request, study, language, unit_id, act)


@require_POST
@requires(*ROLES)
def mark(request: HttpRequest, study: str, language: str, unit_id: str) -> HttpResponse:
    """A step was taken with the translation as it is."""

    def act(found: Study, item: Standing) -> None:
        translations.mark(found, item.unit, request.POST.get("step", ""), user=request.user, remark=typed_in(request))

    return _acted(request, study, language, unit_id, act)


@require_POST
@requires(*ROLES)
def fits(request: HttpRequest, study: str, language: str, unit_id: str) -> HttpResponse:
    """The translation fits the source as it is now, with a reason."""
    return _remarked(request, study, language, unit_id, translations.confirm_fits)


@require_POST
@requires(*ROLES)
def comment(request: HttpRequest, study: str, language: str, unit_id: str) -> HttpResponse:
    """A remark on the source text in this language."""
    return _remarked(request, study, language, unit_id, translations.comment)


@require_POST
@requires(*ROLES)
def settle(request: HttpRequest, study: str, language: str, unit_id: str) -> HttpResponse:
    """The open comments were dealt with, and how."""
    return _remarked(request, study, language, unit_id, translations.settle)


def _remarked(request: HttpRequest, study: str, language: str, unit_id: str, step: Callable[..., None]) -> HttpResponse:
    """A step that takes the typed remark, and leaves the text as it is."""

    def act(found: Study, item: Standing) -> None:
        step(found, item.unit, typed_in(request), user=request.user)

    return _acted(request, study, language, unit_id, act)


def _acted(
    request: HttpRequest, study: str, language: str, unit_id: str, act: Callable[[Study, Standing], Unit | None]
) -> HttpResponse:
    """Do it, and go back to the text or on to the next; where it is refused, show what was typed and why.

    `act` gives the text back where it is another one afterwards.
    """
    found = study_of(study)
    desk = desk_of(found, language)
    standing = standings_at(found, desk, language)
    try:
        item = translations.find(standing, unit_id)
        unit = act(found, item) or item.unit
    except translations.TextChanged:
        found = study_of(study)
        return _gone(request, found, desk_of(found, language), language, unit_id)
    except translations.NotAllowed as error:
        return _text_page(request, found, desk, item, said(error))
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
    typed = typed_in(request, "text") or typed_in(request)
    now = text_now(desk.by_language[language], unit_id, request.POST.get("place", ""))
    if now is None and request.method != "POST":
        raise Http404
    context = about(study, desk, language) | {"typed": typed, "unit": now, "filter": filter_of(request.GET)}
    return render(request, "surveys/workbench/gone.html", context, status=409)


def _text_page(request: HttpRequest, study: Study, desk: Texts, item: Standing, refused: str = "") -> HttpResponse:
    unit, record = item.unit, translations.record(study, item.unit.language)
    item = with_past(item, record)
    shown = about(study, desk, unit.language) | {
        "unit": unit,
        "item": item,
        "state": STATE_WORDS[item.state],
        "is_stale": item.state == STALE,
        "typed": typed_in(request, "text") if "text" in request.POST else unit.translation,
        "remark": typed_in(request),
        "tried": request.resolver_match.url_name,
        "refused": refused,
        "english": desk.english(unit),
        "notes": notes_at(desk.document, unit.places),
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
    terms = term_labels(desk.document)
    explained = unit.places[0].startswith("terms/")
    return {
        "hints": hints(unit.source, unit.language, unit.translation),
        "plain": readability(unit.source, known_words(terms)),
        "policy_words": () if explained else policy_words(unit.source, terms),
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


@lru_cache(maxsize=EDITIONS_KEPT)
def _sources(edition_id: int, document_hash: str) -> dict[str, str]:
    return sources_by_hash(document_of_edition(edition_id, document_hash))
