"""The only writer of contact wishes. Chance is an argument.

After each entry a study's rows are all written anew, in random order and in one transaction: then neither SQLite's row
numbers nor PostgreSQL's transaction numbers tell in which order people came. docs/decisions/0050 says what remains.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from random import Random
from uuid import UUID

from django.db import transaction

from respondents.contact import Contact
from respondents.contacts_store import empty_the_log, writing
from respondents.models import ContactWish
from respondents.sealed_field import ring
from respondents.sealing import WrongContactsKey
from respondents.wish_pass import WishPass
from staff.models import AuditEntry
from surveys.engine.definition import Definition
from surveys.models import Study

Kind = ContactWish.Kind
State = ContactWish.State
DRAW = "wishes.draw"
"""In the audit trail."""
LONGEST_NAME = 60


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
    """Keeps the wish. The same once more is the same as once. Raises AlreadyWished, DrawIsOver, WrongContactsKey."""
    with both_stores(found.study) as study:
        need_the_keys()
        digest = found.digest(asked.kind)
        before = ContactWish.objects.filter(token_digest=digest).first()
        if before is not None:
            if before.contact_digest not in ring().digests(study.slug, asked.kind, asked.contact.value):
                raise AlreadyWished
            return
        if asked.kind == Kind.RAFFLE and drawn(study):
            raise DrawIsOver
        rewrite(study.slug, random, _row(study, digest, asked, trial))
    empty_the_log()


def _row(study: Study, digest: str, asked: Asked, trial: bool) -> ContactWish:
    return ContactWish(
        study=study.slug,
        kind=asked.kind,
        token_digest=digest,
        contact_digest=ring().digest(study.slug, asked.kind, asked.contact.value),
        means=asked.contact.means,
        contact=ring().seal(asked.contact.value),
        name=ring().seal(asked.name),
        sealed_with=ring().name,
        language=asked.language,
        state=State.TRIAL if trial else State.NEW,
    )


@contextmanager
def both_stores(slug: str) -> Iterator[Study]:
    """One writer at a time works on the study's wishes; who only refers to the study need not wait.

    Both stores are written or neither, but for a process that dies between the two commits (see contacts_store). The
    study is locked first and the contacts after it, always: no server sees a deadlock across two databases.
    """
    with transaction.atomic():
        study = Study.objects.select_for_update(no_key=True).get(slug=slug)
        with writing():
            yield study


def drawn(study: Study) -> bool:
    """Whether the raffle was held, by the audit trail, which nobody can change."""
    return AuditEntry.objects.filter(action=DRAW, object=study.slug).exists()


def need_the_keys() -> None:
    """Raises WrongContactsKey where a wish was sealed with a key that we do not have: doubles would go unseen, and who
    wants off the list would stay on it."""
    if ContactWish.objects.exclude(sealed_with__in=ring().names).exists():
        raise WrongContactsKey


def rewrite(slug: str, random: Random, *more: ContactWish, states: Mapping[UUID, str] | None = None) -> None:
    """All rows of the study anew in random order, sealed with the key in use; with more of them, or other states.

    `states`: by row, of the raffle; rows that are not named become new. Call it inside `writing`.
    """
    rows = [*ContactWish.objects.filter(study=slug), *more]
    for row in rows:
        if states is not None and row.kind == Kind.RAFFLE and row.state != State.TRIAL:
            row.state = states.get(row.id, State.NEW)
        if row.sealed_with != ring().name:
            _seal_anew(row)
    random.shuffle(rows)
    ContactWish.objects.filter(study=slug).delete()
    ContactWish.objects.bulk_create(rows, batch_size=500)


def _seal_anew(row: ContactWish) -> None:
    """With the key in use. So the name of the key never tells who came before the keys changed."""
    contact = ring().open(row.contact)
    row.contact, row.name = ring().seal(contact), ring().seal(ring().open(row.name))
    row.contact_digest = ring().digest(row.study, row.kind, contact)
    row.sealed_with = ring().name


def reseal(random: Random) -> int:
    """All wishes of all studies with the key in use; how many were sealed with another. Raises WrongContactsKey."""
    with writing():
        need_the_keys()
        older = ContactWish.objects.exclude(sealed_with=ring().name)
        count = older.count()
        for slug in sorted(set(older.values_list("study", flat=True))):
            rewrite(slug, random)
    empty_the_log()
    return count


def remove(contact: Contact) -> None:
    """Every wish with this address or number. Says nothing about whether there was one. Raises WrongContactsKey."""
    with writing():
        need_the_keys()
        places = set(ContactWish.objects.values_list("study", "kind"))
        digests = [digest for place in places for digest in ring().digests(*place, contact.value)]
        ContactWish.objects.filter(contact_digest__in=digests).delete()
    empty_the_log()
