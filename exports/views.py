"""Pages of analysts: ask for a dataset, see what left the house."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from exports.disclosure_models import Release
from exports.forms import DatasetForm
from exports.models import ExportRecord
from exports.tasks import KIND
from staff import jobs
from staff.roles import requires

SHOWN = 50


@require_http_methods(["GET", "POST"])
@requires("analyst", "researcher")
def datasets(request: HttpRequest) -> HttpResponse:
    """GET shows the form and the export register; POST starts an export job and goes to its page."""
    form = DatasetForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        wish = {**form.cleaned_data, "study": form.cleaned_data["study"].slug}
        return redirect("staff:job", jobs.start(KIND, wish, request.user).id)
    register = ExportRecord.objects.select_related("study", "made_by")[:SHOWN]
    releases = Release.objects.select_related("study", "made_by").order_by("-made_at")[:SHOWN]
    return render(request, "exports/datasets.html", {"form": form, "register": register, "releases": releases})
