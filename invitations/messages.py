"""Texts that travel by phone and e-mail, in each language, with the short link of a channel. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import quote

from invitations.letter_text import fill, long_date, places, said
from surveys.languages import direction

WHOLE: Mapping[str, str] = {
    "whatsapp": "whatsapp",
    "whatsapp_reminder": "whatsapp_reminder",
    "sms": "sms",
    "spoken": "whatsapp_spoken",
}
"""Kinds that are one text, by their name under `materials: messages:`."""
EMAILS = ("email", "email_reminder")
KINDS = (*WHOLE, *EMAILS, "portal")
PREVIEWED = ("whatsapp", "whatsapp_reminder")
"""Kinds whose link says its language: messengers show a card of the page below the text."""
EMAIL_LINES = ("salutation", "start", "help", "closing")
PLACES = ("url", "phone", "minutes", "close_date")
GSM_7 = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_7_TWICE = frozenset("\f^{}\\[~]|€")
"""3GPP TS 23.038, 6.2.1: the default alphabet, and the extension table, whose characters take two places."""
ONE_PART: Mapping[bool, int] = {True: 160, False: 70}
OF_SEVERAL: Mapping[bool, int] = {True: 153, False: 67}
"""Places in a message, in GSM-7 (True) or UCS-2 (False): 3GPP TS 23.040; several parts each give some to a header."""


class MessageTextMissing(ValueError):
    """The edition lacks words that a message needs. Names each of them."""

    def __init__(self, missing: Sequence[str]) -> None:
        super().__init__(
            f"The messages are not complete; missing or wrong: {', '.join(missing)}. "
            "Write them under `materials: messages:` and publish again."
        )
        self.missing = tuple(missing)


@dataclass(frozen=True)
class Sms:
    """How a text goes over the air. `places`: septets of GSM-7, or units of UCS-2; `parts` are what is paid for."""

    gsm_7: bool
    places: int
    parts: int

    @property
    def alphabet(self) -> str:
        return "GSM-7" if self.gsm_7 else "UCS-2"


@dataclass(frozen=True)
class Message:
    """One kind in one language, ready to send. `subject`: of e-mails and the portal's notice, else ''."""

    kind: str
    language: str
    subject: str
    text: str

    @property
    def sms(self) -> Sms:
        return sms(self.text)

    @property
    def share_link(self) -> str:
        """Opens WhatsApp with the text, on a phone or in a browser; nothing is fetched before somebody presses it."""
        return f"https://wa.me/?text={quote(self.text, safe='')}"

    @property
    def as_file(self) -> str:
        """The text below its subject, with one line feed at the end."""
        return f"{self.subject}\n\n{self.text}\n" if self.subject else f"{self.text}\n"


def sms(text: str) -> Sms:
    """In GSM-7 where it has every character, else in UCS-2; in as few parts as hold it, none split in a character."""
    gsm_7 = set(text) <= GSM_7 | GSM_7_TWICE
    widths = [_places(character, gsm_7) for character in text]
    if sum(widths) <= ONE_PART[gsm_7]:
        return Sms(gsm_7, sum(widths), 1)
    parts, room = 1, OF_SEVERAL[gsm_7]
    for width in widths:
        if width > room:
            parts, room = parts + 1, OF_SEVERAL[gsm_7]
        room -= width
    return Sms(gsm_7, sum(widths), parts)


def _places(character: str, gsm_7: bool) -> int:
    if gsm_7:
        return 2 if character in GSM_7_TWICE else 1
    return len(character.encode("utf-16-be")) // 2


def messages(
    document: Mapping[str, Any], languages: Sequence[str], values: Mapping[str, str], close: date | None
) -> tuple[Message, ...]:
    """Every kind that the study writes, in each language, places filled in. Raises MessageTextMissing."""
    materials = document.get("materials", {})
    written = materials.get("messages") or {}
    sender = (materials.get("flyers") or {}).get("sender")
    found = tuple(
        _filled(message, values, close)
        for kind in KINDS
        if WHOLE.get(kind, kind) in written
        for language in languages
        for message in (_message(written, kind, language, sender),)
    )
    missing = list(_faults(found))
    if not found:
        missing.append("every message")
    if missing:
        raise MessageTextMissing(missing)
    return found


def _message(written: Mapping[str, Any], kind: str, language: str, sender: Any) -> Message:
    """In this language and no other; empty where it was not written."""
    if kind in WHOLE:
        return Message(kind, language, "", said(written[WHOLE[kind]], language))
    block = written[kind]
    if kind == "portal":
        return Message(kind, language, said(block.get("title"), language), said(block.get("text"), language))
    return Message(kind, language, said(block.get("subject"), language), _email(block, language, sender))


def _email(block: Mapping[str, Any], language: str, sender: Any) -> str:
    """'' where one of its lines is not written, so that no half e-mail leaves."""
    body = [said(text, language) for text in block.get("body") or ()]
    lines = {name: said(block.get(name), language) for name in EMAIL_LINES}
    if not body or not all(body) or not all(lines.values()):
        return ""
    end = "\n".join(filter(None, (lines["closing"], said(sender, language))))
    return "\n\n".join((lines["salutation"], *body, lines["start"], lines["help"], end))


def _filled(message: Message, values: Mapping[str, str], close: date | None) -> Message:
    """Without isolates, which old phones show as boxes. From right to left, a number with a no-break space in it
    stays in order: to the bidirectional algorithm (UAX 9, rule W4) that space is part of the number.
    """
    known = {name: value for name, value in values.items() if value}
    if message.kind in PREVIEWED and "url" in known:
        known["url"] += f"?lang={message.language}"
    if direction(message.language) == "rtl":
        known |= {"phone": known["phone"].replace(" ", "\u00a0")} if "phone" in known else {}
    if close:
        known["close_date"] = long_date(close, message.language).replace("\u00a0", " ")
    return Message(message.kind, message.language, fill(message.subject, known), fill(message.text, known))


def _faults(found: Iterable[Message]) -> Iterator[str]:
    for message in found:
        where = f"{message.kind} in {message.language}"
        if not message.text or (not message.subject and message.kind not in WHOLE):
            yield where
        yield from (f"{{{place}}} in {where}{_why(place)}" for place in sorted(places((message.subject, message.text))))


def _why(place: str) -> str:
    return " (the study gives no value)" if place in PLACES else " (no such place)"
