"""Typed texts in which something personal was found: shown masked, and decided about one by one."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from exports import decide as desk
from exports.cleaning_forms import TextForm
from exports.cleaning_jobs import kept_interviews
from exports.cleaning_views import READERS, SHOWN
from exports.cries import ORDER, Heard, heard
from exports.dataset import row_of
from exports.decide import MAY_KEEP, CannotDecide, column_of, definitions_of
from exports.judge import open_columns
from exports.models import Judgement, PersonalFound, TextDecision
from exports.open_texts import TextRules, text_rules
from exports.personal_text import MASKS, masked
from exports.values import value_of
from respondents.helpdesk.referrals import Referral, referrals
from respondents.models import Interview
from staff import audit
from staff.roles import may, requires
from surveys.editions import definition_of
from surveys.languages import direction
from surveys.models import Study
from surveys.own_studies import published_study

Choice = TextDecision.Choice
AROUND = 80
"""Letters shown on either side of what was masked."""
CRIES: Mapping[str, Promise] = {
    "danger": gettext_lazy("danger: somebody may die or be hurt"),
    "asks_help": gettext_lazy("asks for help"),
}


@dataclass(frozen=True)
class Shown:
    """One text as it is shown: masked. `choice`: what leaves. `referrals`: where to get help, in the text's language,
    where somebody cries for it.
    """

    respnr: int
    column: str
    language: str
    direction: str
    words: str
    kinds: tuple[str, ...]
    choice: str
    cries: tuple[str, ...] = ()
    referrals: tuple[Referral, ...] = ()


@require_safe
@never_cache
@requires(*READERS)
def texts(request: HttpRequest, study: str) -> HttpResponse:
    """Texts with something personal, newest judgement; the text itself is never shown without its masks."""
    found = published_study(study)
    judgement = Judgement.objects.filter(study=found).first()
    page = Paginator(_found(found, judgement), SHOWN).get_page(request.GET.get("page"))
    audit.record(request.user, "text.look", found.slug, texts=len(page.object_list))
    context = {
        "study": found,
        "judgement": judgement,
        "page": page,
        "rows": (rows := list(_shown(page, found))),
        "cries": any(row.cries for row in rows),
        "choices": _choices(request, found),
        "form": _form(request, found),
    }
    return render(request, "exports/cleaning_texts.html", context)


def _found(study: Study, judgement: Judgement | None) -> list[PersonalFound]:
    """Cries for help first, the most urgent before the others."""
    kept = kept_interviews(study).values("respnr")
    found = PersonalFound.objects.filter(judgement=judgement, respnr__in=kept).order_by("column", "respnr")
    return sorted(found, key=_urgency)


def _urgency(row: PersonalFound) -> int:
    return next((place for place, cry in enumerate(ORDER) if cry in row.kinds), len(ORDER))


def _choices(request: HttpRequest, study: Study) -> list[tuple[str, str]]:
    """What this person may choose."""
    keeps = may(request.user, MAY_KEEP, study.slug)
    return [(one.value, one.label) for one in Choice if keeps or one != Choice.KEEP]


def _form(request: HttpRequest, study: Study, data: QueryDict | None = None) -> TextForm:
    """For any text of the study: somebody who reads a dataset may see what was not found."""
    names = {column.name for definition in definitions_of(study) for column in open_columns(definition)}
    return TextForm(data, columns=sorted(names), choices=_choices(request, study), initial={"choice": Choice.CLEAR})


def _shown(page: Iterable[PersonalFound], study: Study) -> Iterator[Shown]:
    rows, rules = list(page), text_rules(study.slug)
    kept = kept_interviews(study).filter(respnr__in=[one.respnr for one in rows])
    related = kept.select_related("edition", "channel", "session").defer("edition__document")
    by_number = {one.respnr: one for one in related}
    for row in rows:
        if row.respnr in by_number:
            yield _one(row, by_number[row.respnr], rules)


def _one(row: PersonalFound, interview: Interview, rules: TextRules) -> Shown:
    column = column_of(interview, row.column)
    text = str(value_of(column, row_of(interview)) or "")
    names = dict(Choice.choices)
    cries = tuple(str(CRIES[cry]) for cry in ORDER if cry in row.kinds)
    materials = definition_of(interview.edition).materials if cries else {}
    return Shown(
        row.respnr,
        row.column,
        interview.language,
        direction(interview.language),
        in_context(masked(text), heard(masked(text)) if cries else ()),
        tuple(MASKS[kind] for kind in row.kinds if kind in MASKS),
        str(names[rules.choice(interview, column)]),
        cries,
        referrals(materials, interview.language) if cries else (),
    )


def in_context(text: str, cries: Sequence[Heard] = (), around: int = AROUND) -> str:
    """The masks and cries of a text with some letters on either side; what is further away is left out."""
    places = [place for mask in MASKS.values() for place in _places(text, mask)]
    places += [place for cry in cries for place in (cry.start, cry.end)]
    if not places:
        return text[: 2 * around]
    start = max(0, min(places) - around)
    end = min(len(text), max(places) + around)
    return f"{'…' if start else ''}{text[start:end]}{'…' if end < len(text) else ''}"


def _places(text: str, mask: str) -> Iterator[int]:
    at = text.find(mask)
    while at >= 0:
        yield from (at, at + len(mask))
        at = text.find(mask, at + 1)


@require_POST
@requires(*READERS)
def decide(request: HttpRequest, study: str) -> HttpResponse:
    """Mask, keep or leave out one text."""
    found = published_study(study)
    form = _form(request, found, request.POST)
    if not form.is_valid():
        messages.error(request, _("Nothing was decided: say which text, what to do, and why."))
        return redirect("exports:cleaning_texts", study)
    asked = form.cleaned_data
    interview = get_object_or_404(kept_interviews(found).select_related("edition__study"), respnr=asked["respnr"])
    try:
        desk.decide_text(interview, asked["column"], asked["choice"], asked["why"], by=request.user, now=timezone.now())
    except CannotDecide as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, _("It is decided."))
    return redirect("exports:cleaning_texts", study)
