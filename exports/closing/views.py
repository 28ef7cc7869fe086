"""Pages of the end of a fieldwork: what closing does, closing and reopening, what goes when, the report."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from exports.closing import ending, source
from exports.closing.ending import NotAsItWas, Overtaken
from exports.closing.forms import TONGUES, LanguageForm, TextForm, WhyForm
from exports.closing.kept import kept_of
from exports.closing.pooling import pooled_numbers
from exports.closing.preview import preview
from exports.closing.purge_plan import plan
from exports.closing.report import OUTCOMES
from exports.closing.tasks import CLASSIFY, REPORT, ROLES
from exports.models import FieldworkEnd
from staff import jobs
from staff.roles import requires
from surveys.engine.disclose import shown
from surveys.fieldwork import fieldwork_of
from surveys.list_words import tongue
from surveys.models import Study
from surveys.own_studies import published_studies, published_study


@require_safe
@never_cache
@requires(*ROLES)
def studies(request: HttpRequest) -> HttpResponse:
    found = [(study, fieldwork_of(study.pk).closed_on) for study in published_studies(request.user, *ROLES)]
    return render(request, "closing/studies.html", {"studies": found})


@require_safe
@never_cache
@requires(*ROLES)
def end(request: HttpRequest, study: str) -> HttpResponse:
    return _page(request, published_study(study))


@require_POST
@never_cache
@requires(*ROLES)
def close(request: HttpRequest, study: str) -> HttpResponse:
    """From now on nobody answers; a job classifies what was never sent."""
    found, form = published_study(study), WhyForm(request.POST, auto_id="close_%s")
    if not form.is_valid():
        return _page(request, found, why=form, status=400)
    try:
        with transaction.atomic():
            made = ending.close(found, form.cleaned_data["why"], user=request.user, now=timezone.now())
            jobs.start(CLASSIFY, {"study": found.slug, "end": made.pk}, request.user)
        messages.success(request, _("Closed. Respondents notice it at once. What was never sent is being classified."))
    except NotAsItWas:
        messages.warning(request, _("It was closed already."))
    return redirect("closing:end", found.slug)


@require_POST
@never_cache
@requires(*ROLES)
def reopen(request: HttpRequest, study: str) -> HttpResponse:
    """It goes by its dates again."""
    found, form = published_study(study), WhyForm(request.POST, auto_id="close_%s")
    if not form.is_valid():
        return _page(request, found, why=form, status=400)
    try:
        ending.reopen(found, form.cleaned_data["why"], user=request.user, now=timezone.now())
        messages.success(request, _("Open again, by its dates. Who was busy can go on where they were."))
    except NotAsItWas:
        messages.warning(request, _("It was open already."))
    return redirect("closing:end", found.slug)


@require_POST
@never_cache
@requires(*ROLES)
def classify(request: HttpRequest, study: str) -> HttpResponse:
    """Counts again what was never sent, where the job that does so failed."""
    standing = get_object_or_404(FieldworkEnd, pk=getattr(ending.standing(published_study(study)), "pk", None))
    return redirect("staff:job", jobs.start(CLASSIFY, {"study": study, "end": standing.pk}, request.user).pk)


@require_POST
@never_cache
@requires(*ROLES)
def write(request: HttpRequest, study: str) -> HttpResponse:
    """The text about deviations, in one language."""
    found, language = published_study(study), request.POST.get("language", "")
    form = TextForm(request.POST, auto_id=f"{language}_%s")
    if not form.is_valid():
        return _page(request, found, text=form, status=400)
    asked = form.cleaned_data
    try:
        ending.write_text(
            found, asked["language"], asked["text"], based_on=asked["based_on"], user=request.user, now=timezone.now()
        )
    except Overtaken:
        form.add_error("text", _("Somebody else stored a text in the meantime. It stands below; put the two together."))
        return _page(request, found, text=form, overtaken=ending.text_of(found, asked["language"]), status=409)
    messages.success(request, _("Stored."))
    return redirect("closing:end", found.slug)


@require_POST
@never_cache
@requires(*ROLES)
def report(request: HttpRequest, study: str) -> HttpResponse:
    """PDF and Word document, as a job."""
    found, form = published_study(study), LanguageForm(request.POST)
    if not form.is_valid() or source.figures_of(found) is None:
        return _page(request, found, status=409 if form.is_valid() else 400)
    arguments = {"study": found.slug, "language": form.cleaned_data["language"]}
    return redirect("staff:job", jobs.start(REPORT, arguments, request.user).pk)


def _page(request: HttpRequest, study: Study, *, status: int = 200, **more: Any) -> HttpResponse:
    now = timezone.now()
    today, standing, figures = timezone.localdate(now), ending.standing(study), source.figures_of(study)
    context = {
        "study": study,
        "closed_on": fieldwork_of(study.pk).closed_on,
        "standing": standing,
        "unsent": unsent_rows(standing),
        "preview": preview(study, now, today),
        "plan": plan(kept_of(study)),
        "why": more.get("why") or WhyForm(auto_id="close_%s"),
        "texts": [_text_form(study, language, more.get("text")) for language, _name in TONGUES],
        "overtaken": more.get("overtaken"),
        "language": LanguageForm(initial={"language": tongue()}),
        "figures": figures,
        "before_the_end": bool(figures and standing and figures.made_at < standing.change.at),
    }
    return render(request, "closing/end.html", context, status=status)


def _text_form(study: Study, language: str, sent: TextForm | None) -> tuple[str, TextForm]:
    """The form of a language: what was sent in it and refused, or what is stored."""
    name = dict(TONGUES)[language]
    if sent is not None and sent.data.get("language") == language:
        return name, sent
    initial = {
        "language": language,
        "text": ending.text_of(study, language),
        "based_on": ending.newest(study, language),
    }
    return name, TextForm(initial=initial, auto_id=f"{language}_%s")


def unsent_rows(standing: FieldworkEnd | None) -> list[tuple[str, int | None]]:
    """What was never sent by its words; fewer than ten are taken together."""
    if standing is None or standing.unsent is None:
        return []
    told, rest = pooled_numbers([(_(OUTCOMES[name]), number) for name, number in standing.unsent.items()])
    more = [(_("Other outcomes, taken together"), shown(rest))] if rest else []
    return [*told, *more]
