"""Who withdraws takes along what is kept of their answers, in the same transaction: the one place that listens."""

from typing import Any

from django.db import transaction
from django.db.models.signals import post_save

from exports import open_answers, snapshot, weights_models
from exports.models import Flagged, PersonalFound, Weight
from respondents.models import Interview

LISTENER = "exports.withdrawn"


def listen() -> None:
    post_save.connect(forget, sender=Interview, dispatch_uid=LISTENER)


def forget(instance: Interview, **kwargs: Any) -> None:
    """Flags, finds, codes, weights and snapshots. In old decisions the random number stays, which leads to nothing."""
    if instance.state != Interview.State.WITHDRAWN:
        return
    Flagged.objects.filter(respnr=instance.respnr).delete()
    PersonalFound.objects.filter(respnr=instance.respnr).delete()
    open_answers.forget(instance)
    weights_models.forget(Weight.objects.filter(interview=instance))
    study = instance.edition.study.slug
    transaction.on_commit(lambda: snapshot.remove(study))
