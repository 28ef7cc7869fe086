"""The pages of a trial: consent, screening, questions, the look-over, how it ends. Respondents' own templates."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from respondents.pages import show
from respondents.preview.stage import Stage
from respondents.preview.trial import Trial, answers_of, end_of, next_of, path_of, path_with
from respondents.side_pages import last_page
from respondents.views.asking import Answers, Asking, page_before, parts, respond
from respondents.words import lines
from surveys.engine.answers import to_json
from surveys.engine.path import Path, ShownPage, core_done

ENDING = "preview/ending.html"


def here(stage: Stage, trial: Trial) -> str:
    """The address of where this person goes on."""
    if not (trial.group or trial.agreed or trial.landed):
        return stage.address("landing")
    if not trial.group and not trial.agreed and stage.definition.consent:
        return stage.address("consent")
    shown = next_of(stage.definition, trial)
    if shown is not None:
        return stage.address("page", page=shown.name)
    if not trial.group:
        return stage.address("ending", kind="screening")
    return stage.address("check")


def landing(request: HttpRequest, stage: Stage) -> HttpResponse:
    """The first page that people see. Every button leads on; a code is not looked at."""
    trial = stage.keep(replace(stage.trial, at=""))
    if "go" in request.POST:
        return redirect(here(stage, stage.keep(replace(trial, landed=True))))
    return show(request, "respondents/landing.html", {"here": request.study, "choosing": True})


def consent(request: HttpRequest, stage: Stage) -> HttpResponse:
    trial = stage.keep(replace(stage.trial, at=""))
    pressed = request.POST.get("go")
    if pressed == "no":
        return redirect(stage.address("ending", kind="refused"))
    if pressed == "yes":
        return redirect(here(stage, stage.keep(replace(trial, agreed=True))))
    context = {"here": request.study, "consent": stage.definition.consent, "in_form": True}
    return show(request, "respondents/consent.html", context | dict(stage.beside(stage, "")))


def question(request: HttpRequest, stage: Stage, page: str) -> HttpResponse:
    """One page, of the screening or the questionnaire. One that is not on the path leads to where somebody is."""
    if page not in stage.definition.page_by_name:
        raise Http404
    trial = stage.trial
    on_path = path_with(stage.definition, trial, page)
    shown = on_path.page(page)
    if shown is None:
        return redirect(here(stage, trial))
    if trial.at != page:
        trial = stage.keep(replace(trial, at=page))
    return respond(request, asking(stage, trial, on_path, shown))


def asking(stage: Stage, trial: Trial, on_path: Path, shown: ShownPage) -> Asking:
    name = shown.name
    questions = {item.question.name: item.question for item in shown.questions}
    back = page_before(on_path, name)

    def save(answers: Answers, key: str) -> HttpResponse:
        given = {one: _stored(answer, questions[one]) for one, answer in answers.items() if one in questions}
        return _on(stage, stage.keep(stage.trial.answering(name, given)), shown)

    return Asking(
        shown=shown,
        definition=stage.definition,
        save=save,
        skip=lambda key: save(dict.fromkeys(one for one in questions if questions[one].asks), key),
        go_on=lambda: _on(stage, stage.keep(stage.trial.leaving(name)), shown),
        stop=lambda: redirect(stage.address("ending", kind="stopped")),
        keeps=True,
        back=stage.address("page", page=back) if back else _first(stage, shown),
        initial={one: answer for one, answer in answers_of(stage.definition, trial).items() if one in questions},
        progress=parts(stage.definition, on_path, name) if shown.page.section else None,
        template=stage.template,
        beside=stage.beside(stage, name),
    )


def _stored(answer: Any, question: Any) -> Any:
    return None if answer is None else to_json(answer, question)


def _first(stage: Stage, shown: ShownPage) -> str:
    """What comes before the first page of the screening; nothing before that of a questionnaire."""
    return stage.address("consent") if stage.definition.consent and not shown.page.section else ""


def _on(stage: Stage, trial: Trial, shown: ShownPage) -> HttpResponse:
    """To what comes after this page; after the last core page people are asked whether they go on."""
    if not shown.page.section:
        return _after_screening(stage, trial)
    if shown.page.core and core_done(path_of(stage.definition, trial), set(trial.passed)):
        return redirect(stage.address("enough"))
    return redirect(here(stage, trial))


def _after_screening(stage: Stage, trial: Trial) -> HttpResponse:
    """The group follows from the answers as soon as the screening is through, and may change when they do."""
    outside = replace(trial, group="")
    if next_of(stage.definition, outside) is not None:
        return redirect(here(stage, outside if not trial.group else stage.keep(outside)))
    end = end_of(stage.definition, outside)
    if end is None or not end.group:
        stage.keep(outside)
        return redirect(stage.address("ending", kind="screening"))
    return redirect(here(stage, stage.keep(replace(trial, group=end.group))))


def enough(request: HttpRequest, stage: Stage) -> HttpResponse:
    """The most important questions were answered: send now, or go on."""
    trial = stage.keep(replace(stage.trial, at=""))
    on_path = path_of(stage.definition, trial)
    if not core_done(on_path, set(trial.passed)):
        return redirect(here(stage, trial))
    pressed = request.POST.get("go")
    if pressed in ("send", "stop"):
        return redirect(stage.address("ending", kind="done" if pressed == "send" else "stopped"))
    if pressed == "on":
        return redirect(here(stage, trial))
    last = [shown.name for shown in on_path.pages if shown.page.core][-1]
    context = {"back": stage.address("page", page=last), "in_form": True}
    return show(request, "respondents/enough.html", context)


def check(request: HttpRequest, stage: Stage) -> HttpResponse:
    """The answers once more; pages that were not passed come first."""
    trial = stage.keep(replace(stage.trial, at=""))
    if not trial.group or next_of(stage.definition, trial) is not None:
        return redirect(here(stage, trial))
    pressed = request.POST.get("go")
    if pressed in ("send", "stop"):
        return redirect(stage.address("ending", kind="done" if pressed == "send" else "stopped"))
    on_path = path_of(stage.definition, trial)
    given = lines(stage.definition, on_path, answers_of(stage.definition, trial), trial.language)
    last = stage.address("page", page=on_path.names[-1]) if on_path.names else ""
    listed = [(line, stage.address("page", page=line.page)) for line in given]
    return show(request, "respondents/check.html", {"lines": listed, "back": last, "in_form": True})


def ending(request: HttpRequest, stage: Stage, kind: str) -> HttpResponse:
    """How it would end here: sent, stopped, refused, or what the screening says."""
    stage.keep(replace(stage.trial, at=""))
    if kind == "done":
        thanks = last_page(stage.definition.materials, may_wish=True)
        return show(request, "respondents/done.html", {"here": request.study, **thanks})
    return show(request, ENDING, {"kind": kind, **_ending(stage, kind)})


def _ending(stage: Stage, kind: str) -> Mapping[str, Any]:
    materials = stage.definition.materials
    match kind:
        case "refused":
            found = materials.get(kind) or {}
            return {"title": found.get("title"), "texts": found.get("text") or ()}
        case "screening":
            end = end_of(stage.definition, replace(stage.trial, group=""))
            return {"end": end, "title": end and end.title, "texts": [end.text] if end and end.text else ()}
        case "stopped":
            return {"texts": ()}
    raise Http404
