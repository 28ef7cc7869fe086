"""Encrypting contacts, and finding them again without decrypting. Pure: keys are arguments.

Of each key of the ring three others are derived (HMAC-SHA256 with a label): one encrypts (Fernet: AES-128-CBC and
HMAC-SHA256), one makes the digests by which a contact is found, one gives the key its name. The first key of the ring
seals and makes digests; all of them open and find.

A Fernet token tells when it was made. Ours all say 1970, and texts are filled up, so that neither moment nor length
shows.
"""

import hmac
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from functools import cached_property

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

BLOCK = 128
"""Bytes: nearly all addresses, numbers and names fill one block, so all of them look the same length."""
NO_TIME = 0
FILL = b"\0"


class WrongContactsKey(Exception):
    """What is kept was sealed with a key that the ring does not have."""

    def __init__(self) -> None:
        super().__init__(
            "CONTACTS_KEY does not open the contact wishes that are kept; nothing was changed. "
            "Put the key they were sealed with into CONTACTS_KEY, after the new one and a comma."
        )


@dataclass(frozen=True)
class Sealed:
    """A text that only a ring with the right key opens."""

    token: str

    def __str__(self) -> str:
        return self.token


@dataclass(frozen=True)
class Ring:
    """`keys`: the one in use first, then older ones. At least one; each random, of 32 bytes or more."""

    keys: tuple[str, ...]

    @cached_property
    def name(self) -> str:
        """Of the key in use. Says nothing of the key itself."""
        return self.names[0]

    @cached_property
    def names(self) -> tuple[str, ...]:
        return tuple(_derived(key, "name").hex()[:16] for key in self.keys)

    @cached_property
    def _fernet(self) -> MultiFernet:
        return MultiFernet([Fernet(urlsafe_b64encode(_derived(key, "seal"))) for key in self.keys])

    def seal(self, text: str) -> Sealed:
        whole = text.encode()
        filled = whole.ljust(BLOCK * max(1, -(-len(whole) // BLOCK)), FILL)
        return Sealed(self._fernet.encrypt_at_time(filled, NO_TIME).decode())

    def open(self, sealed: Sealed) -> str:
        """Raises WrongContactsKey."""
        try:
            return self._fernet.decrypt(sealed.token.encode()).rstrip(FILL).decode()
        except InvalidToken as error:
            raise WrongContactsKey from error

    def digest(self, *texts: str) -> str:
        """By the key in use."""
        return self.digests(*texts)[0]

    def digests(self, *texts: str) -> list[str]:
        """By each key: what the same texts were found by before keys changed is among them."""
        message = FILL.join(text.encode() for text in texts)
        return [hmac.digest(_derived(key, "digest"), message, "sha256").hex() for key in self.keys]


def _derived(key: str, use: str) -> bytes:
    return hmac.digest(key.encode(), f"inburgerstem contacts {use}".encode(), "sha256")
