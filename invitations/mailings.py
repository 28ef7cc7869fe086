"""Makes a mailing: codes drawn, letters printed to PDF, digests kept and the batch sealed. The only writer of batches.

A batch is written under a temporary name; its digests and its seal commit together; then it gets its name. Whatever
stops the work, a unit has a code in the database only if its letter is whole on the disk. Starting again goes on
where it stopped: units of unsealed batches get new codes.
"""

import fcntl
import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from invitations import address, issue, letters, manifest
from invitations.address import Address
from invitations.frame_problems import FrameUnreadable
from invitations.letter_text import LetterText, letter_text
from invitations.manifest import file_name, reference
from invitations.models import Batch, Channel, Code, Mailing, SampleUnit
from invitations.reminders import units_to_write_to
from staff import audit
from surveys import typeset
from surveys.models import Edition, Study

MOST_LETTERS = 250
"""Letters in one PDF: Typst needs some 2 MB of memory for each."""
LEAST_FREE_BYTES = 50_000_000
Tell = Callable[[int, int], None]


class LettersStopped(Exception):
    """The mailing could not be made whole; sealed batches stay. The message says what to do."""


@dataclass(frozen=True)
class Wish:
    """What was asked for. `addresses` by frame id: none for letters whose window the printer fills."""

    kind: str
    out: Path
    side: letters.Side = "left"
    batch_size: int = 200
    limit: int | None = None
    addresses: Mapping[str, Address] | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.batch_size <= MOST_LETTERS:
            raise LettersStopped(f"A batch holds 1 to {MOST_LETTERS} letters, not {self.batch_size}.")
        if self.limit is not None and self.limit < 1:
            raise LettersStopped("The limit must be at least 1 letter.")


@dataclass(frozen=True)
class Made:
    """What lies there now: letters and batches of this run, and files of the whole mailing."""

    letters: int
    batches: int
    manifest: Path | None
    control: Path | None


def make(study: Study, edition: Edition, wish: Wish, *, user=None, tell: Tell = lambda done, total: None) -> Made:
    """Letters for every unit that has none of this kind yet. Raises LettersStopped and what `letters.look` raises."""
    document = json.loads(edition.document)
    text = letter_text(document, wish.kind, edition.offered)
    day = timezone.localdate(timezone.now())
    materials, dates = document.get("materials", {}), document.get("dates") or {}
    shared = letters.look(text, materials, dates, wish.side, day, demo=edition.demo)
    _ready_folder(wish.out)
    with _alone(study):
        for earlier in study.mailings.filter(kind=wish.kind):
            _finish_names(earlier)
        units = list(units_to_write_to(study, wish.kind)[: wish.limit])
        _refuse_missing_addresses(wish, units)
        if not units:
            return _written(_latest(study, wish.kind), wish.out, 0, 0)
        mailing = _mailing(study, edition, wish.kind, text, user)
        batches = _make_and_list(mailing, shared, wish, units, user, tell)
    return _written(mailing, wish.out, len(units), batches)


@contextmanager
def _alone(study: Study) -> Iterator[None]:
    """One process makes letters of a study at a time; a killed one leaves no lock behind. Raises LettersStopped."""
    path = Path(settings.VAR_DIR) / f"letters-{study.slug}.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise LettersStopped("Letters of this study are being made already. Wait until that is done.") from error
        yield


def _make_and_list(
    mailing: Mailing, shared: letters.Look, wish: Wish, units: Sequence[SampleUnit], user: Any, tell: Tell
) -> int:
    """The batches, and a manifest of all sealed ones, also when the work stops half-way."""
    try:
        return _make_batches(mailing, shared, wish, units, user, tell)
    except OSError as error:
        raise LettersStopped(f"The disk refused: {error.strerror}. Put it right and start again.") from error
    finally:
        if mailing.batches.filter(state=Batch.State.SEALED).exists():
            manifest.write(mailing, wish.out)


def _make_batches(
    mailing: Mailing, shared: letters.Look, wish: Wish, units: Sequence[SampleUnit], user: Any, tell: Tell
) -> int:
    chunks = [units[start : start + wish.batch_size] for start in range(0, len(units), wish.batch_size)]
    done = 0
    tell(0, len(units))
    for chunk in chunks:
        _make_batch(mailing, shared, wish, chunk, user)
        done += len(chunk)
        tell(done, len(units))
    return len(chunks)


def _make_batch(mailing: Mailing, shared: letters.Look, wish: Wish, units: Sequence[SampleUnit], user: Any) -> None:
    batch = _planned(mailing, len(units))
    for _ in range(issue.ATTEMPTS):
        drawn = issue.draw(mailing.study, units)
        path = wish.out / file_name(mailing, batch)
        part = path.with_name(f".{path.name}.part")
        _print(mailing, batch, shared, wish, drawn, part)
        try:
            _seal(batch, drawn, path, part, user)
        except issue.CodesTaken:
            part.unlink()
            continue
        except BaseException:
            part.unlink(missing_ok=True)
            raise
        os.replace(part, path)
        return
    raise issue.CodesNotNew(issue.ATTEMPTS)


