"""Pages of translators, below /staff/studies/<study>/translate/: where each language stands, and what changed."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from staff.roles import requires
from surveys import catalogues, languages, translations
from surveys.engine.problems import DefinitionError
from surveys.models import Edition, Study
from surveys.own_studies import own_studies
from surveys.text_changes import newest, text_changes
from surveys.text_states import MISSING, STALE, STATES, counts
from surveys.views.desk import (
    PAGE_SIZE,
    PART_WORDS,
    READER_WORDS,
    ROLES,
    STATE_WORDS,
    about,
    desk_of,
    document_of_edition,
    offered_of,
    said,
    standings_at,
    study_of,
    typed_in,
)
from surveys.workbench_rows import Tally, Texts, filter_of, parts_of, rows_of, section_title


@require_safe
@requires(*ROLES)
def studies(request: HttpRequest) -> HttpResponse:
    """The studies that this person may translate."""
    own = own_studies(request.user, *ROLES).filter(draft__isnull=False)
    return render(request, "surveys/workbench/studies.html", {"studies": own})


@require_safe
@requires(*ROLES)
def overview(request: HttpRequest, study: str) -> HttpResponse:
    """How far each language is."""
    found = study_of(study)
    if not hasattr(found, "draft"):
        return render(request, "surveys/workbench/overview.html", {"study": found})
    desk = desk_of(found)
    offered = offered_of(found)
    cards = [_card(found, desk, language, offered) for language in desk.languages[1:]]
    context = {"study": found, "cards": cards, "editions": found.editions.exists()}
    return render(request, "surveys/workbench/overview.html", context)


@require_safe
@requires(*ROLES)
def texts(request: HttpRequest, study: str, language: str) -> HttpResponse:
    """The texts of one language, filtered, so many a page."""
    found = study_of(study)
    desk = desk_of(found, language)
    rows = rows_of(desk, standings_at(found, desk, language))
    wanted = filter_of(request.GET)
    page = Paginator([row for row in rows if wanted.takes(row)], PAGE_SIZE).get_page(request.GET.get("page"))
    context = about(found, desk, language) | {
        "page": page,
        "rows": [(row, STATE_WORDS[row.standing.state]) for row in page],
        "filter": wanted,
        "parts": [(part, *_part_words(desk, part)) for part in parts_of(rows)],
        "states": STATE_WORDS.items(),
        "readers": READER_WORDS.items() if len({kind for row in rows for kind in row.readers}) > 1 else (),
        "with_english": language != "en" and desk.source != "en",
    }
    return render(request, "surveys/workbench/texts.html", context)


@require_http_methods(["GET", "POST"])
@requires(*ROLES)
def sign(request: HttpRequest, study: str, language: str) -> HttpResponse:
    """GET tells what a signature means; POST signs every text of the language for a native speaker."""
    found = study_of(study)
    desk = desk_of(found, language)
    name, refused, status = typed_in(request, "by").strip(), "", 422
    if request.method == "POST":
        try:
            seen = request.POST.get("seen", "")
            signed = translations.sign(found, language, name, user=request.user, seen=seen)
        except translations.NotAllowed as error:
            refused = said(error)
        except translations.TextsChanged as error:
            desk, refused, status = desk_of(study_of(study), language), _(error.words), 409
        else:
            messages.success(request, _("Signed: %(texts)s texts.") % {"texts": signed})
            return redirect("surveys:workbench:overview", found.slug)
    numbers = counts(standings_at(found, desk, language))
    context = about(found, desk, language) | {"numbers": numbers, "unfit": numbers[MISSING] + numbers[STALE]}
    context |= {"by": name, "refused": refused, "seen": translations.digest_of(desk.by_language[language])}
    return render(request, "surveys/workbench/sign.html", context, status=status if refused else 200)


@require_safe
@requires(*ROLES)
def changes(request: HttpRequest, study: str) -> HttpResponse:
    """Texts of the draft's newest edition that differ from a published one."""
    found = study_of(study)
    desk = desk_of(found)
    editions = list(found.editions.defer("document"))
    chosen = _chosen(editions, request.GET.get("edition", ""))
    context = {"study": found, "editions": editions, "chosen": chosen, "source": desk.source}
    if chosen:
        context |= _changed(request, document_of_edition(chosen.pk, chosen.document_hash), desk)
    return render(request, "surveys/workbench/changes.html", context)


def _changed(request: HttpRequest, before: dict[str, Any], desk: Texts) -> dict[str, Any]:
    try:
        now = newest(desk.document)
    except DefinitionError:
        return {"broken": True}
    wanted = request.GET.get("language", "")
    differing = [item for item in text_changes(before, now.document) if wanted in ("", item.language)]
    page = Paginator(differing, PAGE_SIZE).get_page(request.GET.get("page"))
    return {
        "page": page,
        "changes": [(item, languages.direction(item.language)) for item in page],
        "number": now.number,
        "languages": [(tag, languages.name(tag)) for tag in desk.languages],
        "wanted": wanted,
    }


def _chosen(editions: list[Edition], number: str) -> Edition | None:
    """The edition with this number, by default the newest. Raises Http404 where there is no such edition."""
    if not number:
        return editions[-1] if editions else None
    found = next((edition for edition in editions if str(edition.number) == number), None)
    if found is None:
        raise Http404
    return found


def _card(study: Study, desk: Texts, language: str, offered: frozenset[str] | None) -> dict[str, Any]:
    """How far one language is, and whether respondents would get it."""
    numbers = counts(standings_at(study, desk, language))
    return {
        "tally": Tally(language, numbers),
        "name": languages.name(language),
        "dir": languages.direction(language),
        "states": [(state, STATE_WORDS[state], numbers[state]) for state in STATES],
        "offered": offered and language in offered,
        "broken": offered is None,
        "interface": language in catalogues.languages_in(Path(settings.LOCALE_PATHS[0])),
    }


def _part_words(desk: Texts, part: str) -> tuple[str, str]:
    """What a part of the study is called, and the language of that ('' = the page's own)."""
    title = section_title(desk.document, part).get(desk.source, "")
    return (title, desk.source) if title else (PART_WORDS.get(part, part), "")
