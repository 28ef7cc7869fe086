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
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from hashlib import file_digest, sha256
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from invitations import address, code_file, issue, letter_events, letters, manifest, proof_set
from invitations.address import Address
from invitations.frame_problems import FrameUnreadable
from invitations.letter_text import letter_text
from invitations.letters import Letter
from invitations.manifest import file_name, reference, stem
from invitations.models import Batch, Channel, Code, Mailing, Receiver, SampleUnit
from invitations.reminders import EVERYBODY, Among, strata_of, units_to_write_to
from staff import audit, side_by_side
from surveys import typeset
from surveys.files import part_of
from surveys.models import Edition, Study

MOST_LETTERS = 250
USUAL_LETTERS = 125
"""Letters in one PDF: Typst needs some 2 MB of memory for each, and as many presses are at work as there are cores."""
MOST_PRESSES = 8
LEAST_FREE_BYTES = 50_000_000
Tell = Callable[[int, int], None]


class LettersStopped(Exception):
    """The mailing could not be made whole; sealed batches stay. The message says what to do."""


class SomebodyLeft(Exception):
    """While the batch was printed, somebody in it refused, sent, or fell out of the sample."""


@dataclass(frozen=True)
class Wish:
    """What was asked for. `addresses` by frame id: none for letters whose window the printer fills.

    `kix`: None as the settings say. `proofs`: letters drawn at random for the proof set, besides the first and the
    last; None for no proof set. `code_file`: a list of codes instead of letters, for a printer who merges them,
    encrypted to `receiver`, or in plain text where that is None. `presses`: batches typeset at the same time, one for
    each core as a rule. `among`: only people of a stratum. `clock`: tells the time, of a made-up fieldwork too.
    """

    kind: str
    out: Path
    side: letters.Side = "left"
    batch_size: int = USUAL_LETTERS
    limit: int | None = None
    addresses: Mapping[str, Address] | None = None
    kix: bool | None = None
    languages: letters.Languages = "all"
    proofs: int | None = None
    seed: int = 1
    code_file: Path | None = None
    receiver: Receiver | None = None
    presses: int = field(default_factory=lambda: min(side_by_side.cores(), MOST_PRESSES))
    among: Among = EVERYBODY
    clock: Callable[[], datetime] = timezone.now

    def __post_init__(self) -> None:
        if not 1 <= self.batch_size <= MOST_LETTERS:
            raise LettersStopped(f"A batch holds 1 to {MOST_LETTERS} letters, not {self.batch_size}.")
        if self.limit is not None and self.limit < 1:
            raise LettersStopped("The limit must be at least 1 letter.")
        if not 1 <= self.presses <= MOST_PRESSES:
            raise LettersStopped(f"There are 1 to {MOST_PRESSES} presses, not {self.presses}.")
        if self.proofs is not None and self.proofs < 0:
            raise LettersStopped("A proof set has the first letter, the last, and 0 or more others.")
        if self.code_file and (self.addresses or self.proofs is not None or self.languages != "all"):
            raise LettersStopped("A file of codes has no addresses, languages or proof set. Leave those options out.")


@dataclass(frozen=True)
class Made:
    """What lies there now: letters and batches of this run, and files of the whole mailing.

    `proofs`, `codes`: the proof set and the file of codes, where they were asked for. `without_kix`: letters of this
    run whose address gives no bars.
    """

    letters: int
    batches: int
    manifest: Path | None
    control: Path | None
    proofs: Path | None = None
    codes: Path | None = None
    without_kix: int = 0


class Waiting(NamedTuple):
    """Somebody who has no letter yet: the unit's key and its frame id."""

    pk: int
    frame_id: str


@dataclass(frozen=True)
class Plan:
    """A batch to print. `drawn`: codes that count only once it is sealed. `done`: people dealt with, it included."""

    mailing: Mailing
    batch: Batch
    path: Path
    drawn: issue.Issued
    letters: Sequence[Letter]
    title: str
    done: int

    @property
    def part(self) -> Path:
        return part_of(self.path)


