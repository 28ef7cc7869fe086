"""Which sessions a member of staff sees: fieldwork those of their studies, a municipality its own channels'."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from respondents.models import GroupSession
from staff.models import Organisation, Role, User
from staff.roles import may
from surveys.models import Study

HOSTS = (Role.FIELDWORK, Role.MUNICIPALITY)


def studies_of(user: User | AnonymousUser) -> list[Study]:
    """Published studies for which this person can open a session."""
    published = Study.objects.filter(editions__isnull=False).distinct()
    return [study for study in published if may_open(user, study)]


def may_open(user: User | AnonymousUser, study: Study) -> bool:
    return may(user, Role.FIELDWORK, study.slug) or organisations_of(user, study).exists()


def organisations_of(user: User | AnonymousUser, study: Study) -> QuerySet[Organisation]:
    """For whom this person can open a session: fieldwork for every organisation, a municipality for itself."""
    if may(user, Role.FIELDWORK, study.slug):
        return Organisation.objects.all()
    held = user.memberships.filter(Q(study=study.slug) | Q(study=""), role=Role.MUNICIPALITY)
    return Organisation.objects.filter(pk__in=held.values("organisation"))


def sessions_of(user: User | AnonymousUser) -> QuerySet[GroupSession]:
    """The sessions this person sees; others do not exist for them."""
    mine = Q(pk__in=())
    for study in studies_of(user):
        one = Q(study=study)
        if not may(user, Role.FIELDWORK, study.slug):
            one &= Q(channel__organisation__in=organisations_of(user, study))
        mine |= one
    return GroupSession.objects.filter(mine).select_related("study", "channel__organisation")
