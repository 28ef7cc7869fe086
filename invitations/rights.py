"""Which channels a member of staff sees: fieldwork those of their studies, a municipality its own organisations'."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from invitations.models import Channel
from staff.models import Organisation, Role, User
from staff.roles import may
from surveys.models import Study

HOSTS = (Role.FIELDWORK, Role.MUNICIPALITY)
SELF_SERVICE = (Channel.Kind.FLYER, Channel.Kind.MESSAGE)
"""Kinds that people make themselves. Sessions are not counted here: another page counts parts of them."""


def studies_of(user: User | AnonymousUser) -> list[Study]:
    """Published studies in which this person hosts sessions and makes channels."""
    published = Study.objects.filter(editions__isnull=False).distinct()
    return [study for study in published if may_open(user, study)]


def may_open(user: User | AnonymousUser, study: Study) -> bool:
    return may(user, Role.FIELDWORK, study.slug) or organisations_of(user, study).exists()


def organisations_of(user: User | AnonymousUser, study: Study) -> QuerySet[Organisation]:
    """For whom this person does that: fieldwork for every organisation, a municipality for itself."""
    if may(user, Role.FIELDWORK, study.slug):
        return Organisation.objects.all()
    held = user.memberships.filter(Q(study=study.slug) | Q(study=""), role=Role.MUNICIPALITY)
    return Organisation.objects.filter(pk__in=held.values("organisation"))


def seen_by(user: User | AnonymousUser, organisation: str) -> Q:
    """What this person sees of rows with a `study`; `organisation`: the look-up that leads to whose a row is."""
    mine = Q(pk__in=())
    for study in studies_of(user):
        one = Q(study=study)
        if not may(user, Role.FIELDWORK, study.slug):
            one &= Q(**{f"{organisation}__in": organisations_of(user, study)})
        mine |= one
    return mine


def channels_of(user: User | AnonymousUser) -> QuerySet[Channel]:
    """Flyers and messages that this person sees; others do not exist for them."""
    found = Channel.objects.filter(seen_by(user, "organisation"), kind__in=SELF_SERVICE)
    return found.select_related("study", "organisation").order_by("study", "label", "pk")
