"""Looks for words that must not be there: in databases, logs, output, jobs, queues, sessions, caches and files.

What is looked for is also found in capitals, with other separators, in Arabic-Indic digits, and inside base64.
"""

import logging
import pickle
import re
import subprocess
import sys
import tempfile
import zipfile
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.db import connections

from config.logs import ScrubbingFormatter
from tests.sqlite_files import contents

SEPARATORS = ("", " ", "-", "+", "%20", "\u00a0", "\u00a0\u00a0")
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


def ways(word: str) -> set[str]:
    """How a word may be written: as it is; a code of 16 digits also in groups of four and in other digits."""
    if len(word) != 16 or not word.isdigit():
        return {word}
    groups = [word[at : at + 4] for at in range(0, 16, 4)]
    return {way for one in SEPARATORS for way in (one.join(groups), one.join(groups).translate(ARABIC))}


def in_base64(word: str) -> set[bytes]:
    """What base64 makes of a word, wherever in the text it begins; without the ends that its neighbours decide."""
    found = set()
    for before in range(3):
        code = b64encode(bytes(before) + word.encode()).rstrip(b"=")
        found.add(code[(0, 2, 3)[before] : -1])
    return found


def found_in(places: Mapping[str, bytes], words: Iterable[str]) -> set[tuple[str, str]]:
    """Place and word, for each word that is found."""
    plain = {way.lower().encode(): word for word in words for way in ways(word)}
    coded = {code: word for word in words for way in ways(word) for code in in_base64(way)}
    any_plain = re.compile(b"|".join(map(re.escape, plain)))
    any_coded = re.compile(b"|".join(map(re.escape, coded)))
    found = set()
    for place, data in places.items():
        found |= {(place, plain[way]) for way in any_plain.findall(data.lower())}
        found |= {(place, coded[way]) for way in any_coded.findall(data)}
    return found


def database_places() -> Iterator[tuple[str, bytes]]:
    """Every table as text; on SQLite also the files as they are."""
    for alias in connections:
        connection = connections[alias]
        yield f"{alias} rows", _rows(connection)
        if connection.vendor == "sqlite":
            file = str(connection.settings_dict["NAME"])
            for ending in ("", "-wal"):
                yield f"{alias} file{ending}", contents(Path(file + ending))


def _rows(connection: Any) -> bytes:
    lines: list[str] = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if connection.vendor == "postgresql":
                cursor.execute(f'SELECT t::text FROM "{table}" t')
            else:
                cursor.execute(f'SELECT * FROM "{table}"')
            lines += [f"{table} {row}" for row in cursor.fetchall()]
    return "\n".join(lines).encode(errors="replace")


def dump_places(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Both databases as a backup holds them. PostgreSQL: as text, and in its own format, packed out again."""
    for alias in connections:
        connection = connections[alias]
        if connection.vendor == "sqlite":
            told = "import sqlite3,sys; print(*sqlite3.connect(sys.argv[1]).iterdump(), sep=chr(10))"
            yield f"{alias} dump", _output([sys.executable, "-c", told, str(connection.settings_dict["NAME"])])
            continue
        yield f"{alias} dump", _output(["pg_dump", "--dbname", _conninfo(connection)])
        custom = folder / f"{alias}.dump"
        _output(["pg_dump", "--format", "custom", "--file", str(custom), "--dbname", _conninfo(connection)])
        yield f"{alias} custom dump", custom.read_bytes()
        yield f"{alias} custom dump, packed out", _output(["pg_restore", "--file", "-", str(custom)])


def _output(command: list[str]) -> bytes:
    return subprocess.run(command, check=True, capture_output=True).stdout


def _conninfo(connection: Any) -> str:
    """As the tests' own connection, whatever of it is set."""
    now = connection.settings_dict
    said = {"dbname": now["NAME"], "user": now["USER"], "host": now["HOST"], "port": now["PORT"]}
    said["password"] = now["PASSWORD"]
    return " ".join(f"{name}='{value}'" for name, value in said.items() if value)


def unpacked(folder: Path, label: str) -> Iterator[tuple[str, bytes]]:
    """Files as `file_places` has them; of what is packed (xlsx, docx, zip, parquet) also what is inside."""
    for name, data in file_places(folder, label):
        yield name, data
        path = folder / name.removeprefix(f"{label}: ")
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as packed:
                yield from ((f"{name}/{one}", packed.read(one)) for one in packed.namelist())
        elif path.suffix == ".parquet":
            import polars

            yield f"{name}/rows", polars.read_parquet(path).write_csv().encode()


def session_places() -> Iterator[tuple[str, bytes]]:
    yield "sessions", repr([one.get_decoded() for one in Session.objects.all()]).encode()
    cache = caches["default"]
    if not settings.REDIS_URL:
        yield "cache", pickle.dumps({key: pickle.loads(value) for key, value in cache._cache.items()}, protocol=0)
        return
    import redis

    with redis.Redis.from_url(settings.REDIS_URL) as server:
        yield "redis", b"\n".join(piece for key in server.scan_iter() for piece in (key, *_redis_value(server, key)))


def _redis_value(server: Any, key: bytes) -> list[bytes]:
    kind = server.type(key)
    read = {
        b"string": lambda: [server.get(key) or b""],
        b"list": lambda: server.lrange(key, 0, -1),
        b"hash": lambda: [piece for pair in server.hgetall(key).items() for piece in pair],
        b"set": lambda: list(server.smembers(key)),
        b"zset": lambda: server.zrange(key, 0, -1),
    }
    return read[kind]() if kind in read else []


def file_places(folder: Path, label: str, but: tuple[Path, ...] = ()) -> Iterator[tuple[str, bytes]]:
    """Each file's name and content, but for those below `but`."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not any(path.is_relative_to(one) for one in but):
            yield f"{label}: {path.relative_to(folder)}", str(path).encode() + b"\n" + path.read_bytes()


@contextmanager
def written_to_the_log() -> Iterator[StringIO]:
    """What every logger writes, as our handler writes it, from DEBUG on."""
    stream = StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(ScrubbingFormatter())
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    logging.getLogger("fontTools").setLevel(logging.INFO)
    yield stream
    root.removeHandler(handler)
    root.setLevel(level)


@contextmanager
def kept_of_temporary_folders(folder: Path) -> Iterator[dict[str, bytes]]:
    """What lay in temporary folders just before they were removed. Others made in the meantime lie below `folder`."""
    kept: dict[str, bytes] = {}
    cleanup, place = tempfile.TemporaryDirectory.cleanup, tempfile.tempdir

    def looking(self: Any) -> None:
        kept.update(file_places(Path(self.name), f"temporary {self.name}"))
        cleanup(self)

    tempfile.TemporaryDirectory.cleanup, tempfile.tempdir = looking, str(folder)
    yield kept
    tempfile.TemporaryDirectory.cleanup, tempfile.tempdir = cleanup, place
