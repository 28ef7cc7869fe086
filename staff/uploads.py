"""Uploads that never touch the disk: Django writes larger ones to a temporary file, which addresses must not become."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.csrf import csrf_exempt, csrf_protect

LARGEST_FILE = 20_000_000
"""Bytes; 65,000 addresses are some 6 MB."""


class InMemory(MemoryFileUploadHandler):
    """Keeps files in memory up to `LARGEST_FILE` of the whole request; larger ones are left out of request.FILES."""

    def handle_raw_input(
        self,
        input_data: Any,
        meta: Any,
        content_length: int,
        boundary: Any,
        encoding: Any = None,
    ) -> None:
        self.activated = content_length <= LARGEST_FILE

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        if self.activated:
            self.file.write(raw_data)
        return None


def in_memory(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Decorator, outermost: the view's uploads stay in memory. Its token is checked after the handlers are set."""
    protected = csrf_protect(view)

    @csrf_exempt
    @wraps(view)
    def outer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        request.upload_handlers = [InMemory(request)]
        return protected(request, *args, **kwargs)

    return outer


def is_too_large(request: HttpRequest) -> bool:
    """Whether files of the request were left out for their size."""
    return int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_FILE
