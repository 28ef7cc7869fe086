"""The page that says who lags, and what may be done about it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from exports.advice_models import AdviceRecord
from exports.advice_record import from_json
from exports.advice_tasks import KIND
from exports.advice_words import said
from exports.refusals import Refused
from invitations.studies import newest_edition
from staff import jobs
from staff.models import Role
from staff.roles import may, requires
from surveys.editions import definition_of
from surveys.own_studies import published_studies, published_study

ROLES = ("fieldwork", "researcher", "analyst")


@require_safe
@never_cache
@requires(*ROLES)
def studies(request: HttpRequest) -> HttpResponse:
    """The studies that this person may have advice about; the one study at once."""
    found = published_studies(request.user, *ROLES)
    return render(request, "exports/advice_studies.html", {"studies": found})


@require_safe
@never_cache
@requires(*ROLES)
def page(request: HttpRequest, study: str) -> HttpResponse:
    """What was worked out last."""
    found = published_study(study)
    record = AdviceRecord.objects.filter(study=found).first()
    definition = definition_of(newest_edition(found))
    context = {
        "study": found,
        "record": record,
        "problem": _problem(record),
        "advice": [said(one, definition, found.slug) for one in from_json(record.advice)] if record else [],
        "plans": may(request.user, Role.FIELDWORK, found.slug),
    }
    return render(request, "exports/advice.html", context)


@require_POST
@requires(*ROLES)
def anew(request: HttpRequest, study: str) -> HttpResponse:
    """Starts a job that works it out anew."""
    return redirect("staff:job", jobs.start(KIND, {"study": published_study(study).slug}, request.user).pk)


def _problem(record: AdviceRecord | None) -> str:
    if record is None or not record.problem:
        return ""
    return Refused(record.problem["template"], **record.problem["values"]).said(gettext)
