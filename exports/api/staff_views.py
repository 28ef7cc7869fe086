"""Staff pages about the API: what it offers, and one's own tokens."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from exports.api.forms import TokenForm
from exports.api.models import ROLES, ApiToken
from exports.api.openapi import TAGS, operations
from exports.api.problems import KINDS
from exports.api.throttle import PER_ADDRESS, PER_TOKEN
from exports.api.tokens import CannotMake, End, end, make
from staff.roles import requires, roles_of
from surveys.own_studies import published_studies

EXAMPLE = "perspectief-2024"


@require_safe
@requires(*ROLES)
def manual(request: HttpRequest) -> HttpResponse:
    """Every address, from the OpenAPI document; what one's own roles read comes with a ready example."""
    own = published_studies(request.user, *ROLES).values_list("slug", flat=True).first()
    mine = roles_of(request.user)
    entries = [_entry(operation, own or EXAMPLE, mine) for operation in operations().values()]
    context = {
        "parts": [(words, [one for one in entries if one["tag"] == tag]) for tag, words in TAGS.items()],
        "problems": KINDS.values(),
        "site": settings.PUBLIC_URL,
        "study": own or EXAMPLE,
        "per_token": PER_TOKEN,
        "per_address": PER_ADDRESS,
    }
    return render(request, "exports/api.html", context)


def _entry(operation: dict[str, Any], study: str, mine: frozenset[str]) -> dict[str, Any]:
    described = [one for one in operation["parameters"] if "name" in one and one["name"] != "study"]
    return {
        "path": operation["path"],
        "summary": operation["summary"],
        "text": operation.get("description", ""),
        "roles": operation["x-roles"],
        "mine": bool(mine & set(operation["x-roles"])),
        "parameters": described,
        "statuses": list(operation["responses"]),
        "tag": operation["tags"][0],
    }


@never_cache
@require_http_methods(["GET", "POST"])
@requires(*ROLES)
def tokens(request: HttpRequest) -> HttpResponse:
    """One's own tokens, and a form for a new one, which is shown in the answer to that form and never again."""
    now = timezone.now()
    today = timezone.localdate(now)
    form = TokenForm(request.POST or None, user=request.user, today=today)
    shown = _made(request, form) if request.method == "POST" and form.is_valid() else ""
    found = ApiToken.objects.filter(user=request.user).select_related("study")
    context = {
        "form": TokenForm(user=request.user, today=today) if shown else form,
        "shown": shown,
        "living": [one for one in found if one.ended_at is None and one.ends_on >= today],
        "over": [one for one in found if one.ended_at or one.ends_on < today],
        "site": settings.PUBLIC_URL,
    }
    return render(request, "exports/api_tokens.html", context, status=400 if form.errors else 200)


def _made(request: HttpRequest, form: TokenForm) -> str:
    """The token's text; '' where it may not be made, and then the form says why."""
    try:
        _token, text = make(request.user, form.wish(), timezone.now())
    except CannotMake as problem:
        form.refuse(problem.code)
        return ""
    return text


@require_POST
@requires(*ROLES)
def revoke(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take back one of one's own tokens; somebody else's is not found."""
    token = get_object_or_404(ApiToken, public_id=public_id, user=request.user)
    if end(token, End.REVOKED, timezone.now(), by=request.user):
        messages.success(request, _("Taken back. It opens nothing any more."))
    return redirect("exports:api_tokens")
