"""A study with one of each thing that has an address of its own below /staff/."""

from datetime import timedelta
from typing import Any

from django.db import models
from django.utils import timezone

from exports.models import CleaningDecision, ExportRecord, SavedTable, WeightSet
from invitations.models import Batch, Channel, Code, LetterEvent, Mailing, Parcel, Receiver
from respondents.models import CallBack, DeskEntry, GroupSession, PreviewLink, Remark
from respondents.retention_models import PrivacyRequest
from respondents.sealed_field import ring
from staff.models import User
from surveys.models import DraftComment, Edition, ProofRun, PublishRequest, Study


def row(model: type[models.Model], **given: Any) -> models.Model:
    """A row with what is given, and something plain in every other column that needs a value."""
    filled = {field.name: _plain(field) for field in model._meta.concrete_fields if _needs_a_value(field)}
    return model._default_manager.create(**{**filled, **given})


def _needs_a_value(field: models.Field) -> bool:
    given_by_itself = field.primary_key or field.has_default() or getattr(field, "auto_now_add", False)
    return not (given_by_itself or field.null or field.is_relation)


def _plain(field: models.Field) -> Any:
    if field.choices:
        return field.choices[0][0]
    kinds: list[tuple[type[models.Field], Any]] = [
        (models.DateTimeField, timezone.now() + timedelta(hours=1)),
        (models.DateField, timezone.localdate()),
        (models.BooleanField, False),
        (models.IntegerField, 1),
        (models.FloatField, 1.0),
        (models.BinaryField, b"1" * 32),
        (models.JSONField, {}),
    ]
    return next((value for kind, value in kinds if isinstance(field, kind)), "x")


def things_of(study: Study, user: User, *, shown: bool = False) -> dict[str, object]:
    """Ids by the names that addresses have for them. `shown`: leaves out what is made up so far that no page of it can
    be shown: weights without diagnostics, and a table without a question."""
    edition = Edition.objects.get(study=study)
    channel = row(Channel, study=study, slug=f"{study.slug}-flyer", kind="flyer")
    mailing = row(Mailing, study=study, edition=edition, channel=channel)
    receiver = row(Receiver, study=study, added_by=user)
    link = row(PreviewLink, study=study, token_digest=study.slug.encode() * 4)
    batch = row(Batch, mailing=mailing)
    code = row(Code, study=study, digest=study.slug.encode() * 6, mailing=mailing, batch=batch, sequence=1)
    made = {
        "thread": row(DraftComment, study=study),
        "asked": row(PublishRequest, study=study),
        "event_id": row(LetterEvent, code=code, kind="undeliverable"),
        "receiver_id": receiver,
        "parcel_id": row(Parcel, receiver=receiver),
        "mailing_id": mailing,
        "batch_id": batch,
        "channel_id": channel,
        "session_id": row(
            GroupSession, study=study, channel=channel, host=user, code=f"{study.pk:06}", cluster=study.pk
        ),
        "entry_id": row(DeskEntry, study=study),
        "key": row(CallBack, study=study.slug, contact=ring().seal("+31612345678"), sealed_with=ring().name),
        "number": row(CleaningDecision, study=study, rule="speeding"),
        "run": row(ProofRun, study=study),
        "request_id": row(PrivacyRequest, study=study, recorded_by=user),
        "export_id": row(ExportRecord, study=study),
        "link": link,
        "remark": row(Remark, link=link),
    }
    if not shown:
        made |= {"set_id": row(WeightSet, study=study), "saved": row(SavedTable, study=study, made_by=user)}
    return {name: one.pk for name, one in made.items()}
