"""The same respondents without a network: requests go straight into the site's WSGI application, in this process.

For counting statements and for seeing where the time of a save goes.
"""

import io
import sys
from collections.abc import Callable, Iterator
from typing import Any

from load.phone import THINK, Persona, Phone
from load.wire import Answer

Application = Callable[..., Any]


def saved_pages(application: Application, host: str, code: str, persona: Persona) -> Iterator[str]:
    """Walks one interview; stops before each page is sent and after its successor came: 'due', 'saved' by turns.

    Raises load.phone.Unexpected.
    """
    phone = Phone(host.encode(), persona, script=False, saved=lambda due: None)
    way = phone.interview(code)
    wanted, answer = next(way), None
    due = False
    while True:
        if wanted == THINK:
            if due:
                yield "saved"
            yield "due"
            due, answer = True, None
        else:
            answer = call(application, wanted)
        try:
            wanted = way.send(answer) if answer else next(way)
        except StopIteration:
            return


def call(application: Application, request: bytes) -> Answer:
    """One request, as bytes on a wire, through the application."""
    head, body = request.split(b"\r\n\r\n", 1)
    first, *lines = head.decode("latin-1").split("\r\n")
    method, address, _ = first.split(" ")
    headers = dict(line.split(": ", 1) for line in lines)
    said: list[Any] = []
    result = application(_environ(method, address, headers, body), lambda status, fields: said.extend((status, fields)))
    try:
        content = b"".join(result)
    finally:
        result.close()
    status, fields = said
    answered = "".join(f"\r\n{name}: {value}" for name, value in fields)
    return Answer(int(status[:3]), f"HTTP/1.1 {status}{answered}\r\n\r\n".encode(), content)


def _environ(method: str, address: str, headers: dict[str, str], body: bytes) -> dict[str, Any]:
    path, _, query = address.partition("?")
    host, _, port = headers["Host"].partition(":")
    found = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()}
    return {
        **found,
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SCRIPT_NAME": "",
        "CONTENT_TYPE": headers.get("Content-Type", ""),
        "CONTENT_LENGTH": str(len(body)),
        "SERVER_NAME": host,
        "SERVER_PORT": port or "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
