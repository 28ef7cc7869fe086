"""Error pages of the site: each says what to do now, and needs neither session nor database."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from staff import security_log


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    security_log.may_not(request, "no right")
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    return render(request, "500.html", status=500)


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form carried no valid token: too old, or sent from another site."""
    security_log.may_not(request, "no token")
    return render(request, "403_form.html", status=403)
