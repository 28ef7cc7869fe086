"""A code, a query string or an address that somebody sends never reaches the log."""

import io
import logging

import pytest
from django.test import Client

from config.logs import ScrubbingFormatter, scrub

CODE = "123456789012345"


@pytest.fixture
def written():
    """What a handler with our formatter writes, and what a plain one would have written."""
    streams = {}
    handlers = []
    for name, formatter in (("ours", ScrubbingFormatter()), ("plain", logging.Formatter())):
        streams[name] = io.StringIO()
        handler = logging.StreamHandler(streams[name])
        handler.setFormatter(formatter)
        handlers.append(handler)
        logging.getLogger().addHandler(handler)
    yield lambda name: streams[name].getvalue()
    for handler in handlers:
        logging.getLogger().removeHandler(handler)


@pytest.mark.django_db
@pytest.mark.parametrize("path", [f"/staff/nothing/I/{CODE}", f"/nothing/i/{CODE}/x", "/nothing/I/AB2CDEFG7HJK"])
def test_a_code_in_a_path_is_not_logged(client: Client, written, path: str) -> None:
    client.get(path, headers={"host": "localhost"})
    planted = path.split("/")[-1] if "AB2" in path else CODE
    assert planted in written("plain"), "positive control: the log does carry paths"
    assert planted not in written("ours")


def test_a_traceback_is_scrubbed_too(written) -> None:
    try:
        raise ValueError(f"no such code {CODE} at /I/{CODE}?x={CODE}")
    except ValueError:
        logging.getLogger("test").exception("failed")
    assert CODE in written("plain")
    assert CODE not in written("ours")
    assert "ValueError" in written("ours")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("GET /I/123456789012345 404", "GET /I/… 404"),
        ("GET /preview/AbC-d_9/page/work/ 200", "GET /preview/…/page/work/ 200"),
        ("GET /staff/preview/mini-study/page/work/ 200", "GET /staff/preview/mini-study/page/work/ 200"),
        ("GET /staff/invited/AbC-d_9/ 410", "GET /staff/invited/…/ 410"),
        ("GET /i/ABCD-EFGH?lang=ar 302", "GET /i/…?… 302"),
        ("GET /page?answer=secret&x=1 200", "GET /page?… 200"),
        ("code 1234 5678 9012 345 typed", "code … typed"),
        ("mail to someone@example.org bounced", "mail to … bounced"),
        ("job 3fb2c0f0-8a8e-4f6b-9a51-111111111111 failed", "job 3fb2c0f0-8a8e-4f6b-9a51-111111111111 failed"),
        ("made 5173 letters in 12 s", "made 5173 letters in 12 s"),
    ],
)
def test_scrub(text: str, expected: str) -> None:
    assert scrub(text) == expected


def test_every_handler_scrubs(settings) -> None:
    assert {handler["formatter"] for handler in settings.LOGGING["handlers"].values()} == {"scrubbed"}
    assert not logging.getLogger("django").handlers
