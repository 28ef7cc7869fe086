"""HTTP/1.1 over connections that stay open, as a proxy holds them to a web process: little work for each request.

The load generator runs on the cores that it loads. Hence no tasks, no streams and no header objects: bytes go out,
and when the answer is whole a callback gets it.
"""

import asyncio
import re
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
END = b"\r\n\r\n"


class BadAnswer(Exception):
    """The server said what this little client does not read, or hung up in the middle."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: status, head (with its first line) and body, as bytes; the body as it was sent (maybe gzip)."""

    status: int
    head: bytes
    body: bytes


Done = Callable[[Answer], None]


class Wire(asyncio.Protocol):
    """One connection: one request at a time."""

    def __init__(self, free: Callable[["Wire"], None], lost: Callable[["Wire", Done | None], None]) -> None:
        self._free, self._lost = free, lost
        self._got = bytearray()
        self._whole = 0
        self._body_at = 0
        self._done: Done | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def send(self, request: bytes, done: Done) -> None:
        self._done = done
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        self._got += data
        if not self._whole and (at := self._got.find(END)) >= 0:
            self._body_at = at + len(END)
            self._whole = self._body_at + _length(bytes(self._got[:at]))
        if self._whole and len(self._got) >= self._whole:
            self._finish()

    def _finish(self) -> None:
        head, body = bytes(self._got[: self._body_at]), bytes(self._got[self._body_at : self._whole])
        done, self._done, self._whole = self._done, None, 0
        self._got.clear()
        self._free(self)
        if done:
            done(Answer(int(head[9:12]), head, body))

    def connection_lost(self, exc: Exception | None) -> None:
        self._lost(self, self._done)

    def close(self) -> None:
        self._done = None
        self._transport.close()


def _length(head: bytes) -> int:
    found = LENGTH.search(head)
    if found:
        return int(found.group(1))
    if head[9:12] in (b"204", b"304"):
        return 0
    raise BadAnswer(f"An answer without Content-Length: {head[:200]!r}")


class Wires:
    """Connections to one address, opened as needed up to `most`; requests beyond that wait their turn."""

    def __init__(self, host: str, port: int, most: int) -> None:
        self._where, self._most, self._open = (host, port), most, 0
        self._idle: list[Wire] = []
        self._all: set[Wire] = set()
        self._waiting: deque[tuple[bytes, Done]] = deque()
        self.lost = 0

    def send(self, request: bytes, done: Done) -> None:
        if self._idle:
            self._idle.pop().send(request, done)
            return
        self._waiting.append((request, done))
        if self._open < self._most:
            self._open += 1
            self._task = asyncio.ensure_future(self._connect())

    async def _connect(self) -> None:
        loop = asyncio.get_running_loop()
        _, wire = await loop.create_connection(lambda: Wire(self._free, self._gone), *self._where)
        self._all.add(wire)
        self._free(wire)

    def _free(self, wire: Wire) -> None:
        if self._waiting:
            request, done = self._waiting.popleft()
            wire.send(request, done)
        else:
            self._idle.append(wire)

    def _gone(self, wire: Wire, done: Done | None) -> None:
        """A connection that ended while it owed an answer is a failure; one that was idle is not."""
        self._open -= 1
        self._all.discard(wire)
        if wire in self._idle:
            self._idle.remove(wire)
        if done:
            self.lost += 1
            done(Answer(599, b"", b"the connection was closed before the answer"))

    def close(self) -> None:
        for wire in list(self._all):
            wire.close()
