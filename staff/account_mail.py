"""Mails about staff accounts: in Dutch, and below it in English. Each raises OSError where no server takes it."""

from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.core.mail import send_mail
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, override

from staff.account_models import EmergencyAccess, StaffInvitation
from staff.contact_mail import LANGUAGES, RULE, link_of
from staff.models import Role

Words = Callable[[], str]


def invite(asked: StaffInvitation, token: str) -> None:
    """To who is asked to make an account, or to set up their own anew."""

    def text() -> str:
        said = _renewing() if asked.renews_id else _asking()
        day = date_format(timezone.localtime(asked.expires_at), "j F Y")
        return said % {"role": role_in_words(asked.role, asked.study), "link": link_of(token), "until": day}

    _send([asked.email], lambda: gettext("Your staff account"), text)


def _asking() -> str:
    return gettext(
        "You are asked to work on %(role)s.\n\n"
        "Open this link to make your account:\n%(link)s\n\n"
        "The link works once, until %(until)s. Do not pass it on.\n"
        "You need an authenticator app on your phone to log in.\n"
        "Did you not expect this? Then you need do nothing."
    )


def _renewing() -> str:
    return gettext(
        "Somebody who manages accounts asks you to set up your account anew: "
        "a new password and a new authenticator.\n\n"
        "Open this link:\n%(link)s\n\n"
        "The link works once, until %(until)s. Do not pass it on. Until you use it, your old log-in works.\n"
        "Did you not ask for this? Do not open the link, and tell the privacy coordinator."
    )


def given(email: str, role: str, study: str) -> None:
    """To who has an account and got a further role."""

    def text() -> str:
        said = gettext("Your account has a further role now: %(role)s.\n\nLog in at %(link)s.")
        return said % {"role": role_in_words(role, study), "link": settings.PUBLIC_URL + reverse("account_login")}

    _send([email], lambda: gettext("Your staff account"), text)


def emergency(access: EmergencyAccess, to: list[str]) -> None:
    """To everybody who watches, one mail each: none of them need know who else does."""

    def text() -> str:
        said = gettext(
            "An account got access in an emergency, by a command on the server.\n\n"
            "Account: %(account)s\nRole: %(role)s\nUntil: %(until)s\nWhy: %(why)s\n\n"
            "The access ends by itself. What is done with it stands in the audit trail: %(link)s\n"
            "Is this not right? Tell who runs the site at once."
        )
        return said % {
            "account": access.user.email,
            "role": role_in_words(access.role, access.study),
            "until": moment(access.until),
            "why": access.why,
            "link": settings.PUBLIC_URL + reverse("staff:audit"),
        }

    for address in to:
        _send([address], lambda: gettext("Access in an emergency"), text)


def role_in_words(role: str, study: str) -> str:
    """In the active language: the role, and the study it is for."""
    name = str(Role(role).label) if role else ""
    return f"{name} ({study})" if study else name


def moment(at: datetime) -> str:
    return date_format(timezone.localtime(at), "j F Y H:i")


def _send(to: list[str], subject: Words, text: Words) -> None:
    texts = []
    for language in LANGUAGES:
        with override(language):
            texts.append(text())
    with override(LANGUAGES[0]):
        line = subject()
    send_mail(line, RULE.join(texts) + "\n", None, to)