def make(study: Study, edition: Edition, wish: Wish, *, user=None, tell: Tell = lambda done, total: None) -> Made:
    """Letters for every unit that has none of this kind yet. Raises LettersStopped and what `letters.look` raises."""
    document = json.loads(edition.document)
    text = letter_text(document, wish.kind, edition.offered)
    day = timezone.localdate(wish.clock())
    materials, dates = document.get("materials", {}), document.get("dates") or {}
    shared = letters.look(text, materials, dates, wish.side, day, demo=edition.demo, with_kix=wish.kix)
    _refuse_unknown_strata(study, wish.among)
    _ready_folder(wish.out)
    with _alone(study):
        for earlier in study.mailings.filter(kind=wish.kind):
            _finish_names(earlier)
        waiting = _waiting(study, wish)
        _refuse_missing_addresses(wish, waiting)
        if not waiting:
            return _written(_latest(study, wish.kind), wish.out, 0, 0)
        if wish.code_file:
            code_file.refuse_existing(wish.code_file, encrypted=wish.receiver is not None)
            _record_order(study, wish, wish.code_file, len(waiting), user)
        text_hash = text.by_frame_hash if wish.languages == "by-frame" else text.text_hash
        mailing = _mailing(study, edition, wish, text_hash, user)
        made, proofs = _make_and_list(mailing, shared, wish, waiting, user, tell)
    if wish.code_file:
        return Made(sum(made), len(made), None, None, codes=wish.code_file)
    written = _written(mailing, wish.out, sum(made), len(made))
    return replace(written, proofs=proofs, without_kix=_without_kix(shared, wish, waiting))


def _refuse_unknown_strata(study: Study, aimed: Among) -> None:
    known = strata_of(study)
    for name, codes in aimed.by.items():
        for code in codes:
            if code not in known.get(name, ()):
                told = ", ".join(f"{column} ({' '.join(values)})" for column, values in known.items()) or "none"
                raise LettersStopped(f"The list has no stratum {name}: {code}. Known: {told}.")


def _record_order(study: Study, wish: Wish, file: Path, codes: int, user: Any) -> None:
    """Who asked for codes, and whether they leave in plain text; before there is any."""
    to = {"receiver": wish.receiver.name, "public_key": wish.receiver.public_key} if wish.receiver else {}
    with transaction.atomic():
        audit.record(user, "codes.order", file.name, study=study.slug, codes=codes, plain=not to, **to)


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
    mailing: Mailing, shared: letters.Look, wish: Wish, waiting: Sequence[Waiting], user: Any, tell: Tell
) -> tuple[list[int], Path | None]:
    """Letters per batch, the proof set, and a manifest of all sealed ones, also when the work stops half-way."""
    try:
        return _make_batches(mailing, shared, wish, waiting, user, tell)
    except OSError as error:
        raise LettersStopped(f"The disk refused: {error.strerror}. Put it right and start again.") from error
    finally:
        if manifest.printed(mailing).exists():
            manifest.write(mailing, wish.out)


def _make_batches(
    mailing: Mailing, shared: letters.Look, wish: Wish, waiting: Sequence[Waiting], user: Any, tell: Tell
) -> tuple[list[int], Path | None]:
    """Letters per batch, as many presses at work as wished. Whatever stops them leaves no part of a batch behind."""
    wanted = proof_set.chosen([person.frame_id for person in waiting], wish.proofs, wish.seed)
    proofs: list[Letter] = []
    made: list[int] = []
    tell(0, len(waiting))
    plans = _plans(mailing, wish, waiting)
    press = partial(_print, shared, wish)
    try:
        with side_by_side.in_order(press, plans, wish.presses) as printed:
            for plan in printed:
                if kept := _sealed(plan, wish, press, user):
                    proofs += [letter for letter in kept.letters if letter.frame_id in wanted]
                    made.append(len(kept.drawn))
                tell(plan.done, len(waiting))
    finally:
        _sweep(mailing, wish)
    return made, proof_set.write(mailing, shared, proofs, wish.out) if proofs else None


def _plans(mailing: Mailing, wish: Wish, waiting: Sequence[Waiting]) -> Iterator[Plan]:
    """A batch at a time. Who refused or sent since the work began is left out; the seal looks once more."""
    size = len(waiting) if wish.code_file else wish.batch_size
    numbers = _numbers(mailing)
    for start in range(0, len(waiting), size):
        chunk = [person.pk for person in waiting[start : start + size]]
        done = start + len(chunk)
        if still := list(units_to_write_to(mailing.study, mailing.kind).filter(pk__in=chunk)):
            yield _plan(mailing, next(numbers), wish, still, done)


