"""Pages about weights: which sets there are, what each does, and making one."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from exports.models import WeightSet
from exports.own_studies import own_studies
from exports.weight_diagnostics import summary
from exports.weight_report import told
from exports.weights_forms import WeightsForm
from exports.weights_stored import default_name
from exports.weights_tasks import KIND, about_of
from staff import jobs
from staff.roles import requires

ROLES = ("analyst", "researcher")
SHOWN = 50


@require_http_methods(["GET", "POST"])
@requires(*ROLES)
def weights(request: HttpRequest) -> HttpResponse:
    """GET lists the newest sets and shows the form; POST starts a job that makes one."""
    studies = own_studies(request.user, ROLES)
    form = WeightsForm(request.POST or None, request.FILES or None, studies=studies)
    if request.method == "POST" and form.is_valid():
        return redirect("staff:job", jobs.start(KIND, form.arguments(), request.user).id)
    sets = WeightSet.objects.filter(study__in=studies).select_related("study", "made_by")[:SHOWN]
    context = {"form": form, "sets": [_line(one) for one in sets]}
    return render(request, "exports/weights.html", context, status=400 if form.errors else 200)


@require_GET
@requires(*ROLES)
def weight_set(request: HttpRequest, set_id: int) -> HttpResponse:
    """What one set does."""
    found = (
        WeightSet.objects.filter(pk=set_id, study__in=own_studies(request.user, ROLES)).select_related("study").first()
    )
    if found is None:
        raise Http404
    return render(request, "exports/weight_page.html", {"about": told(about_of(found))})


def _line(one: WeightSet) -> dict[str, object]:
    newest = not WeightSet.objects.filter(study=one.study, name=one.name, version__gt=one.version).exists()
    return {"set": one, "newest": newest, "default": newest and default_name(one.study.slug) == one.name} | dict(
        summary(one.diagnostics)
    )
