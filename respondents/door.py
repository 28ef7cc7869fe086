"""Somebody at the door: consent and screening answers before there is an interview, in their own signed cookie.

The cookie holds the digest of a code, never the code. Nothing of it is stored.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.core import signing
from django.http import HttpRequest, HttpResponse

from respondents.cookies import forget, put, signed

SALT = "respondents.door"
LIFETIME = timedelta(hours=24)
LARGEST = 3800
"""Bytes of cookie value; browsers drop cookies above 4096 with their name and attributes."""


class DoorTooLarge(Exception):
    """The screening answers do not fit into a cookie. Screening texts should be short: see the study's definition."""


@dataclass(frozen=True)
class Door:
    """Where somebody stands before the interview begins. `token` becomes the id of the interview.

    `session` is the number on the wall of a group session. `landed`: counted as somebody who came by the channel.
    """

    token: str = field(default_factory=lambda: uuid4().hex)
    study: str = ""
    edition: int = 0
    channel: str = ""
    digest: str = ""
    session: str = ""
    helped: bool = False
    landed: bool = False
    agreed_at: str = ""
    agreed_version: str = ""
    agreed_language: str = ""
    answers: Mapping[str, Any] = field(default_factory=dict)
    passed: tuple[str, ...] = ()

    @property
    def interview_id(self) -> UUID:
        return UUID(self.token)

    @property
    def agreed(self) -> bool:
        return bool(self.agreed_at)

    def answering(self, page: str, answers: Mapping[str, Any]) -> "Door":
        """With one more screening page answered or skipped."""
        passed = self.passed if page in self.passed else (*self.passed, page)
        return replace(self, answers={**self.answers, **answers}, passed=passed)

    def left(self) -> "Door":
        """What stays of somebody who does not take part: the study, and the group session they sit in."""
        channel = self.channel if self.session else ""
        return Door(study=self.study, channel=channel, session=self.session, landed=self.landed and bool(channel))

    def anew(self) -> "Door":
        """The same person at the same door, with nothing said yet."""
        return Door(
            study=self.study,
            channel=self.channel,
            digest=self.digest,
            session=self.session,
            helped=self.helped,
            landed=self.landed,
        )

    def again(self, here: "Door") -> "Door":
        """A fresh door by the same channel on the same phone: nobody is counted twice."""
        same = (self.study, self.channel) == (here.study, here.channel)
        return replace(here, landed=self.landed and same)


def read(request: HttpRequest) -> Door:
    """The door in the request's cookie; a fresh one where there is none, or where it is old or was changed."""
    found = signed(request, "door", SALT, LIFETIME)
    try:
        return Door() if found is None else _door(found)
    except (TypeError, ValueError):
        return Door()


def write(response: HttpResponse, door: Door) -> HttpResponse:
    """Puts the door into its cookie. Raises DoorTooLarge."""
    default = Door(token=door.token)
    kept = {key: value for key, value in asdict(door).items() if key == "token" or value != getattr(default, key)}
    value = signing.dumps(kept, salt=SALT, compress=True)
    if len(value) > LARGEST:
        raise DoorTooLarge
    put(response, "door", value, LIFETIME)
    return response


def close(response: HttpResponse) -> HttpResponse:
    forget(response, "door")
    return response


def _door(found: Mapping[str, Any]) -> Door:
    known = {item.name for item in fields(Door)}
    door = Door(**{key: value for key, value in found.items() if key in known})
    UUID(door.token)
    return replace(door, passed=tuple(door.passed))
