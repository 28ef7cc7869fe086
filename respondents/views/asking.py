"""Showing a page and reading what was pressed: the same for screening and questionnaire."""

import json
import re
from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass, field
from hashlib import sha256
from math import ceil
from typing import Any
from uuid import uuid4

from django.forms.utils import ErrorDict
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from respondents import blank_page, flow, languages
from respondents.blank_page import Blank
from respondents.compressed import Piece, answered, once
from respondents.pages import show
from surveys.engine.answers import Answer
from surveys.engine.definition import Definition
from surveys.engine.path import Path, ShownPage
from surveys.engine.spoken import page_texts
from surveys.forms import PageForm
from surveys.known_clips import known_clips
from surveys.models import Edition

Answers = Mapping[str, Answer | None]
NOT_ANSWERS = frozenset({"csrfmiddlewaretoken", "key", "lang", "prompted", "based_on"})
KEY_REST = 28
TURNS = 16**4


@dataclass(frozen=True)
class Asking:
    """A page to be asked. `kept`: questions answered in an earlier visit, which stay as they are when left empty.

    `save(answers, key)`, `skip(key)` store and lead on; None where somebody answered elsewhere since. `back` is the
    address of the page before, '' on the first; `keeps`: what was typed is stored when somebody goes back or stops;
    `seq`: what the page shows the state of, '' where nothing is stored yet; `outbox`: what the script is told;
    `beside`: what the template is given beside the page itself; `screening`: the edition whose screening this is.
    """

    shown: ShownPage
    definition: Definition
    save: Callable[[Answers, str], HttpResponse | None]
    skip: Callable[[str], HttpResponse | None]
    go_on: Callable[[], HttpResponse]
    stop: Callable[[], HttpResponse]
    back: str = ""
    keeps: bool = False
    initial: Mapping[str, Answer] = field(default_factory=dict)
    kept: Set[str] = frozenset()
    progress: Mapping[str, Any] | None = None
    seq: Callable[[], int | str] = str
    outbox: Mapping[str, Any] | None = None
    template: str = "respondents/question.html"
    beside: Mapping[str, Any] = field(default_factory=dict)
    screening: Edition | None = None

    @property
    def name(self) -> str:
        return self.shown.page.name

    @property
    def asks(self) -> bool:
        return any(item.question.asks for item in self.shown.questions)


def respond(request: HttpRequest, asking: Asking) -> HttpResponse:
    """What a GET or a pressed button on this page leads to."""
    if request.method != "POST":
        return draw(request, asking, _form(request, asking, bound=False))
    if languages.asked_for(request):
        return draw(request, asking, unchecked(_form(request, asking)))
    pressed = request.POST.get("go")
    if pressed in ("back", "stop"):
        return _leave(request, asking, pressed)
    if pressed == "skip":
        return _skip(request, asking)
    return _next(request, asking)


def _form(request: HttpRequest, asking: Asking, bound: bool = True) -> PageForm:
    data = request.POST if bound else None
    return PageForm(asking.shown, request.language, asking.definition, data=data, initial=asking.initial)


def unchecked(form: PageForm) -> PageForm:
    """The form with what was typed, not judged: somebody who changes the language has not answered yet."""
    form._errors = ErrorDict()
    return form


def _leave(request: HttpRequest, asking: Asking, pressed: str) -> HttpResponse:
    """Back or stop: in the questionnaire an answer that can be taken is taken along, anything else is left."""
    if asking.keeps:
        form = _form(request, asking)
        if form.is_valid() and not form.skipped and asking.asks and not unanswered_key(asking, form.answers):
            saved = asking.save(changed(asking, form.answers), event_key(request, asking.name))
            if saved is None and pressed == "back":
                return elsewhere(request, asking)
    return asking.stop() if pressed == "stop" else redirect(asking.back or request.path)


def _skip(request: HttpRequest, asking: Asking) -> HttpResponse:
    if flow.needs_answer(asking.shown):
        return draw(request, asking, unchecked(_form(request, asking)), need=True, status=422)
    return asking.skip(event_key(request, asking.name)) or elsewhere(request, asking)


def elsewhere(request: HttpRequest, asking: Asking) -> HttpResponse:
    """Somebody answered this on another phone or in another tab meanwhile; what was typed here still stands here."""
    return draw(request, asking, unchecked(_form(request, asking)), elsewhere=True, status=409)


def _next(request: HttpRequest, asking: Asking) -> HttpResponse:
    form = _form(request, asking)
    if not form.is_valid():
        return draw(request, asking, form, status=422)
    if form.skipped and asking.kept:
        return asking.go_on()
    if unanswered_key(asking, form.answers):
        return draw(request, asking, form, need=True, status=422)
    if not form.skipped:
        return asking.save(changed(asking, form.answers), event_key(request, asking.name)) or elsewhere(request, asking)
    if request.POST.get("prompted"):
        return asking.skip(event_key(request, asking.name)) or elsewhere(request, asking)
    return draw(request, asking, form, prompt=True)


def unanswered_key(asking: Asking, answers: Answers) -> bool:
    keys = {item.question.name for item in asking.shown.questions if item.question.routing_key}
    return any(answers.get(name) is None for name in keys - asking.kept)


def changed(asking: Asking, answers: Answers) -> Answers:
    """Without the questions that were left empty and had an answer which this visit does not show."""
    return {name: answer for name, answer in answers.items() if answer is not None or name not in asking.kept}


