"""Pages of the sample: what was drawn, what a wish would come to, and the draw itself after a look at that."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from invitations import samples, sampling, studies, uploads
from invitations.forms import SampleForm
from invitations.frame import FrameSchemaError, Schema
from invitations.frame_problems import FrameUnreadable
from invitations.sampling import Plan, SampleRefused, Stratum
from staff.roles import requires
from surveys.models import Study

ROLE = "fieldwork"
STRATA_SHOWN = 500
REFUSALS_SHOWN = 50


@require_http_methods(["GET", "POST"])
@never_cache
@requires(ROLE)
def sample(request: HttpRequest, study: str) -> HttpResponse:
    """What was drawn, and the form; a POST shows the allocation and changes nothing."""
    found = get_object_or_404(Study, slug=study)
    schema = _schema(found)
    form = SampleForm(request.POST or None, columns=samples.columns_of(schema) if schema else ())
    if schema is None or request.method != "POST" or not form.is_valid():
        return _page(request, found, form, ready=schema is not None)
    try:
        looked = samples.look(found, schema, form.wish())
    except (SampleRefused, FrameUnreadable) as error:
        return _page(request, found, form, error)
    return _page(request, found, form, looked=looked)


@require_POST
@never_cache
@requires(ROLE)
def draw(request: HttpRequest, study: str) -> HttpResponse:
    """Draws what the table showed. A list that changed since is refused."""
    found = get_object_or_404(Study, slug=study)
    schema = _schema(found)
    form = SampleForm(request.POST, columns=samples.columns_of(schema) if schema else ())
    if schema is None or not form.is_valid():
        return _page(request, found, form, ready=schema is not None)
    asked = {"now": timezone.now(), "user": request.user, "mark": request.POST.get("mark") or "none"}
    try:
        drawn = samples.draw(found, schema, form.wish(), **asked)
    except (SampleRefused, FrameUnreadable) as error:
        return _page(request, found, form, error)
    messages.success(request, _("%(drawn)s of %(size)s people drawn.") % {"drawn": drawn.drawn, "size": drawn.size})
    return redirect("invitations:sample", found.slug)


def _schema(study: Study) -> Schema | None:
    """The columns of the newest edition; None where there is none that can be read."""
    try:
        return studies.frame_schema(studies.document_of(study))
    except (studies.StudyNotReady, FrameSchemaError):
        return None


def _page(
    request: HttpRequest, study: Study, form: SampleForm, error: Exception | None = None, **report: Any
) -> HttpResponse:
    looked, newest = report.get("looked"), samples.newest(study)
    problems = error.problems if isinstance(error, FrameUnreadable) else ()
    context = {
        "study": study,
        "form": form,
        "ready": report.get("ready", True),
        "may_draw": samples.may_draw(study),
        "newest": newest,
        "drawn": _lines(samples.plan_of(newest)) if newest else None,
        "plan": looked.plan if looked else None,
        "planned": _lines(looked.plan) if looked else None,
        "mark": looked.mark if looked else "",
        "again": SampleForm(request.POST, columns=_columns(form), auto_id=False) if looked else None,
        "undrawn": study.units.filter(chance=None, listed=True).count() if newest else 0,
        "refusals": _in_words(error),
        **uploads.problem_context(problems),
    }
    wrong = form.errors or error or not context["ready"]
    return render(request, "invitations/sample.html", context, status=400 if wrong else 200)


def _columns(form: SampleForm) -> Sequence[str]:
    return [str(name) for name, _label in form.fields["by"].choices]


def _lines(plan: Plan) -> dict[str, Any]:
    """The table of an allocation, for a page."""
    shown = [(_named(stratum), stratum, float(stratum.chance)) for stratum in plan.strata[:STRATA_SHOWN]]
    return {"by": plan.by, "lines": shown, "more": len(plan.strata) - len(shown), "plan": plan}


def _named(stratum: Stratum) -> str:
    return sampling.name(stratum.key) or _("everyone")


def _in_words(error: Exception | None) -> list[str]:
    refusals = error.refusals if isinstance(error, SampleRefused) else ()
    return [refusal.in_language(get_language() or "nl") for refusal in refusals[:REFUSALS_SHOWN]]
