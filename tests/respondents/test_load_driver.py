"""The scripted respondents of benchmarks/respondents.py do what people do, and notice when something is wrong."""

import asyncio
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection

from respondents.models import Interview, InterviewLink
from surveys.models import Edition

BENCHMARKS = str(Path(__file__).resolve().parents[2] / "benchmarks")
HOST = "127.0.0.1:8000"


@pytest.fixture(autouse=True)
def benchmarks_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(BENCHMARKS)


@pytest.fixture(autouse=True)
def connection_kept() -> Iterator[None]:
    """The test's transaction outlives its requests, as with Django's own test client."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def somebody(edition: Edition) -> tuple[Any, str]:
    """A persona of the mini study and the code of somebody else of the same group, who did not come yet."""
    from load import people

    persona = people.personas(edition.study.slug, 1, seed=1)[0]
    letter = next(one for one in people.letters(edition, 2, seed=2) if one.group == persona.group)
    return persona, letter.code


def _walk(persona: Any, code: str) -> list[str]:
    from load.inside import saved_pages

    from config.wsgi import application

    return list(saved_pages(application, HOST, code, persona))


def test_the_whole_way(somebody: tuple[Any, str]) -> None:
    persona, code = somebody
    original = Interview.objects.get()
    steps = _walk(persona, code)
    walked = InterviewLink.objects.exclude(interview=original).get().interview
    assert walked.state == Interview.State.SENT
    assert (walked.group, walked.language) == (persona.group, persona.language)
    given = {name: value for name, value in original.answers.items() if value is not None}
    assert {name: value for name, value in walked.answers.items() if value is not None} == given
    pages = walked.events.filter(page__in=walked.passed, kind__in=("answer", "skip")).count()
    assert (steps.count("due"), steps.count("saved")) == (pages, pages - 1)
    assert pages > 5


def test_a_missing_answer_is_noticed(somebody: tuple[Any, str]) -> None:
    from load.phone import Unexpected

    persona, code = somebody
    pages = {name: body for name, body in persona.pages.items() if name != "choice"}
    with pytest.raises(Unexpected, match="choice"):
        _walk(replace(persona, pages=pages), code)


def test_a_refused_page_is_noticed(somebody: tuple[Any, str]) -> None:
    from load.phone import Unexpected

    persona, code = somebody
    with pytest.raises(Unexpected, match="422"):
        _walk(replace(persona, pages={**persona.pages, "work": b"work=never&go=next"}), code)


@pytest.mark.once
def test_the_script_sends_each_change(somebody: tuple[Any, str]) -> None:
    """A question of a page for each body, with the names of what was touched until then."""
    persona, _ = somebody
    assert set(persona.saves) <= set(persona.pages)
    assert all(b"touched=" in change for changes in persona.saves.values() for change in changes)
    assert sum(map(len, persona.saves.values())) >= 5


ANSWER = b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\nset-cookie: visit=abc; Path=/\r\n\r\nhello"


@pytest.mark.once
@pytest.mark.parametrize("cut", [1, 12, 40, len(ANSWER) - 1])
def test_answers_come_whole(cut: int) -> None:
    """Wherever the network cuts an answer in two; two answers on one connection do not mix."""
    assert _asked([ANSWER[:cut], ANSWER[cut:]], times=2) == ([(200, b"hello")] * 2, 0)


@pytest.mark.once
def test_a_broken_connection_is_counted() -> None:
    assert _asked([ANSWER[:30]], times=1) == ([(599, b"the connection was closed before the answer")], 1)


def _asked(pieces: list[bytes], times: int) -> tuple[list[tuple[int, bytes]], int]:
    """Answers to so many requests by a server that sends these pieces, and the connections that were lost."""
    from load.wire import Wires

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for _ in range(times):
            await reader.readuntil(b"\r\n\r\n")
            for piece in pieces:
                writer.write(piece)
                await writer.drain()
                await asyncio.sleep(0.01)
        writer.close()

    async def run() -> tuple[list[tuple[int, bytes]], int]:
        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        wires = Wires("127.0.0.1", server.sockets[0].getsockname()[1], most=1)
        waiting = [asyncio.get_running_loop().create_future() for _ in range(times)]
        for future in waiting:
            wires.send(b"GET / HTTP/1.1\r\n\r\n", future.set_result)
        found = [await asyncio.wait_for(future, 20) for future in waiting]
        wires.close()
        server.close()
        return [(one.status, one.body) for one in found], wires.lost

    return asyncio.run(run())


@pytest.mark.once
@pytest.mark.parametrize(
    ("times", "share", "expected"),
    [([0.03, 0.01, 0.02], 0.5, 20.0), ([0.03, 0.01, 0.02], 0.95, 30.0), ([0.01], 0.99, 10.0)],
    ids=["median", "p95", "one"],
)
def test_quantiles(times: list[float], share: float, expected: float) -> None:
    from load.drive import Seen

    assert Seen(times=times).quantile(share) == pytest.approx(expected)


@pytest.fixture(autouse=True)
def nothing_left_imported() -> Iterator[None]:
    """Modules named `load` are the benchmarks' own; nobody else finds them afterwards."""
    yield
    for name in [name for name in sys.modules if name == "load" or name.startswith("load.")]:
        del sys.modules[name]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="the store is filled on PostgreSQL")
def test_the_store_is_filled_without_indexes_that_it_had_before(db: None) -> None:
    from load import growth

    def made() -> set[tuple[str, str, str]]:
        asked = (growth.CONSTRAINTS, growth.INDEXES)
        with connection.cursor() as cursor:
            return {
                (table, *one)
                for table in growth.FILLED
                for query in asked
                for one in growth._found(cursor, query, table)
            }

    before = made()
    assert {name for _, name, _ in before} >= {"event_seq_once", "event_key_once"}
    with connection.cursor() as cursor, growth._bare(cursor):
        assert made() == set()
    assert made() == before
