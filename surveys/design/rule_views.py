"""The page of one rule: rows of choices or the expression itself, what it means, and saving it."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from surveys.design import editing
from surveys.design.conditions import BadRow, Joined
from surveys.design.desk import Desk
from surveys.design.editing import Conflict
from surveys.design.figures import Kind, run_of
from surveys.design.pages import about, designer
from surveys.design.refusals import REFUSALS, said, status_of
from surveys.design.rule_form import BadForm, Fields, done, joined_from
from surveys.design.rule_list import named_rules, rule_title
from surveys.design.rule_places import RulePlace, place_at
from surveys.design.rule_shown import State, about_rows, chooser, meaning, state_of, with_run
from surveys.design.rule_trial import problems_of
from surveys.design.rule_uses import names_given, uses
from surveys.design.rule_words import KIND_WORDS, words_language
from surveys.design.steps import Change
from surveys.engine.expressions import BUILT_INS, FUNCTIONS, ExpressionError
from surveys.engine.problems import DefinitionError, Problem
from surveys.models import Study

TAB = "surveys:design:rules"


@require_safe
@designer
def rules(request: HttpRequest, study: Study, desk: Desk) -> HttpResponse:
    """Every rule of the draft in words, each with a link to its page."""
    context = about(study, desk, TAB) | {
        "listed": named_rules(desk),
        "definition": desk.readable,
        "words_language": words_language(),
    }
    return render(request, "surveys/design/rules.html", context)


@require_safe
@designer
def rule(request: HttpRequest, study: Study, desk: Desk, ref: str) -> HttpResponse:
    """The rule as it is stored."""
    place = _place(desk, ref)
    return _page(request, study, desk, place, state_of(place.source, text=request.GET.get("as") == "text"))


@require_POST
@designer
def work(request: HttpRequest, study: Study, desk: Desk, ref: str) -> HttpResponse:
    """The rule in the making after a button: a row more or less, other choices, rows or expression. Stores nothing."""
    place = _place(desk, ref)
    state, told = _after(_sent(request.POST), request.POST.get("do", ""))
    if request.headers.get("HX-Request"):
        return render(request, "surveys/design/_rule_swapped.html", _context(study, desk, place, state, told))
    return _page(request, study, desk, place, state, told=told)


@require_POST
@designer
def live(request: HttpRequest, study: Study, desk: Desk, ref: str) -> HttpResponse:
    """What the rule in the making means. Stores nothing."""
    context = _context(study, desk, _place(desk, ref), _sent(request.POST))
    return render(request, "surveys/design/_rule_live.html", context)


@require_http_methods(["GET", "POST"])
@designer
def problems(request: HttpRequest, study: Study, desk: Desk, ref: str) -> HttpResponse:
    """What the checks say: of the stored rule, or (POST) of the one in the making. Stores nothing."""
    place = _place(desk, ref)
    state = _sent(request.POST) if request.method == "POST" else state_of(place.source)
    context = (
        about(study, desk, TAB) | {"place": place, "title": rule_title(desk, place)} | _checked(desk, place, state)
    )
    part = "_rule_problems.html" if request.headers.get("HX-Request") else "rule_problems.html"
    return render(request, f"surveys/design/{part}", context)


@require_POST
@designer
def save(request: HttpRequest, study: Study, desk: Desk, ref: str) -> HttpResponseBase:
    """Store the rule, if what was seen still stands there."""
    place, state = _place(desk, ref), _sent(request.POST)
    was = _lines(request.POST.get("was", ""))
    try:
        source = state.written
    except (BadRow, ExpressionError):
        return _page(request, study, desk, place, state, told=True, status=422)
    if place.needed and not source:
        return _page(request, study, desk, place, state, refused=_("This cannot do without a rule."), status=422)
    if source == was == place.source:
        messages.info(request, _("Nothing was changed."))
        return redirect("surveys:design:rule", study.slug, ref)
    try:
        editing.edit(study, [editing.set_one(place.node, _change(place, was, source))], request.user)
    except Conflict:
        return _page(request, study, desk, place, replace(state, focus=""), theirs=True, status=409)
    except REFUSALS as error:
        return _page(request, study, desk, place, state, refused=said(error), status=status_of(error))
    messages.success(request, _("The rule was saved."))
    return redirect("surveys:design:rule", study.slug, ref)


def _change(place: RulePlace, was: str, source: str) -> Change:
    """What stood there is told as it is stored, also where that is no text."""
    key = place.key.rpartition("/")[2]
    stored = place.mapping.get(key)
    return Change(place.key, stored if was == place.source else was, source or None)


def _place(desk: Desk, ref: str) -> RulePlace:
    found = place_at(desk.tree, ref)
    if found is None:
        raise Http404
    return found


def _sent(data: QueryDict) -> State:
    """The rule as the form says it. Raises BadRequest for fields that our page does not send."""
    if data.get("view") == "text":
        return State(Joined("and", ()), _lines(data.get("expression", "")), text=True)
    try:
        return State(
            joined_from(Fields(data.getlist("part"), {key: _lines(str(value)) for key, value in data.items()}))
        )
    except BadForm as error:
        raise BadRequest(str(error)) from None


def _lines(text: str) -> str:
    """Browsers send line ends as two characters."""
    return text.replace("\r\n", "\n")


def _after(state: State, action: str) -> tuple[State, bool]:
    """The state after a button, and whether rows that are not complete say so."""
    if action == "text":
        return _as_text(state)
    if action == "rows":
        return _as_rows(state)
    if action in ("", "refresh") or state.text:
        return state, False
    try:
        rows, focus = done(state.rows, action)
    except BadForm as error:
        raise BadRequest(str(error)) from None
    return replace(state, rows=rows, focus=focus), False


def _as_text(state: State) -> tuple[State, bool]:
    try:
        return State(Joined("and", ()), state.written, text=True, focus="expression"), False
    except (BadRow, ExpressionError):
        return state, True


def _as_rows(state: State) -> tuple[State, bool]:
    """What cannot be read stays as it is, with the fault shown."""
    found = state_of(state.source)
    try:
        found.written  # noqa: B018 - raises where it cannot be read
    except ExpressionError:
        return state, True
    return replace(found, text=False, focus="r.0"), False


def _page(
    request: HttpRequest, study: Study, desk: Desk, place: RulePlace, state: State, *, status: int = 200, **told: Any
) -> HttpResponse:
    context = _context(study, desk, place, state, bool(told.pop("told", False)))
    if told.pop("theirs", False):
        context["theirs"] = meaning(desk, chooser(desk, place), state_of(place.source))
    was = place.source if request.method != "POST" else _lines(request.POST.get("was", ""))
    return render(request, "surveys/design/rule.html", {**context, "was": was, **told}, status=status)


def _context(study: Study, desk: Desk, place: RulePlace, state: State, told: bool = False) -> dict[str, Any]:
    chosen = chooser(desk, place)
    context = about(study, desk, TAB) | {
        "place": place,
        "title": rule_title(desk, place),
        "kind": KIND_WORDS[place.kind],
        "state": state,
        "meaning": with_run(meaning(desk, chosen, state), chosen, run_of(study, Kind.SIMULATED, desk.document_hash)),
        "words_language": words_language(),
        "way": [(node, rule_title(desk, node)) for node in place.above],
        "functions": sorted(FUNCTIONS),
    }
    if chosen is None:
        return {**context, "state": replace(state, source=state.source or place.source, text=True)}
    given = names_given(place, chosen.setting)
    found = [(use, rule_title(desk, use.place)) for use in uses(desk.tree, given)]
    return {
        **context,
        **about_rows(chosen, state, told),
        "uses": found,
        "pages": chosen.setting.pages,
        "questions": [question for question in chosen.setting.questions if question.asks],
        "completions": _completions(chosen) if state.text else None,
    }


def _completions(chosen: Any) -> dict[str, Any]:
    """For the script of the expression field: names with their labels and codes, and the functions."""
    names = [
        {
            "name": one.name,
            "label": one.label,
            "codes": [[value.code, value.label] for value in (*one.values, *one.standard)][:60],
        }
        for one in chosen.all.values()
        if one.allowed or one.name in BUILT_INS
    ]
    return {"names": names, "functions": sorted(FUNCTIONS)}


def _checked(desk: Desk, place: RulePlace, state: State) -> dict[str, Any]:
    """Problems of the rule; None where the rule, or the draft's form, cannot be read."""
    try:
        found: tuple[Problem, ...] = problems_of(desk, place, state.written)
    except (BadRow, ExpressionError):
        return {"problems": None}
    except DefinitionError as error:
        return {"problems": None, "form_faults": len(error.problems)}
    return {"problems": [problem.in_language(words_language()) for problem in found]}
