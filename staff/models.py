"""People who work with the platform, what they may do, what they did, and the work they set going."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.validators import validate_slug
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A new active user; the address is stored in lower case. Without a password nobody can log in yet."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """A member of staff, known by e-mail address. Rights come from memberships only: there is no superuser."""

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    language = models.CharField(
        _("language"), max_length=8, choices=(("nl", "Nederlands"), ("en", "English")), default="nl"
    )
    is_active = models.BooleanField(_("may log in"), default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: Iterable[str] = ()

    objects = UserManager()

    class Meta:
        constraints = (models.UniqueConstraint(Lower("email"), name="user_email_once"),)

    def __str__(self) -> str:
        return self.name or self.email


class Organisation(models.Model):
    """A municipality or agency that people work for."""

    class Kind(models.TextChoices):
        MUNICIPALITY = "municipality", _("municipality")
        AGENCY = "agency", _("research agency")
        MINISTRY = "ministry", _("ministry")
        OTHER = "other", _("other")

    name = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=16, choices=Kind.choices)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    RESEARCHER = "researcher", _("researcher")
    TRANSLATOR = "translator", _("translator")
    FIELDWORK = "fieldwork", _("fieldwork")
    MUNICIPALITY = "municipality", _("municipality")
    ANALYST = "analyst", _("analyst")
    PRIVACY = "privacy", _("privacy coordinator")
    FG = "fg", _("data protection officer")
    ACCOUNTS = "accounts", _("account manager")


class MembershipManager(models.Manager["Membership"]):
    """Those that hold now: a role given until a moment is no role after it, whether or not its row was removed."""

    def get_queryset(self) -> models.QuerySet["Membership"]:
        return super().get_queryset().filter(models.Q(until=None) | models.Q(until__gt=timezone.now()))


class Membership(models.Model):
    """One role of one user, for one study (by its slug) or, with an empty study, for all.

    `until`: of a role given in an emergency (`staff.emergency`), the moment it ends; None: until somebody takes it.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=16, choices=Role.choices)
    study = models.CharField(max_length=60, blank=True, validators=[validate_slug])
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="memberships")
    until = models.DateTimeField(null=True, blank=True)

    objects = MembershipManager()
    whenever: models.Manager["Membership"] = models.Manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("user", "role", "study", "organisation"),
                condition=models.Q(until__isnull=True),
                name="membership_once",
            ),
            models.UniqueConstraint(
                fields=("user", "role", "study"),
                condition=models.Q(organisation__isnull=True, until__isnull=True),
                name="membership_once_without_organisation",
            ),
        )

    def __str__(self) -> str:
        return f"{self.user} {self.role} {self.study or '*'}"


class AuditEntry(models.Model):
    """One thing a member of staff (or, without a user, a command) did. Databases refuse to change or remove it."""

    at = models.DateTimeField(auto_now_add=True, db_index=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    action = models.CharField(max_length=60)
    object = models.CharField(max_length=200, blank=True)
    details = models.JSONField(default=dict)

    class Meta:
        ordering = ("-id",)
        verbose_name_plural = "audit entries"

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action} {self.object}"


class Job(models.Model):
    """Work outside a request. `file` is a path below VAR_DIR; `beat_at` is the last sign of life.

    `key`: of the sealed file that the job reads, in the processes that hand it on and use it; it is no column.
    """

    key = ""

    class State(models.TextChoices):
        QUEUED = "queued", _("waiting")
        RUNNING = "running", _("busy")
        DONE = "done", _("ready")
        FAILED = "failed", _("failed")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=60)
    arguments = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=State.choices, default=State.QUEUED)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    message = models.CharField(max_length=200, blank=True)
    error = models.CharField(max_length=500, blank=True)
    file = models.CharField(max_length=255, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="jobs")
    created_at = models.DateTimeField(auto_now_add=True)
    process = models.CharField(max_length=120, blank=True, help_text=_("host:pid that runs it"))
    beat_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"

    @property
    def needs_file(self) -> bool:
        """Whether it reads a sealed file, which is gone once it ends."""
        return "sealed" in self.arguments

    @property
    def percent(self) -> int:
        return min(100, round(100 * self.done / self.total)) if self.total else 0


from staff.account_models import EmergencyAccess, StaffInvitation, StaffSession  # noqa: E402, F401
from staff.contact_models import ContactInvitation, OrganisationContact  # noqa: E402, F401
