"""Letters on paper: what one batch looks like as data for the template. Pure but for reading settings and fonts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext, override

from invitations import qr
from invitations.address import Address
from invitations.codes import grouped
from invitations.letter_text import BEFORE_CODE, InShort, LetterText, LetterTextMissing, fill, long_date, pieces, places
from surveys import typeset
from surveys.languages import direction

TEMPLATE = Path(__file__).parent / "typst" / "letter.typ"
FOLDS_MM = (99.0, 148.5, 198.0)
"""Where a sheet for C5 (half) or EA5/6 (thirds) is folded; no QR lies there."""
LEFT_MARGIN_MM, RIGHT_MARGIN_MM = 33.0, 25.0
FACTS_MM, BODY_MM = 92.0, 106.0
"""Top of date and reference, and of the subject line."""

Side = Literal["left", "right"]


@dataclass(frozen=True)
class Window:
    """Where the envelope shows through, in mm from the sheet's top left: NEN 1026 as used for C5 and EA5/6."""

    x: float
    width: float
    return_y: float = 50.0
    address_y: float = 56.0


WINDOWS: Mapping[Side, Window] = {"left": Window(33.0, 83.0), "right": Window(109.0, 76.0)}


class PublicAddressWrong(ValueError):
    """PUBLIC_URL cannot stand in a QR code."""


class TextNotDrawable(ValueError):
    """The fonts lack characters of the letter's text."""


@dataclass(frozen=True)
class Letter:
    """One letter to print. `reference` is its return number, not secret; `frame_id` shows where no address is given."""

    reference: str
    frame_id: str
    code: str
    address: Address | None = None


@dataclass(frozen=True)
class Look:
    """What all letters of a mailing share: filled-in words, window, date, sender's return line, public address."""

    text: LetterText
    window: Window
    day: date
    return_line: str
    public_url: str
    demo: bool = False

    @property
    def short_url(self) -> str:
        """What people type: the host, without https://."""
        return self.public_url.split("://", 1)[1]


def look(
    text: LetterText,
    materials: Mapping[str, Any],
    dates: Mapping[str, Any],
    side: Side,
    day: date,
    *,
    demo: bool = False,
) -> Look:
    """The shared part of a mailing's letters; those of a demo say so. Raises PublicAddressWrong, TextNotDrawable."""
    public_url = checked_public_url(settings.PUBLIC_URL)
    landing = materials.get("landing", {})
    values = {
        "url": public_url.split("://", 1)[1],
        "phone": str(landing.get("phone", "")),
        "minutes": str(landing.get("minutes", "")),
    }
    filled = text.filled({name: value for name, value in values.items() if value})
    if close := dates.get("close"):
        filled = filled.with_close_date(close if isinstance(close, date) else date.fromisoformat(str(close)))
    _refuse_open_places(filled)
    return_line = getattr(settings, "LETTER_RETURN_ADDRESS", "") or filled.lines["sender"]
    made = Look(filled, WINDOWS[side], day, return_line, public_url, demo)
    _refuse_undrawable(made)
    return made


def checked_public_url(address: str) -> str:
    """The address without a closing slash. Raises PublicAddressWrong where a QR in capitals could not open it."""
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/") or parts.query:
        raise PublicAddressWrong(f"PUBLIC_URL is “{address}”; it must be https://host without a path.")
    if not parts.netloc.isascii() or "_" in parts.netloc or "@" in parts.netloc:
        raise PublicAddressWrong(f"PUBLIC_URL is “{address}”; write its host in ASCII letters, digits, - and dots.")
    return f"{parts.scheme}://{parts.netloc}"


def qr_text(public_url: str, code: str) -> str:
    """What the QR says: capitals only, so that it stays small. Hosts and `/I/` are read in any case."""
    return f"{public_url}/i/{code}".upper()


def chunk_data(shared: Look, letters: Sequence[Letter], title: str) -> dict[str, Any]:
    """Data of `typst/letter.typ` for one batch. Lengths in mm."""
    text, lines = shared.text, shared.text.lines
    window = shared.window
    with override(text.language):
        labels = _labels()
    return {
        "title": title,
        "sender": lines["sender"],
        "date": {"year": shared.day.year, "month": shared.day.month, "day": shared.day.day},
        "date_text": long_date(shared.day, text.language),
        "lang": text.language,
        "labels": labels,
        "left": LEFT_MARGIN_MM,
        "right": RIGHT_MARGIN_MM,
        "facts_y": FACTS_MM,
        "body_y": BODY_MM,
        "folds": FOLDS_MM,
        "window": vars(window),
        "return_line": shared.return_line,
        "url": "" if shared.short_url in lines["code"] else shared.short_url,
        "public": shared.short_url,
        "subject": lines["subject"],
        "salutation": lines["salutation"],
        "help": lines["help"],
        "closing": lines["closing"],
        "footer": lines["sender"],
        "demo": shared.demo,
        "pages": text.pages,
        "letters": [_letter_data(shared, letter) for letter in letters],
    }


def _letter_data(shared: Look, letter: Letter) -> dict[str, Any]:
    values = {"code": grouped(letter.code)}
    drawn = qr.draw(qr_text(shared.public_url, letter.code))
    text = shared.text
    body = [fill(paragraph, values) for paragraph in text.body]
    return {
        "reference": letter.reference,
        "address": list(letter.address.lines) if letter.address else [letter.frame_id],
        "qr": drawn.svg,
        "qr_mm": drawn.side_mm,
        "code": grouped(letter.code),
        "scan": text.lines["scan"],
        "code_text": fill(text.lines["code"].removesuffix("{code}").strip(), values),
        "before": body[:BEFORE_CODE],
        "after": body[BEFORE_CODE:],
        "others": [_in_short(other.filled(values)) for other in text.others],
    }


def _in_short(other: InShort) -> dict[str, Any]:
    return {
        "lang": other.language,
        "rtl": direction(other.language) == "rtl",
        "subject": other.subject,
        "short": [[{"text": text, "ltr": ltr} for text, ltr in pieces(paragraph)] for paragraph in other.short],
    }


def _labels() -> dict[str, str]:
    return {
        "date": gettext("Date"),
        "reference": gettext("Our reference"),
        "code": gettext("Your code"),
        "qr_alt": gettext("QR code that opens the questionnaire"),
        "page": gettext("Page {page} of {pages}"),
        "demo": gettext("Trial print. Do not send."),
    }


def fonts_folder() -> Path:
    """Where `make setup` puts the fonts."""
    return Path(getattr(settings, "FONTS_DIR", settings.BASE_DIR / "fonts"))


def _refuse_open_places(text: LetterText) -> None:
    """Raises LetterTextMissing where a text wants a phone number or date that the study does not give."""
    if wanted := sorted(places(text.every_text()) - {"code"}):
        raise LetterTextMissing("letter", [f"{{{name}}} (the study gives no value)" for name in wanted])


def _refuse_undrawable(shared: Look) -> None:
    if missing := typeset.undrawable([*shared.text.every_text(), shared.return_line], fonts_folder()):
        raise TextNotDrawable(f"The fonts cannot draw: {' '.join(missing)}. Take these characters out of the letter.")
