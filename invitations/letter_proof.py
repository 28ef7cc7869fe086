"""A proof of one letter with a made-up address and a code that opens nothing, measured against the window."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random

from invitations import codes, letters, mailings, overlay, scan
from invitations.address import Address
from invitations.codes import grouped
from invitations.letter_text import letter_text
from surveys.models import Edition

ADDRESS = Address(
    (
        "Mevrouw A.B.C. van der Voorbeeld-Verzonnen",
        "p/a Stichting De Denkbeeldige Naam",
        "Afdeling Post, kamer 12",
        "Gebouw Zuidoost",
        "Voorbeeldstraat 156-2",
        "1231 GF  POSTDAM",
    )
)
"""Six lines, the most that PostNL takes, one of them long: the worst case."""
REFERENCE, FRAME_ID = "99-999-999", "MU-0000000"


@dataclass(frozen=True)
class Proved:
    """What was measured, and what shows in the window but does not belong there: words, and ink of any kind.

    `shift`: slip that was asked for, in mm.
    """

    measured: Sequence[overlay.Measured]
    stray: Sequence[str]
    shift: float
    ink: overlay.Box | None = None

    @property
    def faults(self) -> list[str]:
        """What a slip of the sheet would hide or show."""
        told = [str(one) for one in self.measured if not one.holds(self.shift)]
        told += [f"“{word}” shows in the window" for word in self.stray]
        if self.ink and not told:
            told.append(f"something shows in the window at {self.ink.left:.1f} across, {self.ink.top:.1f} down")
        return told


def prove(
    edition: Edition, kind: str, side: letters.Side, out: Path, *, random: Random, day: date, shift: float
) -> Proved:
    """Writes the letter with the overlay to `out`. Raises as make_letters does, overlay.NotFound, scan.ScanFailed."""
    scan.require_programs()
    document = json.loads(edition.document)
    text = letter_text(document, kind, edition.offered)
    materials, dates = document.get("materials", {}), document.get("dates") or {}
    shared = letters.look(text, materials, dates, side, day, demo=True)
    code = codes.make("digits", random)
    letter = letters.Letter(REFERENCE, FRAME_ID, code, ADDRESS)
    data = letters.chunk_data(shared, [letter], "Proof")
    mailings.typeset_letters(data, out)
    page = overlay.page_of(out)
    expected = _expected(shared, letter)
    measured = overlay.measure(page, expected, shared.window)
    stray = overlay.stray_words(page, expected, shared.window, shift)
    ink = overlay.stray_ink(page, measured, shared.window, shift)
    mailings.typeset_letters({**data, "overlay": overlay.drawing(shared.window, measured, shift)}, out)
    return Proved(measured, stray, shift, ink)


def _expected(shared: letters.Look, letter: letters.Letter) -> overlay.Expected:
    return overlay.Expected(
        address=ADDRESS.lines,
        kix=letters.kix_text(shared, letter.address),
        reference=letter.reference,
        return_line=shared.return_line,
        code=grouped(letter.code),
        short_url=shared.short_url,
        subject=shared.text.lines["subject"],
        qr=letters.qr_text(shared.public_url, letter.code),
    )
