"""What staff do with contact wishes: draw, take out, throw away. The audit trail tells of each, without contacts."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from django.db import connection, transaction

from respondents import wishes
from respondents.draw import Drawn, draw
from respondents.models import ContactWish
from staff import audit
from staff.models import Role, User
from staff.roles import may
from surveys.models import Study

Kind, State = ContactWish.Kind, ContactWish.State
ROLES = (Role.FIELDWORK, Role.PRIVACY)
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

    Run it inside the transaction in which the protocol is written: no draw without a protocol.
    """
    with transaction.atomic():
        wishes.locked(study.slug)
        _may_draw(study, plan)
        found = _entries(study)
        drawn = draw([row.contact for row in found], plan.seed, plan.winners, plan.reserves)
        won = dict.fromkeys(drawn.winners, State.WON) | dict.fromkeys(drawn.reserves, State.RESERVE)
        wishes.rewrite(study, random, states=won)
        audit.record(by, wishes.DRAW, study.slug, **_facts(drawn), reason=plan.again)
        return _protocol(study, plan, drawn, {row.contact: row for row in reversed(found)})


def _may_draw(study: Study, plan: DrawPlan) -> None:
    if wishes.drawn(study) and not plan.again:
        raise WishDeskError("The winners were drawn before. A second draw needs a reason: --again REASON.")
    if plan.again and not wishes.drawn(study):
        raise WishDeskError("There was no draw yet: leave out --again.")


def _entries(study: Study) -> list[ContactWish]:
    """Everybody in the raffle, by contact and key: of somebody with two places the same one comes first each time."""
    rows = ContactWish.objects.filter(study=study, kind=Kind.RAFFLE).exclude(state=State.TRIAL)
    found = list(rows.order_by("contact", "id"))
    if not found:
        raise WishDeskError("Nobody takes part in the raffle.")
    return found


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


def _protocol(study: Study, plan: DrawPlan, drawn: Drawn, rows: Mapping[str, ContactWish]) -> dict[str, Any]:
    return {
        "study": study.slug,
        "seed": drawn.seed,
        "again": plan.again,
        "entries": drawn.entries,
        "doubles_removed": drawn.doubles,
        "list_sha256": drawn.digest,
        "method": "Contacts once each, sorted, joined by line ends: SHA-256 is list_sha256. Ranked by SHA-256 of "
        "seed, line end, list_sha256, line end, contact. The lowest win; the next are reserves.",
        "winners": [_person(rows[contact]) for contact in drawn.winners],
        "reserves": [_person(rows[contact]) for contact in drawn.reserves],
    }


def _person(row: ContactWish) -> dict[str, str]:
    return {"contact": row.contact, "name": row.name, "language": row.language}


def as_text(protocol: Mapping[str, Any]) -> str:
    return json.dumps(protocol, indent=2, ensure_ascii=False) + "\n"


def take_out(study: Study, by: User) -> list[dict[str, str]]:
    """Who wishes an interview: everybody once, by contact, which tells no order."""
    with transaction.atomic():
        rows = ContactWish.objects.filter(study=study, kind=Kind.INTERVIEW).exclude(state=State.TRIAL)
        people = {row.contact: _person(row) for row in rows.order_by("contact", "id")}
        audit.record(by, TAKE_OUT, study.slug, kind=Kind.INTERVIEW.value, people=len(people))
    return list(people.values())


def purge(study: Study, kinds: Sequence[str], by: User, *, undrawn: str = "") -> int:
    """Throws the wishes away; how many. A raffle must have been drawn, or `undrawn` says why it will not be."""
    with transaction.atomic():
        wishes.locked(study.slug)
        rows = ContactWish.objects.filter(study=study, kind__in=kinds)
        if Kind.RAFFLE in kinds and not wishes.drawn(study) and not undrawn:
            raise WishDeskError("The raffle was not drawn yet. Draw first, or say why not: --undrawn REASON.")
        wishes.wipe_what_goes()
        gone, _ = rows.delete()
        audit.record(by, PURGE, study.slug, kinds=sorted(kinds), people=gone, reason=undrawn)
    _empty_the_log()
    return gone


def _empty_the_log() -> None:
    """SQLite's write-ahead log still holds what was written; PostgreSQL's is the archive's affair (docs)."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
