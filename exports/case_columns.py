"""What is known of a case beside its answers: number, groups, edition, outcome, times. No key to code or unit."""

from collections.abc import Mapping, Sequence

from django.utils import timezone

from exports.case_words import words
from exports.columns import Column
from exports.progress import Advanced
from exports.values import Value
from respondents.models import Interview
from respondents.outcomes import DISPOSITIONS, outcome_of
from surveys.engine.definition import Definition
from surveys.engine.text import Text

REGISTER = "reg_"
"""What the columns begin with that the list of the sample fills: text, of a municipality its CBS code."""
NO_YES = {0: ("Nee", "No"), 1: ("Ja", "Yes")}
FINISHED = {
    0: ("Niet verzonden", "Not sent"),
    1: ("Na alle vragen", "After all questions"),
    2: ("Na de kernvragen", "After the core questions"),
}
MODES = {
    0: ("Zelf", "By themselves"),
    1: ("Met hulp, zeggen zij", "With help, as they say"),
    2: ("Door een interviewer", "By an interviewer"),
}
MODE_NUMBERS: Mapping[str, int] = {mode: number for number, mode in enumerate(Interview.Mode.values)}


def case_columns(definitions: Sequence[Definition]) -> tuple[Column, ...]:
    """Columns of what is known of a case, with every stratum that an edition declares."""
    strata = sorted({name for definition in definitions for name in definition.strata})
    return (
        _about("respnr", "Respondentnummer (willekeurig)", "Respondent number (random)", measure="scale"),
        _about("edition", "Editie van de vragenlijst", "Edition of the questionnaire"),
        *_group_columns(definitions),
        *_outcome_columns(),
        *_circumstances(),
        *(_about(f"{REGISTER}{name}", f"Register: {name}", f"Register: {name}", storage="text") for name in strata),
    )


def _group_columns(definitions: Sequence[Definition]) -> tuple[Column, ...]:
    groups: dict[int, Text] = {}
    for definition in reversed(definitions):
        groups |= {group.value: group.label for group in definition.groups.values()}
    by_register = "Groep volgens register, anders volgens de eerste vragen", "Group by register, else by screening"
    return (
        _about("group", *by_register, groups),
        _about("group_asked", "Groep waarvan de vragen zijn gesteld", "Group whose questions were asked", groups),
        _about("group_screened", "Groep volgens de eerste vragen", "Group by the screening answers", groups),
        _about("coded", "Kwam binnen met de code van een brief", "Came with a letter's code", _labels(NO_YES)),
    )


def _outcome_columns() -> tuple[Column, ...]:
    seconds = "Tijd van begin tot laatste antwoord, in seconden", "Time from start to last answer, in seconds"
    return (
        _about("disposition", "Uitkomst (AAPOR)", "Outcome (AAPOR)", _labels(DISPOSITIONS)),
        _about("sent", "Op verzenden gedrukt", "Pressed send", _labels(NO_YES)),
        _about("finished", "Hoe ver iemand verzond", "How far somebody was when sending", _labels(FINISHED)),
        _about("duration", *seconds, measure="scale"),
    )


def _circumstances() -> tuple[Column, ...]:
    return (
        _about("mode", "Ingevuld", "Filled in", _labels(MODES)),
        _about("synthetic", "Verzonnen respondent", "Made-up respondent", _labels(NO_YES)),
        _about("started_on", "Dag van begin", "Day of start", storage="text"),
        _about("language", "Taal van het laatste antwoord", "Language of the last answer", storage="text"),
        _about("channel", "Hoe iemand kwam", "Channel", storage="text"),
        _about("cluster", "Groepssessie (willekeurig nummer)", "Group session (random number)"),
    )


def _about(name: str, nl: str, en: str, values: Mapping[int, Text] | None = None, **more) -> Column:
    return Column(name, words(nl, en), values=values or {}, reasons=False, **more)


def _labels(labels: Mapping[int, tuple[str, str]]) -> dict[int, Text]:
    return {int(value): words(nl, en) for value, (nl, en) in labels.items()}


def case_values(interview: Interview, row: Advanced) -> Mapping[str, Value]:
    """Values for `case_columns`. Clock times leave only as a day and a duration."""
    groups, progress = row.definition.groups, row.progress
    screened = groups.get(interview.screened_group)
    strata = {f"{REGISTER}{name}": str(interview.strata.get(name, "")) for name in row.definition.strata}
    return _Blank(strata) | {
        "respnr": interview.respnr,
        "edition": interview.edition.number,
        "group": groups[interview.group].value,
        "group_asked": groups[interview.route_group].value,
        "group_screened": screened.value if screened else None,
        "coded": int(interview.coded),
        "disposition": int(
            outcome_of((progress.answered, progress.applicable), (progress.core_answered, progress.core_applicable))
        ),
        "sent": int(interview.state == Interview.State.SENT),
        "finished": finished(interview.state == Interview.State.SENT, progress.whole),
        "duration": max(0, int((interview.last_at - interview.started_at).total_seconds())),
        "mode": MODE_NUMBERS[interview.mode],
        "synthetic": int(interview.synthetic),
        "started_on": timezone.localdate(interview.started_at).isoformat(),
        "language": interview.language,
        "channel": interview.channel.slug,
        "cluster": interview.session.cluster if interview.session else None,
    }


def finished(sent: bool, whole: bool) -> int:
    """One of FINISHED. Who sends before the end has passed the core: nothing else can be sent."""
    return 0 if not sent else 1 if whole else 2


class _Blank(dict):
    """A mapping in which a stratum that this edition does not have reads as empty text."""

    def __missing__(self, key: str) -> str:
        return ""

    def __or__(self, other):
        return _Blank({**self, **other})
