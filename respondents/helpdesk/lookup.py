"""What state a code is in, by the code that a caller reads out; never by name. Shows no answer and no frame id.

Who looks is in the audit trail, the code is not. The trail is also the throttle: so many looks by one person in a
quarter of an hour, right or wrong.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from invitations import unit_states
from invitations.entry_lookup import find_even_blocked
from invitations.models import Code, LetterEvent, SampleUnit
from respondents.entry import link_of
from respondents.errors import CodeEmpty
from respondents.models import Interview
from staff import audit
from staff.models import AuditEntry, User
from surveys.models import Study

LOOK, REFUSE, TAKE_BACK = "helpdesk.look", "helpdesk.refusal", "helpdesk.refusal.take_back"
MOST_LOOKS, SPAN = 40, timedelta(minutes=15)
"""One caller takes some minutes; three a minute for a quarter of an hour is nobody who answers a phone."""
State = SampleUnit.State
REFUSABLE = frozenset({State.ACTIVE, State.UNDELIVERABLE})
NOT_BEGUN = "none"


class TooManyLooks(Exception):
    """This person looked up too many codes. `minutes` until the next look."""

    def __init__(self, minutes: int) -> None:
        super().__init__(f"Too many codes were looked up. Try again in {minutes} minutes.")
        self.minutes = minutes


class NotNoted(Exception):
    """The state of this person cannot be set so: nobody on the list, left out, deceased, or it is so already."""


@dataclass(frozen=True)
class CodeState:
    """All that the desk is told of a code.

    `mailing`: kind of the letter's mailing, '' where no letter carries it. `letter`: what happened to that letter, by
    kind. `person`: state of the line of the list, '' where the code is tied to nobody; `gets_letters`: the line is on
    the newest list and in the sample. `newer`: there is a newer letter that works. `interview`: none, open, sent,
    withdrawn.
    """

    purpose: str
    mailing: str = ""
    sealed_on: date | None = None
    letter: dict[str, date] = field(default_factory=dict)
    blocked: bool = False
    newer: bool = False
    person: str = ""
    gets_letters: bool = True
    interview: str = NOT_BEGUN

    @property
    def is_refused(self) -> bool:
        return self.person == State.REFUSED

    @property
    def can_refuse(self) -> bool:
        return self.person in REFUSABLE and self.interview not in (Interview.State.SENT, Interview.State.WITHDRAWN)

    @property
    def opens(self) -> bool:
        """Whether the questionnaire opens with it, as far as the code and its person are concerned."""
        closed = {State.REFUSED, State.EXCLUDED, State.DECEASED}
        return not self.blocked and self.person not in closed and self.interview in (NOT_BEGUN, Interview.State.OPEN)


def look_up(study: Study, typed: str, *, user: User, now: datetime) -> CodeState:
    """Raises TooManyLooks, CodeEmpty, and what `find_even_blocked` raises: malformed, mistyped, unknown, too many."""
    return state_of(_code(study, typed, user, now))


def _code(study: Study, typed: str, user: User, now: datetime) -> Code:
    """Counted before it is known whether there is such a code; outside any transaction, so that the count stays."""
    if not typed.strip():
        raise CodeEmpty
    _note_the_look(study, user, now)
    return find_even_blocked(study, typed, study.code_form)


def _note_the_look(study: Study, user: User, now: datetime) -> None:
    looks = AuditEntry.objects.filter(user=user, action=LOOK, at__gt=now - SPAN)
    if looks.count() >= MOST_LOOKS:
        oldest = looks.order_by("-at")[MOST_LOOKS - 1]
        raise TooManyLooks(-(-int((oldest.at + SPAN - now).total_seconds()) // 60) or 1)
    audit.record(user, LOOK, study.slug)


def state_of(code: Code) -> CodeState:
    link, unit = link_of(code), code.unit
    return CodeState(
        purpose=code.purpose,
        mailing=code.mailing.kind if code.mailing else "",
        sealed_on=_day(code.batch.sealed_at) if code.batch else None,
        letter={event.kind: timezone.localdate(event.at) for event in LetterEvent.objects.filter(code=code)},
        blocked=code.blocked_at is not None,
        newer=unit is not None and Code.objects.filter(unit=unit, pk__gt=code.pk, blocked_at=None).exists(),
        person=unit.state if unit else "",
        gets_letters=unit is None or (unit.listed and unit.sampled),
        interview=link.interview.state if link else NOT_BEGUN,
    )


def _day(moment: datetime | None) -> date | None:
    return timezone.localdate(moment) if moment else None


def refuse(study: Study, typed: str, *, user: User, now: datetime) -> CodeState:
    """Notes that the person with this code does not take part: no more letters, and the code opens nothing.

    Raises NotNoted, and what `look_up` raises.
    """
    return _set(study, typed, State.REFUSED, REFUSE, user=user, now=now)


def take_back_refusal(study: Study, typed: str, *, user: User, now: datetime) -> CodeState:
    """The refusal was a mistake, or the person changed their mind: invited again. Raises what `refuse` raises."""
    return _set(study, typed, State.ACTIVE, TAKE_BACK, user=user, now=now)


def _set(study: Study, typed: str, state: str, action: str, *, user: User, now: datetime) -> CodeState:
    found = _code(study, typed, user, now)
    with transaction.atomic():
        Study.objects.select_for_update().get(pk=study.pk)
        code = Code.objects.select_related("unit", "mailing", "batch").get(pk=found.pk)
        before = state_of(code)
        if code.unit is None or not (before.can_refuse if state == State.REFUSED else before.is_refused):
            raise NotNoted
        unit_states.set_state(study, code.unit.frame_id, state, now=now, user=user)
        audit.record(user, action, study.slug)
        code.unit.refresh_from_db()
    return state_of(code)


def letter_words(state: CodeState) -> list[tuple[Any, date]]:
    """What happened to the letter, in the order of the days, with its words."""
    kinds = LetterEvent.Kind
    return [(kinds(kind).label, day) for kind, day in sorted(state.letter.items(), key=lambda one: one[1])]
