"""Reading the environment: what settings.py asks for and gets as a typed value. No Django settings are read here."""

import json
import os
import secrets
from contextlib import suppress
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

KEYS = ("SECRET_KEY", "CODE_KEY")
LOCAL_HOSTS = ("127.0.0.1", "localhost", "::1")
SQLITE_START = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=20000"


def is_local(public_url: str) -> bool:
    """Whether the site is only for this machine. Anything else must be https: codes travel over it."""
    address = urlsplit(public_url)
    if address.scheme == "https" and address.hostname:
        return False
    if address.scheme == "http" and address.hostname in LOCAL_HOSTS:
        return True
    raise ImproperlyConfigured(
        f"PUBLIC_URL is {public_url!r}. Use https://…, or http://127.0.0.1:8000 to try it on this machine."
    )


def refuse_debug_in_public(*, debug: bool, local: bool) -> None:
    if debug and not local:
        raise ImproperlyConfigured("DEBUG shows internals to visitors. Unset DEBUG, or use a local PUBLIC_URL.")


def generated_key(name: str, given: str, var_dir: Path, *, local: bool) -> str:
    """The key from the environment; on a local site without one, a key made once and kept in VAR_DIR/keys.json."""
    if given:
        return given
    if not local:
        raise ImproperlyConfigured(f"{name} is not set. A public site needs its own: `openssl rand -base64 48`.")
    file = var_dir / "keys.json"
    if not file.exists():
        _write_once(file, json.dumps({key: secrets.token_urlsafe(48) for key in KEYS}, indent=2))
    return str(json.loads(file.read_text(encoding="utf-8"))[name])


def _write_once(file: Path, text: str) -> None:
    """Whole or not at all, readable by the owner only; of two processes that start together one wins."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = file.with_name(f"{file.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as out:
        out.write(text)
    with suppress(FileExistsError):
        os.link(draft, file)
    draft.unlink()


def database(url: str, pool_size: int) -> dict[str, object]:
    """Django's DATABASES entry for `sqlite:///file` or `postgres://user:password@host:port/name?option=value`."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return _sqlite(unquote(url.removeprefix("sqlite:///")))
    if parts.scheme in ("postgres", "postgresql"):
        return _postgresql(url, pool_size)
    raise ImproperlyConfigured("DATABASE_URL must start with sqlite:/// or postgres://.")


def _sqlite(name: str) -> dict[str, object]:
    """Write-ahead log: readers do not wait; IMMEDIATE: two writers queue instead of one failing half-way."""
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": name,
        "OPTIONS": {"timeout": 20, "transaction_mode": "IMMEDIATE", "init_command": SQLITE_START},
        "TEST": {"NAME": f"{name}.test"},
    }


def _postgresql(url: str, pool_size: int) -> dict[str, object]:
    parts = urlsplit(url)
    if not parts.path.strip("/"):
        raise ImproperlyConfigured("DATABASE_URL names no database: postgres://user:password@host:port/name.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 0,
        "OPTIONS": {"pool": {"min_size": 1, "max_size": pool_size, "timeout": 15}, **dict(parse_qsl(parts.query))},
    }
