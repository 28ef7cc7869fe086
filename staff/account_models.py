"""Invitations to staff accounts, the places where somebody is logged in, and access given in an emergency."""

from django.conf import settings
from django.core.validators import validate_slug
from django.db import models
from django.utils.translation import gettext_lazy as _

from staff.models import Role


class StaffInvitation(models.Model):
    """Somebody is asked by mail to make an account with a role, or (`renews`) to set up their own anew.

    `staff.joining` is the only writer. `email` is emptied when it is over, whichever way; the token is in the mail
    alone. `invited_by` is None for a command.
    """

    email = models.EmailField(blank=True)
    role = models.CharField(max_length=16, choices=Role.choices, blank=True)
    study = models.CharField(max_length=60, blank=True, validators=[validate_slug])
    renews = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    token_digest = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-invited_at",)

    def __str__(self) -> str:
        return f"staff invitation {self.pk}"


class StaffSession(models.Model):
    """A place where somebody is logged in: the key of the session, and what it takes to recognise it. No address of the
    network and no user agent. `staff.sessions` is the only writer."""

    class Device(models.TextChoices):
        PHONE = "phone", _("phone or tablet")
        COMPUTER = "computer", _("computer")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="places")
    key = models.CharField(max_length=40, unique=True)
    device = models.CharField(max_length=8, choices=Device.choices)
    began_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    class Meta:
        ordering = ("-seen_at",)

    def __str__(self) -> str:
        return f"session {self.pk}"


class EmergencyAccess(models.Model):
    """A role that somebody got for some minutes, with the reason. `staff.emergency` is the only writer.

    The role itself is a Membership with the same `until`. `told`: how many people the mail about it went to.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    role = models.CharField(max_length=16, choices=Role.choices)
    study = models.CharField(max_length=60, blank=True, validators=[validate_slug])
    why = models.CharField(max_length=400)
    began_at = models.DateTimeField()
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    told = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("-began_at",)

    def __str__(self) -> str:
        return f"emergency access {self.pk}"