def _plan(mailing: Mailing, number: int, wish: Wish, units: Sequence[SampleUnit], done: int) -> Plan:
    batch, _ = Batch.objects.get_or_create(mailing=mailing, number=number, defaults={"letters": len(units)})
    drawn = issue.draw(mailing.study, units)
    path = _path(mailing, batch, wish)
    title = f"{mailing.study.title}: {mailing.get_kind_display()} {batch.number}"
    return Plan(mailing, batch, path, drawn, _letters(mailing, batch, wish, drawn), title, done)


def _numbers(mailing: Mailing) -> Iterator[int]:
    """Numbers of batches that were broken off, then new ones."""
    yield from list(mailing.batches.filter(state=Batch.State.PLANNED).values_list("number", flat=True))
    last = mailing.batches.aggregate(last=Max("number"))["last"] or 0
    yield from count(last + 1)


def _sealed(plan: Plan, wish: Wish, press: Callable[[Plan], Plan], user: Any) -> Plan | None:
    """The plan as it was sealed: printed anew with other codes where some existed already, and without people who are
    no longer written to. None where nobody was left. Raises CodesNotNew, LettersStopped.
    """
    for _ in range(issue.ATTEMPTS):
        try:
            _seal(plan, wish, user)
        except (issue.CodesTaken, SomebodyLeft):
            units = _still_waiting(plan)
            if not units:
                return None
            plan = press(_plan(plan.mailing, plan.batch.number, wish, units, plan.done))
            continue
        os.replace(plan.part, plan.path)
        return plan
    raise issue.CodesNotNew(issue.ATTEMPTS)


def _still_waiting(plan: Plan) -> list[SampleUnit]:
    """People of the plan who are to be written to now."""
    ids = [unit.pk for unit, _ in plan.drawn if unit]
    return list(units_to_write_to(plan.mailing.study, plan.mailing.kind).filter(pk__in=ids))


def _sweep(mailing: Mailing, wish: Wish) -> None:
    """Takes away what was not sealed, and what a killed run left: codes in it open nothing and must not lie about."""
    planned = mailing.batches.filter(state=Batch.State.PLANNED)
    litter = [part_of(_path(mailing, batch, wish)) for batch in planned]
    for path in (*litter, *typeset.drafts(wish.out, f".{stem(mailing)}-")):
        path.unlink(missing_ok=True)


def _path(mailing: Mailing, batch: Batch, wish: Wish) -> Path:
    return wish.code_file or wish.out / file_name(mailing, batch)


def _letters(mailing: Mailing, batch: Batch, wish: Wish, drawn: issue.Issued) -> list[Letter]:
    return [
        Letter(
            reference(mailing, batch, sequence),
            unit.frame_id,
            code,
            wish.addresses[unit.frame_id] if wish.addresses else None,
            unit.language if wish.languages == "by-frame" else "",
        )
        for sequence, (unit, code) in enumerate(drawn, start=1)
        if unit is not None
    ]


def _print(shared: letters.Look, wish: Wish, plan: Plan) -> Plan:
    """The batch under its temporary name, and the plan again. Runs beside others: no database here."""
    if shutil.disk_usage(plan.part.parent).free < LEAST_FREE_BYTES:
        raise LettersStopped(f"The disk of {plan.part.parent} is nearly full. Make room and start again.")
    if wish.code_file:
        key = wish.receiver.public_key if wish.receiver else ""
        code_file.write(plan.part, shared.public_url, plan.letters, settings.LETTER_CODE_COLUMNS, key)
        return plan
    typeset_letters(letters.chunk_data(shared, plan.letters, plan.title), plan.part)
    return plan


def typeset_letters(data: dict[str, Any], part: Path) -> None:
    """The letters of `letters.chunk_data` as PDF. Raises LettersStopped."""
    try:
        typeset.write_pdf(letters.document(data), part)
    except typeset.TypesetterFailed as error:
        raise LettersStopped(_plain(str(error))) from error


