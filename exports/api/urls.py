"""Addresses of the read API, below /api/v1/."""

import json

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, re_path

from exports.api.around import around
from exports.api.core import Answer, api, written
from exports.api.openapi import document, operations
from exports.api.problems import not_found


def openapi(request: HttpRequest) -> HttpResponseBase:
    """The document, for everybody: it holds nothing of any study."""
    return written(request, Answer(json.dumps(document(), ensure_ascii=False)))


def unknown(request: HttpRequest, rest: str) -> HttpResponse:
    raise not_found()


def _patterns() -> list[URLPattern]:
    """Those of the resources, each in what holds for all."""
    about = operations()
    made = []
    for one in api.urls[0]:
        if one.name in about:
            query = about[one.name]["query"]
            several = {item["name"] for item in query if item["schema"].get("type") == "array"}
            view = around(one.callback, {item["name"] for item in query}, several)
            made.append(URLPattern(one.pattern, view, name=one.name))
    return made


app_name = "api"
urlpatterns = [
    path("openapi.json", around(openapi), name="openapi"),
    *_patterns(),
    re_path(r"^(?P<rest>[\s\S]*)\Z", around(unknown), name="unknown"),
]
