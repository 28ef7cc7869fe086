"""The OpenAPI document: what django-ninja knows of the resources, with headers, media types and words added."""

import json
import re
from functools import cache
from typing import Any

from exports.api import (  # noqa: F401 - each adds its resources as it is read
    codebook,
    fieldwork,
    municipality,
    own_exports,
    studies,
    tables,
    waves,
    weights,
)
from exports.api.core import CSV, JSON, api
from exports.api.problems import MEDIA

PREFIX = "api/v1/"
NAMED = re.compile(r'"#/components/schemas/([^"]+)"')
WORDS = {
    "200": "The answer.",
    "304": "The reader has this very answer already (`If-None-Match`).",
    "401": "There is no valid token in the header `Authorization`.",
    "403": "The numbers, or the file, may not be told to anybody by this way.",
    "404": "There is nothing here, or the token may not see it.",
    "405": "The API only reads.",
    "409": "The file is not ready.",
    "422": "A parameter is wrong, is missing, or is not known here.",
    "429": "Too many requests in this minute.",
    "500": "A fault of ours.",
    "503": "The answers are being read; ask again soon.",
}
HEADERS: dict[str, dict[str, Any]] = {
    "ETag": {"description": "Changes with every byte of the answer.", "schema": {"type": "string"}},
    "Last-Modified": {"description": "When what it tells was made.", "schema": {"type": "string"}},
    "Cache-Control": {"description": "Only the reader may keep it, and asks each time.", "schema": {"type": "string"}},
    "Content-Language": {"description": "Language of what is not the study's own text.", "schema": {"type": "string"}},
    "Retry-After": {"description": "Seconds to wait.", "schema": {"type": "string", "pattern": "^[0-9]+$"}},
    "WWW-Authenticate": {"description": "How to show a token (RFC 6750).", "schema": {"type": "string"}},
}
ASKED: dict[str, dict[str, Any]] = {
    "IfNoneMatch": {
        "name": "If-None-Match",
        "in": "header",
        "required": False,
        "description": "The ETag of the answer that the reader has.",
        "schema": {"type": "string"},
    },
    "AcceptLanguage": {
        "name": "Accept-Language",
        "in": "header",
        "required": False,
        "description": "`en` or `nl`, for what is not the study's own text.",
        "schema": {"type": "string"},
        "example": "nl",
    },
}
TAGS = {
    "studies": "The token and its study.",
    "definitions": "What was asked: published editions and the codebook.",
    "tables": "What people answered, as far as it may be told to everybody.",
    "weights": "Sets of weights, and what they do.",
    "fieldwork": "Who responded; small numbers are left out.",
    "exports": "One's own files of data.",
}


@cache
def document() -> dict[str, Any]:
    """The document as JSON values; the same for everybody."""
    made: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema(path_prefix=PREFIX)))
    for path in made["paths"].values():
        for operation in path.values():
            _complete(operation)
    made["components"]["schemas"] = _described(_used(made))
    made["components"]["headers"] = HEADERS
    made["components"]["parameters"] = ASKED
    made["tags"] = [{"name": name, "description": words} for name, words in TAGS.items()]
    made["servers"] = [{"url": "/", "description": "This site."}]
    made["info"]["license"] = {"name": "EUPL-1.2", "identifier": "EUPL-1.2"}
    return made


def _used(made: dict[str, Any]) -> dict[str, Any]:
    """Schemas that an answer is made of; django-ninja adds those of parameters, of which several have one name."""
    schemas = made["components"]["schemas"]
    waiting, found = [made["paths"]], {}
    while waiting:
        for name in NAMED.findall(json.dumps(waiting.pop())):
            if name not in found:
                found[name] = schemas[name]
                waiting.append(schemas[name])
    return dict(sorted(found.items()))


def _described(schemas: dict[str, Any]) -> dict[str, Any]:
    """pydantic does not hand the words of a page on to the pages of each kind."""
    return {name: {"description": "One page of a list.", **schema} for name, schema in schemas.items()}


def _complete(operation: dict[str, Any]) -> None:
    media, has_csv = operation.pop("x-media"), operation.pop("x-csv")
    for parameter in operation["parameters"]:
        parameter.pop("examples", None)  # they stand in its schema; here OpenAPI wants them in another shape
    operation["parameters"] += [{"$ref": f"#/components/parameters/{name}"} for name in ASKED]
    for status, response in operation["responses"].items():
        response["description"] = WORDS[status]
        response["headers"] = {name: {"$ref": f"#/components/headers/{name}"} for name in _headers(status)}
        if status == "200":
            response["content"] = _contents(response.get("content", {}), media, csv=has_csv)
        elif "content" in response:
            response["content"] = {MEDIA: response["content"][JSON]}


def _contents(given: dict[str, Any], media: str, *, csv: bool) -> dict[str, Any]:
    text = {"schema": {"type": "string"}}
    if media == JSON:
        return {JSON: given[JSON], **({CSV: text} if csv else {})}
    return {media: text if media == CSV else {"schema": {"type": "string", "format": "binary"}}}


def _headers(status: str) -> tuple[str, ...]:
    always = ("Cache-Control", "Content-Language")
    more = {
        "200": ("ETag", "Last-Modified"),
        "401": ("WWW-Authenticate",),
        "429": ("Retry-After",),
        "503": ("Retry-After",),
    }
    return (*always, *more.get(status, ()))


def operations() -> dict[str, dict[str, Any]]:
    """By operationId; with `path` and `query`, the names of its parameters after the question mark."""
    found = {}
    for path, methods in document()["paths"].items():
        for operation in methods.values():
            query = [one for one in operation["parameters"] if one.get("in") == "query"]
            found[operation["operationId"]] = {**operation, "path": path, "query": query}
    return found
