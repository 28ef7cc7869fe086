"""Somebody with a phone: presses buttons, and sends back whatever was in the form."""

import re
from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.test import Client

from respondents.models import Interview, Visit
from tests.respondents.mini import ANSWERS


class Phone:
    """A browser without JavaScript. CSRF is checked, so every form must be fetched before it is sent."""

    def __init__(self, language: str = "nl") -> None:
        self.client = Client(enforce_csrf_checks=True)
        self.client.cookies["django_language"] = language
        self.page: HttpResponse | None = None

    def get(self, address: str, **more: Any) -> HttpResponse:
        self.page = self.client.get(address, follow=True, **more)
        return self.page

    def fields(self) -> dict[str, str]:
        """The hidden fields of the page's form."""
        text = self.page.content.decode()
        return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', text))

    def send(self, data: Mapping[str, Any], address: str = "", fields: Mapping[str, str] | None = None) -> HttpResponse:
        hidden = self.fields() if fields is None else fields
        self.page = self.client.post(address or self.address, {**hidden, **data}, follow=True)
        return self.page

    @property
    def address(self) -> str:
        return self.page.request["PATH_INFO"]

    @property
    def name(self) -> str:
        return self.address.rstrip("/").split("/")[-1]

    @property
    def text(self) -> str:
        return self.page.content.decode()

    def agree(self, code: str = "") -> "Phone":
        """Through the door and the consent, to the first question of the screening."""
        self.get("/start/")
        self.send({"go": "start", "code": code} if code else {"go": "nocode"})
        self.send({"go": "yes"})
        return self

    def begin(self, code: str = "", kind: str = "refugee") -> "Phone":
        """To the first page of the questionnaire; `own_code` is what was shown on the way."""
        self.agree(code)
        self.send({"go": "next", "adult": "yes"})
        if self.name == "kind":
            self.send({"go": "next", "kind": kind})
        found = re.search(r"big-code digits\">([0-9 ]+)<", self.text)
        self.own_code = found.group(1) if found else ""
        if found:
            self.get("/on/")
        return self

    def answer(self, until: str = "check", **answers: Any) -> "Phone":
        """Answers page after page until the named one is shown."""
        for _ in range(40):
            if self.name == until:
                return self
            data = answers.get(self.name, ANSWERS[self.name])
            self.send({"go": "next", **data})
        raise AssertionError(f"never came to {until}; stayed at {self.address}")

    @property
    def interview(self) -> Interview:
        return Visit.objects.order_by("-pk").first().interview
