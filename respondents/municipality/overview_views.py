"""What fieldwork staff see of all municipalities of a study: who did what, who the contacts are, what is planned."""

import csv
import io
from collections.abc import Iterable, Iterator

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from invitations import efforts
from invitations.effort_table import Cell, Reach
from invitations.models import Effort
from respondents import planning
from respondents.municipality.contact_views import REFUSED, invite
from respondents.municipality.forms import MunicipalityForm
from respondents.municipality.overview import effort_table_of, staffed
from respondents.municipality.rights import Area
from staff import contacts
from staff.contact_models import ContactPlace
from staff.contacts import ContactRefused, Post
from staff.roles import requires
from surveys.formulas import harmless
from surveys.languages import name as language_name
from surveys.models import Study
from surveys.own_studies import published_study

ROLE = "fieldwork"


@require_safe
@never_cache
@requires(ROLE)
def overview(request: HttpRequest, study: str) -> HttpResponse:
    """One row per municipality."""
    return _page(request, published_study(study), MunicipalityForm())


@require_POST
@never_cache
@requires(ROLE)
def add(request: HttpRequest, study: str) -> HttpResponse:
    """A municipality takes part from now on; its first contact gets a mail."""
    found = published_study(study)
    form = MunicipalityForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form, status=400)
    try:
        with transaction.atomic():
            organisation = contacts.municipality_named(form.cleaned_data["name"], request.user)
            post = Post(organisation, found.slug, ContactPlace.FIRST.value)
            invite(Area(found, organisation, True), post, form.cleaned_data["email"], request.user)
    except ContactRefused as refusal:
        form.add_error("email", REFUSED[refusal.code])
        return _page(request, found, form, status=400)
    except OSError:
        form.add_error("email", _("The mail could not be sent, so nothing was changed. Try again later."))
        return _page(request, found, form, status=503)
    messages.success(request, _("The mail was sent. The link in it works for a week."))
    return redirect("municipality:area", found.slug, organisation.pk)


@require_safe
@never_cache
@requires(ROLE)
def effort_file(request: HttpRequest, study: str) -> HttpResponse:
    """A line per effort that stands."""
    found = published_study(study)
    head = [_("municipality"), _("effort"), _("day"), _("reach, at least"), _("reach, at most")]
    kinds = dict(Effort.Kind.choices)
    lines = (
        [row.organisation, str(kinds[row.kind]), row.day.isoformat(), *_bounds(row.reach)]
        for row in efforts.rows(efforts.standing(found))
    )
    return _csv(f"efforts-{found.slug}.csv", [head, *lines])


@require_safe
@never_cache
@requires(ROLE)
def table_file(request: HttpRequest, study: str) -> HttpResponse:
    """The table of municipalities and kinds of effort: per kind how often, and people at least and at most."""
    found = published_study(study)
    made = effort_table_of(found)
    head, bounds = [_("municipality")], (_("reach, at least"), _("reach, at most"))
    for _value, label in Effort.Kind.choices:
        head += [str(label), *(f"{label}: {bound}" for bound in bounds)]
    lines = ([line.organisation, *(cell for one in line.cells for cell in _cells(one))] for line in made.lines)
    return _csv(f"efforts-per-municipality-{found.slug}.csv", [head, *lines])


def _page(request: HttpRequest, study: Study, form: MunicipalityForm, status: int = 200) -> HttpResponse:
    now = timezone.now()
    found, made = staffed(study, now), effort_table_of(study)
    planned = [(one, [language_name(tag) for tag in one.languages]) for one in planning.to_come(study, now)]
    context = {
        "study": study,
        "form": form,
        "staffed": found,
        "without": [one.organisation for one in found if not one.held],
        "with_one": [one.organisation for one in found if len(one.held) == 1],
        "kinds": [label for _value, label in Effort.Kind.choices],
        "lines": list(zip([one.organisation for one in found], made.lines, strict=True)),
        "made": made,
        "planned": planned,
    }
    return render(request, "municipality/overview.html", context, status=status)


def _cells(cell: Cell) -> Iterator[str]:
    yield str(cell.times)
    yield from _bounds(cell.reach if cell.reach_known else None)


def _bounds(reach: Reach | None) -> tuple[str, str]:
    """'' where it is not known, or has no end."""
    if reach is None:
        return "", ""
    return str(reach.least), "" if reach.most is None else str(reach.most)


def _csv(name: str, lines: Iterable[list[str]]) -> HttpResponse:
    """For spreadsheets: with a byte order mark, and no cell that runs as a formula."""
    text = io.StringIO(newline="")
    text.write("\ufeff")
    csv.writer(text).writerows([harmless(cell) for cell in line] for line in lines)
    response = HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
