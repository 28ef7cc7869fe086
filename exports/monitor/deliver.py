"""A study's webhook, and the mornings on their way to it. The only writer of `Webhook` and `Delivery`."""

import json
from datetime import date, datetime, timedelta
from secrets import token_hex

from django.db import transaction

from exports.monitor import question_panels as questions
from exports.monitor import response_panels, way_panels, webhook
from exports.monitor.figures import Figures
from exports.monitor.headlines import headlines
from exports.monitor.models import Delivery, Webhook
from exports.monitor.panels import Panel, plain
from exports.monitor.store import latest
from exports.monitor.words import Words, words_of
from staff import audit
from staff.models import User
from surveys.models import Study

AGAIN = (timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1), timedelta(hours=3), timedelta(hours=8))
"""After each failure; after the last one it is given up."""
LEASE = timedelta(hours=1)
State = Delivery.State


def set_address(study: Study, url: str, *, user: User, now: datetime) -> Webhook:
    """A new address with a new secret, in place of an earlier one. Raises webhook.AddressRefused."""
    webhook.target(url)
    with transaction.atomic():
        Study.objects.select_for_update().get(pk=study.pk)
        Webhook.objects.filter(study=study).delete()
        made = Webhook.objects.create(study=study, url=url, salt=token_hex(16), set_at=now, set_by=user)
        audit.record(user, "monitor.webhook", f"study:{study.slug}", set=True)
    return made


def remove(study: Study, *, user: User) -> None:
    """Nothing is sent any more."""
    with transaction.atomic():
        number, _ = Webhook.objects.filter(study=study).delete()
        if number:
            audit.record(user, "monitor.webhook", f"study:{study.slug}", set=False)


def plan(study: Study, day: date, now: datetime) -> None:
    """This morning's figures are due; planned twice is planned once."""
    found = Webhook.objects.filter(study=study).first()
    if found:
        Delivery.objects.get_or_create(webhook=found, day=day, defaults={"next_at": now})


def waiting(now: datetime) -> None:
    """Sends what is due, each by one process; some failures lead to another try."""
    for pk in list(Delivery.objects.filter(state=State.WAITING, next_at__lte=now).values_list("pk", flat=True)):
        delivery = _taken(pk, now)
        if delivery:
            _send(delivery, now)


def _taken(pk: int, now: datetime) -> Delivery | None:
    """The delivery, for an hour this process's own; a killed one leaves it to whoever comes next."""
    with transaction.atomic():
        due = Delivery.objects.select_for_update().filter(pk=pk, state=State.WAITING, next_at__lte=now).first()
        if due is None:
            return None
        due.attempts, due.next_at = due.attempts + 1, now + LEASE
        due.save(update_fields=["attempts", "next_at"])
    return Delivery.objects.select_related("webhook__study").get(pk=pk)


def _send(delivery: Delivery, now: datetime) -> None:
    hook = delivery.webhook
    figures = latest(hook.study)
    if figures is None:
        return
    body = json.dumps(told(hook.study, figures, delivery.day), ensure_ascii=False).encode()
    try:
        delivery.outcome = webhook.post(hook.url, webhook.secret_of(hook.salt), body, int(now.timestamp()))
        delivery.state = State.DONE
    except webhook.AddressRefused as problem:
        delivery.outcome, delivery.state = problem.code, State.FAILED
    except webhook.NotArrived as problem:
        delivery.outcome = problem.outcome
        _again(delivery, now)
    delivery.save(update_fields=["outcome", "state", "next_at"])


def _again(delivery: Delivery, now: datetime) -> None:
    if delivery.attempts > len(AGAIN):
        delivery.state = State.FAILED
    else:
        delivery.next_at = now + AGAIN[delivery.attempts - 1]


def told(study: Study, figures: Figures, day: date) -> dict[str, object]:
    """What is sent: the same numbers as on the pages, by stable names. Version 1."""
    said = words_of(study)
    return {
        "version": 1,
        "study": study.slug,
        "day": day.isoformat(),
        "made_at": figures.made_at.isoformat(),
        "made_up": figures.made_up,
        "figures": {one.key: one.value for one in headlines(figures, day)},
        "alarms": [
            {
                "kind": one.kind,
                "where": one.where,
                "value": round(one.value, 4),
                "limit": one.limit,
                "at_most": one.at_most,
            }
            for one in figures.alarms
        ],
        "tables": plain(panels_of(figures, said)),
    }


def panels_of(figures: Figures, said: Words) -> list[Panel]:
    """Every table of the pages, in their order: what the file and the webhook hold."""
    return [
        response_panels.outcomes(figures),
        response_panels.evenness(figures, said),
        *response_panels.margins(figures, said),
        way_panels.funnel(figures),
        way_panels.growth(figures),
        *way_panels.ways(figures, said),
        *way_panels.channels(figures),
        questions.stops(figures, said),
        questions.unanswered(figures, said),
        questions.unknowing(figures, said),
        questions.times(figures, said),
    ]
