"""Clips, to be listened to: kept by browsers for good, and in parts where a player asks for parts."""

import re

from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.views.decorators.http import require_safe

from respondents import circumstances
from surveys import audio
from surveys.models import Clip

FOR_GOOD = "public, max-age=31536000, immutable"
FOR_NOW = "public, max-age=300"
RANGE = re.compile(r"bytes=([0-9]{0,12})-([0-9]{0,12})")


class RangeImpossible(ValueError):
    """The part asked for lies outside the file."""


@require_safe
def clip(request: HttpRequest, language: str, text_hash: str, suffix: str) -> HttpResponse:
    """The sound of a text, where respondents may hear it. Its version in the address makes it safe to keep."""
    found = Clip.objects.filter(language=language, text_hash=text_hash).first()
    file = audio.file_of(language, text_hash, suffix)
    if found is None or not file.is_file() or not audio.may_be_heard(found):
        response: HttpResponse = HttpResponseNotFound()
        response["Cache-Control"] = "no-store"
        return response
    circumstances.listened(request, language)
    response = _sent(file.read_bytes(), request.headers.get("Range", ""))
    response["Content-Type"] = audio.TYPES[suffix]
    response["Accept-Ranges"] = "bytes"
    response["Cache-Control"] = FOR_GOOD if request.GET.get("v") == found.version else FOR_NOW
    return response


def _sent(data: bytes, asked: str) -> HttpResponse:
    try:
        part = part_asked(asked, len(data))
    except RangeImpossible:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{len(data)}"})
    if part is None:
        return HttpResponse(data)
    where = f"bytes {part.start}-{part.stop - 1}/{len(data)}"
    return HttpResponse(data[part.start : part.stop], status=206, headers={"Content-Range": where})


def part_asked(asked: str, size: int) -> range | None:
    """Bytes that a Range header asks for (RFC 9110, 14.1.2); None for the whole: no header, several parts, or another
    unit. Raises RangeImpossible.
    """
    found = RANGE.fullmatch(asked.strip())
    if not found or not any(found.groups()):
        return None
    first, last = found.groups()
    start = int(first) if first else max(size - int(last), 0)
    stop = min(int(last) + 1, size) if first and last else size
    if start >= size or (not first and int(last) == 0):
        raise RangeImpossible(asked)
    return range(start, stop) if start < stop else None
