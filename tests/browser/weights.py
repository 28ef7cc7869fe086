"""What a page costs over the wire, by the browser's own count (headers included), and the limits it must keep."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

KB = 1000
FIRST, FIRST_WITH_FONT, FURTHER, CSS, JS = 60 * KB, 120 * KB, 15 * KB, 25 * KB, 20 * KB
WITH_FONT = frozenset({"ar", "ti"})
KINDS = {"Document": "html", "Stylesheet": "css", "Script": "js", "Font": "font"}


@dataclass
class Weight:
    """Bytes per kind, number of requests, and addresses of other sites. `unpacked`: bytes of text per kind."""

    kinds: dict[str, int] = field(default_factory=dict)
    unpacked: dict[str, int] = field(default_factory=dict)
    requests: int = 0
    strangers: list[str] = field(default_factory=list)

    @property
    def total(self) -> int:
        return sum(self.kinds.values())

    def faults(self, language: str, *, first: bool) -> list[str]:
        """Limits that this page breaks. CSS and scripts count unpacked: an old phone has to read them all."""
        whole = (FIRST_WITH_FONT if language in WITH_FONT else FIRST) if first else FURTHER
        limits = (("in all", self.total, whole), *((kind, self.unpacked.get(kind, 0), most) for kind, most in _PARTS))
        found = [f"{name} {bytes_} bytes > {most}" for name, bytes_, most in limits if bytes_ > most]
        return [*found, *(f"another site: {address}" for address in self.strangers)]


_PARTS = (("css", CSS), ("js", JS))


class Scales:
    """Weighs the document that stands on the page; a new one is begun with each navigation."""

    def __init__(self, page: Any, *, keeps: bool) -> None:
        """`keeps`: the browser's cache works, as for somebody who was here a page ago."""
        self.page = page
        self.weight = Weight()
        self.kind_of: dict[str, str] = {}
        self.wire = page.context.new_cdp_session(page)
        self.wire.send("Network.enable")
        self.wire.send("Network.setCacheDisabled", {"cacheDisabled": not keeps})
        self.wire.on("Network.requestWillBeSent", self._asked)
        self.wire.on("Network.requestServedFromCache", self._kept)
        self.wire.on("Network.dataReceived", self._received)
        self.wire.on("Network.loadingFinished", self._finished)

    def weigh(self) -> Weight:
        self.page.wait_for_load_state("networkidle")
        self.page.evaluate("document.fonts.ready.then(() => 0)")
        return self.weight

    def _asked(self, event: dict[str, Any]) -> None:
        kind = KINDS.get(event.get("type", ""), "other")
        if "redirectResponse" in event:
            self._add(kind, event["redirectResponse"]["encodedDataLength"])
        elif kind == "html":
            self.weight, self.kind_of = Weight(), {}
        self.kind_of[event["requestId"]] = kind
        if urlsplit(event["request"]["url"]).scheme in ("http", "https"):
            self.weight.requests += 1
            self._note_stranger(event)

    def _note_stranger(self, event: dict[str, Any]) -> None:
        if urlsplit(event["request"]["url"]).netloc != urlsplit(event["documentURL"]).netloc:
            self.weight.strangers.append(event["request"]["url"])

    def _kept(self, event: dict[str, Any]) -> None:
        """Nothing was asked of the server after all."""
        if event["requestId"] in self.kind_of:
            self.weight.requests -= 1

    def _received(self, event: dict[str, Any]) -> None:
        kind = self.kind_of.get(event["requestId"])
        if kind:
            self.weight.unpacked[kind] = self.weight.unpacked.get(kind, 0) + event["dataLength"]

    def _finished(self, event: dict[str, Any]) -> None:
        if event["requestId"] in self.kind_of:
            self._add(self.kind_of[event["requestId"]], event["encodedDataLength"])

    def _add(self, kind: str, length: float) -> None:
        self.weight.kinds[kind] = self.weight.kinds.get(kind, 0) + int(length)