def event_key(request: HttpRequest, name: str) -> str:
    """The same form sent twice with the same answers has the same key, and counts once.

    It begins with the form and its turn, which a script counts on with every change (see respondents.append).
    """
    form_key = request.POST.get("key", "")
    if not re.fullmatch(r"[0-9a-f]{32}", form_key):
        form_key = uuid4().hex
    said = sorted((key, values) for key, values in request.POST.lists() if key not in NOT_ANSWERS)
    digest = sha256(json.dumps([form_key, name, said]).encode()).hexdigest()
    return f"{form_key}{_number(request, 'turn') or 0:04x}{digest[:KEY_REST]}"


def based_on(request: HttpRequest) -> int | None:
    """The seq that the form showed the state of; None where it does not say so."""
    return _number(request, "based_on")


def _number(request: HttpRequest, name: str) -> int | None:
    typed = request.POST.get(name, "")
    return int(typed) if re.fullmatch(r"[0-9]{1,9}", typed) and (name != "turn" or int(typed) < TURNS) else None


def draw(
    request: HttpRequest,
    asking: Asking,
    form: PageForm,
    *,
    prompt: bool = False,
    need: bool = False,
    elsewhere: bool = False,
    status: int = 200,
) -> HttpResponse:
    """The page with its form. `prompt`: asked once more before it is skipped; `need`: it cannot be skipped.

    `elsewhere`: another answer was given meanwhile, on another phone or in another tab.
    """
    if not (form.is_bound or form.given) and _is_plain(request, asking):
        return answered(request, _filled(request, asking))
    context = {
        "form": form,
        "asking": asking,
        "key": uuid4().hex,
        "prompted": prompt,
        "friendly": str(ELSEWHERE) if elsewhere else _friendly(prompt, need),
        "elsewhere": elsewhere,
        "based_on": asking.seq(),
        "can_skip": asking.asks and not flow.needs_answer(asking.shown),
        "earlier": bool(asking.kept),
        "progress": asking.progress,
        "in_form": True,
        "spoken": [text for _, text in page_texts(asking.definition, asking.shown.page)],
    }
    return show(request, asking.template, {**asking.beside, **context}, status=status)


def _is_plain(request: HttpRequest, asking: Asking) -> bool:
    """Whether this is a page of questions itself, on a phone of one's own: those need not be drawn anew."""
    plain = asking.progress and request.visit if asking.outbox else asking.screening
    if not plain or asking.template != blank_page.TEMPLATE or asking.beside:
        return False
    return not (request.kiosk or request.interviewer or hasattr(request, "preview"))


def _filled(request: HttpRequest, asking: Asking) -> list[Piece]:
    """The page with nothing answered on it, filled in for this person."""
    here = asking.screening or request.visit.interview.edition
    blank = Blank(
        edition=here.pk,
        document_hash=here.document_hash,
        page=asking.name,
        offered=blank_page.offered(asking.shown),
        language=request.language,
        languages=tuple(request.languages),
        heard=tuple([known_clips(tag).stamp for tag in request.languages]),
        demo=here.demo,
        helped=request.visit.helped if request.visit else request.door.helped,
        earlier=bool(asking.kept),
        can_skip=asking.asks and not flow.needs_answer(asking.shown),
        goes_back=bool(asking.back),
        screening=asking.screening is not None,
    )
    values = {"csrf_token": once(get_token(request)), "key": once(uuid4().hex)}
    return blank_page.filled(blank, here, values | _of_answering(request, asking))


def _of_answering(request: HttpRequest, asking: Asking) -> dict[str, Piece]:
    """What pages say where answers are stored."""
    told = asking.progress
    if asking.outbox is None or told is None:
        return {}
    return {
        "based_on": once(str(asking.seq())),
        "outbox_key": once(escape(asking.outbox["key"])),
        "horizon": once(str(asking.outbox["horizon"])),
        "progress": blank_page.progress(request.language, told["now"], told["all"], told["minutes"]),
    }


ELSEWHERE = gettext_lazy(
    "Somebody answered this question somewhere else. We kept that answer. Do you want the answer on this phone? "
    "Press Next."
)


def _friendly(prompt: bool, need: bool) -> str:
    if need:
        return _("We need this answer to choose the right questions for you. Please choose an answer.")
    return _("You did not give an answer. Would you like to answer? Or press Next again to skip.") if prompt else ""


def parts(definition: Definition, on_path: Path, name: str) -> Mapping[str, Any]:
    """Which part of the questionnaire this page is in, of those on this person's path, and how long the rest takes.

    The core is one part. `minutes`: the study's own length, by the share of pages that are left, this one included;
    rounded up; 0 where the study gives no length.
    """
    sections = list(dict.fromkeys([_part_of(shown) for shown in on_path.pages]))
    page = on_path.page(name)
    now = sections.index(_part_of(page)) + 1 if page else len(sections)
    whole = (definition.materials.get("landing") or {}).get("minutes") or 0
    left = len(on_path.pages) - on_path.names.index(name) if page else 0
    return {
        "minutes": ceil(whole * left / len(on_path.pages)),
        "now": now,
        "all": len(sections),
        "bars": [(place < now, place == now) for place in range(1, len(sections) + 1)],
    }


def _part_of(shown: ShownPage) -> str:
    return "" if shown.page.core else shown.page.section


def page_before(on_path: Path, name: str) -> str:
    """Name of the page before this one on the path, '' on the first."""
    before = ""
    for shown in on_path.shown():
        if shown.page.name == name:
            break
        before = shown.page.name
    return before
