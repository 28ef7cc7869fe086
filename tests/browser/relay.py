"""A line between browser and server that is cut where it hurts: the server worked, and its reply never comes."""

import socket
import threading
from collections.abc import Callable


class Relay:
    """Passes connections on to `server_port`; `url` is where the browser comes.

    `cut_after(path, then)`: the next POST to an address that ends so reaches the server, its reply is read whole,
    `then` is called, and the browser's connection is closed without a byte of it.
    `refusing`: nothing reaches the server.
    """

    def __init__(self, server_port: int) -> None:
        self.server_port = server_port
        self.cut: tuple[str, Callable[[], None]] | None = None
        self.cuts = 0
        self.refusing = False
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        self.closed = False
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self.closed = True
        self.listener.close()

    def cut_after(self, path: str, then: Callable[[], None]) -> None:
        self.cut = (path, then)

    def _accept(self) -> None:
        while not self.closed:
            try:
                browser, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(browser,), daemon=True).start()

    def _serve(self, browser: socket.socket) -> None:
        """One request per connection: `Connection: close` both ways keeps it simple."""
        with browser:
            try:
                request = whole_request(browser)
                if request and not self.refusing:
                    self._pass_on(browser, request)
            except OSError:
                return

    def _pass_on(self, browser: socket.socket, request: bytes) -> None:
        with socket.create_connection(("127.0.0.1", self.server_port)) as server:
            server.sendall(alone(request))
            reply = b"".join(iter(lambda: server.recv(65536), b""))
        path = request.split(b" ", 2)[1].decode()
        if self.cut and request.startswith(b"POST") and path.endswith(self.cut[0]):
            (_, then), self.cut = self.cut, None
            self.cuts += 1
            then()
            return
        browser.sendall(reply)


def whole_request(browser: socket.socket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data:
        more = browser.recv(65536)
        if not more:
            return b""
        data += more
    head, body = data.split(b"\r\n\r\n", 1)
    sizes = [line.split(b":")[1] for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")]
    while len(body) < int(sizes[0] if sizes else 0):
        body += browser.recv(65536)
    return head + b"\r\n\r\n" + body


def alone(request: bytes) -> bytes:
    """The request, asking the server to close the connection after its reply."""
    head, body = request.split(b"\r\n\r\n", 1)
    lines = [line for line in head.split(b"\r\n") if not line.lower().startswith(b"connection:")]
    return b"\r\n".join([*lines, b"Connection: close"]) + b"\r\n\r\n" + body
