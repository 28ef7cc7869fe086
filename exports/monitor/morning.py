"""Every morning: a study's figures by mail to staff who asked for them, and to its webhook. Once a day each."""

import logging
import smtplib
from collections.abc import Sequence
from datetime import date, datetime
from urllib.parse import urljoin

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from exports.monitor import deliver, words
from exports.monitor.figures import Figures
from exports.monitor.headlines import headlines
from exports.monitor.job import open_now
from exports.monitor.make import figures_of
from exports.monitor.models import MorningMail
from exports.monitor.register import ROLES
from exports.monitor.response_panels import Lag, lagging
from exports.monitor.store import keep, latest
from exports.monitor.words import words_of
from staff import audit
from staff.roles import may
from surveys.models import Study

log = logging.getLogger(__name__)
ALARMS = 10
"""In a mail; the page has all."""


def tell(now: datetime) -> None:
    """Mails and webhooks of all studies in fieldwork. What fails is tried again when this runs again."""
    for study in open_now(now):
        figures = todays(study, now)
        mails = [_mailed(mail.pk, figures, now) for mail in _asked(study, now)]
        if any(mails):
            with transaction.atomic():
                audit.record(None, "monitor.mail", f"study:{study.slug}", mails=sum(mails))
        deliver.plan(study, timezone.localdate(now), now)
    deliver.waiting(now)


def todays(study: Study, now: datetime) -> Figures:
    """The newest figures where they are of today, else made now."""
    newest = latest(study)
    if newest is None or timezone.localdate(newest.made_at) != timezone.localdate(now):
        newest = figures_of(study, now=now)
        keep(study, newest)
    return newest


def _asked(study: Study, now: datetime) -> Sequence[MorningMail]:
    """Who has not had this morning's, and still works for the study."""
    found = MorningMail.objects.filter(study=study, user__is_active=True).exclude(sent_on=timezone.localdate(now))
    return [one for one in found.select_related("user") if any(may(one.user, role, study.slug) for role in ROLES)]


def _mailed(pk: int, figures: Figures, now: datetime) -> bool:
    """One mail; whether it went. Nobody gets two, also when two processes are at it: the day is noted first."""
    today = timezone.localdate(now)
    with transaction.atomic():
        locked = MorningMail.objects.select_for_update().select_related("user", "study")
        mail = locked.filter(pk=pk).exclude(sent_on=today).first()
        if mail is None:
            return False
        before, mail.sent_on = mail.sent_on, today
        mail.save(update_fields=["sent_on"])
    try:
        message(mail, figures, today).send()
    except (OSError, smtplib.SMTPException):
        log.exception("A morning mail could not be sent.")
        MorningMail.objects.filter(pk=pk).update(sent_on=before)
        return False
    return True


def message(mail: MorningMail, figures: Figures, today: date) -> EmailMessage:
    """Figures, alarms and what lags, in the language of who gets it. Numbers of people alone, nothing of anybody."""
    with translation.override(mail.user.language):
        said = words_of(mail.study)
        context = {
            "study": mail.study,
            "figures": figures,
            "headlines": headlines(figures, today),
            "alarms": [words.alarm(alarm, said) for alarm in figures.alarms[:ALARMS]],
            "more": max(0, len(figures.alarms) - ALARMS),
            "lags": [_lag(one) for one in lagging(figures, said)],
            "page": urljoin(settings.PUBLIC_URL + "/", reverse("fieldwork:morning", args=[mail.study.slug])),
            "settings": urljoin(settings.PUBLIC_URL + "/", reverse("fieldwork:sending", args=[mail.study.slug])),
        }
        subject = _("Fieldwork of %(study)s, %(day)s") % {"study": mail.study.slug, "day": today.isoformat()}
        return EmailMessage(subject, render_to_string("fieldwork/morning.txt", context), to=[mail.user.email])


def _lag(lag: Lag) -> str:
    return f"{lag.label}: {words.percent(lag.rate, 1)}"
