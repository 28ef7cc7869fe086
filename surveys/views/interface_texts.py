"""The interface's own texts in one language, to read: they are translated in locale/, not in a study."""

from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from staff.roles import requires
from surveys import catalogues, languages
from surveys.catalogues import InterfaceText, RecordBroken
from surveys.models import Study
from surveys.views.desk import PAGE_SIZE, ROLES, VERDICT_WORDS

KEPT = 8
NEED_NO_SPEAKER = (catalogues.SOURCE, catalogues.HELP)
"""Written by us. All other languages were made by translators."""


@require_safe
@requires(*ROLES)
def interface_texts(request: HttpRequest, study: str, language: str) -> HttpResponse:
    """Every text, or those that respondents see, with the translation back where it is recorded."""
    found = get_object_or_404(Study, slug=study)
    locale = Path(settings.LOCALE_PATHS[0])
    if language not in catalogues.languages_in(locale):
        raise Http404
    broken, texts = "", ()
    try:
        texts = _texts(locale, language, _age(locale, language))
    except RecordBroken as error:
        broken = str(error)
    everything = request.GET.get("which") == "all"
    shown = [text for text in texts if everything or text.seen]
    page = Paginator(shown, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "study": found,
        "language": language,
        "language_name": languages.name(language),
        "dir": languages.direction(language),
        "help": "" if language == catalogues.HELP else catalogues.HELP,
        "broken": broken,
        "everything": everything,
        "has_more": not all(text.seen for text in texts),
        "numbers": catalogues.tally(shown),
        "unsigned": language not in NEED_NO_SPEAKER,
        "page": page,
        "rows": [(text, VERDICT_WORDS.get(text.back.verdict, "") if text.back else "") for text in page],
    }
    return render(request, "surveys/workbench/interface.html", context)


@lru_cache(maxsize=KEPT)
def _texts(locale: Path, language: str, age: tuple[int, ...]) -> tuple[InterfaceText, ...]:
    """Read once, and again when a file changes. Raises RecordBroken."""
    return catalogues.texts(locale, language)


def _age(locale: Path, language: str) -> tuple[int, ...]:
    """When each of the files was last written."""
    files = (catalogues.po_file(locale, tag) for tag in (language, catalogues.HELP))
    return tuple(file.stat().st_mtime_ns for file in (*files, locale / language / catalogues.RECORD) if file.is_file())
