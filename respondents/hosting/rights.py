"""Which sessions a member of staff sees: fieldwork those of their studies, a municipality its own channels'."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from invitations.rights import HOSTS, may_open, organisations_of, studies_of
from respondents.models import GroupSession
from staff.models import Role, User
from staff.roles import may

__all__ = ["HOSTS", "may_open", "organisations_of", "sessions_of", "studies_of"]


def sessions_of(user: User | AnonymousUser) -> QuerySet[GroupSession]:
    """The sessions this person sees; others do not exist for them."""
    mine = Q(pk__in=())
    for study in studies_of(user):
        one = Q(study=study)
        if not may(user, Role.FIELDWORK, study.slug):
            one &= Q(channel__organisation__in=organisations_of(user, study))
        mine |= one
    return GroupSession.objects.filter(mine).select_related("study", "channel__organisation")
