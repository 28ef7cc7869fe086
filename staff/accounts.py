"""How staff log in: what allauth and axes ask of us. Accounts are made by invitation or command only."""

import base64
import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet
from django.conf import settings
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Count failures per address and visitor: counted per address alone, anybody could lock anybody out."""
        return f"{super()._get_login_attempts_cache_key(request, **credentials)}:{client_address(request)}"

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request)


class MfaAdapter(DefaultMFAAdapter):
    """Keeps secrets of authenticator apps and recovery codes encrypted with a key made from SECRET_KEY."""

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode()).decode()

    def build_totp_svg(self, url: str) -> str:
        """The QR code as an element for inside a page: our CSP has no room for data: images."""
        svg = super().build_totp_svg(url)
        return svg[svg.index("<svg") :]

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """The last authenticator cannot go: add the new one first."""
        factors = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
        others = Authenticator.objects.filter(user=authenticator.user, type__in=factors).exclude(pk=authenticator.pk)
        return authenticator.type not in factors or others.exists()


def _cipher() -> Fernet:
    digest = hashlib.blake2b(settings.SECRET_KEY.encode(), digest_size=32, person=b"staff mfa").digest()
    return Fernet(base64.urlsafe_b64encode(digest))


def attempted_email(request: HttpRequest | None, credentials: dict[str, Any] | None = None) -> str:
    """The address somebody tries to log in with, in lower case."""
    given = (credentials or {}).get("email") or (request.POST.get("login", "") if request else "")
    return str(given).strip().lower()


def client_address(request: HttpRequest) -> str:
    """The visitor's IP address as our own outermost proxy saw it (PROXIES = how many there are)."""
    hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
    if settings.PROXIES and len(hops) >= settings.PROXIES:
        return str(hops[-settings.PROXIES])
    return str(request.META.get("REMOTE_ADDR", ""))
