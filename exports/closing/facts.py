"""What the report of a fieldwork is made of, read from where it is kept. Reads only."""

from functools import partial

from django.utils import timezone
from django.utils.text import capfirst

from exports.closing import ending, source
from exports.closing.report import Closed, Material
from exports.list_words import column, value
from exports.monitor.figures import Figures
from respondents.helpdesk import counts, log
from respondents.models import DeskEntry
from surveys.editions import definition_of
from surveys.engine.definition import Definition
from surveys.fieldwork import fieldwork_of
from surveys.list_words import tongue
from surveys.models import Study


def material(study: Study, figures: Figures) -> Material:
    """In the language that is active, Dutch or English."""
    language = tongue()
    editions = list(study.editions.defer("document").order_by("number"))
    definition = definition_of(editions[-1])
    return Material(
        title=definition.title.shown(language, "nl").text or study.title,
        figures=figures,
        label=partial(label_of, definition),
        editions=tuple((one.number, timezone.localdate(one.published_at)) for one in editions),
        closed=closed(study),
        desk=desk(study),
        actions=source.actions_of(study),
        deviations=ending.text_of(study, language),
    )


def closed(study: Study) -> Closed | None:
    day = fieldwork_of(study.pk).closed_on
    if day is None:
        return None
    end = ending.standing(study)
    return Closed(day, end.unsent if end else None)


def desk(study: Study) -> dict[str, int]:
    """Calls and messages by the words of their topic."""
    found = counts.topics_of(log.days(study), DeskEntry.Topic.values)
    return {str(DeskEntry.Topic(topic).label): number for topic, number in found.items()}


def label_of(definition: Definition, name: str, code: str) -> str:
    """Of a column of the list ('' for the code), and of its codes."""
    return value(name, code, definition) if code else capfirst(column(name, definition))
