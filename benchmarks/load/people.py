"""Who answers, and with which letters: made up in the benchmark's own database before the clock runs (needs Django)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from random import Random
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils import timezone

from invitations import codes, issue
from invitations.models import Channel, Code, Frame, Mailing, SampleUnit
from load.phone import Persona
from respondents.models import Interview
from respondents.play import Coming, play_as
from respondents.state import built_ins_of, state_of
from surveys.editions import current_edition, definition_of
from surveys.engine.answers import Answer
from surveys.engine.path import ShownPage, walk
from surveys.fields import part_name, parts_of
from surveys.forms import PageForm
from surveys.models import Edition

CHUNK = 5_000


@dataclass(frozen=True)
class Letter:
    """The code of somebody of this group."""

    group: str
    code: str


def letters(edition: Edition, n: int, seed: int) -> list[Letter]:
    """`n` people of the register with a letter each, over the groups that the register knows."""
    study = edition.study
    groups = [name for name, group in definition_of(edition).groups.items() if not group.untyped]
    frame = Frame.objects.create(study=study, file_hash=f"load {seed}", rows=n, made_up=True)
    channel, _ = Channel.objects.get_or_create(
        study=study, slug="letter-invitation", defaults={"kind": Channel.Kind.LETTER, "label": "Brief"}
    )
    mailing = Mailing.objects.create(study=study, kind="invitation", edition=edition, channel=channel, text_hash="load")
    made: list[Letter] = []
    numbered = zip(range(n), cycle(groups), strict=False)
    while chunk := list(islice(numbered, CHUNK)):
        units = SampleUnit.objects.bulk_create(
            SampleUnit(study=study, listed_in=frame, frame_id=f"load-{seed}-{number}", group=group)
            for number, group in chunk
        )
        issued = issue.issue(study, units, mailing, Code.Purpose.LETTER, random=_random(seed + len(made)))
        made += [Letter(unit.group, code) for unit, code in issued if unit]
    return made


def _random(seed: int) -> "codes.Random":
    return Random(seed)


def personas(study: str, n: int, seed: int) -> list[Persona]:
    """`n` people who answer plausibly, over groups and languages; each answered once through the flow itself."""
    edition = current_edition(study)
    units = letters(edition, n, seed)
    languages = cycle(edition.offered)
    now = timezone.now()
    return [
        _persona(_played(edition, letter, number, language, now), language)
        for number, (letter, language) in enumerate(zip(units, languages, strict=False))
    ]


def _played(edition: Edition, letter: Letter, seed: int, language: str, now: object) -> Interview:
    digest = codes.digest(letter.code, issue.code_key())
    code = Code.objects.select_related("study", "unit", "mailing__channel").get(digest=digest)
    return play_as(edition, Coming(unit=code.unit, code=code), random=Random(seed), language=language, now=now)


def _persona(interview: Interview, language: str) -> Persona:
    interview = Interview.objects.select_related("edition__study", "channel").get(pk=interview.pk)
    answers, _ = state_of(interview)
    way = walk(definition_of(interview.edition), interview.route_group, answers, built_ins_of(interview))
    pages, saves = {}, {}
    for shown in (*way.screening.pages, *way.questionnaire.pages):
        filled = _filled(shown, answers, language)
        fits = filled and PageForm(shown, language, definition_of(interview.edition), QueryDict(urlencode(filled)))
        if filled and fits and fits.is_valid():
            pages[shown.page.name] = urlencode([*filled, ("go", "next")]).encode()
            saves[shown.page.name] = tuple(_changes(shown, answers, language))
        else:
            pages[shown.page.name] = b"go=skip" if _asks(shown) else b"go=next"
    return Persona(interview.group, language, pages, saves)


def _asks(shown: ShownPage) -> bool:
    return any(item.question.asks for item in shown.questions)


def _filled(shown: ShownPage, answers: Mapping[str, Answer], language: str) -> list[tuple[str, str]]:
    """Names and values of the page's controls with these answers."""
    return [pair for item in shown.questions for pair in _controls(item.question, answers, language)]


def _controls(question: object, answers: Mapping[str, Answer], language: str) -> Iterator[tuple[str, str]]:
    answer = answers.get(question.name)
    if answer is None or not question.asks:
        return
    for part, values in parts_of(question, answer, language).items():
        for value in values:
            yield part_name(question.name, part), value


def _changes(shown: ShownPage, answers: Mapping[str, Answer], language: str) -> Iterator[bytes]:
    """What save.js sends as question after question is answered: all that stands in the form until then."""
    standing: list[tuple[str, str]] = []
    touched: list[str] = []
    for item in shown.questions:
        given = list(_controls(item.question, answers, language))
        if given:
            standing += given
            touched.append(item.question.name)
            yield urlencode([*standing, *(("touched", name) for name in touched)]).encode()


def by_group(found: Sequence[Persona]) -> Mapping[str, list[Persona]]:
    groups: dict[str, list[Persona]] = {}
    for persona in found:
        groups.setdefault(persona.group, []).append(persona)
    return groups
