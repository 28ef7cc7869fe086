"""One respondent with a phone: the way from the letter's QR code to the thanks, with cookies, CSRF and redirects.

Generators that yield what they want (a `Request`, or THINK before a page is sent) and are sent what came back: the
driver decides when. Answers were worked out beforehand (`load.people`), so that no form is understood here: of a page
only its three hidden fields are read.
"""

import re
import zlib
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from load.wire import Answer

COOKIE = re.compile(rb"\r\nset-cookie: *([^=\r\n]+)=([^;\r\n]*)", re.IGNORECASE)
LOCATION = re.compile(rb"\r\nlocation: *([^\r\n]+)", re.IGNORECASE)
HIDDEN = re.compile(rb'<input type="hidden" name="([a-z_]+)" value="([^"]*)"')
GO = re.compile(rb'"go": *"([^"]+)"')
GZIP = 31
AGENT = b"Mozilla/5.0 (Linux; Android 13) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Mobile Safari/537.36"
REDIRECTS = (301, 302, 303)

Think = Literal["think"]
THINK: Think = "think"
Way = Generator["bytes | Think", Answer, Answer]


class Unexpected(Exception):
    """An answer that a respondent on this way should not get."""


@dataclass(frozen=True)
class Persona:
    """Who answers how: `pages` is the form of each page, encoded, without its hidden fields; `saves` the changes that a
    phone's script sends on the way, one body for each question of the page.
    """

    group: str
    language: str
    pages: Mapping[str, bytes]
    saves: Mapping[str, tuple[bytes, ...]]


@dataclass
class Phone:
    """What a browser keeps. `script`: whether save.js runs; `saved` hears the seconds since the page was due."""

    host: bytes
    persona: Persona
    script: bool
    saved: Callable[[float], None]
    due: float = 0.0
    cookies: dict[bytes, bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.cookies[b"django_language"] = self.persona.language.encode()

    def interview(self, code: str) -> Way:
        """The whole of it, from the QR code to the thanks. Raises Unexpected."""
        address, answer = yield from self._follow(f"/i/{code}".encode())
        answer_to = b"/start/"
        address, answer = yield from self._send(answer_to, answer, b"go=scanned")
        while not address.startswith(b"/done/"):
            address, answer = yield from self._step(address, answer)
        return answer

    def _step(self, address: bytes, answer: Answer) -> Generator["bytes | Think", Answer, tuple[bytes, Answer]]:
        kind, name = address.split(b"/")[1], address.split(b"/")[2].decode() if address.count(b"/") > 2 else ""
        if kind == b"q":
            return (yield from self._question(address, answer, name))
        if kind == b"screening":
            return (yield from self._send(address, answer, self._form(name)))
        body = {b"consent": b"go=yes", b"enough": b"go=on", b"check": b"go=send"}.get(kind)
        if body is None:
            raise Unexpected(f"led to {address!r}")
        return (yield from self._send(address, answer, body))

    def _question(
        self, address: bytes, answer: Answer, name: str
    ) -> Generator["bytes | Think", Answer, tuple[bytes, Answer]]:
        """A saved page: from the moment it is due to be sent until the next page is here whole."""
        yield THINK
        hidden = _hidden(answer)
        if self.script:
            yield from self._changes(address, hidden, name)
        led = yield from self._posted(address, self._form(name), hidden, json=self.script)
        self.saved(self.due)
        return led

    def _changes(self, address: bytes, hidden: dict[bytes, bytes], name: str) -> Generator[bytes, Answer, None]:
        for turn, change in enumerate(self.persona.saves.get(name, ()), start=1):
            hidden[b"turn"] = str(turn).encode()
            answer = yield self._post(address + b"save/", change, hidden, json=True)
            self._keep(answer)
            if b'"saved"' not in answer.body:
                raise Unexpected(f"save of {name}: {answer.status} {answer.body[:120]!r}")

    def _form(self, name: str) -> bytes:
        try:
            return self.persona.pages[name]
        except KeyError:
            raise Unexpected(f"was asked {name}, which is not on the way of this {self.persona.group}") from None

    def _send(self, address: bytes, page: Answer, body: bytes) -> Generator[bytes, Answer, tuple[bytes, Answer]]:
        return (yield from self._posted(address, body, _hidden(page)))

    def _posted(
        self, address: bytes, body: bytes, hidden: Mapping[bytes, bytes], *, json: bool = False
    ) -> Generator[bytes, Answer, tuple[bytes, Answer]]:
        answer = yield self._post(address, body, hidden, json=json)
        self._keep(answer)
        to = GO.search(answer.body) if json else LOCATION.search(answer.head)
        if answer.status not in (*REDIRECTS, 200) or to is None:
            raise Unexpected(f"POST {address!r} of {self.persona.language}: {answer.status}")
        return (yield from self._follow(to.group(1)))

    def _follow(self, address: bytes) -> Generator[bytes, Answer, tuple[bytes, Answer]]:
        while True:
            answer = yield self._request(b"GET", address)
            self._keep(answer)
            if answer.status == 200:
                return address, answer
            if answer.status not in REDIRECTS:
                raise Unexpected(f"GET {address!r}: {answer.status}")
            address = LOCATION.search(answer.head).group(1)

    def _post(self, address: bytes, body: bytes, hidden: Mapping[bytes, bytes], *, json: bool = False) -> bytes:
        whole = b"&".join([body, *(name + b"=" + value for name, value in hidden.items())])
        kind = b"Content-Type: application/x-www-form-urlencoded\r\nOrigin: http://" + self.host + b"\r\n"
        return self._request(b"POST", address, kind, whole, json=json)

    def _request(
        self, method: bytes, address: bytes, more: bytes = b"", body: bytes = b"", *, json: bool = False
    ) -> bytes:
        cookies = b"; ".join(name + b"=" + value for name, value in self.cookies.items())
        lines = [
            method + b" " + address + b" HTTP/1.1\r\nHost: " + self.host,
            b"User-Agent: " + AGENT,
            b"Accept: application/json" if json else b"Accept: text/html,application/xhtml+xml,*/*;q=0.8",
            b"Accept-Encoding: gzip, deflate, br",
            b"Accept-Language: nl-NL,nl;q=0.9,en;q=0.8",
            b"Cookie: " + cookies,
            more + b"Content-Length: " + str(len(body)).encode(),
        ]
        return b"\r\n".join(lines) + b"\r\n\r\n" + body

    def _keep(self, answer: Answer) -> None:
        for name, value in COOKIE.findall(answer.head):
            if value and value != b'""':
                self.cookies[name] = value
            else:
                self.cookies.pop(name, None)


def _hidden(page: Answer) -> dict[bytes, bytes]:
    body = zlib.decompress(page.body, GZIP) if page.body[:2] == b"\x1f\x8b" else page.body
    found = dict(HIDDEN.findall(body))
    if b"csrfmiddlewaretoken" not in found:
        raise Unexpected("a page without a form")
    return found
