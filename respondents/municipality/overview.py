"""All municipalities of a study: what each did, and who its contacts are. For pages and for the report of fieldwork."""

from dataclasses import dataclass
from datetime import datetime

from invitations import efforts
from invitations.effort_table import EffortTable, table
from invitations.models import Effort
from respondents.municipality.rights import taking_part
from staff import contacts
from staff.contact_models import ContactInvitation, ContactPlace, OrganisationContact
from staff.models import Organisation
from surveys.models import Study


@dataclass(frozen=True)
class Staffed:
    """One municipality: its contacts in the order of places, and to which places somebody was asked."""

    organisation: Organisation
    held: tuple[OrganisationContact, ...]
    asked: tuple[ContactInvitation, ...]

    @property
    def missing(self) -> int:
        """How many of the places nobody holds."""
        return len(ContactPlace) - len(self.held)


def effort_table_of(study: Study) -> EffortTable:
    """All municipalities that take part, also those that logged nothing."""
    names = list(taking_part(study).values_list("name", flat=True))
    return table(efforts.rows(efforts.standing(study)), names, Effort.Kind.values)


def staffed(study: Study, now: datetime) -> list[Staffed]:
    """Every municipality with its contacts; three queries."""
    held: dict[int, list[OrganisationContact]] = {}
    for one in OrganisationContact.objects.filter(study=study.slug, until=None).select_related("user"):
        held.setdefault(one.organisation_id, []).append(one)
    asked: dict[int, list[ContactInvitation]] = {}
    for invitation in contacts.open_invitations(now).filter(study=study.slug):
        asked.setdefault(invitation.organisation_id, []).append(invitation)
    return [Staffed(one, tuple(held.get(one.pk, ())), tuple(asked.get(one.pk, ()))) for one in taking_part(study)]
