"""The one-time pass to the wish pages: a token that the phone alone has. docs/decisions/0050 says what it hides.

The token follows from the secret of the visit in which the answers were sent, which only the phone's cookie holds. So
asking twice (a lost reply, a double tap) gives the same token, and nobody can work it out from what is stored.
"""

import hmac
from dataclasses import asdict, dataclass
from datetime import timedelta
from hashlib import sha256

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from respondents.cookies import cookie_name, put, signed
from respondents.models import Visit

SALT = "respondents.wish"
LIFETIME = timedelta(hours=24)


class NoWishPass(Exception):
    """This phone did not send answers today, or not to this study."""


@dataclass(frozen=True)
class WishPass:
    """Somebody sent the answers to this edition; nothing here says who, or which answers."""

    study: str
    edition: int
    token: str

    def digest(self, kind: str) -> str:
        """What is kept of the token beside a wish; the two kinds' digests have nothing in common."""
        return _keyed(f"digest {self.study} {kind} {self.token}")


def earned(request: HttpRequest) -> bool:
    """Whether the answers were sent in this visit, on this phone."""
    return request.visit is not None and request.visit.sent


def make(visit: Visit, secret: str) -> WishPass:
    """The pass of a visit in which answers were sent; `secret` is the token in its cookie."""
    edition = visit.interview.edition
    return WishPass(edition.study.slug, edition.number, _keyed(f"token {edition.study.slug} {secret}"))


def secret_of(request: HttpRequest) -> str:
    return request.COOKIES.get(cookie_name("visit"), "")


def write(response: HttpResponse, found: WishPass) -> HttpResponse:
    put(response, "wish", signing.dumps(asdict(found), salt=SALT), LIFETIME)
    return response


def read(request: HttpRequest) -> WishPass | None:
    """The pass in the request's cookie; None where there is none, or it is old or was changed."""
    found = signed(request, "wish", SALT, LIFETIME)
    try:
        return None if found is None else WishPass(**found)
    except (TypeError, ValueError):
        return None


def _keyed(message: str) -> str:
    key = sha256(f"{SALT} {settings.SECRET_KEY}".encode()).digest()
    return hmac.new(key, message.encode(), sha256).hexdigest()
