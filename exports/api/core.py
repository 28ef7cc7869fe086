"""The API itself: what a resource is, who may read it, and how its answer is written."""

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.http import http_date
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Path
from ninja.errors import AuthenticationError, ValidationError
from ninja.security import HttpBearer
from pydantic import BaseModel

from exports.api.around import strange_parameters, throttle_token
from exports.api.models import ApiToken
from exports.api.problems import Problem, Told, of_pydantic
from exports.api.tokens import TokenEnded, TokenUnknown, admitted
from surveys.formulas import harmless

JSON, CSV = "application/json", "text/csv"
BOM = "\ufeff"
SLUG = r"^[-a-zA-Z0-9_]+$"
USUAL_ERRORS = (401, 404, 422, 429, 500)
Slug = Annotated[
    str,
    Path(description="The study, as in its addresses.", pattern=SLUG, max_length=60, examples=["perspectief-2024"]),
]


class Token(HttpBearer):
    """A token of the page “API”, in the header `Authorization: Bearer ibs_…` and nowhere else."""

    openapi_description = "A token that somebody on staff made for one study and one role."

    def authenticate(self, request: HttpRequest, token: str) -> ApiToken:
        try:
            found = admitted(token.strip(), timezone.now())
        except TokenUnknown as unknown:
            raise Told("no-token", _("There is no such token.")) from unknown
        except TokenEnded as ended:
            told = _("It was taken back, its last day is over, or its owner's role, account or second factor ended.")
            raise Told("token-ended", told) from ended
        throttle_token(found.public_id)
        return found


api = NinjaAPI(
    title="Inburgerstem",
    version="1",
    description=(
        "Read what may be told of a study: definitions, codebook, tables, weights and the figures of fieldwork. "
        "One token reads one study in one role. Nothing can be changed here. docs/api.md tells more."
    ),
    docs_url=None,
    openapi_url=None,
    urls_namespace="api",
    auth=Token(),
)


@api.exception_handler(Told)
def _pass_on(request: HttpRequest, told: Told) -> HttpResponse:
    """What `around` makes an answer of."""
    raise told


@api.exception_handler(AuthenticationError)
def _no_token(request: HttpRequest, problem: AuthenticationError) -> HttpResponse:
    raise Told("no-token", _("The header Authorization is missing, or it is no “Bearer ibs_…”."))


@api.exception_handler(ValidationError)
def _wrong(request: HttpRequest, problem: ValidationError) -> HttpResponse:
    """Every fault at once: parameters that there are not, and values that cannot be."""
    faults = [*strange_parameters(request), *of_pydantic(problem.errors)]
    raise Told("wrong-parameter", " ".join(f"{one.where}: {one.message}" for one in faults), faults)


@api.exception_handler(Exception)
def _fault(request: HttpRequest, problem: Exception) -> HttpResponse:
    raise problem


@dataclass(frozen=True)
class Answer:
    """What a resource gives. `body`: a shape, or JSON that is written already; `rows`: the same as lines of a CSV file.

    `modified`: when what it tells was made. `kept`: whether the reader may keep it and ask for changes only.
    """

    body: BaseModel | str
    rows: Callable[[], Iterable[Sequence[object]]] | str | None = None
    modified: datetime | None = None
    kept: bool = True


Resource = Callable[..., Answer | HttpResponseBase]


@dataclass(frozen=True)
class About:
    """What the document says of a resource. `errors`: statuses beside the usual ones."""

    name: str
    roles: tuple[str, ...]
    summary: str
    tag: str
    gives: Any
    errors: tuple[int, ...] = ()
    csv: bool = False
    media: str = JSON


def resource(path: str, about: About) -> Callable[[Resource], Resource]:
    """Adds a resource to the API, with a `.csv` beside it where there is one."""

    def decorate(view: Resource) -> Resource:
        guarded = _guarded(view, about.roles)
        _add(path, about, guarded, about.name, "")
        if about.csv:
            _add(f"{path}.csv", about, guarded, f"{about.name}_csv", ", as CSV")
        return view

    return decorate


def _add(path: str, about: About, guarded: Resource, name: str, ending: str) -> None:
    problems = {status: Problem for status in sorted({*USUAL_ERRORS, *about.errors})}
    api.get(
        path,
        response={200: about.gives, 304: None, **problems},
        operation_id=name,
        url_name=name,
        summary=f"{about.summary}{ending}",
        tags=[about.tag],
        openapi_extra={"x-roles": list(about.roles), "x-csv": about.csv, "x-media": CSV if ending else about.media},
    )(guarded)


def _guarded(view: Resource, roles: Sequence[str]) -> Resource:
    """The view, for tokens of these roles and of the study in the address; to others it does not exist."""

    @wraps(view)
    def guarded(request: HttpRequest, **parts: Any) -> HttpResponseBase:
        token: ApiToken = request.auth  # type: ignore[attr-defined]
        if parts.get("study", token.study.slug) != token.study.slug:
            raise Told("not-found", _("This token reads the study “%(study)s” alone.") % {"study": token.study.slug})
        if token.role not in roles:
            said = {"role": token.role, "roles": ", ".join(roles)}
            raise Told("not-found", _("A token of the role “%(role)s” does not see this; it takes: %(roles)s.") % said)
        if faults := strange_parameters(request):
            raise Told("wrong-parameter", " ".join(f"{one.where}: {one.message}" for one in faults), faults)
        return written(request, view(request, **parts))

    return guarded


def written(request: HttpRequest, answer: Answer | HttpResponseBase) -> HttpResponseBase:
    """As JSON, or as CSV where the address or the header Accept asks for that."""
    if not isinstance(answer, Answer):
        return answer
    if answer.rows is not None and _wants_csv(request):
        response = HttpResponse(_as_csv(answer.rows), content_type=f"{CSV}; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{_file_name(request)}.csv"'
    else:
        text = answer.body if isinstance(answer.body, str) else answer.body.model_dump_json()
        response = HttpResponse(text, content_type=JSON)
    if answer.kept:
        response["Cache-Control"] = "private, no-cache"
    if answer.modified:
        response["Last-Modified"] = http_date(answer.modified.timestamp())
    return response


def _wants_csv(request: HttpRequest) -> bool:
    return request.path.endswith(".csv") or request.get_preferred_type([JSON, CSV]) == CSV


def _as_csv(rows: Callable[[], Iterable[Sequence[object]]] | str) -> str:
    """With a byte order mark, for spreadsheets; cells that a spreadsheet would work out are made harmless."""
    if isinstance(rows, str):
        return BOM + rows.removeprefix(BOM)
    out = io.StringIO()
    lines = csv.writer(out, lineterminator="\r\n")
    lines.writerows([harmless("" if cell is None else str(cell)) for cell in line] for line in rows())
    return BOM + out.getvalue()


def _file_name(request: HttpRequest) -> str:
    """Of the study and the last part of the address."""
    parts = request.path.removesuffix(".csv").strip("/").split("/")
    return "-".join((parts[3], parts[-1])) if len(parts) > 4 else parts[-1]
