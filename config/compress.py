"""Pages of respondents travel compressed: text costs a quarter of its size on a bad line.

Secrets and compression (BREACH) are weighed in docs/decisions/0054. Staff pages and sound stay as they are.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.middleware.gzip import GZipMiddleware

STAFF = "/staff/"


class CompressPages(GZipMiddleware):
    """Django's own, with its random padding, for pages of respondents only."""

    get_response: Callable[[HttpRequest], HttpResponse]

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if not is_page(request, response):
            return response
        return super().process_response(request, response)


def is_page(request: HttpRequest, response: HttpResponse) -> bool:
    return not request.path.startswith(STAFF) and response.get("Content-Type", "").startswith("text/html")