def _plain(told: str) -> str:
    if "LETTER-TOO-LONG" in told or typeset.OTHER_PAGES in told:
        return "The text of the letter does not fit its pages. Shorten it and publish the study again."
    if "ADDRESS-TOO-WIDE" in told:
        frame_id = told.partition("ADDRESS-TOO-WIDE ")[2].partition('"')[0].strip()
        return f"The address of {frame_id} has a line too wide for the window. Shorten it and start again."
    if "RETURN-LINE-TOO-WIDE" in told:
        return "The sender's line is too wide for the window. Shorten LETTER_RETURN_ADDRESS and start again."
    return f"The letters could not be typeset: {told}"


def _seal(plan: Plan, wish: Wish, user: Any) -> None:
    """Digests and seal in one transaction. Raises CodesTaken, SomebodyLeft, or LettersStopped when another process was
    first.
    """
    batch, drawn = plan.batch, plan.drawn
    mailing, now = batch.mailing, wish.clock()
    with plan.part.open("rb") as printed:
        file_hash = file_digest(printed, "sha256").hexdigest()
    with transaction.atomic():
        Study.objects.select_for_update().get(pk=mailing.study_id)
        if _have_one([unit.pk for unit, _ in drawn if unit], mailing.kind):
            raise LettersStopped("Another process is making these letters. Wait until it is done.")
        if len(_still_waiting(plan)) < len(drawn):
            raise SomebodyLeft
        issue.store(mailing.study, drawn, mailing=mailing, batch=batch)
        letter_events.note_reprints(batch, user, now)
        batch.letters, batch.state, batch.sealed_at = len(drawn), Batch.State.SEALED, now
        batch.file, batch.file_hash = str(plan.path), file_hash
        batch.save()
        aimed = {"only": wish.among.written} if wish.among.by else {}
        audit.record(user, "batch.seal", plan.path.name, letters=len(drawn), sha256=file_hash, **aimed)


def _have_one(unit_ids: Sequence[int], kind: str) -> bool:
    """Whether any of the units has an open code of this kind of mailing."""
    chunks = (unit_ids[start : start + issue.CHUNK] for start in range(0, len(unit_ids), issue.CHUNK))
    return any(Code.objects.filter(unit__in=ids, mailing__kind=kind, blocked_at=None).exists() for ids in chunks)


def _mailing(study: Study, edition: Edition, wish: Wish, text_hash: str, user: Any) -> Mailing:
    """The mailing of these very words, new or gone on with."""
    kind = wish.kind
    slug = f"letter-{kind.replace('_', '-')}"
    label = str(Mailing.Kind(kind).label)
    channel, _ = Channel.objects.get_or_create(
        study=study, slug=slug, defaults={"kind": Channel.Kind.LETTER, "label": label}
    )
    found = Mailing.objects.filter(study=study, kind=kind, edition=edition, text_hash=text_hash).first()
    if found:
        return found
    made = Mailing.objects.create(
        study=study, kind=kind, edition=edition, text_hash=text_hash, channel=channel, made_by=user
    )
    made.created_at = wish.clock()
    made.save(update_fields=["created_at"])
    return made


def _finish_names(mailing: Mailing) -> None:
    """Batches sealed just before a crash still have their temporary name."""
    for batch in mailing.batches.filter(state=Batch.State.SEALED):
        path = Path(batch.file)
        part = part_of(path)
        if part.exists() and sha256(part.read_bytes()).hexdigest() == batch.file_hash:
            os.replace(part, path)


def _waiting(study: Study, wish: Wish) -> list[Waiting]:
    """Keys only: the people of a whole mailing would take a tenth of a gigabyte."""
    some = units_to_write_to(study, wish.kind, wish.among)[: wish.limit]
    return [Waiting(*row) for row in some.values_list("pk", "frame_id")]


def _refuse_missing_addresses(wish: Wish, waiting: Sequence[Waiting]) -> None:
    if wish.addresses is None:
        return
    problems = address.missing(wish.addresses, [person.frame_id for person in waiting])
    problems += address.undrawable(wish.addresses, typeset.drawable(letters.fonts_folder()))
    if problems:
        raise FrameUnreadable(problems)


def _without_kix(shared: letters.Look, wish: Wish, waiting: Sequence[Waiting]) -> int:
    if wish.addresses is None or not shared.kix:
        return 0
    return sum(not letters.kix_text(shared, wish.addresses[person.frame_id]) for person in waiting)


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
