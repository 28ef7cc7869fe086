"""Where to send a caller with what is not about the questionnaire. A study's own words go first. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from respondents.side_pages import block
from surveys.languages import LANGUAGES, direction, name


@dataclass(frozen=True)
class Referral:
    """About what, and what to say; `language` of both, '' for the staff's own. `others`: the same in other languages,
    to answer a message with.
    """

    about: str | Promise
    say: tuple[str | Promise, ...]
    language: str = ""
    others: tuple["Referral", ...] = ()

    @property
    def direction(self) -> str:
        return direction(self.language)

    @property
    def tongue(self) -> str:
        return name(self.language)


GENERAL = (
    Referral(
        _("Exam, loan, fine, more time or exemption"),
        (_("DUO. The telephone number is in the letter from DUO; also www.inburgeren.nl."),),
    ),
    Referral(
        _("Plan (PIP), learning route, conversations, help from the municipality"),
        (_("The municipality where they live: ask for the client manager for integration."),),
    ),
    Referral(
        _("Lessons, teacher, course times"),
        (_("Their language school first; then the municipality."),),
    ),
    Referral(
        _("Does not agree with a decision or a fine"),
        (_("Free legal advice: Juridisch Loket, 0800 8020, or a lawyer. There is a time limit, so do not wait."),),
    ),
)
"""For a study without a `referral` of its own. Addresses that change belong in the study's materials."""
ALWAYS = (
    Referral(
        _("A complaint about this study, or about personal data"),
        (
            _("Write to the contact address on the page about privacy. Answers can be removed with the code."),
            _("They can also go to the Autoriteit Persoonsgegevens (www.autoriteitpersoonsgegevens.nl)."),
        ),
    ),
    Referral(
        _("Danger or despair"),
        (_("Direct danger: 112. Thoughts of suicide: 113 or 0800 0113. Violence at home: Veilig Thuis, 0800 2000."),),
    ),
)


def referrals(materials: Mapping[str, Any], language: str) -> tuple[Referral, ...]:
    """The words that respondents read on the help page, where the study has them; else general ones. Then what holds in
    every study. `language`: of the study's words; a part that lacks it is told in Dutch. All that the study has it in
    stand beside.
    """
    found = block(materials, "referral")
    own = tuple(_told(part.title or found.title, part.text, language) for part in found.parts) if found else ()
    return (*(own or GENERAL), *ALWAYS)


def _told(title: Mapping[str, str], texts: tuple[Mapping[str, str], ...], language: str) -> Referral:
    whole = [tag for tag in LANGUAGES if all(one.get(tag) for one in (title, *texts))]
    tag = language if language in whole else "nl"
    others = tuple(_in(one, title, texts) for one in whole if one != tag)
    return replace(_in(tag, title, texts), others=others)


def _in(tag: str, title: Mapping[str, str], texts: tuple[Mapping[str, str], ...]) -> Referral:
    return Referral(title.get(tag, ""), tuple(one.get(tag, "") for one in texts), tag)
