"""The studies that somebody on staff works for: the one place that says so for lists, choices and look-ups."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from staff.models import User
from surveys.models import Study


def own_studies(user: User | AnonymousUser, *roles: str) -> QuerySet[Study]:
    """Those for which the person has one of the roles (`staff.roles.may`), without roles any, by slug."""
    if not isinstance(user, User) or not user.is_active:
        return Study.objects.none()
    held = user.memberships.filter(role__in=roles) if roles else user.memberships.all()
    slugs = set(held.values_list("study", flat=True))
    return Study.objects.all() if "" in slugs else Study.objects.filter(slug__in=slugs)


def published_studies(user: User | AnonymousUser, *roles: str) -> QuerySet[Study]:
    """The same, as far as an edition was published."""
    return own_studies(user, *roles).filter(editions__isnull=False).distinct()


def published_study(slug: str) -> Study:
    """Whoever's it is: a guard of roles stands before it. Raises Http404 for a study without an edition."""
    return get_object_or_404(Study.objects.filter(editions__isnull=False).distinct(), slug=slug)
