"""How somebody comes in: a code, a channel, the open door. Reads only; `flow` writes."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Q
from django.utils.timezone import localdate

from invitations.entry_lookup import CodeBlocked, CodeUnknown, find
from invitations.models import Channel, Code, SampleUnit
from respondents.append import InterviewSent, InterviewWithdrawn
from respondents.door import Door
from respondents.models import Interview, InterviewLink, Visit
from surveys.editions import NoEdition, StudyClosed, StudyNotYetOpen, current, definition_of, edition, require_answering
from surveys.engine.definition import Definition
from surveys.fieldwork import AS_PUBLISHED, Fieldwork
from surveys.models import Edition, Study

REFUSED_STATES = frozenset({SampleUnit.State.EXCLUDED, SampleUnit.State.REFUSED, SampleUnit.State.DECEASED})


class NoStudyOpen(Exception):
    """No study takes answers today."""


class StudyUnknown(Exception):
    """There is no such study, or it was never published."""


class ChannelUnknown(Exception):
    """The address on a flyer or in a message belongs to no channel of an open study."""


class CodeNeeded(Exception):
    """The study takes people with a letter only."""


@dataclass(frozen=True)
class OpenStudy:
    """A study that takes answers today."""

    edition: Edition
    definition: Definition
    fieldwork: Fieldwork = AS_PUBLISHED

    @property
    def slug(self) -> str:
        return self.edition.study.slug

    @property
    def takes_open_entry(self) -> bool:
        return self.fieldwork.mode_of(self.definition) in ("open", "both")

    @property
    def sends_codes(self) -> bool:
        """Whether people get a letter with a code; else the only codes are those given to who began."""
        return self.fieldwork.mode_of(self.definition) != "open"


def open_studies() -> tuple[OpenStudy, ...]:
    """Every study that is open today, by slug."""
    return tuple(_open(Study.objects.values_list("slug", flat=True)))


def _open(slugs) -> Iterator[OpenStudy]:
    for slug in slugs:
        try:
            yield open_study(slug)
        except (StudyUnknown, StudyClosed, StudyNotYetOpen):
            continue


def open_study(slug: str) -> OpenStudy:
    """This study. Raises StudyUnknown, StudyClosed or StudyNotYetOpen."""
    try:
        found, fieldwork = current(slug)
    except NoEdition as error:
        raise StudyUnknown from error
    return OpenStudy(found, definition_of(found), fieldwork)


def require_still_open(visit: Visit, now: datetime) -> None:
    """Raises StudyClosed or StudyNotYetOpen where the study takes no answers any more, also from who was busy."""
    require_answering(visit.interview.edition, localdate(now), visit.fieldwork)


def only_open_study() -> OpenStudy | None:
    """The study that is meant where no study was named; None where there are several. Raises NoStudyOpen."""
    found = open_studies()
    if not found:
        raise NoStudyOpen
    return found[0] if len(found) == 1 else None


def several_open() -> bool:
    """Whether people have to say which study they mean."""
    return len(open_studies()) > 1


def study_at(door: Door) -> OpenStudy:
    """The study somebody came for, in the edition they agreed to. Raises StudyUnknown and its kin."""
    found = open_study(door.study) if door.study else only_open_study()
    if found is None:
        raise StudyUnknown
    if door.edition and door.edition != found.edition.number:
        agreed = edition(found.slug, door.edition)
        return OpenStudy(agreed, definition_of(agreed), found.fieldwork)
    return found


def with_code(text: str, study: Study | None = None) -> Door:
    """The door that this code opens. Raises what `invitations.entry_lookup.find` raises."""
    code = find(study, text)
    if code.unit and code.unit.state in REFUSED_STATES:
        raise CodeBlocked
    return Door(study=code.study.slug, channel=channel_of(code), digest=bytes(code.digest).hex())


def with_code_of_anybody(text: str) -> Code:
    """The code, also of somebody who may not take part any more: removing answers stays possible."""
    return find(None, text)


def channel_of(code: Code) -> str:
    """Slug of the channel a code came by: its mailing's; without one the help desk's, or none."""
    if code.mailing:
        return code.mailing.channel.slug
    return "helpdesk" if code.purpose == Code.Purpose.HELPDESK else ""


def with_channel(slug: str) -> Door:
    """The door of a flyer or a message; its QR says the name in capitals. Raises ChannelUnknown."""
    for study in open_studies():
        channel = Channel.objects.filter(study=study.edition.study, slug__iexact=slug, closed_at=None).first()
        if channel and channel.kind != Channel.Kind.LETTER:
            return Door(study=study.slug, channel=channel.slug)
    raise ChannelUnknown


def code_at(door: Door) -> Code | None:
    """The code somebody came with; None without. Raises CodeUnknown, CodeBlocked (blocked meanwhile)."""
    if not door.digest:
        return None
    related = Code.objects.select_related("study", "unit", "mailing__channel")
    code = related.filter(digest=bytes.fromhex(door.digest)).first()
    if code is None:
        raise CodeUnknown
    if code.blocked_at:
        raise CodeBlocked
    return code


def interview_of(code: Code | None) -> Interview | None:
    """The interview of the code or its unit; None before the first. Raises InterviewSent or InterviewWithdrawn."""
    link = link_of(code) if code else None
    if link is None:
        return None
    if link.interview.state == Interview.State.SENT:
        raise InterviewSent
    if link.interview.state == Interview.State.WITHDRAWN:
        raise InterviewWithdrawn
    return link.interview


def link_of(code: Code) -> InterviewLink | None:
    owner = Q(code=code) | Q(unit=code.unit) if code.unit_id else Q(code=code)
    return InterviewLink.objects.select_related("interview__edition", "interview__channel").filter(owner).first()


def register_group(code: Code | None) -> str:
    """The group that the code's line of the register says; '' without one."""
    return code.unit.group if code and code.unit else ""


def built_ins_at(door: Door, code: Code | None) -> dict[str, str]:
    return {"channel": door.channel, "known_group": register_group(code)}


def check_mode(study: OpenStudy, door: Door) -> None:
    """Raises CodeNeeded where a letter is needed and there is none; who sits in a group session needs none."""
    if not door.digest and not door.session and not study.takes_open_entry:
        raise CodeNeeded


def agreeing(door: Door, study: OpenStudy, language: str, at: str) -> Door:
    """The door after "yes": with what was agreed to, when, and in which language; screening starts."""
    consent = study.definition.consent
    return replace(
        door.anew(),
        study=study.slug,
        edition=study.edition.number,
        agreed_at=at,
        agreed_version=consent.version if consent else "",
        agreed_language=language,
    )
