"""The page of a study's dates: close it, open it again, other days, another way in. Answers are not touched."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from staff.roles import requires
from surveys import fieldwork
from surveys.design.desk import study_of
from surveys.design.pages import about
from surveys.design.words_of_publishing import said_of_fieldwork
from surveys.editions import NoEdition, StudyClosed, StudyNotYetOpen, current, definition_of, is_held_back
from surveys.fieldwork import CannotChange, Fieldwork, fieldwork_of
from surveys.models import FieldworkChange, Study

CHANGES_SHOWN = 50


class FieldworkForm(forms.Form):
    """Dates and way in that go before those of the editions; left empty, the edition's own."""

    opens = forms.DateField(
        label=gettext_lazy("Opens on"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    closes = forms.DateField(
        label=gettext_lazy("Last day to take part"),
        required=False,
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
    )
    mode = forms.ChoiceField(
        label=gettext_lazy("Who can begin"),
        required=False,
        choices=(("", gettext_lazy("as the edition says")), *FieldworkChange.Mode.choices),
    )
    why = forms.CharField(label=gettext_lazy("Why"), max_length=500)


@require_safe
@requires("researcher")
def dates(request: HttpRequest, study: str) -> HttpResponse:
    """How fieldwork stands, and what was changed about it."""
    found = study_of(study)
    return _page(request, found, FieldworkForm(initial=vars(fieldwork_of(found.pk))))


@require_POST
@requires("researcher")
def set_dates(request: HttpRequest, study: str) -> HttpResponse:
    """Other dates or another way in."""
    found = study_of(study)
    form = FieldworkForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    closed = fieldwork_of(found.pk).closed_on is not None
    return _changed(request, found, form, closed=closed, **form.cleaned_data)


@require_POST
@requires("researcher")
def close(request: HttpRequest, study: str) -> HttpResponse:
    """From now on nobody can answer, whatever the dates say."""
    return _switched(request, study_of(study), closed=True)


@require_POST
@requires("researcher")
def reopen(request: HttpRequest, study: str) -> HttpResponse:
    """It goes by its dates again."""
    return _switched(request, study_of(study), closed=False)


def _switched(request: HttpRequest, study: Study, *, closed: bool) -> HttpResponse:
    now = fieldwork_of(study.pk)
    stays = {"opens": now.opens, "closes": now.closes, "mode": now.mode}
    return _changed(
        request, study, FieldworkForm(initial=stays), closed=closed, why=request.POST.get("why", ""), **stays
    )


def _changed(request: HttpRequest, study: Study, form: FieldworkForm, **wanted: Any) -> HttpResponse:
    editions = study.editions.defer("document")
    try:
        fieldwork.change(study, map(definition_of, editions), user=request.user, **wanted)
    except CannotChange as error:
        return _page(request, study, form, refused=said_of_fieldwork(error), status=422)
    messages.success(request, _("Stored. Respondents notice it at once."))
    return redirect("surveys:design:dates", study.slug)


def _page(
    request: HttpRequest, study: Study, form: FieldworkForm, refused: str = "", status: int = 200
) -> HttpResponse:
    now = fieldwork_of(study.pk)
    context = about(study, None, "surveys:design:dates") | {
        "form": form,
        "refused": refused,
        "now": now,
        "state": state_of(study),
        "rows": _rows(study, now),
        "changes": study.fieldwork_changes.select_related("user").order_by("-id")[:CHANGES_SHOWN],
    }
    return render(request, "surveys/design/dates.html", context, status=status)


def state_of(study: Study) -> dict[str, Any]:
    """Whether it takes answers today: `word` is none, open, closed, not_yet or held_back; with the edition or day."""
    try:
        edition, _fieldwork = current(study.slug, timezone.localdate())
    except NoEdition:
        return {"word": "none"}
    except StudyClosed as error:
        return {"word": "held_back" if _is_held_back(study) else "closed", "day": error.close_date}
    except StudyNotYetOpen as error:
        return {"word": "not_yet", "day": error.open_date}
    return {"word": "open", "edition": edition}


def _is_held_back(study: Study) -> bool:
    newest = study.editions.defer("document").order_by("-number").first()
    now = fieldwork_of(study.pk)
    return bool(newest and not now.closed_on and is_held_back(definition_of(newest), now))


def _rows(study: Study, now: Fieldwork) -> list[dict[str, Any]]:
    """Each edition with its own dates and way in, and those in force."""
    modes = dict(FieldworkChange.Mode.choices)
    found = []
    for edition in study.editions.defer("document").order_by("-number"):
        definition = definition_of(edition)
        dates = now.dates(definition.dates)
        own = {"edition": edition, "own": definition.dates, "dates": dates}
        found.append(own | {"own_mode": modes[definition.mode], "mode": modes[now.mode_of(definition)]})
    return found
