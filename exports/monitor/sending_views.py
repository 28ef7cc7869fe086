"""Figures that leave the pages: as a file, by mail every morning, to a webhook."""

import csv
import io
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from exports.monitor import deliver, subscribe
from exports.monitor.models import MorningMail, Webhook
from exports.monitor.panels import CSV_HEADER, records
from exports.monitor.register import ROLES
from exports.monitor.store import latest
from exports.monitor.views import shown
from exports.monitor.webhook import AddressRefused, secret_of
from exports.monitor.words import words_of
from staff import audit
from staff.roles import may, requires
from surveys.formulas import harmless
from surveys.own_studies import published_study

REFUSED: dict[str, str | Promise] = {
    "not_https": gettext_lazy("The address has to begin with https://."),
    "not_whole": gettext_lazy("This is no whole address. Write it as https://example.nl/figures."),
    "private": gettext_lazy("This address lies within a closed network. Figures are sent to public addresses only."),
    "unknown_host": gettext_lazy("No computer is known by this name. Check the address."),
}
SHOWN = 10
BOM = "\ufeff"


class WebhookForm(forms.Form):
    url = forms.CharField(label=gettext_lazy("Address"), max_length=300, widget=forms.URLInput)


@require_safe
@never_cache
@requires(*ROLES)
def figures_csv(request: HttpRequest, study: str) -> HttpResponse:
    """All tables of the pages in one file, a line per number; what may not be told is not in it."""
    about = published_study(study)
    figures = latest(about)
    if figures is None:
        raise Http404
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\r\n")
    lines.writerow(CSV_HEADER)
    lines.writerows([harmless(cell) for cell in line] for line in records(deliver.panels_of(figures, words_of(about))))
    audit.record(request.user, "monitor.csv", f"study:{about.slug}", made_at=figures.made_at.isoformat())
    name = f"fieldwork-{about.slug}-{timezone.localdate(figures.made_at)}.csv"
    response = HttpResponse(BOM + text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_safe
@never_cache
@requires(*ROLES)
def sending(request: HttpRequest, study: str) -> HttpResponse:
    """The file, the morning mail of this person, the webhook of the study."""
    return _sending(request, study, WebhookForm())


def _sending(request: HttpRequest, slug: str, form: WebhookForm, secret: str = "") -> HttpResponse:
    about = published_study(slug)
    hook = Webhook.objects.filter(study=about).first()
    more: dict[str, Any] = {
        "figures": latest(about),
        "mailed": MorningMail.objects.filter(study=about, user=request.user).exists(),
        "hook": hook,
        "deliveries": hook.deliveries.all()[:SHOWN] if hook else (),
        "may_set": may(request.user, "fieldwork", about.slug),
        "form": form,
        "secret": secret,
    }
    context = shown(request, about, _("Mail and files"), more)
    return render(request, "fieldwork/sending.html", context, status=400 if form.errors else 200)


@require_POST
@requires(*ROLES)
def mail(request: HttpRequest, study: str) -> HttpResponse:
    """The morning mail on or off, for this person alone."""
    about = published_study(study)
    on = request.POST.get("on") == "yes"
    subscribe.change(about, request.user, on=on)
    said = _("You get the figures every morning.") if on else _("You no longer get the figures by mail.")
    messages.success(request, said)
    return redirect("fieldwork:sending", about.slug)


@require_POST
@never_cache
@requires("fieldwork")
def webhook(request: HttpRequest, study: str) -> HttpResponse:
    """Where figures are sent; the secret is shown once, in the answer to this form."""
    about = published_study(study)
    if request.POST.get("remove"):
        deliver.remove(about, user=request.user)
        messages.success(request, _("Nothing is sent any more."))
        return redirect("fieldwork:sending", about.slug)
    form = WebhookForm(request.POST)
    if not form.is_valid():
        return _sending(request, study, form)
    try:
        made = deliver.set_address(about, form.cleaned_data["url"], user=request.user, now=timezone.now())
    except AddressRefused as problem:
        form.add_error("url", str(REFUSED[problem.code]))
        return _sending(request, study, form)
    return _sending(request, study, WebhookForm(), secret_of(made.salt))
