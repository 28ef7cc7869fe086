"""What the API answers when it cannot do what was asked: RFC 9457, in English or Dutch, with what to do now."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import BaseModel, ConfigDict, Field

MEDIA = "application/problem+json"
DOCS = "/staff/exports/api/"


class Fault(BaseModel):
    """One thing that is wrong with the request."""

    model_config = ConfigDict(extra="forbid")
    where: str = Field(description="The part of the request: `query.by`, `path.number`, `header.Authorization`.")
    message: str = Field(description="What is wrong with it.")
    what_to_do: str = Field(description="What to write instead; empty where the message says it.")


class Problem(BaseModel):
    """Why there is no answer (RFC 9457)."""

    model_config = ConfigDict(extra="forbid")
    type: str = Field(description="Which kind of problem: an address on the page of documentation.")
    title: str = Field(description="The kind of problem in words, in English or Dutch by `Accept-Language`.")
    status: int = Field(description="The HTTP status.")
    detail: str = Field(description="What happened here.")
    what_to_do: str = Field(description="What to do now.")
    errors: list[Fault] = Field(description="Each thing that is wrong with the request; empty where it is no fault.")


@dataclass(frozen=True)
class Kind:
    """A kind of problem. `code` stands in its address."""

    code: str
    status: int
    title: str | Promise
    what_to_do: str | Promise


KINDS = {
    kind.code: kind
    for kind in (
        Kind(
            "no-token",
            401,
            gettext_lazy("The request has no valid token"),
            gettext_lazy("Send the header “Authorization: Bearer ibs_…” with a token from the page “API”."),
        ),
        Kind(
            "token-ended",
            401,
            gettext_lazy("The token has ended"),
            gettext_lazy("Make a new token on the page “API”, and put it in the place of this one."),
        ),
        Kind(
            "may-not-be-told",
            403,
            gettext_lazy("These numbers may not be told"),
            gettext_lazy("Ask for wider columns or without a filter, or wait for more answers."),
        ),
        Kind(
            "typed-texts",
            403,
            gettext_lazy("The file holds texts that people typed"),
            gettext_lazy("Fetch it on the site, or make one without these texts."),
        ),
        Kind(
            "not-found",
            404,
            gettext_lazy("There is nothing at this address"),
            gettext_lazy("Look the address up in /api/v1/openapi.json. What a token may not see is not found either."),
        ),
        Kind(
            "wrong-method",
            405,
            gettext_lazy("The API only reads"),
            gettext_lazy("Use GET, HEAD or OPTIONS."),
        ),
        Kind(
            "not-ready",
            409,
            gettext_lazy("The file is not ready"),
            gettext_lazy("Look at the state of the export, and fetch the file once it is “done”."),
        ),
        Kind(
            "wrong-parameter",
            422,
            gettext_lazy("The request cannot be read"),
            gettext_lazy("Mend what “errors” names."),
        ),
        Kind(
            "too-many",
            429,
            gettext_lazy("Too many requests"),
            gettext_lazy("Wait as many seconds as the header Retry-After says, and ask less often."),
        ),
        Kind(
            "fault",
            500,
            gettext_lazy("Something went wrong here"),
            gettext_lazy("It is our fault, and the log tells us. Try again later."),
        ),
        Kind(
            "being-read",
            503,
            gettext_lazy("The answers are being read"),
            gettext_lazy("Ask again after as many seconds as the header Retry-After says."),
        ),
    )
}


class Told(Exception):
    """An answer that is a problem. `detail` is in the reader's language."""

    def __init__(self, code: str, detail: str = "", errors: Sequence[Fault] = (), wait: int = 0) -> None:
        self.kind, self.detail, self.errors, self.wait = KINDS[code], detail, errors, wait
        super().__init__(code)


def not_found(detail: str = "") -> Told:
    return Told("not-found", detail)


def wrong(where: str, message: str, what_to_do: str = "") -> Told:
    """One part of the request that cannot be read."""
    return Told("wrong-parameter", message, [Fault(where=where, message=message, what_to_do=what_to_do)])


def respond(request: HttpRequest, told: Told) -> HttpResponse:
    """The problem as it is sent."""
    kind = told.kind
    body = Problem(
        type=f"{DOCS}#{kind.code}",
        title=str(kind.title),
        status=kind.status,
        detail=told.detail or f"{request.method} {request.path}",
        what_to_do=str(kind.what_to_do),
        errors=list(told.errors),
    )
    text = json.dumps(body.model_dump(), ensure_ascii=False)
    response = HttpResponse(text, status=kind.status, content_type=MEDIA)
    if kind.status == 401:
        error = ', error="invalid_token"' if request.headers.get("Authorization") else ""
        response["WWW-Authenticate"] = f'Bearer realm="inburgerstem"{error}'
    if told.wait:
        response["Retry-After"] = str(told.wait)
    return response


def of_pydantic(errors: Sequence[dict[str, object]]) -> list[Fault]:
    """What pydantic says of parameters, with the values that can be had."""
    return [Fault(where=_place(one["loc"]), message=_message(one), what_to_do="") for one in errors]


def _place(loc: object) -> str:
    return ".".join(map(str, loc)) if isinstance(loc, tuple | list) else str(loc)


def _message(one: dict[str, object]) -> str:
    """In our own words, for the kinds of fault that parameters of the API can have."""
    limits = one.get("ctx")
    limits = limits if isinstance(limits, dict) else {}
    said = {
        "missing": _("This parameter is needed."),
        "int_parsing": _("This must be a whole number."),
        "int_from_float": _("This must be a whole number."),
        "float_parsing": _("This must be a number."),
        "finite_number": _("This must be a number."),
        "uuid_parsing": _("This is no identifier of an export."),
        "literal_error": _("This must be one of: %(expected)s."),
        "enum": _("This must be one of: %(expected)s."),
        "greater_than_equal": _("This must be %(ge)s or more."),
        "less_than_equal": _("This must be %(le)s or less."),
        "string_too_long": _("This may have %(max_length)s characters at most."),
        "string_too_short": _("This must not be empty."),
        "too_long": _("This may be given %(max_length)s times at most."),
        "string_pattern_mismatch": _("This has characters that no name here has."),
    }.get(str(one["type"]))
    return said % limits if said else str(one["msg"])
