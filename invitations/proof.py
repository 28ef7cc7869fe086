"""The proof reader of letters: each printed QR is read back, hashed and compared with manifest and database.

No code is shown or stored: a fault names file, page and reference.
"""

import csv
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import file_digest
from pathlib import Path

from django.conf import settings

from invitations import codes, manifest, scan
from invitations.issue import code_key
from invitations.letter_text import InShort, letter_text, seen_on
from invitations.letters import checked_public_url, qr_text
from invitations.models import Batch, Code, Mailing
from staff import side_by_side

Line = Mapping[str, str]
Tell = Callable[[int], None]


class NothingToVerify(Exception):
    """The folder holds no manifest of a mailing this database knows."""


@dataclass(frozen=True)
class Fault:
    """What does not agree. Page 0 is the file, or the manifest, as a whole."""

    file: str
    page: int
    reference: str
    what: str

    def __str__(self) -> str:
        page = f" page {self.page}" if self.page else ""
        return f"{self.file}{page}{f' ({self.reference})' if self.reference else ''}: {self.what}"


@dataclass
class Verified:
    """What was read and what was wrong."""

    files: int = 0
    pages: int = 0
    letters: int = 0
    faults: list[Fault] = field(default_factory=list)

    def as_dict(self) -> dict[str, object]:
        faults = [vars(fault) for fault in self.faults]
        return {"files": self.files, "pages": self.pages, "letters": self.letters, "faults": faults}


def verify(folder: Path, tell: Tell = lambda pages: None) -> Verified:
    """Every manifest of the folder with its batches. Raises NothingToVerify, scan.ScanFailed."""
    scan.require_programs()
    manifests = sorted(folder.glob("*-manifest.csv"))
    if not manifests:
        raise NothingToVerify(f"There is no manifest in {folder}. Give the folder that make_letters wrote.")
    verified = Verified()
    for path in manifests:
        _verify_mailing(path, mailing_of(path), verified, tell)
    return verified


def mailing_of(path: Path) -> Mailing:
    """The mailing whose number stands in a manifest's name. Raises NothingToVerify."""
    number = path.name.removesuffix("-manifest.csv").rpartition("-")[2]
    mailing = Mailing.objects.filter(pk=int(number)).first() if number.isdigit() else None
    if mailing is None or manifest.manifest_path(mailing, path.parent) != path:
        raise NothingToVerify(f"{path.name} belongs to no mailing in this database.")
    return mailing


def _verify_mailing(path: Path, mailing: Mailing, verified: Verified, tell: Tell) -> None:
    lines = _lines(path, verified)
    verified.faults += _manifest_faults(path, mailing, lines)
    by_batch: dict[str, list[Line]] = {}
    for line in lines:
        by_batch.setdefault(line["batch"], []).append(line)
    seen: set[str] = set()
    others = _others_by_frame(mailing)
    batches = list(manifest.printed(mailing).filter(removed_at=None).order_by("number"))
    pdfs = [path.parent / manifest.file_name(mailing, batch) for batch in batches]
    with side_by_side.in_order(_scanned, pdfs, side_by_side.cores()) as scanned:
        for batch, pdf, pages in zip(batches, pdfs, scanned, strict=True):
            _verify_batch(pdf, pages, batch, by_batch.get(str(batch.number), []), seen, verified, tell)
            if others and pages:
                verified.faults += _language_faults(pdf, batch, others)


def _scanned(pdf: Path) -> list[scan.ScannedPage]:
    """Pages of one batch; none where the file is missing. The slow part: runs beside others."""
    return list(scan.pages(pdf)) if pdf.exists() else []


def _others_by_frame(mailing: Mailing) -> Sequence[InShort]:
    """The other languages of letters whose page 2 is in the person's own; none for a mailing with all of them."""
    edition = mailing.edition
    text = letter_text(json.loads(edition.document), mailing.kind, edition.offered)
    return text.others if mailing.text_hash == text.by_frame_hash else ()


def _language_faults(pdf: Path, batch: Batch, others: Sequence[InShort]) -> Iterator[Fault]:
    """Second pages in another language than the frame's, or in more than one; all languages where it tells none."""
    offered = {other.language for other in others}
    texts = scan.texts(pdf)
    for sequence, language in batch.codes.values_list("sequence", "unit__language"):
        page = 2 * (sequence or 1)
        wanted = {language} if language in offered else offered
        if page <= len(texts) and seen_on(texts[page - 1], others) != wanted:
            name = manifest.reference(batch.mailing, batch, sequence or 1)
            yield Fault(
                pdf.name, page, name, f"The page is not in the language of the frame ({', '.join(sorted(wanted))})."
            )


