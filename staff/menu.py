"""Cards on the staff home page. Each app registers its own in AppConfig.ready."""

from dataclasses import dataclass

from django.utils.functional import Promise

_cards: list["Card"] = []


@dataclass(frozen=True)
class Card:
    """`roles` that see the card; empty means everybody on staff. `url_name` must need no arguments."""

    title: str | Promise
    url_name: str
    roles: tuple[str, ...] = ()
    text: str | Promise = ""


def register(card: Card) -> None:
    if all(card.url_name != known.url_name for known in _cards):
        _cards.append(card)


def cards_for(roles: frozenset[str]) -> tuple[Card, ...]:
    """The cards that somebody with these roles sees, in order of registration."""
    return tuple(card for card in _cards if not card.roles or roles.intersection(card.roles))
