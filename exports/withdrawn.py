"""Who withdraws takes along what was seen in their answers, in the same transaction."""

from typing import Any

from django.db.models.signals import post_save

from exports.models import Flagged, PersonalFound
from respondents.models import Interview


def listen() -> None:
    post_save.connect(forget, sender=Interview, dispatch_uid="exports.withdrawn")


def forget(instance: Interview, **kwargs: Any) -> None:
    """Flags and finds of a withdrawn interview. In old decisions its random number stays, which leads to nothing."""
    if instance.state == Interview.State.WITHDRAWN:
        Flagged.objects.filter(respnr=instance.respnr).delete()
        PersonalFound.objects.filter(respnr=instance.respnr).delete()
