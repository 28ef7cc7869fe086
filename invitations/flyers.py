"""Flyers for paper and screens: one language a sheet, or several on one. Writes files, nothing in the database."""

import json
import os
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pikepdf
from django.conf import settings
from django.utils.translation import gettext, override

from invitations import grey_logo, qr
from invitations.flyer_text import FlyerText, FlyerTextMissing, flyer_texts
from invitations.flyer_versions import SIZELESS, Version, VersionRefused, version
from invitations.letter_text import pieces, places
from invitations.letters import TextNotDrawable, checked_public_url, fonts_folder
from invitations.logo import Logo
from surveys import typeset
from surveys.files import part_of
from surveys.languages import direction
from surveys.models import Edition, Study

TEMPLATE = Path(__file__).parent / "typst" / "flyer.typ"
POINTS_PER_MM = 72 / 25.4
LONGEST_NAME = 80
"""Characters of an organisation's name: two lines on the smallest sheet."""
Tell = Callable[[int, int], None]
CHANNEL = re.compile(r"[a-z0-9-]{1,60}")
"""Channels whose address fits a small QR: those in capitals, digits and hyphens."""


class FlyerRefused(ValueError):
    """The wish cannot be met. The message says what to do."""


@dataclass(frozen=True)
class Wish:
    """What to make. `languages`: () for all that the edition offers. `channel`: slug, '' for the open door.

    `version`: see `flyer_versions.NAMES`; `size` counts where the version has sizes. `name` and `logo`: of the
    organisation that hands it out; a logo needs a name, which screen readers say.
    """

    out: Path
    size: str = "a5"
    languages: tuple[str, ...] = ()
    channel: str = ""
    together: bool = False
    version: str = "plain"
    name: str = ""
    logo: Logo | None = None


@dataclass(frozen=True)
class Sheet:
    """One file: its name, and the texts that stand on it."""

    name: str
    texts: tuple[FlyerText, ...]


def make(edition: Edition, wish: Wish, day: date, tell: Tell = lambda done, total: None) -> tuple[Path, ...]:
    """One file per language, or one with all of them. Raises FlyerRefused, FlyerTextMissing, PublicAddressWrong,
    TextNotDrawable, TypesetError; then files made before are whole and no other file is left.
    """
    texts, address = _checked(edition, wish)
    wish.out.mkdir(parents=True, exist_ok=True)
    look = version(wish.version, wish.size)
    sheets = _sheets(json.loads(edition.document)["study"], wish, texts)
    host = _host(wish, look)
    made = []
    for sheet in sheets:
        tell(len(made), len(sheets))
        path = wish.out / sheet.name
        content = data(sheet, look, address, day, demo=edition.demo) | {"host": host}
        _write(look, content, path)
        made.append(path)
    return tuple(made)


def checked_texts(edition: Edition, wish: Wish) -> tuple[FlyerText, ...]:
    """The words of every language that is wished for, with everything looked at that needs no typesetting.

    Raises FlyerRefused, FlyerTextMissing, PublicAddressWrong, TextNotDrawable.
    """
    return _checked(edition, wish)[0]


def _checked(edition: Edition, wish: Wish) -> tuple[tuple[FlyerText, ...], str]:
    """The words, and the address that the QR opens."""
    check(edition, wish)
    address = _address(edition, wish)
    texts = _filled(json.loads(edition.document), _languages(edition, wish), address.split("://", 1)[1])
    _refuse_undrawable(texts, wish.name)
    return texts, address


def _write(look: Version, content: Mapping[str, Any], path: Path) -> None:
    """Under a temporary name until it is whole."""
    part = part_of(path)
    document = typeset.Document(TEMPLATE, content, fonts_folder())
    try:
        if look.is_picture:
            typeset.write_png(document, part, look.dots_per_inch)
        else:
            typeset.write_pdf(document, part)
        if look.bleed:
            _say_bleed(part, look.bleed)
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


def _say_bleed(path: Path, bleed: float) -> None:
    """Puts the BleedBox `bleed` mm around the TrimBox. Typst gives the TrimBox; its paper ends outside the marks."""
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        for page in pdf.pages:
            left, bottom, right, top = (float(length) for length in page.trimbox)
            more = bleed * POINTS_PER_MM
            page.bleedbox = pikepdf.Array([left - more, bottom - more, right + more, top + more])
        pdf.save(path)


