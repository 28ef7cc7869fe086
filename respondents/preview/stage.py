"""Where a questionnaire is tried out: what is shown, where the trial is kept, and how its pages are reached."""

from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone, translation

from respondents.door import Door
from respondents.entry import OpenStudy
from respondents.preview.trial import Trial, trial_from
from surveys.engine.definition import Definition
from surveys.models import Edition, Study

QUESTION = "respondents/question.html"


@dataclass(frozen=True)
class Stage:
    """`kept` holds the trial under `key`. Pages are addressed as `<room>:<name>` with `at`.

    `mark`: said on top of every page. `template`: of a page with questions; `beside`: what else it is given.
    """

    study: Study
    definition: Definition
    kept: MutableMapping[str, Any]
    key: str
    room: str
    at: Mapping[str, str]
    mark: str
    template: str = QUESTION
    beside: Callable[["Stage", str], Mapping[str, Any]] = field(default=lambda stage, page: {})

    @property
    def trial(self) -> Trial:
        """Where somebody is; at the beginning where nothing was kept, or the draft lost their group or language."""
        found = trial_from(self.kept.get(self.key)) or Trial()
        if found.group and found.group not in self.definition.groups:
            found = Trial(found.language, found.reader)
        known = found.language in self.definition.languages
        return found if known else replace(found, language=self.definition.source)

    def keep(self, trial: Trial) -> Trial:
        self.kept[self.key] = trial.as_json()
        return trial

    def address(self, name: str, **more: str) -> str:
        return reverse(f"{self.room}:{name}", kwargs={**self.at, **more})


def dress(request: HttpRequest, stage: Stage, trial: Trial) -> None:
    """Notes on the request what respondents' pages look for: nobody is at the door, nobody visits."""
    request.now = timezone.now()
    request.visit = request.kiosk = request.interviewer = request.wish_pass = None
    request.aside = request.kept = ""
    request.door = Door()
    request.study = OpenStudy(Edition(study=stage.study, number=0, demo=False), stage.definition)
    request.languages = stage.definition.languages
    request.language = trial.language


def on_stage(request: HttpRequest, stage: Stage, act: Callable[[HttpRequest, Stage], HttpResponse]) -> HttpResponse:
    """A page in the respondent's language. A language that was asked for is the trial's from here on."""
    trial = stage.trial
    asked = request.POST.get("lang") or request.GET.get("lang") or ""
    if asked in stage.definition.languages and asked != trial.language:
        trial = stage.keep(replace(trial, language=asked))
    dress(request, stage, trial)
    request.preview = {"mark": stage.mark, "language": trial.reader}
    with translation.override(trial.language):
        response = act(request, stage)
    response["Cache-Control"] = "no-store"
    response["Content-Language"] = trial.language
    return response
