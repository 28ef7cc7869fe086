"""The messages of one channel: an edition's texts with the channel's short link in them."""

import json

from invitations.flyers import FlyerRefused, channel_address, values_of
from invitations.messages import Message, messages
from surveys.models import Edition


def messages_of(edition: Edition, channel: str, languages: tuple[str, ...] = ()) -> tuple[Message, ...]:
    """In these languages, by default in all that the edition offers.

    Raises MessageTextMissing, PublicAddressWrong, FlyerRefused (a language that is not offered).
    """
    if strange := sorted(set(languages) - set(edition.offered)):
        raise FlyerRefused(f"The edition does not offer {', '.join(strange)}; it offers {', '.join(edition.offered)}.")
    document = json.loads(edition.document)
    chosen = [language for language in edition.offered if not languages or language in languages]
    values, close = values_of(document, channel_address(channel))
    return messages(document, chosen, values, close)
