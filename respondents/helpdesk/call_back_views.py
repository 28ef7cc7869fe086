"""The page of who wants to be called back. It opens phone numbers: each look is recorded."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from respondents.helpdesk import call_backs
from respondents.helpdesk.forms import TONGUES, CallBackForm
from respondents.models import CallBack
from respondents.sealing import WrongContactsKey
from staff.models import Role
from staff.roles import requires
from surveys.models import Study


@require_http_methods(["GET", "POST"])
@never_cache
@requires(Role.FIELDWORK)
def waiting(request: HttpRequest, study: str) -> HttpResponse:
    """Who waits for a call; a POST notes one more."""
    found, now = get_object_or_404(Study, slug=study), timezone.now()
    form = CallBackForm(request.POST or None, now=now)
    try:
        if request.method == "POST" and form.is_valid():
            call_backs.note(found, form.asked(), user=request.user, now=now)
            messages.success(request, _("Noted. The number is removed after the call, or in 14 days."))
            return redirect("helpdesk:call_backs", found.slug)
        rows = call_backs.waiting(found, user=request.user, now=now)
    except WrongContactsKey:
        return render(request, "helpdesk/no_key.html", {"study": found}, status=503)
    parts, tongues = dict(CallBack.Part.choices), dict(TONGUES)
    told = [(row, parts[row.part], tongues.get(row.language, row.language)) for row in rows]
    context = {"study": found, "form": form, "rows": told}
    return render(request, "helpdesk/call_backs.html", context, status=400 if form.errors else 200)


@require_POST
@never_cache
@requires(Role.FIELDWORK)
def done(request: HttpRequest, study: str, key: UUID) -> HttpResponse:
    """The call was made, or is not wanted any more."""
    found = get_object_or_404(Study, slug=study)
    if call_backs.done(found, key, user=request.user):
        messages.success(request, _("The number was removed."))
    return redirect("helpdesk:call_backs", found.slug)
