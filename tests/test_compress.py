"""Pages of respondents are compressed, with a length that tells nothing; everything else is left as it is."""

import gzip

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from config.compress import CompressPages

WORDS = "Wilt u meedoen? " * 100
ACCEPTS = {"HTTP_ACCEPT_ENCODING": "gzip, br"}


def answered(path: str, content_type: str = "text/html; charset=utf-8", **headers: str) -> HttpResponse:
    middleware = CompressPages(lambda request: HttpResponse(WORDS, content_type=content_type))
    return middleware(RequestFactory().get(path, **headers))


def test_a_page_is_compressed():
    response = answered("/consent/", **ACCEPTS)
    assert response["Content-Encoding"] == "gzip"
    assert gzip.decompress(response.content).decode() == WORDS
    assert "Accept-Encoding" in response["Vary"]


def test_the_same_page_has_many_lengths():
    """Padding: who counts bytes cannot compare two guesses."""
    assert len({len(answered("/consent/", **ACCEPTS).content) for _ in range(20)}) > 1


@pytest.mark.parametrize(
    ("path", "content_type", "headers"),
    [
        pytest.param("/staff/", "text/html", ACCEPTS, id="staff pages show what was searched for"),
        pytest.param("/audio/nl/x.opus", "audio/ogg", ACCEPTS, id="sound, of which players ask parts"),
        pytest.param("/consent/", "text/html", {}, id="a browser that takes none"),
    ],
)
def test_left_as_it_is(path: str, content_type: str, headers: dict[str, str]):
    response = answered(path, content_type, **headers)
    assert not response.has_header("Content-Encoding")
    assert response.content.decode() == WORDS
