"""Who wants the figures by mail. The only writer of that; `morning` notes when they were sent."""

from django.db import transaction

from exports.monitor.models import MorningMail
from staff import audit
from staff.models import User
from surveys.models import Study


def change(study: Study, user: User, *, on: bool) -> None:
    """Asked for twice is asked for once."""
    with transaction.atomic():
        if on:
            _, changed = MorningMail.objects.get_or_create(study=study, user=user)
        else:
            number, _ = MorningMail.objects.filter(study=study, user=user).delete()
            changed = bool(number)
        if changed:
            audit.record(user, "monitor.subscribe", f"study:{study.slug}", on=on)
