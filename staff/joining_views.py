"""From the link in the mail to a staff account: a name and a password of one's own. A second factor comes at log-in."""

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from staff import joining
from staff.contacts import InvitationOver
from staff.invited_views import JOINING, AccountForm, over


@require_http_methods(["GET", "POST"])
@never_cache
def joining_page(request: HttpRequest) -> HttpResponse:
    """Whoever is logged in here is logged out when it is done: the account in the mail may be another one."""
    try:
        asked = joining.invitation(request.session.get(JOINING, ""), timezone.now())
        form = _form(request, asked)
        if request.method == "POST" and form.is_valid():
            joining.accept(asked, form.account, timezone.now())
            return _ready(request)
    except InvitationOver:
        return over(request)
    context = {"form": form, "asked": asked}
    return render(request, "staff/joining.html", context, status=400 if form.errors else 200)


def _form(request: HttpRequest, asked: joining.StaffInvitation) -> AccountForm:
    known = asked.renews
    start = {"name": known.name, "language": known.language} if known else {"language": "nl"}
    return AccountForm(request.POST or None, email=asked.email, initial=start)


def _ready(request: HttpRequest) -> HttpResponse:
    request.session.pop(JOINING, None)
    logout(request)
    messages.success(request, _("Your account is ready. Log in, and add your authenticator app."))
    return redirect("account_login")
