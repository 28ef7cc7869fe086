"""Every page that a respondent can come to, walked in one language."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client

from invitations import codes
from respondents import errors
from respondents.views import endings
from staff.models import Membership, Role, User
from surveys.models import Study
from tests.respondents.people import Phone
from tests.respondents.pseudo_study import TYPED, WRONG
from tests.respondents.rooms import room

DAY = date(2026, 5, 9)
DETAILS = {"found": 3, "expected": 16, "retry_after": 9, "open_date": DAY, "close_date": DAY, "allowed": ("GET",)}
"""What the exceptions of errors.TABLE carry."""


@dataclass
class Seen:
    """Pages by where they were seen, and every template that made them."""

    pages: dict[str, str] = field(default_factory=dict)
    templates: set[str] = field(default_factory=set)

    def add(self, where: str, page: HttpResponse) -> None:
        self.pages[f"{len(self.pages)} {where} {page.status_code}"] = page.content.decode()
        self.templates |= {template.name for template in getattr(page, "templates", ()) if template.name}


class Walker(Phone):
    """A phone that keeps what it saw."""

    def __init__(self, language: str, seen: Seen) -> None:
        super().__init__(language)
        self.seen = seen

    def get(self, address: str, **more: Any) -> HttpResponse:
        page = super().get(address, **more)
        self.seen.add(f"GET {address}", page)
        return page

    def send(self, data: dict[str, Any], *more: Any, **others: Any) -> HttpResponse:
        page = super().send(data, *more, **others)
        self.seen.add(f"POST {data}"[:80], page)
        return page

    def stumble(self) -> None:
        """The questionnaire, with every mistake on the way; stops halfway and comes back."""
        for _ in range(60):
            name = self.name
            if name == "check":
                return
            if name == "enough":
                self.send({"go": "on"})
                continue
            self.send({"go": "next"})
            for wrong in WRONG.get(name, ()):
                if self.name == name:
                    self.send({"go": "next", **wrong})
            if name == "multi":
                self.come_back()
            self.get(f"/q/{name}/")
            self.send({"go": "next", **TYPED[name]})
        raise AssertionError(f"never came to the end; stayed at {self.address}")

    def come_back(self) -> None:
        self.send({"go": "stop"})
        self.get("/start/")
        self.send({"go": "start", "code": self.own_code})
        self.get("/q/work/")


def walk(
    language: str,
    publish_more: Callable[[], None],
    letter: str,
) -> Seen:
    seen = Seen()
    at_the_door(Walker(language, seen), letter)
    beside(Walker(language, seen))
    whole_way(Walker(language, seen))
    told(Walker(language, seen))
    in_a_group(Walker(language, seen))
    interviewed(Walker(language, seen), language)
    faults(language, seen)
    publish_more()
    bare_study(Walker(language, seen))
    return seen


def at_the_door(phone: Walker, letter: str) -> None:
    phone.get("/")
    phone.get(f"/I/{letter}/")
    for fault in ("mistyped", "unknown", "blocked"):
        phone.get(f"/start/{fault}/")
    phone.get("/start/")
    unknown = "0" * 15 + codes.check_character("0" * 15, "digits")
    for typed in ("", "1", "12", unknown, "1234567890123456"):
        phone.send({"go": "start", "code": typed}, "/start/")
    phone.get("/start/")
    phone.send({"go": "nocode"})
    phone.send({"go": "no"})


def beside(phone: Walker) -> None:
    """Not meant for this person, and pages at the side."""
    phone.agree()
    phone.send({"go": "next"})
    phone.send({"go": "skip"})
    phone.send({"go": "next", "adult": "no"})
    phone.get("/helping/")
    phone.send({"go": "helped"})
    for address in ("/help/", "/privacy/", "/stopped/", "/nothing-here/", "/q/work/", "/k/nothing/"):
        phone.get(address)


def whole_way(phone: Walker) -> None:
    phone.begin()
    phone.get("/helping/")
    phone.send({"go": "helped"})
    phone.get("/help/")
    phone.get("/code/")
    phone.send({"go": "new"})
    phone.own_code = phone.text.split('big-code digits">')[1].split("<")[0]
    phone.get("/on/")
    two_tabs(phone)
    phone.stumble()
    phone.get("/check/")
    phone.send({"go": "send"})
    wishes(phone)
    phone.get("/start/")
    phone.send({"go": "start", "code": phone.own_code})
    phone.get("/withdraw/")
    phone.send({"go": "find", "code": "1"})
    phone.send({"go": "remove", "proof": "old"}, "/withdraw/")
    phone.get("/withdraw/")
    phone.send({"go": "find", "code": phone.own_code})
    phone.send({"go": "remove"})
    phone.get("/start/")
    phone.send({"go": "start", "code": phone.own_code})


def two_tabs(phone: Walker) -> None:
    """The first question answered in two tabs, and by a script whose visit is over."""
    fields = phone.fields()
    phone.get("/q/work/")
    sent = {**phone.fields(), "turn": "1", "touched": "work", "work": "no"}
    assert "saved" in phone.client.post("/q/work/save/", sent).json()
    phone.send({"go": "next", "work": "yes"}, fields=fields)
    assert phone.page.status_code == 409
    stranger = Phone(phone.client.cookies["django_language"].value)
    stranger.get("/start/")
    reply = stranger.client.post("/q/work/save/", {**stranger.fields(), "touched": "work"})
    phone.seen.pages["saving without a visit"] = reply.json()["text"]


def wishes(phone: Walker) -> None:
    """The raffle, an interview and the panel, with every mistake, the terms, and off the lists."""
    for kind in ("raffle", "interview", "panel"):
        phone.get("/done/")
        phone.send({}, f"/done/{kind}/")
        for wrong in ("", "1@", "06 1", "06 1234567890", "612345678", "06 12345678*"):
            phone.send({"go": "keep", "contact": wrong})
        phone.send({"go": "keep", "contact": "06 12345678", "name": "7"})
    phone.get("/wish/terms/")
    phone.get("/wish/remove/")
    phone.send({"go": "remove", "contact": ""})
    phone.send({"go": "remove", "contact": "06 12345678"})


def in_a_group(phone: Walker) -> None:
    """The number on the wall, the landing on one's own phone and on a shared tablet, the tablet cleared."""
    code = room(Study.objects.get(slug="mini")).code
    phone.get("/g/")
    for typed in ("", "1"):
        phone.send({"go": "join", "code": typed}, "/g/")
    phone.send({"go": "join", "code": code}, "/g/")
    phone.get("/g/")
    phone.send({"go": "shared", "code": code})
    phone.send({"go": "nocode"}, "/start/")
    phone.send({"go": "no"})
    phone.get(f"/g/{code}/wipe/")


