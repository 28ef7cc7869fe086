"""Pages about weights: which sets there are, what each does, and making one."""

from collections.abc import Iterable, Iterator

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from exports.clean_data import removed_among
from exports.models import WeightSet
from exports.refusals import Refused
from exports.weigh import recipe
from exports.weight_diagnostics import summary
from exports.weight_plan import plan_of
from exports.weight_report import stands_for_of, told
from exports.weights_forms import WeightsForm
from exports.weights_stored import default_name
from exports.weights_tasks import KIND, about_of
from respondents.models import Interview
from staff import jobs
from staff.roles import requires
from surveys.editions import definition_of
from surveys.models import Study
from surveys.own_studies import published_studies

ROLES = ("analyst", "researcher")
SHOWN = 50


@require_http_methods(["GET", "POST"])
@requires(*ROLES)
def weights(request: HttpRequest) -> HttpResponse:
    """GET lists the newest sets and shows the form; POST starts a job that makes one."""
    studies = published_studies(request.user, *ROLES)
    form = WeightsForm(request.POST or None, request.FILES or None, studies=studies)
    if request.method == "POST" and form.is_valid():
        return redirect("staff:job", jobs.start(KIND, form.arguments(), request.user).id)
    sets = WeightSet.objects.filter(study__in=studies).select_related("study", "made_by")[:SHOWN]
    context = {"form": form, "sets": [_line(one) for one in sets], "stands_for": list(_stands_for(studies))}
    return render(request, "exports/weights.html", context, status=400 if form.errors else 200)


@require_GET
@requires(*ROLES)
def weight_set(request: HttpRequest, set_id: int) -> HttpResponse:
    """What one set does."""
    sets = WeightSet.objects.filter(study__in=published_studies(request.user, *ROLES))
    found = sets.filter(pk=set_id).select_related("study").first()
    if found is None:
        raise Http404
    context = {"about": told(about_of(found)), "gone": _removed_since(found)}
    return render(request, "exports/weight_page.html", context)


def _stands_for(studies: Iterable[Study]) -> Iterator[tuple[Study, str]]:
    """What the newest edition of a study declares of its list, for who is about to make weights by it."""
    for study in studies:
        edition = study.editions.order_by("-number").first()
        try:
            said = stands_for_of(recipe(plan_of(definition_of(edition).document.get("margins") or {})))
        except Refused:
            continue
        if said:
            yield study, said


def _removed_since(one: WeightSet) -> int:
    """Interviews with a weight in the set that decisions of cleaning have taken out."""
    return removed_among(one.study.slug, Interview.objects.filter(weights__of_set=one))


def _line(one: WeightSet) -> dict[str, object]:
    newest = not WeightSet.objects.filter(study=one.study, name=one.name, version__gt=one.version).exists()
    state = {"newest": newest, "default": newest and default_name(one.study.slug) == one.name}
    return {"set": one, "gone": newest and _removed_since(one), **state, **dict(summary(one.diagnostics))}
