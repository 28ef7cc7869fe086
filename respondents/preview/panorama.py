"""What stands beside the phone: why its page is shown, what was answered, what is wrong; and all pages to go to."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from respondents.preview.stage import Stage
from respondents.preview.trial import Trial, end_of, path_of
from respondents.preview.why import Given, Why, given_of, why
from surveys.design import listing
from surveys.design.checking import already_checked, lines_of
from surveys.design.desk import Desk
from surveys.design.steps import Node
from surveys.engine.definition import Definition, Page
from surveys.engine.text import Text
from surveys.languages import name as language_name


@dataclass(frozen=True)
class Beside:
    """`node`: of the page in the draft. `place`: how many pages of the path there are, and which this is."""

    trial: Trial
    group: str
    node: Node | None
    title: str
    why: Why | None
    given: tuple[Given, ...]
    lines: tuple[listing.Line, ...]
    place: tuple[int, int] | None
    elsewhere: str = ""


def beside(stage: Stage, desk: Desk, language: str) -> Beside:
    definition, trial = stage.definition, stage.trial
    page = trial.at if trial.at in definition.page_by_name else ""
    on_path = path_of(definition, trial)
    node = next((one for one in desk.tree.pages if one.name == page), None)
    names = on_path.names
    return Beside(
        trial=trial,
        group=group_words(definition, trial.group, language),
        node=node,
        title=_title(definition.page_by_name[page], language, definition.source) if page else "",
        why=why(definition, trial, page, language) if page else None,
        given=tuple(given_of(definition, trial, trial.answers, language)),
        lines=_problems(stage, desk, node, language),
        place=(names.index(page) + 1, len(names)) if page in names else None,
        elsewhere=_elsewhere(definition, trial, language),
    )


def _problems(stage: Stage, desk: Desk, node: Node | None, language: str) -> tuple[listing.Line, ...]:
    """What the checks say of the page, where they were made already."""
    found = already_checked(stage.study, desk)
    if node is None or found is None:
        return ()
    return listing.of_node(desk.tree, lines_of(desk, found, language), node.ref)


def _elsewhere(definition: Definition, trial: Trial, language: str) -> str:
    """Where the screening leads with these answers, if that is not the group that is walked."""
    if not trial.group or not definition.screening.outcomes:
        return ""
    end = end_of(definition, trial)
    if end is not None and end.group == trial.group:
        return ""
    return group_words(definition, end.group or "", language) if end and end.group else _("none of the groups")


def group_words(definition: Definition, name: str, language: str) -> str:
    return _said(definition.groups[name].label, language, definition.source) if name in definition.groups else ""


def _said(text: Text | None, language: str, source: str) -> str:
    return str(text.shown(language, source)) if text else ""


def _title(page: Page, language: str, source: str) -> str:
    return _said(page.title, language, source) or _said(page.questions[0].label, language, source)


def choices(definition: Definition, source: str) -> dict[str, Any]:
    """Groups and languages to begin with."""
    return {
        "screening": bool(definition.screening.outcomes),
        "groups": [(name, group_words(definition, name, source)) for name in definition.groups],
        "languages": [(tag, language_name(tag)) for tag in definition.languages],
    }


def contents(definition: Definition, source: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Every page by part: the screening, then section by section."""
    found = [(_("Screening"), definition.screening.pages)] if definition.screening.pages else []
    found += [(_said(section.title, source, source) or section.name, section.pages) for section in definition.sections]
    return [
        (title, [(page.name, _title(page, source, source)) for page in pages if page.questions])
        for title, pages in found
    ]
