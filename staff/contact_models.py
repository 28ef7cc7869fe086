"""Who an organisation's contacts are in a study, and invitations to become one. `staff.contacts` is the only writer."""

from django.conf import settings
from django.core.validators import validate_slug
from django.db import models
from django.utils.translation import gettext_lazy as _

from staff.models import Organisation


class ContactPlace(models.IntegerChoices):
    FIRST = 1, _("first contact")
    SECOND = 2, _("second contact")


class OrganisationContact(models.Model):
    """Somebody who speaks for an organisation in a study (by its slug), from `since` to `until` (None: still).

    Rows are ended, never removed: they tell who it was before a hand-over.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="contacts")
    study = models.CharField(max_length=60, validators=[validate_slug])
    place = models.PositiveSmallIntegerField(choices=ContactPlace.choices)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="contact_for")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("organisation", "study", "place", "-since")
        constraints = (
            models.UniqueConstraint(
                fields=("organisation", "study", "place"),
                condition=models.Q(until__isnull=True),
                name="one_contact_per_place",
            ),
            models.UniqueConstraint(
                fields=("organisation", "study", "user"),
                condition=models.Q(until__isnull=True),
                name="contact_in_one_place",
            ),
        )

    def __str__(self) -> str:
        return f"contact {self.pk}"


class ContactInvitation(models.Model):
    """Somebody is asked by mail to become a contact. `email` is emptied when it is over, whichever way."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="contact_invitations")
    study = models.CharField(max_length=60, validators=[validate_slug])
    place = models.PositiveSmallIntegerField(choices=ContactPlace.choices)
    email = models.EmailField(blank=True)
    token_digest = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("organisation", "study", "place", "-invited_at")

    def __str__(self) -> str:
        return f"invitation {self.pk}"
