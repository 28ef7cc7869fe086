"""The preview for researchers: the draft on a phone beside what there is to say of each page, and on paper."""

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from csp.constants import SELF
from csp.decorators import csp_replace
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from respondents.preview import arriving, panorama, walking
from respondents.preview.stage import Stage, on_stage
from respondents.preview.trial import Trial
from surveys.design import proving
from surveys.design.checking import checked
from surveys.design.desk import Desk
from surveys.design.pages import about, designer
from surveys.design.places import page_of, place_of
from surveys.design.rule_words import words_language
from surveys.models import ProofRun, Study
from surveys.printable import NoSuchGroup, NoSuchLanguage, Print, write_questionnaire
from surveys.typeset import TypesetError

TAB = "preview:start"
TEXTS_ONLY = frozenset({"missing_source_text", "stale_translation"})
"""Errors with which a draft can still be printed."""
View = Callable[..., HttpResponseBase]


class NotReadable(Exception):
    """The draft has faults of form, so that there is no questionnaire to show."""


def stage_of(request: HttpRequest, study: Study, desk: Desk) -> Stage:
    """The draft, tried out by this researcher. Raises NotReadable."""
    if desk.definition is None:
        raise NotReadable
    return Stage(
        study=study,
        definition=desk.definition,
        kept=request.session,
        key=f"preview:{study.slug}",
        room="preview",
        at={"study": study.slug},
        mark=_("Preview of the draft. Nothing is kept."),
    )


def readable(view: View) -> View:
    """The view gets a Stage; a draft that cannot be read gets the page that says so."""

    @designer
    @wraps(view)
    def found(request: HttpRequest, study: Study, desk: Desk, **kwargs: Any) -> HttpResponseBase:
        try:
            stage = stage_of(request, study, desk)
        except NotReadable:
            return render(request, "preview/unreadable.html", about(study, desk, TAB), status=409)
        return view(request, stage, desk, **kwargs)

    return found


def framed(act: Callable[..., HttpResponse]) -> View:
    """A page of the walk, which may stand in a frame of this site."""

    @require_http_methods(["GET", "POST"])
    @csp_replace({"frame-ancestors": SELF})
    @xframe_options_sameorigin
    @readable
    def shown(request: HttpRequest, stage: Stage, desk: Desk, **kwargs: Any) -> HttpResponse:
        return on_stage(request, stage, lambda request, stage: act(request, stage, **kwargs))

    return shown


landing = framed(walking.landing)
consent = framed(walking.consent)
page = framed(walking.question)
enough = framed(walking.enough)
check = framed(walking.check)
ending = framed(walking.ending)


@require_safe
@csp_replace({"frame-src": SELF})
@readable
def start(request: HttpRequest, stage: Stage, desk: Desk) -> HttpResponseBase:
    """The phone, and beside it what there is to say. `?q=`: go to this question or page first."""
    wanted = request.GET.get("q", "")
    if wanted:
        _go(request, stage, desk, wanted)
        return redirect("preview:start", stage.study.slug)
    trial = stage.trial
    context = about(stage.study, desk, TAB) | {
        "trial": trial,
        "frame": _address(stage, trial),
        "choices": panorama.choices(stage.definition, desk.languages[0]),
        "sections": panorama.contents(stage.definition, desk.languages[0]),
        "beside": panorama.beside(stage, desk, words_language()),
    }
    return render(request, "preview/start.html", context)


@require_safe
@readable
def beside(request: HttpRequest, stage: Stage, desk: Desk) -> HttpResponseBase:
    """What there is to say of the page that the phone shows now."""
    context = {"study": stage.study, "desk": desk, "beside": panorama.beside(stage, desk, words_language())}
    return render(request, "preview/beside.html", context)


@require_POST
@readable
def begin(request: HttpRequest, stage: Stage, desk: Desk) -> HttpResponseBase:
    """From the start: as anybody in the screening, or straight in a group; in a language."""
    group, language = request.POST.get("group", ""), request.POST.get("language", "")
    if (group and group not in stage.definition.groups) or language not in stage.definition.languages:
        raise Http404
    begun = arriving.begun(stage.definition, Trial(language, words_language()), group)
    stage.keep(begun)
    if group and arriving.screened(stage.definition, group) is None:
        messages.warning(request, _("No answers in the screening were found that lead to this group."))
    return redirect("preview:start", stage.study.slug)


