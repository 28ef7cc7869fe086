"""When something that the site stands on is away: the database, Redis, room on the disk. 503, in words, and no answer
that was typed is lost: the page carries the form on, and its button sends the very same form once more.
"""

import logging
import sys
from collections.abc import Iterator

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import translation
from redis.exceptions import RedisError

from respondents import languages
from staff import errors as staff_errors
from staff.jobs import is_no_room
from surveys.languages import direction

log = logging.getLogger(__name__)
AWAY = (OperationalError, InterfaceError, RedisError)
RETRY_SECONDS = "10"
CARRIED = 200_000
"""Characters of a form that are carried on; pages of respondents send far less, and files are never carried."""


def server_error(request: HttpRequest) -> HttpResponse:
    """The handler of unforeseen errors: 503 where something is away, else 500."""
    error = sys.exc_info()[1]
    if is_no_room(error):
        log.error("The disk is full.")
        return _sealed(render(request, "no_room.html", status=507))
    if not isinstance(error, AWAY):
        return staff_errors.server_error(request)
    log.error("%s at %s", type(error).__name__, _view_of(request))
    return _sealed(away(request))


def away(request: HttpRequest) -> HttpResponse:
    """Needs neither database nor Redis. A script is told in JSON; it keeps what it has and tries again."""
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({"away": True}, status=503)
    if request.path.startswith("/staff/"):
        return render(request, "503.html", status=503)
    language = languages.chosen(request, languages.ours())
    with translation.override(language):
        context = {"language": language, "direction": direction(language), "carried": tuple(_carried(request))}
        return render(request, "respondents/away.html", context, status=503)


def _carried(request: HttpRequest) -> Iterator[tuple[str, str]]:
    """Names and values of the form that could not be dealt with."""
    fields = [(name, value) for name, values in request.POST.lists() for value in values]
    if request.method == "POST" and sum(len(name) + len(value) for name, value in fields) <= CARRIED:
        yield from fields


def _view_of(request: HttpRequest) -> str:
    return request.resolver_match.view_name if request.resolver_match else "no page"


def _sealed(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    if response.status_code == 503:
        response["Retry-After"] = RETRY_SECONDS
    return response