def check(edition: Edition, wish: Wish) -> None:
    """Raises FlyerRefused where the edition, the version, the channel's or the organisation's name forbid the wish."""
    strange = sorted(set(wish.languages) - set(edition.offered))
    if strange:
        raise FlyerRefused(f"The edition does not offer {', '.join(strange)}; it offers {', '.join(edition.offered)}.")
    try:
        version(wish.version, wish.size)
    except VersionRefused as error:
        raise FlyerRefused(str(error)) from error
    if wish.channel and not CHANNEL.fullmatch(wish.channel):
        raise FlyerRefused("The name of a flyer's channel may have a-z, 0-9 and hyphens only; its QR is then small.")
    if len(wish.name) > LONGEST_NAME or not wish.name.isprintable():
        raise FlyerRefused(f"The organisation's name has at most {LONGEST_NAME} letters, on one line.")
    if wish.logo and not wish.name.strip():
        raise FlyerRefused("Give the organisation's name with its logo: screen readers say it.")


def data(sheet: Sheet, look: Version, address: str, day: date, *, demo: bool = False) -> dict[str, Any]:
    """Data of `typst/flyer.typ`, but for `host`. Lengths in mm."""
    first = sheet.texts[0]
    with override(first.language):
        labels = {"qr_alt": gettext("QR code that opens the questionnaire")}
    return {
        "title": re.sub(r"[\u2066\u2069]", "", first.lines["title"]),
        "date": {"year": day.year, "month": day.month, "day": day.day},
        "face": dict(zip(("width", "height"), look.face, strict=True)),
        "sheet": dict(zip(("width", "height"), look.sheet, strict=True)),
        "faces": look.faces,
        "mono": look.mono,
        "bleed": look.bleed,
        "slug": look.slug,
        "screen": look.is_picture,
        "qr": qr.draw(address.upper()).svg,
        "labels": labels,
        "texts": [_text_data(text, demo) for text in sheet.texts],
    }


def _host(wish: Wish, look: Version) -> dict[str, Any]:
    """The organisation: its name, which way the name is written, its logo as numbers; grey where the flyer is."""
    name = wish.name.strip()
    strong = next((way for letter in name if (way := unicodedata.bidirectional(letter)) in ("L", "R", "AL")), "L")
    logo = grey_logo.grey(wish.logo) if wish.logo and look.mono else wish.logo
    return {"name": name, "rtl": strong != "L", "logo": _logo(logo)}


def _logo(logo: Logo | None) -> dict[str, Any] | None:
    return {"format": logo.format, "content": list(logo.content)} if logo else None


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
    look = version(wish.version, wish.size)
    kind = "" if wish.version == "plain" else wish.version
    size = "" if wish.version in SIZELESS else wish.size
    start = "-".join(part for part in (study, "flyer", wish.channel, kind, size) if part)
    if wish.together:
        return (Sheet(f"{start}-{'-'.join(text.language for text in texts)}{look.suffix}", tuple(texts)),)
    return tuple(Sheet(f"{start}-{text.language}{look.suffix}", (text,)) for text in texts)


def _languages(edition: Edition, wish: Wish) -> tuple[str, ...]:
    return tuple(language for language in edition.offered if not wish.languages or language in wish.languages)


def channel_address(channel: str) -> str:
    """What the QR or a message of this channel opens: its short link. Raises PublicAddressWrong."""
    return f"{checked_public_url(settings.PUBLIC_URL)}/k/{channel}"


def open_door(study: str) -> str:
    """What opens who comes without a channel: the front page, or this study's own where the site has more than one.

    Raises PublicAddressWrong.
    """
    public_url = checked_public_url(settings.PUBLIC_URL)
    others = Study.objects.exclude(slug=study).filter(editions__isnull=False)
    return f"{public_url}/{study}/" if others.exists() else public_url


def _address(edition: Edition, wish: Wish) -> str:
    return channel_address(wish.channel) if wish.channel else open_door(edition.study.slug)


def values_of(document: Mapping[str, Any], url: str) -> tuple[dict[str, str], date | None]:
    """What the study puts into {url}, {phone} and {minutes}, and the last day to take part."""
    landing = document.get("materials", {}).get("landing", {})
    close = (document.get("dates") or {}).get("close")
    values = {"url": url, "phone": str(landing.get("phone", "")), "minutes": str(landing.get("minutes", ""))}
    return values, date.fromisoformat(str(close)) if close else None


def _filled(document: Mapping[str, Any], languages: Sequence[str], url: str) -> tuple[FlyerText, ...]:
    values, day = values_of(document, url)
    filled = tuple(text.filled(values, day) for text in flyer_texts(document, languages))
    if wanted := sorted({place for text in filled for place in places(text.every_text())}):
        raise FlyerTextMissing([f"{{{name}}} (the study gives no value)" for name in wanted])
    return filled


def _refuse_undrawable(texts: Sequence[FlyerText], name: str) -> None:
    words = [piece for text in texts for line in text.every_text() for piece, _ in pieces(line)]
    if missing := typeset.undrawable([*words, name], fonts_folder()):
        raise TextNotDrawable(
            f"The fonts cannot draw: {' '.join(missing)}. Take these characters out of the flyer or the name."
        )
