"""The preview for people without a log-in who were sent a link: they walk the questionnaire and leave remarks.

What they answer waits in a session of their own and is gone with it; what they remark is kept.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import wraps
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from respondents.cookies import cookie_name, put
from respondents.models import PreviewLink
from respondents.preview import arriving, links, panorama, walking
from respondents.preview.stage import Stage, on_stage
from respondents.preview.trial import Trial
from respondents.visits import IDLE

READERS = ("nl", "en")
REFUSED: Mapping[str, str | Promise] = {
    "no_text": gettext_lazy("Type your remark first."),
    "long_text": gettext_lazy("Your remark is too long: at most 4,000 characters."),
    "long_name": gettext_lazy("Your name is too long: at most 80 characters."),
    "no_page": gettext_lazy("This page is not in the questionnaire."),
    "too_many": gettext_lazy("Many remarks came in just now. Wait ten minutes and send yours again."),
}
Act = Callable[..., HttpResponse]


def panel(*methods: str) -> Callable[[Act], Act]:
    """A view of the panel: it gets the link and the stage. A link that is no longer good gets a page that says so."""

    def decorate(view: Act) -> Act:
        @require_http_methods(list(methods))
        @wraps(view)
        def found(request: HttpRequest, token: str, **kwargs: Any) -> HttpResponse:
            try:
                link = links.found(token, timezone.now())
            except (links.LinkUnknown, links.LinkOver) as error:
                return _gone(request, 410 if isinstance(error, links.LinkOver) else 404)
            session = _session(request)
            stage = stage_of(link, session, token, _reader(request))
            with translation.override(stage.trial.reader):
                try:
                    response = view(request, link, stage, **kwargs)
                    return _sealed(response, link, session)
                except links.TooMany:
                    return _again(request, stage, {}, "too_many", 429)

        return found

    return decorate


def _session(request: HttpRequest) -> SessionBase:
    store = import_module(settings.SESSION_ENGINE).SessionStore
    return store(request.COOKIES.get(cookie_name("preview")) or None)


def _sealed(response: HttpResponse, link: PreviewLink, session: SessionBase) -> HttpResponse:
    """Not kept anywhere; the trial remembered for a day. Raises TooMany where many people began just now."""
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    if session.modified:
        if session.session_key is None:
            links.throttle(link)
        session.set_expiry(int(IDLE.total_seconds()))
        session.save()
        put(response, "preview", session.session_key, IDLE)
    return response


def _reader(request: HttpRequest) -> str:
    """Dutch or English, for what is said about the questionnaire: as asked for, else '' for what was kept."""
    asked = request.GET.get("ui", "")
    return asked if asked in READERS else ""


def _gone(request: HttpRequest, status: int) -> HttpResponse:
    known = _reader(request) or translation.get_language_from_request(request)
    with translation.override(known if known in READERS else "nl"):
        return render(request, "preview/gone.html", {"over": status == 410}, status=status)


def stage_of(link: PreviewLink, session: SessionBase, token: str, reader: str) -> Stage:
    stage = Stage(
        study=link.study,
        definition=links.definition_of(link),
        kept=session,
        key=f"panel:{link.pk}",
        room="panel",
        at={"token": token},
        mark="",
        template="preview/panel_question.html",
        beside=beside,
    )
    if reader and reader != stage.trial.reader:
        stage.keep(replace(stage.trial, reader=reader))
    with translation.override(stage.trial.reader):
        return replace(stage, mark=_("Preview. Your answers are not kept; your remarks are."))


def beside(stage: Stage, page: str) -> Mapping[str, Any]:
    """The form for remarks, in the reader's language whatever the page's is."""
    reader = stage.trial.reader
    with translation.override(reader):
        words = {name: str(text) for name, text in FORM.items()}
    found = stage.definition.page_by_name.get(page)
    asked = (
        [(one.name, str(one.label.shown(reader, stage.definition.source))) for one in found.questions] if found else []
    )
    return {
        "remark": {
            "words": words,
            "reader": reader,
            "page": page,
            "questions": asked,
            "address": stage.address("remark"),
            "home": stage.address("home"),
            "longest": links.LONGEST_TEXT,
            "longest_name": links.LONGEST_NAME,
        }
    }


FORM: Mapping[str, str | Promise] = {
    "title": gettext_lazy("Your remark about this page"),
    "about": gettext_lazy("It is about"),
    "page": gettext_lazy("the page as a whole"),
    "text": gettext_lazy("Remark"),
    "name": gettext_lazy("Your name (not needed)"),
    "careful": gettext_lazy("Write nothing about yourself or others that may not be kept. The researchers read this."),
    "send": gettext_lazy("Send the remark"),
    "sent": gettext_lazy("Thank you. Your remark was kept."),
    "home": gettext_lazy("All pages, other languages and groups"),
}


@panel("GET", "HEAD")
def home(request: HttpRequest, link: PreviewLink, stage: Stage) -> HttpResponse:
    """What this is, and where to begin or go on."""
    trial, source = stage.trial, stage.definition.source
    context = {
        "link": link,
        "stage": stage,
        "trial": trial,
        "title": stage.definition.title.shown(trial.reader, source),
        "choices": panorama.choices(stage.definition, source),
        "sections": panorama.contents(stage.definition, source),
        "begun": stage.key in stage.kept and bool(trial.language),
        "going_on": walking.here(stage, trial),
        "source": source,
        **beside(stage, ""),
    }
    return render(request, "preview/home.html", context)


@panel("POST")
def begin(request: HttpRequest, link: PreviewLink, stage: Stage) -> HttpResponse:
    """From the start, in a language: as anybody, or straight in a group."""
    group, language = request.POST.get("group", ""), request.POST.get("language", "")
    if (group and group not in stage.definition.groups) or language not in stage.definition.languages:
        raise Http404
    trial = stage.keep(arriving.begun(stage.definition, Trial(language, stage.trial.reader), group))
    return redirect(walking.here(stage, trial))


@panel("POST")
def jump(request: HttpRequest, link: PreviewLink, stage: Stage) -> HttpResponse:
    """To a page, with the answers that it takes."""
    question = arriving.question_named(stage.definition, request.POST.get("page", ""))
    if not question:
        raise Http404
    arrival = arriving.arrive(stage.definition, stage.trial, question, {})
    if arrival.how != "there":
        return render(request, "preview/no_way.html", {"stage": stage, "home": stage.address("home")}, status=409)
    trial = stage.keep(arrival.trial)
    return redirect(stage.address("page", page=trial.at))


@panel("POST")
def remark(request: HttpRequest, link: PreviewLink, stage: Stage) -> HttpResponse:
    """Keep a remark, and back to the page that it is about."""
    typed = {name: request.POST.get(name, "") for name in ("page", "question", "text", "name")}
    trial = stage.trial
    try:
        links.remark(link, links.Said(**typed), trial.language, trial.group, now=timezone.now())
    except links.NotAllowed as error:
        return _again(request, stage, typed, error.code, 422)
    except links.TooMany:
        return _again(request, stage, typed, "too_many", 429)
    there = stage.address("page", page=typed["page"]) if typed["page"] else stage.address("home")
    return redirect(f"{there}?kept=1#remark")


def _again(request: HttpRequest, stage: Stage, typed: Mapping[str, str], code: str, status: int) -> HttpResponse:
    """What was typed, and what is wrong with it."""
    context = {"typed": typed, "refused": REFUSED[code], **beside(stage, typed.get("page", ""))}
    response = render(request, "preview/again.html", context, status=status)
    if status == 429:
        response["Retry-After"] = str(links.WINDOW_SECONDS)
    return response


def walked(act: Callable[..., HttpResponse]) -> Act:
    """A page of the walk, in the respondent's language."""

    @panel("GET", "POST")
    def shown(request: HttpRequest, link: PreviewLink, stage: Stage, **kwargs: Any) -> HttpResponse:
        if stage.key not in stage.kept:
            return redirect(stage.address("home"))
        return on_stage(request, stage, lambda request, stage: act(request, stage, **kwargs))

    return shown


landing = walked(walking.landing)
consent = walked(walking.consent)
page = walked(walking.question)
enough = walked(walking.enough)
check = walked(walking.check)
ending = walked(walking.ending)
