"""What to tell a caller, by the state of their code. Pure."""

from collections.abc import Iterator

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from invitations.models import LetterEvent, SampleUnit
from respondents.helpdesk.lookup import CodeState
from respondents.models import Interview

State, Kind = SampleUnit.State, LetterEvent.Kind
INTERVIEW = {
    "none": _("Nobody began with this code."),
    Interview.State.OPEN: _("Somebody began and has not sent the answers yet."),
    Interview.State.SENT: _("The answers were sent."),
    Interview.State.WITHDRAWN: _("The answers were removed, as the person asked."),
}
PERSON = {
    State.EXCLUDED: _("This person was left out of the study. Thank them; they need not do anything."),
    State.REFUSED: _("This person said that they do not take part. Respect that; they get no more letters."),
    State.DECEASED: _("This code was closed for good."),
}


def advice(state: CodeState) -> Iterator[str | Promise]:
    """Sentences for who is on the phone, the most important first."""
    if state.person in PERSON:
        yield PERSON[state.person]
        return
    yield INTERVIEW[state.interview]
    yield from _about_answers(state)
    yield from _about_the_code(state)
    if not state.gets_letters:
        yield _("They get no letters any more: they are not on the newest list or not in the sample.")


def _about_answers(state: CodeState) -> Iterator[str | Promise]:
    if state.interview == Interview.State.SENT:
        yield _("Thank the person. Nobody can see the answers with this code; they can still have them removed.")
    elif state.interview == Interview.State.WITHDRAWN:
        yield _("Do not ask them to take part again.")
    elif state.interview == Interview.State.OPEN and state.opens:
        yield _("They can go on with the same code, alone or with you. Earlier answers are not shown.")
    elif state.opens:
        yield _("The code works: they can begin alone, or with you by phone.")


def _about_the_code(state: CodeState) -> Iterator[str | Promise]:
    if not state.blocked:
        return
    if Kind.SPOILED in state.letter:
        yield _("The letter was spoiled in printing, so its code does not work.")
    elif Kind.UNDELIVERABLE in state.letter:
        yield _("The letter came back as undeliverable, so its code does not work.")
    else:
        yield _("The code was closed.")
    if state.newer:
        yield _("There is a newer letter with a code that works. Ask if they have it.")
    else:
        yield _("There is no newer letter. If they want to take part, give them a new code below.")
