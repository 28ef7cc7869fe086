"""The audit trail: who did what, when, to what. Called inside the transaction of what is recorded."""

from django.contrib.auth.models import AnonymousUser

from staff.models import AuditEntry, User


def record(user: User | AnonymousUser | None, action: str, object: str, **details: object) -> None:
    """Add one entry. `action` is a stable word ("job.download"), `object` a name or id, never a person's.

    `details` are JSON values; no codes, names or addresses.
    """
    AuditEntry.objects.create(
        user=user if isinstance(user, User) else None, action=action, object=object[:200], details=details
    )