def _print(mailing: Mailing, batch: Batch, shared: letters.Look, wish: Wish, drawn: issue.Issued, part: Path) -> None:
    printed = [
        letters.Letter(
            reference(mailing, batch, sequence),
            unit.frame_id,
            code,
            wish.addresses[unit.frame_id] if wish.addresses else None,
        )
        for sequence, (unit, code) in enumerate(drawn, start=1)
        if unit is not None
    ]
    title = f"{mailing.study.title}: {mailing.get_kind_display()} {batch.number}"
    data = letters.chunk_data(shared, printed, title)
    if shutil.disk_usage(part.parent).free < LEAST_FREE_BYTES:
        raise LettersStopped(f"The disk of {part.parent} is nearly full. Make room and start again.")
    try:
        typeset.write_pdf(typeset.Document(letters.TEMPLATE, data, letters.fonts_folder()), part)
    except typeset.TypesetterFailed as error:
        raise LettersStopped(_plain(str(error))) from error


def _plain(told: str) -> str:
    if "LETTER-TOO-LONG" in told:
        return "The text of the letter does not fit its pages. Shorten it and publish the study again."
    return f"The letters could not be typeset: {told}"


def _seal(batch: Batch, drawn: issue.Issued, path: Path, part: Path, user: Any) -> None:
    """Digests and seal in one transaction. Raises CodesTaken, or LettersStopped when another process was first."""
    mailing = batch.mailing
    file_hash = sha256(part.read_bytes()).hexdigest()
    with transaction.atomic():
        Study.objects.select_for_update().get(pk=mailing.study_id)
        ids = [unit.pk for unit, _ in drawn if unit]
        if Code.objects.filter(unit__in=ids, mailing__kind=mailing.kind, blocked_at=None).exists():
            raise LettersStopped("Another process is making these letters. Wait until it is done.")
        issue.store(mailing.study, drawn, mailing=mailing, batch=batch)
        batch.letters, batch.state, batch.sealed_at = len(drawn), Batch.State.SEALED, timezone.now()
        batch.file, batch.file_hash = str(path), file_hash
        batch.save()
        audit.record(user, "batch.seal", file_name(mailing, batch), letters=len(drawn), sha256=file_hash)


def _mailing(study: Study, edition: Edition, kind: str, text: LetterText, user: Any) -> Mailing:
    """The mailing of these very words, new or gone on with."""
    slug = f"letter-{kind.replace('_', '-')}"
    label = str(Mailing.Kind(kind).label)
    channel, _ = Channel.objects.get_or_create(
        study=study, slug=slug, defaults={"kind": Channel.Kind.LETTER, "label": label}
    )
    found = Mailing.objects.filter(study=study, kind=kind, edition=edition, text_hash=text.text_hash).first()
    return found or Mailing.objects.create(
        study=study, kind=kind, edition=edition, text_hash=text.text_hash, channel=channel, made_by=user
    )


def _planned(mailing: Mailing, count: int) -> Batch:
    """A batch that was broken off, or a new one with the next number."""
    batch = mailing.batches.filter(state=Batch.State.PLANNED).order_by("number").first()
    if batch is None:
        last = mailing.batches.aggregate(last=Max("number"))["last"] or 0
        batch = Batch.objects.create(mailing=mailing, number=last + 1, letters=count)
    return batch


def _finish_names(mailing: Mailing) -> None:
    """Batches sealed just before a crash still have their temporary name."""
    for batch in mailing.batches.filter(state=Batch.State.SEALED):
        path = Path(batch.file)
        part = path.with_name(f".{path.name}.part")
        if part.exists() and sha256(part.read_bytes()).hexdigest() == batch.file_hash:
            os.replace(part, path)


def _refuse_missing_addresses(wish: Wish, units: Sequence[SampleUnit]) -> None:
    if wish.addresses is None:
        return
    problems = address.missing(wish.addresses, [unit.frame_id for unit in units])
    texts = [line for one in wish.addresses.values() for line in one.lines]
    if unknown := typeset.undrawable(texts, letters.fonts_folder()):
        raise LettersStopped(
            f"The fonts cannot draw in the addresses: {' '.join(unknown)}. Write them in Latin script."
        )
    if problems:
        raise FrameUnreadable(problems)


def _ready_folder(out: Path) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise LettersStopped(f"The folder {out} cannot be made: {error.strerror}. Give another one.") from error
    if not os.access(out, os.W_OK | os.X_OK):
        raise LettersStopped(f"The folder {out} cannot be written in. Give another one.")


def _latest(study: Study, kind: str) -> Mailing | None:
    return study.mailings.filter(kind=kind).order_by("-created_at").first()


def _written(mailing: Mailing | None, out: Path, count: int, batches: int) -> Made:
    if mailing is None:
        return Made(0, 0, None, None)
    return Made(count, batches, manifest.manifest_path(mailing, out), manifest.control_path(mailing, out))
