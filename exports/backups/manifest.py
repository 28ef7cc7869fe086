"""What a backup holds: manifest.json, which lies beside the encrypted files and says nothing personal."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from exports.backups.faults import RestoreRefused

FILE = "manifest.json"
FORM = 1
"""Of the manifest; a later one is refused."""


@dataclass(frozen=True)
class Stored:
    """What a database held when it was copied: rows per table, names of triggers, values of sequences, migrations."""

    engine: str
    tables: Mapping[str, int]
    triggers: tuple[str, ...]
    sequences: Mapping[str, int]
    migrations: tuple[str, ...]


@dataclass(frozen=True)
class Part:
    """One file of a backup. `sha256` and `bytes` are of the file as it lies there."""

    file: str
    sha256: str
    bytes: int
    encrypted: bool


@dataclass(frozen=True)
class Manifest:
    """`database` is the alias of the store that this is a backup of, `kept` the files of VAR_DIR, where it has any."""

    made: datetime
    version: str
    database: str
    stored: Stored
    dump: Part
    kept: Part | None = None
    form: int = field(default=FORM)

    @property
    def parts(self) -> tuple[Part, ...]:
        return (self.dump, self.kept) if self.kept else (self.dump,)

    def as_text(self) -> str:
        return json.dumps(asdict(self) | {"made": self.made.isoformat()}, indent=2, sort_keys=True) + "\n"


def read(folder: Path) -> Manifest:
    """The manifest of a backup's folder. Raises RestoreRefused."""
    try:
        found = json.loads((folder / FILE).read_text(encoding="utf-8"))
        return _manifest(found)
    except OSError as error:
        raise RestoreRefused(
            f"{folder} is no backup: {FILE} cannot be read ({error.strerror}). Name a folder that `backup` made."
        ) from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise RestoreRefused(
            f"{folder / FILE} is damaged. Take another copy of this backup, or an older one."
        ) from error


def _manifest(found: dict[str, Any]) -> Manifest:
    if found["form"] != FORM:
        raise RestoreRefused(
            f"The manifest has form {found['form']}, and this version reads {FORM}. Install a newer one."
        )
    return Manifest(
        made=datetime.fromisoformat(found["made"]),
        version=str(found["version"]),
        database=str(found["database"]),
        stored=_stored(found["stored"]),
        dump=_part(found["dump"]),
        kept=_part(found["kept"]) if found["kept"] else None,
    )


def _stored(found: dict[str, Any]) -> Stored:
    return Stored(
        engine=str(found["engine"]),
        tables={str(name): int(rows) for name, rows in found["tables"].items()},
        triggers=tuple(map(str, found["triggers"])),
        sequences={str(name): int(value) for name, value in found["sequences"].items()},
        migrations=tuple(map(str, found["migrations"])),
    )


def _part(found: dict[str, Any]) -> Part:
    name = str(found["file"])
    if Path(name).name != name:
        raise ValueError("a part lies in the backup's own folder")
    return Part(name, str(found["sha256"]), int(found["bytes"]), bool(found["encrypted"]))


def differences(wanted: Stored, found: Stored) -> list[str]:
    """What is not as it was, in words; empty where all is. Sequences may have gone on while the copy was made."""
    told = [
        f"table {name}: {wanted.tables.get(name, 0)} rows in the backup, {found.tables.get(name, 0)} here"
        for name in sorted({*wanted.tables, *found.tables})
        if wanted.tables.get(name) != found.tables.get(name)
    ]
    told += [f"trigger {name} is missing" for name in wanted.triggers if name not in found.triggers]
    behind = [name for name, value in wanted.sequences.items() if found.sequences.get(name, -1) < value]
    return told + [f"sequence {name} is behind" for name in behind]
