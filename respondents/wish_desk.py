"""What staff do with contact wishes: draw, take out, throw away. The audit trail tells of each, without contacts."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Any

from django.db import transaction

from respondents import wishes
from respondents.contacts_store import empty_the_log
from respondents.draw import Drawn, draw
from respondents.models import ContactWish
from respondents.sealed_field import ring
from staff import audit
from staff.models import AuditEntry, Role, User
from staff.roles import may
from surveys.models import Study

Kind, State = ContactWish.Kind, ContactWish.State
ROLES = (Role.FIELDWORK, Role.PRIVACY)
LISTS = (Kind.INTERVIEW, Kind.PANEL)
"""Kinds that are taken out as a list."""
PURGE, TAKE_OUT = "wishes.purge", "wishes.take_out"


class WishDeskError(Exception):
    """Why it was not done, in words for who started it."""


@dataclass(frozen=True)
class DrawPlan:
    """What is asked for. `again`: why there is a second draw; '' for the first."""

    winners: int
    reserves: int
    seed: str
    again: str = ""


@dataclass(frozen=True)
class Person:
    """A wish and the contact that was sealed in it."""

    row: ContactWish
    contact: str

    def facts(self) -> dict[str, str]:
        """What whoever makes appointments or sends prizes needs."""
        return {"contact": self.contact, "name": ring().open(self.row.name), "language": self.row.language}


def member(email: str, study: Study) -> User:
    """The member of staff who does this. Raises WishDeskError where they may not."""
    found = User.objects.filter(email__iexact=email.strip()).first()
    if found is None or not any(may(found, role, study.slug) for role in ROLES):
        raise WishDeskError(f"Only staff with the role fieldwork or privacy for {study.slug} may do this.")
    return found


def study_named(slug: str) -> Study:
    found = Study.objects.filter(slug=slug).first()
    if found is None:
        raise WishDeskError(f"There is no study {slug}.")
    return found


def draw_winners(study: Study, plan: DrawPlan, by: User, random: Random) -> dict[str, Any]:
    """Draws, marks winners and reserves, and returns the protocol. The raffle is closed from then on.

    Run it inside the `wishes.both_stores` in which the protocol is written: no draw without a protocol.
    Raises WishDeskError, WrongContactsKey.
    """
    with wishes.both_stores(study.slug):
        wishes.need_the_keys()
        _may_draw(study, plan)
        found = _entries(study)
        drawn = draw([person.contact for person in found], plan.seed, plan.winners, plan.reserves)
        won = dict.fromkeys(drawn.winners, State.WON) | dict.fromkeys(drawn.reserves, State.RESERVE)
        states = {person.row.id: won[person.contact] for person in found if person.contact in won}
        wishes.rewrite(study.slug, random, states=states)
        audit.record(by, wishes.DRAW, study.slug, **_facts(drawn), reason=plan.again)
        return _protocol(study, plan, drawn, {person.contact: person for person in reversed(found)})


def _may_draw(study: Study, plan: DrawPlan) -> None:
    if wishes.drawn(study) and not plan.again:
        raise WishDeskError("The winners were drawn before. A second draw needs a reason: --again REASON.")
    if plan.again and not wishes.drawn(study):
        raise WishDeskError("There was no draw yet: leave out --again.")


def _entries(study: Study) -> list[Person]:
    found = _people(study, Kind.RAFFLE)
    if not found:
        raise WishDeskError("Nobody takes part in the raffle.")
    return found


def _people(study: Study, kind: Kind) -> list[Person]:
    """By contact and key: of somebody with two rows the same one comes first each time. Raises WrongContactsKey."""
    rows = ContactWish.objects.filter(study=study.slug, kind=kind).exclude(state=State.TRIAL)
    people = [Person(row, ring().open(row.contact)) for row in rows]
    return sorted(people, key=lambda person: (person.contact, person.row.id))


def _facts(drawn: Drawn) -> dict[str, Any]:
    """What may stand in the audit trail."""
    return {
        "seed": drawn.seed,
        "entries": drawn.entries,
        "doubles": drawn.doubles,
        "digest": drawn.digest,
        "winners": len(drawn.winners),
        "reserves": len(drawn.reserves),
    }


def _protocol(study: Study, plan: DrawPlan, drawn: Drawn, people: Mapping[str, Person]) -> dict[str, Any]:
    return {
        "study": study.slug,
        "seed": drawn.seed,
        "again": plan.again,
        "entries": drawn.entries,
        "doubles_removed": drawn.doubles,
        "list_sha256": drawn.digest,
        "method": "Contacts once each, sorted, joined by line ends: SHA-256 is list_sha256. Ranked by SHA-256 of "
        "seed, line end, list_sha256, line end, contact. The lowest win; the next are reserves.",
        "winners": [people[contact].facts() for contact in drawn.winners],
        "reserves": [people[contact].facts() for contact in drawn.reserves],
    }


def as_text(protocol: Mapping[str, Any]) -> str:
    return json.dumps(protocol, indent=2, ensure_ascii=False) + "\n"


def take_out(study: Study, by: User, kind: str = Kind.INTERVIEW, until: date | None = None) -> list[dict[str, str]]:
    """Who is on a list: everybody once, by contact, which tells no order. Raises WrongContactsKey.

    `until`: the last day that the list may be kept; after it `purge_due` throws it away here.
    """
    with transaction.atomic():
        people = {person.contact: person.facts() for person in _people(study, Kind(kind))}
        promised = {"until": until.isoformat()} if until else {}
        audit.record(by, TAKE_OUT, study.slug, kind=str(kind), people=len(people), **promised)
    return list(people.values())


def taken_out(study: Study, kind: str) -> AuditEntry | None:
    """The last time that the list was taken out."""
    found = AuditEntry.objects.filter(action=TAKE_OUT, object=study.slug, details__kind=str(kind))
    return found.select_related("user").order_by("-id").first()


def kept_until(study: Study, kind: str) -> date | None:
    """The day that was promised when the list was last taken out; None where it was thrown away since."""
    last = taken_out(study, kind)
    if last is None or "until" not in last.details:
        return None
    later = AuditEntry.objects.filter(action=PURGE, object=study.slug, id__gt=last.id)
    if any(kind in entry.details["kinds"] for entry in later):
        return None
    return date.fromisoformat(last.details["until"])


def purge_due(today: date) -> dict[tuple[str, str], int]:
    """Throws lists away whose last day is over; how many wishes, by study and kind."""
    gone = {}
    for slug, kind in sorted(set(ContactWish.objects.filter(kind__in=LISTS).values_list("study", "kind"))):
        study = Study.objects.filter(slug=slug).first()
        until = kept_until(study, kind) if study else None
        if study and until and until < today:
            gone[slug, kind] = purge(study, [kind], None)
    return gone


def purge(study: Study, kinds: Sequence[str], by: User | None, *, undrawn: str = "") -> int:
    """Throws the wishes away; how many. A raffle must have been drawn, or `undrawn` says why it will not be.

    `by`: None for the site itself. Needs no key: what nobody can open any more can still be thrown away.
    """
    with wishes.both_stores(study.slug):
        rows = ContactWish.objects.filter(study=study.slug, kind__in=kinds)
        if Kind.RAFFLE in kinds and not wishes.drawn(study) and not undrawn:
            raise WishDeskError("The raffle was not drawn yet. Draw first, or say why not: --undrawn REASON.")
        gone, _ = rows.delete()
        audit.record(by, PURGE, study.slug, kinds=sorted(kinds), people=gone, reason=undrawn)
    empty_the_log()
    return gone
