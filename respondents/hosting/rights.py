"""Which sessions a member of staff sees: fieldwork those of their studies, a municipality its own channels'."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from invitations.rights import seen_by
from respondents.models import GroupSession
from staff.models import User


def sessions_of(user: User | AnonymousUser) -> QuerySet[GroupSession]:
    """The sessions this person sees; others do not exist for them."""
    mine = seen_by(user, "channel__organisation")
    return GroupSession.objects.filter(mine).select_related("study", "channel__organisation")
