"""Sending figures to an address outside: signed, over https, never to an address of our own network.

The name is resolved once and the connection goes to the very address that was looked at, so that a name that answers
differently a moment later leads nowhere else. Redirects are not followed.
"""

import hmac
import ipaddress
import socket
import ssl
from dataclasses import dataclass
from hashlib import sha256
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.utils.crypto import salted_hmac

SECONDS = 10
SIGNATURE, TIMESTAMP = "X-Inburgerstem-Signature", "X-Inburgerstem-Timestamp"
LOCAL = frozenset({"127.0.0.1", "localhost"})
PORTS = {"https": 443, "http": 80}


class AddressRefused(ValueError):
    """Nothing is sent to this address. `code`: not_https, not_whole, private or unknown_host."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


class NotArrived(Exception):
    """The other side did not take it. `outcome`: a status, or a stable word."""

    def __init__(self, outcome: str) -> None:
        self.outcome = outcome
        super().__init__(outcome)


@dataclass(frozen=True)
class Target:
    """An address that was looked at. `at`: where its name leads."""

    parts: SplitResult
    host: str
    port: int
    at: str


def secret_of(salt: str) -> str:
    """The secret of a webhook, 64 hexadecimal digits: from the site's key and the webhook's salt, stored nowhere."""
    return str(salted_hmac("exports.monitor.webhook", salt, algorithm="sha256").hexdigest())


def signed(secret: str, timestamp: int, body: bytes) -> str:
    """HMAC-SHA256 over `timestamp`, a point and the body, in hexadecimal. `timestamp`: seconds since 1970."""
    return hmac.new(secret.encode(), f"{timestamp}.".encode() + body, sha256).hexdigest()


def local_allowed() -> bool:
    """Whether plain http to this very machine may be used: on a site that is developed on, never in public."""
    return bool(settings.DEBUG)


def require_form(url: str) -> SplitResult:
    """The parts of an address of the right form. Raises AddressRefused; asks no name server."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise AddressRefused("not_whole") from error
    if not parts.hostname or parts.username or parts.password or parts.fragment or port == 0:
        raise AddressRefused("not_whole")
    here = local_allowed() and parts.hostname in LOCAL
    if parts.scheme != "https" and not (parts.scheme == "http" and here):
        raise AddressRefused("not_https")
    return parts


def target(url: str) -> Target:
    """Where the address leads now. Raises AddressRefused where any of its addresses is private."""
    parts = require_form(url)
    host, port = parts.hostname or "", parts.port or PORTS[parts.scheme]
    try:
        found = {str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    except (OSError, UnicodeError) as error:
        raise AddressRefused("unknown_host") from error
    here = local_allowed() and host in LOCAL
    if not here and not all(is_public(address) for address in found):
        raise AddressRefused("private")
    return Target(parts, host, port, min(found))


def is_public(address: str) -> bool:
    """Whether it is an address of the internet at large; those inside others (IPv4 in IPv6) are looked at."""
    found = ipaddress.ip_address(address.partition("%")[0])
    inside = getattr(found, "ipv4_mapped", None) or getattr(found, "sixtofour", None)
    if inside is not None:
        return is_public(str(inside))
    return found.is_global and not found.is_multicast


class _Https(HTTPSConnection):
    """To an address that was looked at, in the name of the host."""

    def __init__(self, wanted: Target) -> None:
        super().__init__(wanted.host, wanted.port, timeout=SECONDS, context=ssl.create_default_context())
        self._wanted = wanted

    def connect(self) -> None:
        plain = socket.create_connection((self._wanted.at, self._wanted.port), SECONDS)
        self.sock = ssl.create_default_context().wrap_socket(plain, server_hostname=self._wanted.host)


class _Http(HTTPConnection):
    def __init__(self, wanted: Target) -> None:
        super().__init__(wanted.host, wanted.port, timeout=SECONDS)
        self._wanted = wanted

    def connect(self) -> None:
        self.sock = socket.create_connection((self._wanted.at, self._wanted.port), SECONDS)


def post(url: str, secret: str, body: bytes, timestamp: int) -> str:
    """The status of the answer, such as `200`. Raises AddressRefused, NotArrived (also for a status that is no 2xx)."""
    wanted = target(url)
    connection = _Https(wanted) if wanted.parts.scheme == "https" else _Http(wanted)
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Inburgerstem",
        TIMESTAMP: str(timestamp),
        SIGNATURE: f"sha256={signed(secret, timestamp, body)}",
    }
    path = wanted.parts.path or "/"
    try:
        connection.request("POST", f"{path}?{wanted.parts.query}" if wanted.parts.query else path, body, headers)
        status = connection.getresponse().status
    except TimeoutError as error:
        raise NotArrived("timeout") from error
    except ssl.SSLError as error:
        raise NotArrived("certificate") from error
    except (OSError, HTTPException) as error:
        raise NotArrived("no_connection") from error
    finally:
        connection.close()
    if not 200 <= status < 300:
        raise NotArrived(str(status))
    return str(status)
