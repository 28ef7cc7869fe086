"""Letters on paper: what one batch looks like as data for the template. Pure but for reading settings and fonts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext, override

from invitations import datamatrix, kix, qr
from invitations.address import Address
from invitations.codes import grouped
from invitations.letter_text import BEFORE_CODE, InShort, LetterText, LetterTextMissing, fill, long_date, pieces, places
from surveys import typeset
from surveys.languages import direction

TEMPLATE = Path(__file__).parent / "typst" / "letter.typ"
FOLDS_MM = (99.0, 148.5, 198.0)
"""Where a sheet for C5 (half) or EA5/6 (thirds) is folded; no QR lies there."""
LEFT_MARGIN_MM, RIGHT_MARGIN_MM = 33.0, 25.0
FACTS_MM, BODY_MM = 94.0, 106.0
"""Top of date and reference, and of the subject line."""
SHIFT_MM = 3.0
"""How far a folded sheet may slip in its envelope, any way: what must be seen stays this far inside the window, and
what must not be seen this far outside."""
SMALLEST_WINDOW_MM = (60.0, 30.0)
"""Width and height that an address of six lines needs at the least."""
PAGE_MM = (210.0, 297.0)

Side = Literal["left", "right"]
SIDES: tuple[Side, ...] = ("left", "right")
Languages = Literal["all", "by-frame"]
"""What stands on page 2: every other language in short, or the person's own where the frame tells it."""


@dataclass(frozen=True)
class Window:
    """Where the envelope shows through, in mm from the sheet's top left, the sheet lying in the middle of its play."""

    x: float
    y: float
    width: float
    height: float


class WindowWrong(ValueError):
    """LETTER_WINDOW_LEFT or LETTER_WINDOW_RIGHT is no window on an A4 sheet."""


class PublicAddressWrong(ValueError):
    """PUBLIC_URL cannot stand in a QR code."""


class TextNotDrawable(ValueError):
    """The fonts lack characters of the letter's text."""


@dataclass(frozen=True)
class Letter:
    """One letter to print. `reference` is its return number, not secret; `frame_id` shows where no address is given.

    `language`: the one that page 2 is in; "" for all of them in short.
    """

    reference: str
    frame_id: str
    code: str
    address: Address | None = None
    language: str = ""


@dataclass(frozen=True)
class Look:
    """What all letters of a mailing share: filled-in words, window, date, sender's return line, public address.

    `kix`: whether PostNL's bars stand below an address. `stamped`: whether each page is marked as a proof.
    """

    text: LetterText
    window: Window
    day: date
    return_line: str
    public_url: str
    demo: bool = False
    kix: bool = True
    stamped: bool = False

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
    with_kix: bool | None = None,
) -> Look:
    """The shared part of a mailing's letters; those of a demo say so. `with_kix`: None for the setting LETTER_KIX.

    Raises PublicAddressWrong, TextNotDrawable, WindowWrong.
    """
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
    return_line = settings.LETTER_RETURN_ADDRESS or filled.lines["sender"]
    bars = settings.LETTER_KIX if with_kix is None else with_kix
    made = Look(filled, window(side), day, return_line, public_url, demo, bars)
    _refuse_undrawable(made)
    return made


def window(side: Side) -> Window:
    """The window of the settings LETTER_WINDOW_LEFT and LETTER_WINDOW_RIGHT. Raises WindowWrong."""
    numbers = settings.LETTER_WINDOWS[side]
    name = f"LETTER_WINDOW_{side.upper()}"
    if len(numbers) != 4:
        raise WindowWrong(f"{name} is {numbers}; write four numbers in mm: x,y,width,height.")
    made = Window(*map(float, numbers))
    on_page = made.x >= 0 and made.y >= 0 and made.x + made.width <= PAGE_MM[0] and made.y + made.height <= PAGE_MM[1]
    if not on_page or made.width < SMALLEST_WINDOW_MM[0] or made.height < SMALLEST_WINDOW_MM[1]:
        smallest = " x ".join(f"{side:g}" for side in SMALLEST_WINDOW_MM)
        raise WindowWrong(f"{name} is {numbers}; it must lie on an A4 sheet and be at least {smallest} mm.")
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
        "window": vars(shared.window),
        "inset": SHIFT_MM,
        "return_line": shared.return_line,
        "url": "" if shared.short_url in lines["code"] else shared.short_url,
        "public": shared.short_url,
        "subject": lines["subject"],
        "salutation": lines["salutation"],
        "help": lines["help"],
        "closing": lines["closing"],
        "footer": lines["sender"],
        "demo": shared.demo,
        "stamped": shared.stamped,
        "overlay": [],
        "pages": text.pages,
        "letters": [_letter_data(shared, letter) for letter in letters],
    }


def document(data: dict[str, Any]) -> typeset.Document:
    """What to typeset for the data of `chunk_data`: so many pages for each letter, no more."""
    return typeset.Document(TEMPLATE, data, fonts_folder(), pages=data["pages"] * len(data["letters"]))


def _letter_data(shared: Look, letter: Letter) -> dict[str, Any]:
    values = {"code": grouped(letter.code)}
    drawn = qr.draw(qr_text(shared.public_url, letter.code))
    text = shared.text
    body = [fill(paragraph, values) for paragraph in text.body]
    matrix = datamatrix.draw(letter.reference)
    return {
        "reference": letter.reference,
        "frame_id": letter.frame_id,
        "address": list(letter.address.lines) if letter.address else [letter.frame_id],
        "kix": _kix_data(kix_text(shared, letter.address)),
        "matrix": matrix.svg,
        "matrix_mm": matrix.side_mm,
        "qr": drawn.svg,
        "qr_mm": drawn.side_mm,
        "code": grouped(letter.code),
        "scan": text.lines["scan"],
        "code_text": fill(text.lines["code"].removesuffix("{code}").strip(), values),
        "before": body[:BEFORE_CODE],
        "after": body[BEFORE_CODE:],
        "alone": any(other.language == letter.language for other in text.others),
        "others": [_in_short(other.filled(values)) for other in others_for(text, letter.language)],
    }


def others_for(text: LetterText, language: str) -> Sequence[InShort]:
    """What stands on page 2: the one language where the letter has words in it, else all."""
    own = [other for other in text.others if other.language == language]
    return own or text.others


def kix_text(shared: Look, address: Address | None) -> str:
    """The KIX code that stands below this address: "" where it is switched off, cannot be told, or is too wide."""
    text = kix.of_address(address.lines) if address and shared.kix else ""
    room = shared.window.width - 2 * SHIFT_MM - kix.QUIET_MM - datamatrix.USUAL_MM
    return text if text and kix.width_mm(text) <= room else ""


def _kix_data(text: str) -> dict[str, Any] | None:
    if not text:
        return None
    drawn = kix.draw(text)
    return {"svg": drawn.svg, "width": drawn.width_mm, "quiet": kix.QUIET_MM}


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
        "matrix_alt": gettext("Our reference"),
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
