"""What happens at the door, for who must see an attack: who came in, and who was refused and from which network.

Accounts are told by number, pages by name, addresses cut to their network (IPv4 /24, IPv6 /48); which account was tried
in vain is not written down: it may be a password. `staff.daily_file` keeps the lines for SECURITY_LOG_DAYS. The audit
trail tells what people did.
"""

import logging
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any

from axes.signals import user_locked_out
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.http import HttpRequest

from staff.accounts import client_address
from staff.models import User

log = logging.getLogger("inburgerstem.security")
UNKNOWN = "unknown"


def network(address: str) -> str:
    """The network of an IP address: 192.0.2.77 → 192.0.2.0/24; 'unknown' for what is no address."""
    try:
        found = ip_address(address)
    except ValueError:
        return UNKNOWN
    if isinstance(found, IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    return str(ip_network(f"{found}/{24 if found.version == 4 else 48}", strict=False))


def listen() -> None:
    user_logged_in.connect(_came_in, dispatch_uid="staff.security_log.in")
    user_logged_out.connect(_left, dispatch_uid="staff.security_log.out")
    user_login_failed.connect(_failed, dispatch_uid="staff.security_log.failed")
    user_locked_out.connect(_locked_out, dispatch_uid="staff.security_log.locked_out")


def _came_in(sender: Any, user: User, **more: Any) -> None:
    log.info("log-in: account %s", user.pk)


def _left(sender: Any, user: User | None = None, **more: Any) -> None:
    log.info("log-out: account %s", user.pk if user else "-")


def _failed(sender: Any, request: HttpRequest | None = None, **more: Any) -> None:
    _refused("log-in failed", request)


def _locked_out(sender: Any, request: HttpRequest | None = None, **more: Any) -> None:
    _refused("locked out for a while", request)


def _refused(what: str, request: HttpRequest | None) -> None:
    place = network(client_address(request)) if request else "a command"
    log.warning("%s, from %s", what, place, extra={"network": place})


def may_not(request: HttpRequest, why: str) -> None:
    """Somebody asked for what they have no right to."""
    match = request.resolver_match
    page = match.view_name if match else "-"
    account = request.user.pk if getattr(request, "user", None) and request.user.is_authenticated else "-"
    log.warning("not allowed: account %s page %s method %s (%s)", account, page, _word(request.method), why)


def _word(text: str | None) -> str:
    """Methods are letters; anything else is not repeated."""
    return text if text and text.isascii() and text.isalpha() and len(text) < 12 else "?"
