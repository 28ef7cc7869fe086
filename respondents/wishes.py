"""The only writer of contact wishes. Chance is an argument.

After each entry a study's rows are all written anew, in random order and in one transaction: then neither SQLite's row
numbers nor PostgreSQL's transaction numbers tell in which order people came. docs/decisions/0050 says what remains.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from django.db import connection, transaction

from respondents.contact import Contact
from respondents.models import ContactWish
from respondents.wish_pass import WishPass
from staff.models import AuditEntry
from surveys.engine.definition import Definition
from surveys.models import Study

Kind = ContactWish.Kind
State = ContactWish.State
DRAW = "wishes.draw"
"""In the audit trail."""


class AlreadyWished(Exception):
    """This pass was used for this kind before, with another address or number."""


class DrawIsOver(Exception):
    """The winners of the raffle were drawn, so nobody can enter any more."""


@dataclass(frozen=True)
class Asked:
    """What somebody wants: the kind, how to reach them, what to call them, in which language."""

    kind: str
    contact: Contact
    language: str
    name: str = ""


def offered(definition: Definition) -> tuple[str, ...]:
    """The kinds of wish that the study has texts for."""
    texts = definition.materials.get("wishes") or {}
    return tuple(kind for kind in Kind.values if (texts.get(kind) or {}).get("title"))


def used(found: WishPass, kind: str) -> bool:
    return ContactWish.objects.filter(token_digest=found.digest(kind)).exists()


def enter(found: WishPass, asked: Asked, random: Random, *, trial: bool = False) -> None:
    """Keeps the wish. The same once more is the same as once. Raises AlreadyWished, DrawIsOver."""
    with transaction.atomic():
        study = locked(found.study)
        digest = found.digest(asked.kind)
        before = ContactWish.objects.filter(token_digest=digest).first()
        if before is not None:
            if before.contact != asked.contact.value:
                raise AlreadyWished
            return
        if asked.kind == Kind.RAFFLE and drawn(study):
            raise DrawIsOver
        rewrite(study, random, _row(study, digest, asked, trial))


def _row(study: Study, digest: str, asked: Asked, trial: bool) -> ContactWish:
    return ContactWish(
        study=study,
        kind=asked.kind,
        token_digest=digest,
        means=asked.contact.means,
        contact=asked.contact.value,
        name=asked.name,
        language=asked.language,
        state=State.TRIAL if trial else State.NEW,
    )


def locked(slug: str) -> Study:
    """The study, so that one writer at a time works on its wishes; others who only refer to it need not wait."""
    return Study.objects.select_for_update(no_key=True).get(slug=slug)


def drawn(study: Study) -> bool:
    """Whether the raffle was held, by the audit trail, which nobody can change."""
    return AuditEntry.objects.filter(action=DRAW, object=study.slug).exists()


def rewrite(study: Study, random: Random, *more: ContactWish, states: Mapping[str, str] | None = None) -> None:
    """All rows of the study anew in random order, with more of them, or with other states by contact."""
    rows = [*ContactWish.objects.filter(study=study), *more]
    for row in rows:
        if states and row.kind == Kind.RAFFLE and row.state != State.TRIAL:
            row.state = states.get(row.contact, State.NEW)
    random.shuffle(rows)
    wipe_what_goes()
    ContactWish.objects.filter(study=study).delete()
    ContactWish.objects.bulk_create(rows, batch_size=500)


def wipe_what_goes() -> None:
    """SQLite overwrites deleted rows with zeros; by default it leaves them in the file. PostgreSQL has VACUUM."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete=ON")


def remove(contact: Contact) -> None:
    """Every wish with this address or number. Says nothing about whether there was one."""
    with transaction.atomic():
        wipe_what_goes()
        ContactWish.objects.filter(contact=contact.value).delete()
