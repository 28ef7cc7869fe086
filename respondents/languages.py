"""Which languages a page offers, and which one it is shown in."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from surveys.engine.definition import Definition
from surveys.languages import direction, name
from surveys.models import Edition

COOKIE_SECONDS = 30 * 24 * 3600


@dataclass(frozen=True)
class Tongue:
    """A language to choose: its tag, its own name in its own script, its direction."""

    tag: str

    @property
    def name(self) -> str:
        return name(self.tag)

    @property
    def dir(self) -> str:
        return direction(self.tag)


def offered(edition: Edition, definition: Definition) -> tuple[str, ...]:
    """Languages that are complete; all of the study's where incomplete ones may be shown (demo, preview)."""
    if settings.SHOW_INCOMPLETE_LANGUAGES:
        return definition.languages
    return tuple(edition.offered) or (definition.source,)


def ours() -> tuple[str, ...]:
    """Languages of the interface, for pages that belong to no study."""
    return tuple(tag for tag, _ in settings.LANGUAGES)


def chosen(request: HttpRequest, choices: Sequence[str]) -> str:
    """The language asked for (`lang` in the form or the address), else the remembered one, else the browser's."""
    asked = request.POST.get("lang") or request.GET.get("lang")
    if asked in choices:
        return asked
    known = translation.get_language_from_request(request)
    return known if known in choices else choices[0]


def asked_for(request: HttpRequest) -> bool:
    return bool(request.POST.get("lang") or request.GET.get("lang"))


def is_remembered(request: HttpRequest) -> bool:
    return settings.LANGUAGE_COOKIE_NAME in request.COOKIES


def remember(response: HttpResponse, language: str) -> None:
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=COOKIE_SECONDS,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite=settings.LANGUAGE_COOKIE_SAMESITE,
    )