@require_POST
@readable
def jump(request: HttpRequest, stage: Stage, desk: Desk) -> HttpResponseBase:
    """To a page, with the answers that it takes."""
    _go(request, stage, desk, request.POST.get("page", ""))
    return redirect("preview:start", stage.study.slug)


@require_POST
@readable
def finding(request: HttpRequest, stage: Stage, desk: Desk, run: int, number: int) -> HttpResponseBase:
    """As the respondent of a finding, at the page that it is about."""
    found = ProofRun.objects.filter(study=stage.study, pk=run).first()
    listed = found.found if found else []
    if number >= len(listed) or not listed[number]["respondent"]:
        raise Http404
    one = listed[number]
    here = page_of(desk.tree, place_of(desk.tree, one["where"]).ref)
    name = here.name if here else ""
    reader = words_language()
    arrival = arriving.as_somebody(stage.definition, replace(stage.trial, reader=reader), one["respondent"], name)
    stage.keep(arrival.trial)
    told = one["words"].get(reader) or one["words"].get("en", "")
    messages.info(request, _("You walk along as: %(who)s") % {"who": told})
    if here and arrival.how != "there":
        messages.warning(
            request, _("This respondent does not get page %(page)s. This is the page before it.") % {"page": name}
        )
    return redirect("preview:start", stage.study.slug)


@require_safe
@readable
def paper(request: HttpRequest, stage: Stage, desk: Desk) -> HttpResponseBase:
    """The draft on paper, for one group in one language."""
    left = [one for one in checked(stage.study, desk).errors if one.code not in TEXTS_ONLY]
    if left:
        return _refused(request, stage, _("The draft has errors. Mend these first; then it can be printed."))
    try:
        order = Print(
            stage.definition,
            desk.revision,
            request.GET.get("group", ""),
            request.GET.get("language", ""),
            words_language(),
        )
    except (NoSuchGroup, NoSuchLanguage) as error:
        raise Http404 from error
    try:
        pdf = _printed(order)
    except TypesetError as error:
        return _refused(request, stage, str(error))
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="draft-{order.file_name}"'
    response["Cache-Control"] = "no-store"
    return response


def _printed(order: Print) -> bytes:
    fonts = Path(getattr(settings, "FONTS_DIR", settings.BASE_DIR / "fonts"))
    with TemporaryDirectory(dir=settings.VAR_DIR) as folder:
        made = Path(folder) / "questionnaire.pdf"
        write_questionnaire(order, fonts, made, day=timezone.localdate())
        return made.read_bytes()


def _refused(request: HttpRequest, stage: Stage, why: str) -> HttpResponse:
    messages.error(request, why)
    return redirect("preview:start", stage.study.slug)


def _go(request: HttpRequest, stage: Stage, desk: Desk, wanted: str) -> None:
    """Keeps the trial at the page, and says with which answers; or why it cannot be reached. Raises Http404."""
    name = desk.tree.by_ref[wanted].name if wanted in desk.tree.by_ref else wanted
    question = arriving.question_named(stage.definition, name)
    if not question:
        raise Http404
    ways = proving.ways_of(stage.study, desk)
    arrival = arriving.arrive(stage.definition, replace(stage.trial, reader=words_language()), question, ways)
    stage.keep(arrival.trial)
    say, words = _told(arrival, stage.definition.page_of[question].name)
    if words:
        say(request, words)
    if arrival.moved:
        group = panorama.group_words(stage.definition, arrival.trial.group, desk.languages[0])
        messages.warning(
            request,
            _("The group that you walked as does not get this page. You are now: %(group)s.")
            % {"group": group or _("in the screening")},
        )


def _told(arrival: arriving.Arrival, page: str) -> tuple[Callable[..., None], str]:
    match arrival.how:
        case "never":
            return messages.error, _("Nobody can reach page %(page)s. That is proved.") % {"page": page}
        case "unknown":
            words = _("No way to page %(page)s was found. Prove the draft to know whether there is one.")
            return messages.warning, words % {"page": page}
    if not arrival.filled:
        return messages.info, ""
    words = _("Filled in for you to get here: %(names)s. They stand beside the phone and can be changed.")
    return messages.info, words % {"names": ", ".join(arrival.filled)}


def _address(stage: Stage, trial: Trial) -> str:
    return stage.address("page", page=trial.at) if trial.at else walking.here(stage, trial)