def _lines(path: Path, verified: Verified) -> list[Line]:
    """Lines with all columns; a fault for each other one."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    whole = [row for row in rows if set(row) == set(manifest.COLUMNS) and None not in row.values()]
    if len(whole) < len(rows):
        verified.faults.append(Fault(path.name, 0, "", f"{len(rows) - len(whole)} lines lack columns."))
    return whole


def _manifest_faults(path: Path, mailing: Mailing, lines: Sequence[Line]) -> Iterator[Fault]:
    """Lines against their check sums, and as a set against the database."""
    for line in lines:
        if line["checksum"] != manifest.checksum(line):
            yield Fault(path.name, 0, line["reference"], "The line was changed: its check sum does not fit.")
    listed = [line["code_digest"] for line in lines]
    if len(set(listed)) < len(listed):
        yield Fault(path.name, 0, "", "A code stands there twice.")
    in_batches = Code.objects.filter(batch__in=manifest.printed(mailing)).values_list("digest", flat=True)
    issued = {bytes(digest).hex() for digest in in_batches}
    if missing := len(issued - set(listed)):
        yield Fault(path.name, 0, "", f"{missing} codes of the database are missing.")
    if unknown := len(set(listed) - issued):
        yield Fault(path.name, 0, "", f"{unknown} codes are not in the database.")


def _verify_batch(
    pdf: Path,
    scanned: Sequence[scan.ScannedPage],
    batch: Batch,
    lines: Sequence[Line],
    seen: set[str],
    verified: Verified,
    tell: Tell,
) -> None:
    if not pdf.exists():
        verified.faults.append(Fault(pdf.name, 0, "", "The file is missing."))
        return
    with pdf.open("rb") as file:
        if file_digest(file, "sha256").hexdigest() != batch.file_hash:
            verified.faults.append(Fault(pdf.name, 0, "", "The file was changed after it was made."))
    firsts = {int(line["first_page"]): line for line in lines if line["first_page"].isdigit()}
    expected = sum(int(line["pages"]) for line in lines if line["pages"].isdigit())
    units = dict(batch.codes.values_list("sequence", "unit__frame_id"))
    verified.files += 1
    for page in scanned:
        line = firsts.pop(page.number, None)
        if line and len(page.qr_codes) != 1:
            page = scan.finer(pdf, page)
        verified.letters += line is not None
        verified.faults += [
            Fault(pdf.name, page.number, _name(line), what) for what in _page_faults(page, line, units, seen)
        ]
        tell(1)
    verified.pages += len(scanned)
    verified.faults += [Fault(pdf.name, first, _name(line), "The letter is missing.") for first, line in firsts.items()]
    if len(scanned) != expected:
        verified.faults.append(Fault(pdf.name, 0, "", f"It has {len(scanned)} pages; the manifest says {expected}."))


def _name(line: Line | None) -> str:
    return line["reference"] if line else ""


def _page_faults(
    page: scan.ScannedPage, line: Line | None, units: Mapping[int | None, str | None], seen: set[str]
) -> Iterator[str]:
    """Faults of one page: `line` is the manifest's, where a letter begins here."""
    if line is None:
        if page.qr_codes:
            yield "There is a QR code on a page that should have none."
        return
    if len(page.qr_codes) != 1:
        yield f"{len(page.qr_codes)} QR codes could be read; there must be one."
        return
    code = page.qr_codes[0].rpartition("/")[2]
    if page.qr_codes[0] != qr_text(checked_public_url(settings.PUBLIC_URL), code):
        yield "The QR does not open this site (PUBLIC_URL)."
    digest = codes.digest(codes.normalise(code), code_key()).hex()
    if digest != line["code_digest"]:
        yield "The QR holds another code than the manifest says."
    if digest in seen:
        yield "The same code stands on an earlier letter."
    seen.add(digest)
    yield from _print_faults(page, line, code, units)


def _print_faults(
    page: scan.ScannedPage, line: Line, code: str, units: Mapping[int | None, str | None]
) -> Iterator[str]:
    if codes.grouped(code) not in page.text:
        yield "The printed code is not the one in the QR."
    if line["reference"] not in page.text:
        yield "The printed reference is not the manifest's."
    if page.matrices != (line["reference"],):
        yield "The DataMatrix in the window is not the manifest's reference."
    if units.get(int(line["sequence"]) if line["sequence"].isdigit() else None) != line["frame_id"]:
        yield "The manifest's frame id is not the database's."