def interviewed(phone: Walker, language: str) -> None:
    """Pages that an interviewer sees; their own page below /staff/ is for staff and not kept."""
    user = User.objects.create_user("interviewer@example.org")
    Membership.objects.create(user=user, role=Role.FIELDWORK)
    TOTP.activate(user, generate_totp_secret())
    phone.client.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
    Phone.get(phone, "/staff/interviewing/")
    phone.send({"go": "nocode", "language": language}, "/staff/interviewing/mini/begin/")
    assert phone.address == "/consent/"
    phone.send({"go": "no"})


def told(phone: Walker) -> None:
    """Whatever can go wrong by the table, raised on a page."""
    for kind in errors.TABLE:
        error = kind.__new__(kind)
        for name, value in DETAILS.items():
            setattr(error, name, value)
        if not errors.told(error).goes_on:
            with failing(error):
                phone.get("/stopped/")


@contextmanager
def failing(error: Exception) -> Iterator[None]:
    """The page /stopped/ does not work."""

    def show(*anything: Any, **more: Any) -> HttpResponse:
        raise error

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(endings, "show", show)
        yield


def _gone(*anything: Any, **more: Any) -> None:
    raise OperationalError("connection refused")


def faults(language: str, seen: Seen) -> None:
    """Pages for when something is wrong with the site or the request."""
    client = Client(raise_request_exception=False, enforce_csrf_checks=True)
    client.cookies["django_language"] = language
    seen.add("no such page", client.get("/a/b/c/"))
    seen.add("no token", client.post("/start/", {"go": "start"}))
    for error in (RuntimeError(), PermissionDenied()):
        with failing(error):
            seen.add(repr(error), client.get("/stopped/"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.conf.settings.DATA_UPLOAD_MAX_NUMBER_FIELDS", 1)
        seen.add("too many fields", client.post("/start/", {"a": "1", "b": "2"}))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("respondents.pages._look_around", _gone)
        seen.add("no database", client.get("/start/"))
        open_client = Client(raise_request_exception=False)
        open_client.cookies["django_language"] = language
        seen.add("no database, with a form", open_client.post("/q/work/", {"go": "next", "work": "yes"}))
    seen.add("no token at the staff's door", client.post("/staff/account/login/"))


def bare_study(phone: Walker) -> None:
    """Studies to choose from; one whose codes have letters; one without texts of its own, with a no and to the end."""
    phone.get("/")
    phone.get("/lettered/")
    phone.get("/bare/")
    phone.send({"go": "nocode"}, "/start/")
    phone.send({"go": "no"})
    for adult in ("no", "yes"):
        phone.get("/bare/")
        phone.send({"go": "nocode"}, "/start/")
        phone.send({"go": "yes"})
        phone.send({"go": "next", "adult": adult})
    phone.send({"go": "next", "kind": "refugee"})
    phone.get("/on/")
    phone.send({"go": "next", "only": "yes"})
    phone.send({"go": "send"})
    phone.get("/privacy/")
