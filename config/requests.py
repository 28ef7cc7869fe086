"""What is told of each request: a number that ties its log lines together, one line by the name of its route, figures.

Paths carry codes, so none is told: routes have names. Nor are addresses, user agents, query strings or bodies.
"""

import logging
import re
import uuid
from collections.abc import Callable
from time import perf_counter
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from config import metrics
from config.logs import REQUEST

log = logging.getLogger("inburgerstem.access")
Answer = Callable[[HttpRequest], HttpResponse]
HEADER = "X-Request-ID"
NUMBER = re.compile(r"[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}")
"""A UUID: whatever else a visitor sends is not repeated in logs."""
METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"})
INSIDE = frozenset({"/healthz", "/readyz", "/metrics"})


def observed(get_response: Answer) -> Answer:
    """Middleware, the outermost: numbers the request, times it, tells of it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        number = number_of(request)
        token = REQUEST.set(number)
        began = perf_counter()
        try:
            response = get_response(request)
            _tell(request, response, perf_counter() - began)
        finally:
            REQUEST.reset(token)
        response[HEADER] = number
        return response

    return middleware


def inside(get_response: Answer) -> Answer:
    """Middleware: probes and collectors call a machine by its number, not by the site's name.

    Their pages show nothing that depends on the name, so these are answered under any.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path in INSIDE:
            request.META["HTTP_HOST"] = urlsplit(settings.PUBLIC_URL).netloc
        return get_response(request)

    return middleware


def number_of(request: HttpRequest) -> str:
    """The number that the proxy gave it, where it is one; else a new one."""
    given = request.headers.get(HEADER, "").strip().lower()
    return given if NUMBER.fullmatch(given) else str(uuid.uuid4())


def route_of(request: HttpRequest) -> str:
    """Name of the route; 'static' for files, 'none' where no route was found or asked for."""
    if request.resolver_match:
        return request.resolver_match.view_name or "nameless"
    return "static" if request.path.startswith(settings.STATIC_URL) else "none"


def _tell(request: HttpRequest, response: HttpResponseBase, seconds: float) -> None:
    route = route_of(request)
    method = request.method if request.method in METHODS else "OTHER"
    status, ms = response.status_code, round(seconds * 1000, 1)
    metrics.count_request(str(method), route, status, seconds)
    if request.path not in INSIDE:
        facts = {"method": method, "route": route, "status": status, "ms": ms}
        log.info("%s %s %s %s ms", method, route, status, ms, extra=facts)
