"""The mail that asks somebody to become a contact: in Dutch, and below it in English, since we do not know them yet."""

from datetime import datetime

from django.conf import settings
from django.core.mail import send_mail
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, override

from staff.models import Organisation

LANGUAGES = ("nl", "en")
RULE = "\n\n----------\n\n"


def link_of(token: str) -> str:
    return settings.PUBLIC_URL + reverse("staff:invited_link", args=[token])


def send(email: str, organisation: Organisation, study_title: str, token: str, until: datetime) -> None:
    """Raises OSError (smtplib's errors are such) where the mail server does not take it."""
    texts = []
    for language in LANGUAGES:
        with override(language):
            texts.append(body(organisation.name, study_title, link_of(token), until))
    with override(LANGUAGES[0]):
        subject = gettext("Invitation: contact for %(organisation)s") % {"organisation": organisation.name}
    send_mail(" ".join(subject.split()), RULE.join(texts) + "\n", None, [email])


def body(organisation: str, study_title: str, link: str, until: datetime) -> str:
    """In the active language."""
    said = gettext(
        "You are asked to be a contact of %(organisation)s for the study “%(study)s”.\n\n"
        "Open this link to make your account:\n%(link)s\n\n"
        "The link works once, until %(until)s. Do not pass it on.\n"
        "You need an authenticator app on your phone to log in.\n"
        "Did you not expect this? Then you need do nothing."
    )
    day = date_format(timezone.localtime(until), "j F Y")
    return said % {"organisation": organisation, "study": study_title, "link": link, "until": day}
