"""Pages of analysts: ask for a dataset, see what left the house."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from exports import replica
from exports.disclosure_models import Release
from exports.forms import DatasetForm
from exports.models import ExportRecord
from exports.tasks import KIND, ROLES
from staff import jobs
from staff.roles import requires
from surveys.own_studies import published_studies

SHOWN = 50


@require_http_methods(["GET", "POST"])
@requires(*ROLES)
def datasets(request: HttpRequest) -> HttpResponse:
    """GET shows the form and the export register; POST starts an export job and goes to its page.

    Both are about the studies in which the person has a role.
    """
    studies = published_studies(request.user, *ROLES)
    form = DatasetForm(request.POST or None, studies=studies)
    if request.method == "POST" and form.is_valid():
        wish = {**form.cleaned_data, "study": form.cleaned_data["study"].slug}
        return redirect("staff:job", jobs.start(KIND, wish, request.user).id)
    register = ExportRecord.objects.filter(study__in=studies).select_related("study", "made_by")[:SHOWN]
    releases = Release.objects.filter(study__in=studies).select_related("study", "made_by").order_by("-made_at")[:SHOWN]
    shown = {"form": form, "register": register, "releases": releases, "replica": replica.status()}
    return render(request, "exports/datasets.html", shown)
