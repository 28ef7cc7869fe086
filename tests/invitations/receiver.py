"""A receiver of letters, with the secret key that opens what they get."""

import io
from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from zipfile import ZipFile

import pyrage

from invitations import age_files, manifest, receivers
from invitations.models import Batch, Mailing, Receiver
from staff.models import Membership, User
from surveys.models import Study

PAIR = pyrage.x25519.Identity.generate()
KEY, SECRET = str(PAIR.to_public()), str(PAIR)
NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)


def worker(email: str = "fieldwork@example.org", role: str = "fieldwork") -> User:
    """Somebody on staff who may pack letters."""
    user, _ = User.objects.get_or_create(email=email)
    Membership.objects.get_or_create(user=user, role=role)
    return user


def receiver(study: Study, name: str = "drukker") -> Receiver:
    return receivers.add(study, name, KEY, user=worker(), now=NOW)


def with_batches(study: Study, folder: Path, contents: Sequence[bytes]) -> Mailing:
    """An invitation with a sealed batch for each content, its people shared out evenly."""
    units = list(study.units.order_by("pk"))
    size = len(units) // len(contents)
    channel = study.channels.create(slug="letter-invitation", kind="letter", label="letter")
    mailing = study.mailings.create(kind="invitation", edition=study.editions.get(), channel=channel)
    for number, content in enumerate(contents, start=1):
        batch = Batch(mailing=mailing, number=number, letters=size, state=Batch.State.SEALED, sealed_at=NOW)
        path = folder / manifest.file_name(mailing, batch)
        path.write_bytes(content)
        batch.file, batch.file_hash = str(path), sha256(content).hexdigest()
        batch.save()
        for sequence, unit in enumerate(units[size * (number - 1) : size * number], start=1):
            digest = bytes([number, sequence]) * 16
            study.codes.create(digest=digest, mailing=mailing, batch=batch, unit=unit, sequence=sequence)
    manifest.write(mailing, folder)
    return mailing


def opened(file: Path) -> dict[str, bytes]:
    """What lies in a parcel, by name."""
    with ZipFile(io.BytesIO(age_files.decrypt(file.read_bytes(), SECRET))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
