"""What every page of respondents has in common: language, no caching, a way out of each error."""

import logging
import re
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation

from respondents import door, errors, interviewer, kiosk, languages, visits, wish_pass, wishes
from respondents.cookies import cookie_name, forget
from respondents.entry import NoStudyOpen, OpenStudy, StudyUnknown, several_open, study_at
from respondents.side_pages import has_help
from surveys.editions import NoEdition, StudyClosed, StudyNotYetOpen, definition_of, edition
from surveys.engine.definition import Definition
from surveys.engine.spoken import side_texts
from surveys.engine.text import Text
from surveys.hearing import Hearing
from surveys.languages import direction

View = Callable[..., HttpResponse]

log = logging.getLogger(__name__)

SLUG = re.compile(r"[-a-zA-Z0-9_]{1,60}")
TYPED = 60
"""Characters of a typed code that are shown again, to be mended."""


def page(*methods: str, code_page: str = "", coming_in: bool = False) -> Callable[[View], View]:
    """A view of respondents. `code_page`: the template where an error about a code is shown, beside its field.

    `coming_in`: a page on the way in for respondents; interviewers have their own (see `respondents.interviewer`).
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapper(request: HttpRequest, **kwargs: Any) -> HttpResponse:
            _look_around(request, kwargs)
            request.code_page = code_page
            with translation.override(request.language):
                sent_back = interviewer.sent_back(request, coming_in)
                response = sent_back or _answered(view, request, methods, kwargs)
            return _sealed(request, response)

        return wrapper

    return decorate


def _look_around(request: HttpRequest, kwargs: dict[str, Any]) -> None:
    """Notes on the request who is there: visit, door, study, and the languages to choose from."""
    request.now = timezone.now()
    request.interviewer = interviewer.use(request, request.now)
    request.kiosk = None if request.interviewer else kiosk.of(request)
    idle = visits.AWAY if request.kiosk or request.interviewer else visits.IDLE
    request.visit = visits.find(request, idle, interviewed=request.interviewer is not None)
    request.door = door.read(request)
    request.wish_pass = wish_pass.read(request)
    named = _named(request, kwargs)
    request.opened = {}
    request.study = _study(request, named)
    request.aside = _aside(request) if named else ""
    request.kept = "" if kwargs.get("study") else request.aside
    if request.study:
        request.languages = languages.offered(request.study.edition, request.study.definition)
    else:
        request.languages = languages.ours()
    request.language = languages.chosen(request, request.languages)


def _named(request: HttpRequest, kwargs: dict[str, Any]) -> str:
    """The study that the address or the form names; '' where none does. Addresses in QR codes are in capitals."""
    named = kwargs.get("study") or request.POST.get("study") or request.GET.get("study") or ""
    return named.lower() if SLUG.fullmatch(named) else ""


def _study(request: HttpRequest, named: str) -> OpenStudy | None:
    """The study this page is about, as far as that can be told."""
    if request.visit and not named:
        here = request.visit.interview.edition
        return OpenStudy(here, definition_of(here))
    try:
        if request.wish_pass and not named and not request.door.study:
            here = edition(request.wish_pass.study, request.wish_pass.edition)
            return OpenStudy(here, definition_of(here))
        return study_for(request, door.Door(study=named) if named else request.door)
    except (NoStudyOpen, StudyUnknown, StudyClosed, StudyNotYetOpen, NoEdition):
        return None


def study_for(request: HttpRequest, here: door.Door) -> OpenStudy:
    """`entry.study_at`, which most pages on the way in need twice: for what surrounds them, and for themselves."""
    key = (here.study, here.edition)
    found: OpenStudy | None = request.opened.get(key)
    if found is None:
        found = request.opened[key] = study_at(here)
    return found


def _aside(request: HttpRequest) -> str:
    """What links to the pages beside the questionnaire carry, where only the address says which study is meant."""
    if request.study is None:
        return ""
    slug = request.study.slug
    told = request.visit.interview.edition.study.slug if request.visit else request.door.study
    return "" if told == slug or not several_open() else f"study={slug}"


def _answered(view: View, request: HttpRequest, methods: tuple[str, ...], kwargs: dict[str, Any]) -> HttpResponse:
    try:
        if request.method not in methods and not (request.method == "HEAD" and "GET" in methods):
            raise errors.WrongMethod(methods)
        return view(request, **kwargs)
    except tuple(errors.TABLE) as error:
        return explained(request, error)


def explained(request: HttpRequest, error: Exception) -> HttpResponse:
    """The page that says in words what went wrong and what to do now."""
    told = errors.told(error)
    log.log(told.level, "%s at %s", type(error).__name__, request.resolver_match.view_name)
    if told.goes_on:
        return errors.go_on(error)
    template = request.code_page if told.about_code and request.code_page else "respondents/problem.html"
    typed = request.POST.get("code", "")[:TYPED]
    context = {"told": told, "text": told.text_for(error), "typed": typed}
    response = show(request, template, context, status=told.status)
    for name, value in told.headers_for(error).items():
        response[name] = value
    return response


def show(request: HttpRequest, template: str, context: dict[str, Any] | None = None, status: int = 200) -> HttpResponse:
    """The template with what every page has."""
    materials = request.study.definition.materials if request.study else {}
    shared = {
        "language": request.language,
        "direction": direction(request.language),
        "tongues": [languages.Tongue(tag) for tag in request.languages],
        "study": request.study,
        "aside": f"?{request.aside}" if request.aside else "",
        "kept": f"{request.kept}&" if request.kept else "",
        "landing": materials.get("landing", {}),
        "helps": has_help(materials),
        "wishes": wishes.offered(request.study.definition) if request.study else (),
        "helped": request.visit.helped if request.visit else request.door.helped,
        "demo": bool(request.study and request.study.edition.demo),
        "kiosk": request.kiosk,
        "interviewer": request.interviewer,
        "hearing": _hearing(request, (context or {}).get("spoken")),
    }
    return render(request, template, {**shared, **(context or {})}, status=status)


def _hearing(request: HttpRequest, spoken: Iterable[Text] | None) -> Hearing:
    """What can be heard: the texts of the page, by default those of all pages that ask nothing."""
    definition = request.study.definition if request.study else None
    texts = _side_texts(definition) if definition and spoken is None else spoken or ()
    return Hearing(request.language, definition, texts, request.languages)


def _side_texts(definition: Definition) -> tuple[Text, ...]:
    """Gathered once per definition."""
    found: tuple[Text, ...] | None = definition.memo.get("side_texts")
    if found is None:
        found = definition.memo["side_texts"] = tuple([text for _, text in side_texts(definition)])
    return found


def _sealed(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Never kept by a browser or a proxy; the language and the visit remembered."""
    response["Cache-Control"] = "no-store"
    response["Content-Language"] = request.language
    if languages.asked_for(request) and request.language in request.languages:
        languages.remember(response, request.language)
    if request.visit:
        visits.prolong(request, response)
        _drop_old_pass(request, response)
    return response


def _drop_old_pass(request: HttpRequest, response: HttpResponse) -> None:
    """Somebody fills in on this phone now: the pass of who was here before is not theirs."""
    if request.wish_pass and cookie_name("wish") not in response.cookies:
        forget(response, "wish")
