"""What holds for every address of the API: methods, language, who asks and how often, and what may be kept.

No cookie is read or set, and no other site's page may read an answer (no CORS).
"""

import logging
from collections.abc import Callable, Collection
from functools import wraps
from hashlib import sha256
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import parse_http_date_safe
from django.utils.translation import gettext as _
from django.utils.translation.trans_real import parse_accept_lang_header

from exports.api import throttle
from exports.api.problems import Fault, Told, respond
from staff.accounts import client_address

log = logging.getLogger(__name__)
ALLOWED = "GET, HEAD, OPTIONS"
SPOKEN = ("en", "nl")
OK = 200
View = Callable[..., HttpResponseBase]


def around(view: View, known: Collection[str] = (), several: Collection[str] = ()) -> View:
    """The view with all that. `known`: names of its parameters after the question mark; `several`: may be repeated."""

    @wraps(view)
    def answered(request: HttpRequest, **parts: Any) -> HttpResponseBase:
        request.known_parameters, request.repeatable = frozenset(known), frozenset(several)  # type: ignore[attr-defined]
        with translation.override(language_of(request)):
            response = _answer(request, view, parts)
        return _finished(request, response)

    answered.csrf_exempt = True  # type: ignore[attr-defined]  # it only reads, and reads no cookie
    return answered


def language_of(request: HttpRequest) -> str:
    """English, or Dutch where the reader likes that better. No other header or cookie decides."""
    liked = (
        code.partition("-")[0] for code, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", ""))
    )
    return next((code for code in liked if code in SPOKEN), SPOKEN[0])


def _answer(request: HttpRequest, view: View, parts: dict[str, Any]) -> HttpResponseBase:
    try:
        throttle_address(request)
        if request.method == "OPTIONS":
            return HttpResponse(status=204, headers={"Allow": ALLOWED})
        if request.method not in ("GET", "HEAD"):
            raise Told("wrong-method")
        return _read(request, view, parts)
    except Told as told:
        response = respond(request, told)
        if response.status_code == 405:
            response["Allow"] = ALLOWED
        return response
    except Exception:
        log.exception("The API could not answer.")
        return respond(request, Told("fault"))


def throttle_address(request: HttpRequest) -> None:
    _count("address", client_address(request), throttle.PER_ADDRESS)


def throttle_token(public_id: str) -> None:
    _count("token", public_id, throttle.PER_TOKEN)


def _count(kind: str, whose: str, most: int) -> None:
    try:
        throttle.count(kind, whose, most, timezone.now())
    except throttle.TooMany as many:
        told = _("More than %(most)s requests in a minute.") % {"most": many.most}
        raise Told("too-many", told, wait=many.wait) from many


def _read(request: HttpRequest, view: View, parts: dict[str, Any]) -> HttpResponseBase:
    """HEAD is answered as GET is; its body goes in the end."""
    request.only_head = request.method == "HEAD"  # type: ignore[attr-defined]
    method, request.method = request.method, "GET"
    try:
        return view(request, **parts)
    finally:
        request.method = method


def strange_parameters(request: HttpRequest) -> list[Fault]:
    """Parameters that the address does not have, and those that were given twice."""
    known, several = request.known_parameters, request.repeatable  # type: ignore[attr-defined]
    listed = ", ".join(sorted(known)) or _("none")
    faults = []
    for name, values in request.GET.lists():
        if name not in known:
            told, what = _("There is no parameter by this name here."), _("Known are: %(known)s.") % {"known": listed}
            faults.append(Fault(where=f"query.{name}", message=told, what_to_do=what))
        elif len(values) > 1 and name not in several:
            told = _("This parameter was given several times.")
            faults.append(Fault(where=f"query.{name}", message=told, what_to_do=_("Give it once.")))
    return faults


def _finished(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    response.setdefault("Cache-Control", "private, no-store")
    if (
        isinstance(response, HttpResponse)
        and response.status_code == OK
        and "no-store" not in response["Cache-Control"]
    ):
        response = _conditional(request, response)
    if request.method == "HEAD":
        response = _without_body(response)
    response["Content-Language"] = response.get("Content-Language", language_of(request))
    patch_vary_headers(response, ("Accept", "Accept-Language", "Authorization"))
    return response


def _conditional(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """With an ETag of its very bytes; 304 where the reader has them already."""
    known = sha256(f"{response['Content-Type']}\n".encode() + response.content).hexdigest()[:32]
    response["ETag"] = f'"{known}"'
    for name in ("HTTP_IF_MATCH", "HTTP_IF_UNMODIFIED_SINCE"):
        request.META.pop(name, None)  # they are about writing
    modified = parse_http_date_safe(response.get("Last-Modified", ""))
    method, request.method = request.method, "GET"
    try:
        return get_conditional_response(request, etag=response["ETag"], last_modified=modified, response=response)
    finally:
        request.method = method


def _without_body(response: HttpResponseBase) -> HttpResponseBase:
    """The same headers, the length of the body among them."""
    length = response.get("Content-Length") or (None if response.streaming else str(len(response.content)))
    bare = HttpResponse(status=response.status_code, headers=dict(response.items()))
    if length is not None:
        bare["Content-Length"] = length
    return bare
