"""Flyers on paper: one language a sheet, or all offered languages on one. Writes PDF files, nothing in the database."""

import json
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext, override

from invitations import qr
from invitations.flyer_text import FlyerText, FlyerTextMissing, flyer_texts
from invitations.letter_text import pieces, places
from invitations.letters import TextNotDrawable, checked_public_url, fonts_folder
from surveys import typeset
from surveys.languages import direction
from surveys.models import Edition

TEMPLATE = Path(__file__).parent / "typst" / "flyer.typ"
SIZES: Mapping[str, tuple[float, float]] = {"a4": (210.0, 297.0), "a5": (148.0, 210.0), "a6": (105.0, 148.0)}
"""Width and height of the upright sheet, in mm (ISO 216)."""
CHANNEL = re.compile(r"[a-z0-9-]{1,60}")
"""Channels whose address fits a small QR: those in capitals, digits and hyphens."""


class FlyerRefused(ValueError):
    """The wish cannot be met. The message says what to do."""


@dataclass(frozen=True)
class Wish:
    """What to make. `languages`: () for all that the edition offers. `channel`: slug, '' for the open door."""

    out: Path
    size: str = "a5"
    languages: tuple[str, ...] = ()
    channel: str = ""
    together: bool = False


@dataclass(frozen=True)
class Sheet:
    """One file: its name, and the texts that stand on it."""

    name: str
    texts: tuple[FlyerText, ...]


def make(edition: Edition, wish: Wish, day: date) -> tuple[Path, ...]:
    """One PDF per language, or one with all of them. Raises FlyerRefused, FlyerTextMissing, PublicAddressWrong,
    TextNotDrawable, TypesetError; then files made before are whole and no other file is left.
    """
    check(edition, wish)
    document = json.loads(edition.document)
    address = _address(wish.channel)
    texts = _filled(document, _languages(edition, wish), address.split("://", 1)[1])
    _refuse_undrawable(texts)
    wish.out.mkdir(parents=True, exist_ok=True)
    made = []
    for sheet in _sheets(document["study"], wish, texts):
        path = wish.out / sheet.name
        part = path.with_name(f".{sheet.name}.part")
        content = data(sheet, wish.size, address, day, demo=edition.demo)
        typeset.write_pdf(typeset.Document(TEMPLATE, content, fonts_folder()), part)
        os.replace(part, path)
        made.append(path)
    return tuple(made)


def check(edition: Edition, wish: Wish) -> None:
    """Raises FlyerRefused where the edition, the sheets or the channel's name do not allow the wish."""
    strange = sorted(set(wish.languages) - set(edition.offered))
    if strange:
        raise FlyerRefused(f"The edition does not offer {', '.join(strange)}; it offers {', '.join(edition.offered)}.")
    if wish.size not in SIZES:
        raise FlyerRefused(f"The size “{wish.size[:20]}” is unknown. Choose from {', '.join(SIZES)}.")
    if wish.channel and not CHANNEL.fullmatch(wish.channel):
        raise FlyerRefused("The name of a flyer's channel may have a-z, 0-9 and hyphens only; its QR is then small.")


def data(sheet: Sheet, size: str, address: str, day: date, *, demo: bool = False) -> dict[str, Any]:
    """Data of `typst/flyer.typ`. Lengths in mm."""
    width, height = SIZES[size]
    first = sheet.texts[0]
    with override(first.language):
        labels = {"qr_alt": gettext("QR code that opens the questionnaire")}
    return {
        "title": re.sub(r"[\u2066\u2069]", "", first.lines["title"]),
        "date": {"year": day.year, "month": day.month, "day": day.day},
        "width": width,
        "height": height,
        "qr": qr.draw(address.upper()).svg,
        "labels": labels,
        "texts": [_text_data(text, demo) for text in sheet.texts],
    }


def _text_data(text: FlyerText, demo: bool) -> dict[str, Any]:
    with override(text.language):
        notice = gettext("Trial print. Do not send.") if demo else ""
    return {
        "lang": text.language,
        "rtl": direction(text.language) == "rtl",
        **{name: _pieces(words) for name, words in text.lines.items()},
        "points": [_pieces(point) for point in text.points],
        "notice": notice,
    }


def _pieces(words: str) -> list[dict[str, Any]]:
    return [{"text": piece, "ltr": ltr} for piece, ltr in pieces(words)]


def _sheets(study: str, wish: Wish, texts: Sequence[FlyerText]) -> tuple[Sheet, ...]:
    start = "-".join(part for part in (study, "flyer", wish.channel, wish.size) if part)
    if wish.together:
        return (Sheet(f"{start}-{'-'.join(text.language for text in texts)}.pdf", tuple(texts)),)
    return tuple(Sheet(f"{start}-{text.language}.pdf", (text,)) for text in texts)


def _languages(edition: Edition, wish: Wish) -> tuple[str, ...]:
    return tuple(language for language in edition.offered if not wish.languages or language in wish.languages)


def _address(channel: str) -> str:
    """What the QR opens. Raises PublicAddressWrong."""
    public_url = checked_public_url(settings.PUBLIC_URL)
    return f"{public_url}/k/{channel}" if channel else public_url


def _filled(document: Mapping[str, Any], languages: Sequence[str], url: str) -> tuple[FlyerText, ...]:
    landing = document.get("materials", {}).get("landing", {})
    close = (document.get("dates") or {}).get("close")
    values = {"url": url, "phone": str(landing.get("phone", "")), "minutes": str(landing.get("minutes", ""))}
    day = date.fromisoformat(str(close)) if close else None
    filled = tuple(text.filled(values, day) for text in flyer_texts(document, languages))
    if wanted := sorted({place for text in filled for place in places(text.every_text())}):
        raise FlyerTextMissing([f"{{{name}}} (the study gives no value)" for name in wanted])
    return filled


def _refuse_undrawable(texts: Sequence[FlyerText]) -> None:
    words = [piece for text in texts for line in text.every_text() for piece, _ in pieces(line)]
    if missing := typeset.undrawable(words, fonts_folder()):
        raise TextNotDrawable(f"The fonts cannot draw: {' '.join(missing)}. Take these characters out of the flyer.")
