"""The only writer of codes. The database's unique constraint decides whether a code is new."""

from collections.abc import Sequence
from datetime import datetime
from secrets import SystemRandom

from django.conf import settings
from django.db import IntegrityError, transaction

from invitations import codes
from invitations.models import Batch, Code, Mailing, SampleUnit
from surveys.models import Study

ATTEMPTS = 5
"""Two equal codes among 65,000 have a chance of about 2 in a million; five times in a row means a broken generator."""
CHUNK = 500

Issued = list[tuple[SampleUnit | None, str]]


class CodesNotNew(Exception):
    """The random generator keeps giving codes that exist already."""

    def __init__(self, attempts: int) -> None:
        super().__init__(
            f"{attempts} times in a row a new code existed already. No code was issued. "
            "Check the system's random generator."
        )


class CodesTaken(Exception):
    """Some of the codes exist already; none was stored. Draw again and print again."""


def code_key() -> bytes:
    """The server key of the digests."""
    return settings.CODE_KEY.encode()


def issue(
    study: Study,
    units: Sequence[SampleUnit] | None = None,
    mailing: Mailing | None = None,
    purpose: str = Code.Purpose.LETTER,
    n: int = 1,
    *,
    random: codes.Random | None = None,
) -> Issued:
    """One fresh code per unit, or `n` codes tied to nobody; as (unit, code), in the order of `units`.

    All or none. The codes are returned once and kept nowhere. Raises CodesNotNew.
    """
    owners: list[SampleUnit | None] = list(units) if units is not None else [None] * n
    for _ in range(ATTEMPTS):
        issued = draw(study, owners, random)
        try:
            store(study, issued, mailing=mailing, purpose=purpose)
        except CodesTaken:
            continue
        return issued
    raise CodesNotNew(ATTEMPTS)


def draw(study: Study, owners: Sequence[SampleUnit | None], random: codes.Random | None = None) -> Issued:
    """Codes for the owners, not yet stored: letters are printed first, and count only once `store` took the codes."""
    generator = random or SystemRandom()
    return [(owner, codes.make(study.code_form, generator)) for owner in owners]


def store(
    study: Study,
    issued: Issued,
    *,
    mailing: Mailing | None = None,
    batch: Batch | None = None,
    purpose: str = Code.Purpose.LETTER,
) -> None:
    """Keeps the digests of drawn codes: all or none. In a batch they get their sequence from 1. Raises CodesTaken."""
    key = code_key()
    rows = [
        Code(
            study=study,
            digest=codes.digest(text, key),
            purpose=purpose,
            unit=unit,
            mailing=mailing,
            batch=batch,
            sequence=sequence if batch else None,
        )
        for sequence, (unit, text) in enumerate(issued, start=1)
    ]
    try:
        with transaction.atomic():
            Code.objects.bulk_create(rows, batch_size=CHUNK)
    except IntegrityError as error:
        if not _any_taken([bytes(row.digest) for row in rows]):
            raise
        raise CodesTaken from error


def block(code_ids: Sequence[int], now: datetime) -> int:
    """Codes that may no longer be used (spoiled letter, reprint). Returns how many were open until now."""
    return Code.objects.filter(pk__in=code_ids, blocked_at=None).update(blocked_at=now)


def unblock(code_ids: Sequence[int]) -> int:
    """Codes that were blocked by mistake open again. Returns how many were blocked until now."""
    return Code.objects.filter(pk__in=code_ids).exclude(blocked_at=None).update(blocked_at=None)


def _any_taken(digests: Sequence[bytes]) -> bool:
    """Whether two digests are equal, or one is in the database already."""
    return len(set(digests)) < len(digests) or any(
        Code.objects.filter(digest__in=digests[start : start + CHUNK]).exists()
        for start in range(0, len(digests), CHUNK)
    )
