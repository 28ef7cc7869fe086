"""Whose area somebody sees: a municipality its own, fieldwork those of every municipality in their studies."""

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.http import Http404

from invitations.rights import organisations_of, studies_of
from staff.models import Membership, Organisation, Role, User
from staff.roles import may
from surveys.models import Study
from surveys.own_studies import published_study


@dataclass(frozen=True)
class Area:
    """One municipality in one study. `fieldwork`: whether it is looked at by fieldwork staff."""

    study: Study
    organisation: Organisation
    fieldwork: bool

    @property
    def key(self) -> dict[str, object]:
        return {"study": self.study, "organisation": self.organisation}


def area_of(user: User | AnonymousUser, study: str, organisation: int) -> Area:
    """Another's area does not exist for this person. Raises Http404."""
    found = published_study(study)
    whose = organisations_of(user, found).filter(pk=organisation).first()
    if whose is None:
        raise Http404
    return Area(found, whose, may(user, Role.FIELDWORK, found.slug))


def areas_of(user: User | AnonymousUser) -> list[Area]:
    """Those of the organisations that somebody works for, without what fieldwork staff may see."""
    return [
        Area(study, organisation, False)
        for study in studies_of(user)
        if not may(user, Role.FIELDWORK, study.slug)
        for organisation in organisations_of(user, study)
    ]


def taking_part(study: Study) -> QuerySet[Organisation]:
    """Municipalities and others that do something in the study, or were asked to."""
    works = Membership.objects.filter(role=Role.MUNICIPALITY, study__in=(study.slug, "")).values("organisation")
    return Organisation.objects.filter(
        Q(pk__in=works)
        | Q(pk__in=Organisation.objects.filter(contacts__study=study.slug).values("pk"))
        | Q(pk__in=Organisation.objects.filter(contact_invitations__study=study.slug).values("pk"))
        | Q(pk__in=Organisation.objects.filter(channels__study=study).values("pk"))
        | Q(pk__in=Organisation.objects.filter(efforts__study=study).values("pk"))
        | Q(pk__in=Organisation.objects.filter(planned_sessions__study=study).values("pk"))
    ).order_by("name")
