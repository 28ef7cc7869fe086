"""The published studies that somebody on staff works for."""

from collections.abc import Collection

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from staff.models import User
from staff.roles import may
from surveys.models import Study


def own_studies(user: User | AnonymousUser, roles: Collection[str]) -> QuerySet[Study]:
    """Those in which the person has one of the roles, by slug."""
    published = Study.objects.filter(editions__isnull=False).distinct()
    mine = [study.pk for study in published if any(may(user, role, study.slug) for role in roles)]
    return published.filter(pk__in=mine).order_by("slug")
