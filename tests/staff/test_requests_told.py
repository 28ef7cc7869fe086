"""What logs and figures say of requests: numbers, routes, times. Never codes, paths, addresses or agents."""

import io
import json
import logging
import uuid
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from config.logs import REQUEST, JsonFormatter, ScrubbingFormatter, log_settings
from staff import daily_file
from staff.daily_file import DailyFile
from staff.security_log import network

CODE = "1234567890123456"
AGENT = "PlantedAgent/7"
ADDRESS = "198.51.100.77"


@pytest.fixture
def lines() -> Iterator[Any]:
    """What the handlers write: `lines("json")`, `lines("text")`."""
    streams = {"json": io.StringIO(), "text": io.StringIO()}
    handlers = []
    for name, formatter in (("json", JsonFormatter()), ("text", ScrubbingFormatter())):
        handler = logging.StreamHandler(streams[name])
        handler.setFormatter(formatter)
        logging.getLogger().addHandler(handler)
        handlers.append(handler)
    access = logging.getLogger("inburgerstem.access")
    level = access.level
    access.setLevel("INFO")
    yield lambda name: streams[name].getvalue()
    access.setLevel(level)
    for handler in handlers:
        logging.getLogger().removeHandler(handler)


@pytest.mark.django_db
def test_a_request_is_told_by_its_route(client: Client, lines: Any) -> None:
    client.get(f"/I/{CODE}?x={CODE}", headers={"user-agent": AGENT, "x-forwarded-for": ADDRESS}, REMOTE_ADDR=ADDRESS)
    (told,) = [json.loads(line) for line in lines("json").splitlines() if '"inburgerstem.access"' in line]
    assert (told["method"], told["route"], told["level"]) == ("GET", "scanned", "INFO")
    assert told["status"] >= 200
    assert told["ms"] > 0
    assert uuid.UUID(told["request"])
    for form in ("json", "text"):
        assert "scanned" in lines(form)
        assert not [word for word in (CODE, AGENT, ADDRESS) if word in lines(form)]


def test_every_line_of_a_request_has_its_number() -> None:
    token = REQUEST.set("n-1")
    line = JsonFormatter().format(logging.LogRecord("x", logging.INFO, "", 1, "a %s", ("b",), None))
    REQUEST.reset(token)
    assert json.loads(line)["request"] == "n-1"
    outside = JsonFormatter().format(logging.LogRecord("x", logging.INFO, "", 1, "a", (), None))
    assert "request" not in json.loads(outside)


def test_a_traceback_in_json_is_one_line_and_scrubbed() -> None:
    try:
        raise ValueError(f"no such code {CODE} of a@example.org")
    except ValueError:
        record = logging.LogRecord(
            "x", logging.ERROR, "", 1, f"failed at /I/{CODE}\nmore", (), __import__("sys").exc_info()
        )
    line = JsonFormatter().format(record)
    assert "\n" not in line
    assert CODE in logging.Formatter().format(record), "positive control"
    assert CODE not in line
    assert "example.org" not in line
    assert "ValueError" in json.loads(line)["traceback"]


def test_other_things_of_a_record_are_not_written() -> None:
    record = logging.makeLogRecord({"msg": "x", "request": "GET /I/secret", "user": "Amal", "status": 200})
    assert set(json.loads(JsonFormatter().format(record))) == {"time", "level", "logger", "message", "status"}


def test_another_form_is_refused() -> None:
    with pytest.raises(ImproperlyConfigured, match="LOG_FORMAT is 'xml'"):
        log_settings("xml", "INFO", access=True, security=7)


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("3fb2c0f0-8a8e-4f6b-9a51-111111111111", True),
        ("3FB2C0F08A8E4F6B9A51111111111111", True),
        (CODE, False),
        ("Amal <amal@example.org>", False),
        ("", False),
        ("3fb2c0f0-8a8e-4f6b-9a51-111111111111 x", False),
    ],
)
def test_the_number_of_a_request(client: Client, sent: str, kept: bool) -> None:
    """A proxy's number is kept where it is one; anything else that is sent is not repeated."""
    answered = client.get("/healthz", headers={"x-request-id": sent})["X-Request-ID"]
    assert (answered == sent.lower()) is kept
    assert len(answered) >= 32


@pytest.mark.parametrize(
    ("address", "cut"),
    [
        ("192.0.2.77", "192.0.2.0/24"),
        ("2001:db8:1:2:3::9", "2001:db8:1::/48"),
        ("::ffff:192.0.2.77", "192.0.2.0/24"),
        ("nonsense", "unknown"),
        ("", "unknown"),
    ],
)
def test_addresses_are_cut_to_networks(address: str, cut: str) -> None:
    assert network(address) == cut


@pytest.mark.django_db
def test_a_failed_log_in_is_told_without_a_name(client: Client, settings: Any) -> None:
    data = {"login": "planted@example.org", "password": "planted-password"}
    client.post("/staff/account/login/", data, REMOTE_ADDR=ADDRESS)
    (file,) = daily_file.folder().iterdir()
    text = file.read_text()
    assert "log-in failed, from 198.51.100.0/24" in text
    assert not [word for word in ("planted", ADDRESS) if word in text]
    assert file.stat().st_mode & 0o777 == 0o600


def test_the_security_log_keeps_seven_days(own_var_dir: Any) -> None:
    place = daily_file.folder()
    place.mkdir()
    for day in (20, 23, 24, 30):
        (place / f"2026-11-{day}.log").write_text("x")
    (place / "notes.txt").write_text("x")
    assert daily_file.remove_old(date(2026, 11, 30), 7) == 2
    assert sorted(file.name for file in place.iterdir()) == ["2026-11-24.log", "2026-11-30.log", "notes.txt"]


def test_with_no_days_nothing_is_written(own_var_dir: Any) -> None:
    DailyFile(days=0).emit(logging.makeLogRecord({"msg": "x"}))
    assert not daily_file.folder().exists()
