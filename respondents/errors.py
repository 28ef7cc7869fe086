"""Everything that can go wrong on a respondent's page: one table from exception to words, status and log level."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from invitations.entry_lookup import CodeBlocked, CodeMalformed, CodeMistyped, CodeUnknown, TooManyMisses
from respondents import flow, languages
from respondents.append import InterviewSent, InterviewWithdrawn
from respondents.door import DoorTooLarge
from respondents.entry import ChannelUnknown, CodeNeeded, NoStudyOpen, StudyUnknown
from respondents.sealing import WrongContactsKey
from respondents.sessions import SessionClosed, SessionFull, SessionNotYetOpen, SessionUnknown
from respondents.visits import VisitLost
from respondents.wish_pass import NoWishPass
from respondents.wishes import AlreadyWished, DrawIsOver
from staff.errors import form_expired
from surveys.cldr import day_in_words
from surveys.editions import StudyClosed, StudyNotYetOpen
from surveys.languages import direction


class WrongMethod(Exception):
    """The page was asked for in a way it does not answer."""

    def __init__(self, allowed: tuple[str, ...]) -> None:
        self.allowed = allowed
        super().__init__(", ".join(allowed))


class CodeEmpty(Exception):
    """Start was pressed with nothing in the field."""


class SessionNumberEmpty(Exception):
    """Nothing was typed where the number of a group session belongs."""


class OutcomeUnknown(LookupError):
    """Screening has no such end."""


class NoHelpPage(LookupError):
    """The study has no texts about help."""


class NoSuchWish(LookupError):
    """The study offers no raffle, no interview, or has no terms."""


class LinkOld(Exception):
    """The confirmation was left lying too long, or was changed."""


def _nothing(error: Exception) -> dict[str, Any]:
    return {}


@dataclass(frozen=True)
class Told:
    """What somebody is told. `params` fills in the text; `about_code`: shown beside the code field."""

    status: int
    title: str
    text: str
    level: int = logging.INFO
    about_code: bool = False
    goes_on: bool = False
    way_out: str = "code"
    params: Callable[[Any], dict[str, Any]] = _nothing
    headers: Callable[[Any], dict[str, str]] = _nothing

    def text_for(self, error: Exception) -> str:
        return self.text % self.params(error)

    def headers_for(self, error: Exception) -> Mapping[str, str]:
        return self.headers(error)


def _day(name: str) -> Callable[[Any], dict[str, Any]]:
    def params(error: Any) -> dict[str, Any]:
        language = translation.get_language() or "nl"
        return {"day": day_in_words(getattr(error, name), language)}

    return params


TABLE: Mapping[type[Exception], Told] = {
    CodeEmpty: Told(400, _("Your code"), _("Type the code that is in your letter."), about_code=True),
    CodeMalformed: Told(
        400,
        _("This is not the whole code"),
        ngettext_lazy(
            "The code has %(expected)s characters. You typed %(found)s character. Look at your letter again.",
            "The code has %(expected)s characters. You typed %(found)s characters. Look at your letter again.",
            "found",
        ),
        about_code=True,
        params=lambda error: {"expected": error.expected, "found": error.found},
    ),
    CodeMistyped: Told(
        400,
        _("There is a typing mistake"),
        _("One of the characters is not right. Compare the code with your letter."),
        about_code=True,
    ),
    CodeUnknown: Told(
        404, _("We do not know this code"), _("Compare the code with your letter. Or call us."), about_code=True
    ),
    CodeBlocked: Told(
        410,
        _("This code no longer works"),
        _("Did you get a newer letter or a newer code? Use that one. Or call us."),
        about_code=True,
    ),
    TooManyMisses: Told(
        429,
        _("Please wait a moment"),
        ngettext_lazy(
            "There were too many wrong codes. Try again in %(seconds)s second.",
            "There were too many wrong codes. Try again in %(seconds)s seconds.",
            "seconds",
        ),
        logging.WARNING,
        about_code=True,
        params=lambda error: {"seconds": error.retry_after},
        headers=lambda error: {"Retry-After": str(error.retry_after)},
    ),
    InterviewSent: Told(
        410,
        _("Your answers have been sent already"),
        _("You are done. Thank you. Nobody can see your answers with this code."),
        way_out="home",
    ),
    InterviewWithdrawn: Told(
        410,
        _("Your answers have been removed"),
        _("You asked us to remove your answers. We have done that. You do not have to do anything."),
        way_out="home",
    ),
    CodeNeeded: Told(
        403, _("You need a code"), _("Only people with a letter can take part. The code is in the letter.")
    ),
    StudyClosed: Told(
        410,
        _("The questionnaire is closed"),
        _("You could take part up to and including %(day)s. Thank you for wanting to help."),
        params=_day("close_date"),
        way_out="home",
    ),
    StudyNotYetOpen: Told(
        403,
        _("The questionnaire is not open yet"),
        _("You can take part from %(day)s. Please come back then."),
        params=_day("open_date"),
        way_out="home",
    ),
    NoStudyOpen: Told(
        404,
        _("There is no questionnaire now"),
        _("You cannot fill in anything now. You do not have to do anything."),
        way_out="none",
    ),
    StudyUnknown: Told(
        404, _("This page does not exist"), _("Look at the address in your letter again."), way_out="home"
    ),
    ChannelUnknown: Told(
        404, _("This address does not work"), _("You can still take part. Start on the first page."), way_out="home"
    ),
    SessionNumberEmpty: Told(
        400, _("Number of your group"), _("Type the number that is on the screen or on the wall."), about_code=True
    ),
    SessionUnknown: Told(
        404,
        _("We do not know this number"),
        _("Look at the number on the screen again. Or ask the person who helps your group."),
        about_code=True,
    ),
    SessionNotYetOpen: Told(
        403,
        _("Your group has not started yet"),
        _("Please wait for the person who helps your group. Then try again."),
        way_out="none",
    ),
    SessionClosed: Told(
        410,
        _("This group is closed"),
        _("You cannot start in this group any more. You do not have to do anything. Thank you for wanting to help."),
        way_out="none",
    ),
    SessionFull: Told(
        410,
        _("This group is full"),
        _("All places are taken. Please ask the person who helps your group."),
        way_out="none",
    ),
    VisitLost: Told(
        403,
        _("We no longer know where you were in the questionnaire"),
        _("Your answers are saved. Type your code to go on."),
    ),
    DoorTooLarge: Told(
        400, _("Your text is too long"), _("Go back and type a shorter answer."), logging.WARNING, way_out="none"
    ),
    flow.PageUnknown: Told(404, _("This page does not exist"), _("Go on with the questionnaire."), way_out="on"),
    OutcomeUnknown: Told(404, _("This page does not exist"), _("Start on the first page."), way_out="home"),
    NoHelpPage: Told(404, _("This page does not exist"), _("Start on the first page."), way_out="home"),
    flow.PageClosed: Told(303, "", "", goes_on=True),
    flow.NotFinished: Told(303, "", "", goes_on=True),
    flow.NothingToWithdraw: Told(
        404,
        _("There are no answers"),
        _("Nobody gave answers with this code. There is nothing to remove."),
        about_code=True,
    ),
    flow.WithdrawalOver: Told(
        410,
        _("Removing is no longer possible"),
        _("The code is no longer linked to answers. We cannot find your answers."),
        about_code=True,
        way_out="home",
    ),
    LinkOld: Told(
        400, _("Please type your code again"), _("You waited too long. Nothing was removed."), about_code=True
    ),
    NoSuchWish: Told(404, _("This page does not exist"), _("Start on the first page."), way_out="home"),
    NoWishPass: Told(
        403,
        _("You cannot do this now"),
        _("You can do this on the day on which you send your answers, on the same phone."),
        way_out="home",
    ),
    AlreadyWished: Told(
        409,
        _("You did this already"),
        _("You can do this once. Did you make a typing mistake? Remove what you typed. Then you can do it again."),
        way_out="unwish",
    ),
    DrawIsOver: Told(
        410,
        _("The raffle is over"),
        _("The winners have been chosen. You cannot take part any more."),
        way_out="home",
    ),
    WrongContactsKey: Told(
        503,
        _("Something went wrong"),
        _("The fault is ours. Nothing you sent before is lost. Try again in a few minutes."),
        logging.ERROR,
        way_out="none",
    ),
    WrongMethod: Told(
        405,
        _("This page does not exist"),
        _("Start on the first page."),
        way_out="home",
        headers=lambda error: {"Allow": ", ".join(error.allowed)},
    ),
}


CONTACT_FAULTS: Mapping[str, str] = {
    "empty": _("Type your e-mail address or your phone number."),
    "email": _("This e-mail address is not right. Look at it again."),
    "short": _("This phone number is too short. Look at it again."),
    "long": _("This phone number is too long. Look at it again."),
    "country": _("Start the phone number with 0, or with + and the number of the country."),
    "phone": _("This phone number is not right. Look at it again."),
}


def told(error: Exception) -> Told:
    """The table's entry for this exception or its nearest parent."""
    return next(TABLE[kind] for kind in type(error).__mro__ if kind in TABLE)


def go_on(error: Exception) -> HttpResponse:
    """To the page that can be opened."""
    name = getattr(error, "next_page", None)
    response = redirect("question", page=name) if name else redirect("check")
    response.status_code = 303
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was too old or cookies are off. Nothing was stored and nothing stored is lost; says how to go on."""
    if request.path.startswith("/staff/"):
        return form_expired(request, reason)
    language = languages.chosen(request, languages.ours())
    with translation.override(language):
        context = {
            "language": language,
            "direction": direction(language),
            "again": request.path,
        }
        response = render(request, "respondents/csrf.html", context, status=403)
    response["Cache-Control"] = "no-store"
    return response
