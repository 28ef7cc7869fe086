"""What the pages of the workbench share: the texts of a draft, read once per revision, and words for what they show."""

import json
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from surveys import drafts, languages, translations
from surveys.engine.check import offered_languages
from surveys.engine.parse import parse
from surveys.engine.problems import DefinitionError
from surveys.models import Edition, Study
from surveys.text_changes import newest
from surveys.text_states import Standing, standings
from surveys.workbench_rows import Texts, texts_of

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
READER_WORDS = {"respondents": gettext_lazy("respondents"), "colleagues": gettext_lazy("colleagues")}
PART_WORDS = {
    "title": gettext_lazy("title"),
    "consent": gettext_lazy("consent"),
    "screening": gettext_lazy("screening"),
    "sections": gettext_lazy("sections"),
    "option_lists": gettext_lazy("answer lists"),
    "reasons": gettext_lazy("standard answers"),
    "terms": gettext_lazy("explained words"),
    "materials": gettext_lazy("letters, flyers and fixed pages"),
    "groups": gettext_lazy("groups"),
    "derived": gettext_lazy("values worked out"),
    "scales": gettext_lazy("scales"),
    "margins": gettext_lazy("margins"),
    "editions": gettext_lazy("editions"),
}
VERDICT_WORDS = {"same": gettext_lazy("says the same"), "differs": gettext_lazy("says something else")}


def study_of(slug: str) -> Study:
    return get_object_or_404(Study.objects.select_related("draft"), slug=slug)


def desk_of(study: Study, language: str = "") -> Texts:
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


def offered_of(study: Study) -> frozenset[str] | None:
    """The languages in which the draft's newest edition is complete; None where the draft has a fault."""
    draft = study.draft
    return _offered(study.pk, draft.pk, draft.revision, draft.changed_at)


@lru_cache(maxsize=DRAFTS_KEPT)
def _offered(*revision: Any) -> frozenset[str] | None:
    try:
        return frozenset(offered_languages(parse(newest(_texts(*revision).document).document)))
    except DefinitionError:
        return None


@lru_cache(maxsize=EDITIONS_KEPT)
def document_of_edition(edition_id: int, document_hash: str) -> dict[str, Any]:
    return json.loads(Edition.objects.values_list("document", flat=True).get(pk=edition_id))


def standings_at(study: Study, desk: Texts, language: str) -> tuple[Standing, ...]:
    return standings(desk.by_language[language], translations.record(study, language))


def about(study: Study, desk: Texts, language: str) -> dict[str, Any]:
    """What every page of one language shows."""
    return {
        "study": study,
        "language": language,
        "language_name": languages.name(language),
        "dir": languages.direction(language),
        "source": desk.source,
        "source_dir": languages.direction(desk.source),
    }


def typed_in(request: HttpRequest, name: str = "remark") -> str:
    """What was typed, line ends as they are stored: browsers send two signs for each."""
    return request.POST.get(name, "").replace("\r\n", "\n")


def said(error: translations.NotAllowed) -> str:
    """The refusal in the reader's language."""
    return _(error.words) % error.values if error.values else _(error.words)
