"""Reading the environment: what settings.py asks for and gets as a typed value. No Django settings are read here."""

import fcntl
import json
import os
import secrets
from contextlib import suppress
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from redis.backoff import NoBackoff
from redis.retry import Retry

KEYS = ("SECRET_KEY", "CODE_KEY", "CONTACTS_KEY")
LOCAL_HOSTS = ("127.0.0.1", "localhost", "::1")
REDIS_SECONDS = 2
"""A page does not wait longer for Redis; it goes on without."""
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
        _write_once(file)
    keys = json.loads(file.read_text(encoding="utf-8"))
    return str(keys[name] if name in keys else _complete(file)[name])


def keys_of(name: str, given: str) -> tuple[str, ...]:
    """Keys that stand in one setting with commas between: the one in use first, then older ones."""
    keys = tuple(key for part in given.split(",") if (key := part.strip()))
    if not keys:
        raise ImproperlyConfigured(f"{name} holds no key. Make one: `openssl rand -base64 48`.")
    return keys


def _write_once(file: Path) -> None:
    """Of two processes that start together one wins."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = _draft(file, {})
    with suppress(FileExistsError):
        os.link(draft, file)
    draft.unlink()


def _complete(file: Path) -> dict[str, str]:
    """Keys that a file of an earlier version lacks; of two processes the second finds what the first added."""
    with file.open(encoding="utf-8") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        keys: dict[str, str] = json.loads(file.read_text(encoding="utf-8"))
        if any(key not in keys for key in KEYS):
            _draft(file, keys).replace(file)
        return dict(json.loads(file.read_text(encoding="utf-8")))


def _draft(file: Path, keys: dict[str, str]) -> Path:
    """A whole file beside `file`, readable by the owner only: the keys there are, and new ones for the rest."""
    draft = file.with_name(f"{file.name}.{os.getpid()}")
    made = {key: secrets.token_urlsafe(48) for key in KEYS}
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as out:
        out.write(json.dumps(made | keys, indent=2))
    return draft


def database(url: str, pool_size: int, name: str = "DATABASE_URL", *, pgbouncer: bool = False) -> dict[str, object]:
    """Django's DATABASES entry for the setting `name`: `sqlite:///file` or `postgres://user:password@host:port/name?option=value`.

    `pgbouncer`: connections are handed round after each transaction, so nothing may outlive one.
    """
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return _sqlite(unquote(url.removeprefix("sqlite:///")))
    if parts.scheme in ("postgres", "postgresql"):
        return _postgresql(url, pool_size, name) | (_handed_round(url, pool_size) if pgbouncer else {})
    raise ImproperlyConfigured(f"{name} must start with sqlite:/// or postgres://.")


def replica(url: str, *, pgbouncer: bool) -> dict[str, object]:
    """The copy that exports read. Not pooled, and given up after three seconds: without it the site goes on."""
    made = database(url, 1, "DATABASE_REPLICA_URL", pgbouncer=pgbouncer)
    if "HOST" in made:
        options = {"connect_timeout": "3", **dict(parse_qsl(urlsplit(url).query))}
        made["OPTIONS"] = {**options, **({"prepare_threshold": None} if pgbouncer else {})}
    return {**made, "TEST": {"MIRROR": "default"}}


def _sqlite(name: str) -> dict[str, object]:
    """Write-ahead log: readers do not wait; IMMEDIATE: two writers queue instead of one failing half-way."""
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": name,
        "OPTIONS": {"timeout": 20, "transaction_mode": "IMMEDIATE", "init_command": SQLITE_START},
        "TEST": {"NAME": f"{name}.test"},
    }


def _postgresql(url: str, pool_size: int, name: str) -> dict[str, object]:
    parts = urlsplit(url)
    if not parts.path.strip("/"):
        raise ImproperlyConfigured(f"{name} names no database: postgres://user:password@host:port/name.")
    return {
        "ENGINE": "config.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": False,
        "OPTIONS": _options(url, pool_size),
    }


POOL = {"min_size": 1, "timeout": 8, "reconnect_timeout": 3}
"""Seconds. A page waits 8 s for a connection and then says that it does not work now; a phone gives up after 30.
Attempts to connect end after 3 s, so that the next page begins new ones instead of waiting for their growing pauses.
"""


def redis_options() -> dict[str, object]:
    """Of the cache: one more try, at once, for a connection that Redis closed; no pauses while a page waits."""
    return {
        "socket_connect_timeout": REDIS_SECONDS,
        "socket_timeout": REDIS_SECONDS,
        "retry": Retry(NoBackoff(), 1),
    }


def _options(url: str, pool_size: int) -> dict[str, object]:
    """`prepare_threshold` 0: what is bound on the server is prepared at once. Only respondents.prepared binds there."""
    pool = {**POOL, "max_size": pool_size}
    return {"pool": pool, "prepare_threshold": 0, **dict(parse_qsl(urlsplit(url).query))}


def _handed_round(url: str, pool_size: int) -> dict[str, object]:
    """No prepared statements and no server-side cursors: the next transaction may get another connection."""
    options = {**_options(url, pool_size), "prepare_threshold": None}
    return {"DISABLE_SERVER_SIDE_CURSORS": True, "OPTIONS": options}
