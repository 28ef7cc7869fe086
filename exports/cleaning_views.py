"""Pages of cleaning: what each rule flags, what was decided, and what that does to the numbers."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from exports import decide as desk
from exports.cleaning_forms import DecisionForm, WhyForm
from exports.cleaning_jobs import KIND, flags_of, report_of
from exports.decide import CannotDecide, Wish, decisions_of, definitions_of
from exports.decisions import Decision, NotToUndo, in_force, last_word
from exports.evidence_words import in_words
from exports.flags.rules import BY_NAME
from exports.judge import is_stale
from exports.judged_words import limits_in_words
from exports.models import CleaningDecision, Judgement
from staff import jobs
from staff.roles import requires
from surveys.list_words import tongue
from surveys.models import Study
from surveys.own_studies import published_studies, published_study

ROLES = ("analyst", "researcher")
READERS = (*ROLES, "privacy")
SHOWN = 50


@require_safe
@never_cache
@requires(*READERS)
def studies(request: HttpRequest) -> HttpResponse:
    """The studies that can be looked at by this person, and of which they may see flags too."""
    decides = set(published_studies(request.user, *ROLES).values_list("pk", flat=True))
    found = [(study, study.pk in decides) for study in published_studies(request.user, *READERS)]
    return render(request, "exports/cleaning_studies.html", {"studies": found})


@require_safe
@never_cache
@requires(*ROLES)
def overview(request: HttpRequest, study: str) -> HttpResponse:
    """Every rule with its numbers, groups before and after, limits, and all decisions."""
    found = published_study(study)
    judgement = Judgement.objects.filter(study=found).first()
    context = {"study": found, "stale": is_stale(study), "judgement": judgement, "decisions": _history(found)}
    if judgement:
        context |= _numbers(judgement)
    return render(request, "exports/cleaning.html", context)


def _numbers(judgement: Judgement) -> dict[str, Any]:
    report, language = report_of(judgement), tongue()
    rules = [(line, BY_NAME[line.rule], _notes(judgement, line.rule)) for line in report.rules]
    groups = [(one, [one.without[line.rule] for line in report.rules]) for one in report.groups]
    limits = limits_in_words(judgement.limits, language)
    return {"report": report, "rules": _said(rules, language), "groups": groups, "limits": limits}


def _said(rules, language: str) -> list[dict[str, Any]]:
    return [
        {"line": line, "title": rule.title[language], "reason": rule.reason[language], "notes": notes}
        for line, rule, notes in rules
    ]


def _notes(judgement: Judgement, rule: str) -> list[str]:
    return [note[tongue()] for note in judgement.notes.get(rule, [])]


def _history(study: Study) -> list[tuple[CleaningDecision, str, bool]]:
    """Every decision, newest first, with the title of its rule and whether it can be undone."""
    plain = decisions_of(study.slug)
    standing = {one.number for one in in_force(plain)} | {one.number for one in _undos(plain)}
    rows = CleaningDecision.objects.filter(study=study).select_related("by", "undoes")
    return [(row, BY_NAME[row.rule].title[tongue()], row.pk in standing) for row in rows]


def _undos(decisions: tuple[Decision, ...]) -> list[Decision]:
    """Undos that no later undo names."""
    named = {one.undoes for one in decisions}
    return [one for one in decisions if one.undoes is not None and one.number not in named]


@require_POST
@requires(*ROLES)
def look(request: HttpRequest, study: str) -> HttpResponse:
    """Work the flags out anew, as a job."""
    found = published_study(study)
    return redirect("staff:job", jobs.start(KIND, {"study": found.slug}, request.user).id)


@require_http_methods(["GET", "POST"])
@never_cache
@requires(*ROLES)
def flagged(request: HttpRequest, study: str, rule: str) -> HttpResponse:
    """Who a rule flags, with what it saw; a POST decides about those who were ticked, or about everybody."""
    found = published_study(study)
    if rule not in BY_NAME:
        raise Http404
    judgement = get_object_or_404(Judgement, study=found)
    form = DecisionForm(request.POST or None, questions=_questions(found))
    ticked = [int(one) for one in request.POST.getlist("respnr") if one.isascii() and one.isdigit()]
    if request.method == "POST" and form.is_valid() and _decided(request, found, rule, form, ticked):
        return redirect("exports:cleaning_rule", study, rule)
    context = {"study": found, "rule": BY_NAME[rule].title[tongue()], "reason": BY_NAME[rule].reason[tongue()]}
    context |= _list(request, judgement, rule) | {"form": form, "ticked": ticked, "notes": _notes(judgement, rule)}
    return render(request, "exports/cleaning_rule.html", context, status=400 if form.errors else 200)


def _list(request: HttpRequest, judgement: Judgement, rule: str) -> dict[str, Any]:
    page = Paginator(flags_of(judgement).filter(rule=rule).order_by("respnr"), SHOWN).get_page(request.GET.get("page"))
    words = last_word(decisions_of(judgement.study.slug))
    names = dict(CleaningDecision.Action.choices)
    rows = [
        {"flag": one, "saw": in_words(rule, one.evidence), "decision": found, "action": found and names[found.action]}
        for one in page
        for found in [words.get((rule, one.respnr))]
    ]
    return {"page": page, "rows": rows}


def _decided(request: HttpRequest, study: Study, rule: str, form: DecisionForm, ticked: list[int]) -> bool:
    """Whether it was decided; why not stands in the form."""
    asked = form.cleaned_data
    if not ticked and not asked["everybody"]:
        form.add_error(None, _("Tick somebody on the list, or “for everybody”."))
        return False
    about = None if asked["everybody"] else ticked
    wish = Wish(rule, asked["action"], asked["why"], about, tuple(asked["variables"]))
    try:
        made = desk.decide(study, wish, by=request.user, now=timezone.now())
    except CannotDecide as problem:
        form.add_error(None, str(problem))
        return False
    told = _("Decision %(number)s is in force: %(count)s questionnaires.")
    messages.success(request, told % {"number": made.pk, "count": len(made.respnrs)})
    return True


def _questions(study: Study) -> list[tuple[str, str]]:
    """Name and short label of every question, by name."""
    found: dict[str, str] = {}
    for definition in reversed(definitions_of(study)):
        for question in definition.questions.values():
            label = (question.short_label or question.label).shown(tongue(), definition.source).text
            found[question.name] = f"{question.name}: {label}"
    return sorted(found.items())


@require_http_methods(["GET", "POST"])
@never_cache
@requires(*ROLES)
def undo(request: HttpRequest, study: str, number: int) -> HttpResponse:
    """Asks why, and takes a decision out of force."""
    found = published_study(study)
    row = get_object_or_404(CleaningDecision, study=found, pk=number)
    form = WhyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            desk.undo(found, number, form.cleaned_data["why"], by=request.user, now=timezone.now())
        except (CannotDecide, NotToUndo):
            form.add_error(None, _("This decision is out of force already."))
        else:
            messages.success(request, _("Decision %(number)s is out of force.") % {"number": number})
            return redirect("exports:cleaning_study", study)
    context = {"study": found, "row": row, "title": BY_NAME[row.rule].title[tongue()], "form": form}
    return render(request, "exports/cleaning_undo.html", context, status=400 if form.errors else 200)
