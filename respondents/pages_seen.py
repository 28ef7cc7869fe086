"""How many people who sent their questionnaire came past each page: for the map of the routing."""

from django.db.models import QuerySet

from respondents.models import Interview
from respondents.state import built_ins_of, read_answers
from surveys.design.figures import Counted
from surveys.design.seen import Count, GroupSeen, Seen
from surveys.editions import definition_of
from surveys.engine.definition import Definition
from surveys.engine.disclose import shown, shown_steps
from surveys.engine.path import walk
from surveys.models import Edition

CHUNK = 500


def pages_seen(edition: Edition) -> Counted | None:
    """Sent questionnaires by the pages of their path; those of made-up people where there are no others.

    None where none was sent. Small numbers, and numbers that differ from others by a small one, are left out.
    """
    sent = Interview.objects.filter(edition=edition, state=Interview.State.SENT)
    real = sent.filter(synthetic=False)
    counted, made_up = (real, False) if real.exists() else (sent, True)
    definition, count = definition_of(edition), _count(definition_of(edition), counted)
    people = sum(count.people.values())
    if not people:
        return None
    groups = count.groups(definition.groups)
    told = {name: _told(definition, group) for name, group in groups.items()}
    return Counted(Seen(told), people, made_up)


def _count(definition: Definition, interviews: "QuerySet[Interview]") -> Count:
    count = Count()
    for interview in interviews.select_related("channel").iterator(CHUNK):
        group, answers = interview.route_group, read_answers(definition, interview.answers)
        way = walk(definition, group, answers, built_ins_of(interview))
        count.add(group, (*way.screening.pages, *way.questionnaire.pages))
    return count


def _told(definition: Definition, group: GroupSeen) -> GroupSeen:
    """Only numbers that are large enough, and far enough from each other, in the order of asking."""
    people = group.people or 0
    pages = [page.name for page in definition.all_pages()]
    questions = [question.name for page in definition.all_pages() for question in page.questions]
    numbers = [people, *(group.page(name) or 0 for name in pages), *(group.question(name) or 0 for name in questions)]
    told = shown_steps(numbers)[1:]
    return GroupSeen(
        shown(people),
        dict(zip(pages, told, strict=False)),
        dict(zip(questions, told[len(pages) :], strict=True)),
    )
