"""Secrets from the environment or, as containers hand them out, from files: NAME_FILE=/run/secrets/name."""

import os
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote, urlsplit

from django.core.exceptions import ImproperlyConfigured

LARGEST = 64 * 1024
"""Bytes. A larger file is no secret but a mistake in its name."""


def secret(name: str, default: str = "", environment: Mapping[str, str] = os.environ) -> str:
    """The secret `name`: its own value, or what stands in the file that NAME_FILE names; blanks around it do not count.

    Raises ImproperlyConfigured where both are set, or the file cannot be read or is empty. No value is repeated.
    """
    given, file = environment.get(name, ""), environment.get(f"{name}_FILE", "")
    if given and file:
        raise ImproperlyConfigured(f"{name} and {name}_FILE are both set. Unset one of the two.")
    return _read(f"{name}_FILE", Path(file)) if file else given or default


def _read(setting: str, file: Path) -> str:
    try:
        with file.open("rb") as opened:
            text = opened.read(LARGEST + 1)
    except OSError as error:
        raise ImproperlyConfigured(
            f"{setting}: {file} cannot be read ({error.strerror}). It must exist and be readable by uid {os.getuid()}."
        ) from error
    if len(text) > LARGEST:
        raise ImproperlyConfigured(f"{setting}: {file} is larger than {LARGEST} bytes, which no secret is.")
    return _checked(setting, file, text)


def _checked(setting: str, file: Path, text: bytes) -> str:
    try:
        found = text.decode("utf-8").strip()
    except UnicodeDecodeError as error:
        raise ImproperlyConfigured(f"{setting}: {file} holds no text.") from error
    if not found:
        raise ImproperlyConfigured(f"{setting}: {file} is empty. Write the secret into it.")
    return found


def with_password(url: str, password: str, setting: str) -> str:
    """A database's address with the password in it that was given apart; without one, the address as it is.

    Raises ImproperlyConfigured where the address has another password already.
    """
    parts = urlsplit(url)
    if not password or parts.scheme == "sqlite":
        return url
    if parts.password is not None:
        raise ImproperlyConfigured(f"The address has a password already, and {setting} is set. Leave one of them out.")
    who, host = quote(parts.username or "", safe="%"), parts.netloc.rpartition("@")[2]
    return parts._replace(netloc=f"{who}:{quote(password, safe='')}@{host}").geturl()
