"""Checks of what a study declares for rooms behind this one. Each room registers its own in AppConfig.ready.

`surveys` knows no weights, tables or code frames; it only asks everybody who does, when a study is checked, when its
draft is shown and when it is published.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from surveys.engine import wave_items
from surveys.engine.definition import Definition
from surveys.engine.problems import DefinitionError, Problem
from surveys.load import SLUG, STUDIES, CannotRead, read_file, read_folder, read_text


@dataclass(frozen=True)
class Declarations:
    """What an edition declares, beside the study's other ones: `editions` are newest first, itself among them.

    `complete`: these are all that the study announces, so a name that none of them has is wrong. `files`: what the
    study's files beside its definition hold, of those that a check asked for and that are there: the values of YAML,
    the text of others. `later`: the document of the later wave of the series that they speak of, where there is one.
    """

    definition: Definition
    editions: Sequence[Definition]
    complete: bool = True
    files: Mapping[str, Any] = field(default_factory=dict)
    later: Mapping[str, Any] | None = None


Check = Callable[[Declarations], Iterable[Problem]]
"""What is wrong with one declaration. Pure: no database, no file."""

_checks: dict[str, Check] = {}
_files: set[str] = set()


def register(name: str, check: Check, *files: str) -> None:
    """A check, by the name of what it looks at; `files` of the study's folder that it wants to see."""
    _checks[name] = check
    _files.update(files)


def registered() -> Mapping[str, Check]:
    return dict(_checks)


def problems(
    definition: Definition, editions: Sequence[Definition], folder: Path | None, *, complete: bool = True
) -> tuple[Problem, ...]:
    """What every registered check says, sorted by place. `folder`: where the study's files are, if anywhere."""
    files, unread = _read(folder)
    asked = Declarations(definition, editions, complete, files, _later(files))
    found = {problem for check in _checks.values() for problem in check(asked)}
    return tuple(sorted(found.union(unread)))


def folder_of(slug: str) -> Path | None:
    """The folder of a shipped study; None where it lives in the database alone."""
    folder = STUDIES / slug
    return folder if SLUG.fullmatch(slug) and folder.is_dir() else None


def rooms() -> frozenset[str]:
    """The rooms that registered a check."""
    return frozenset(check.__module__.partition(".")[0] for check in _checks.values())


def files_digest(folder: Path | None) -> str:
    """Changes with every file of the study's folder that a check wants to see."""
    paths = [folder / name for name in sorted(_files)] if folder else []
    later = _folder_of_later(folder) if folder else None
    paths += sorted(later.rglob("*.yaml")) if later else []
    return sha256("\n".join(f"{path.name} {_digest(path, *_stamp(path))}" for path in paths).encode()).hexdigest()


def _stamp(path: Path) -> tuple[int, int]:
    """When it was changed and its size; zeros where it is not there."""
    try:
        found = path.stat()
    except OSError:
        return (0, 0)
    return (found.st_mtime_ns, found.st_size)


@lru_cache(maxsize=256)
def _digest(path: Path, changed: int, size: int) -> str:
    """Read again where the stamp says that it changed."""
    try:
        return sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def _folder_of_later(folder: Path) -> Path | None:
    """Of the study that wave_items.yaml names; None where it cannot be told."""
    path = folder / wave_items.FILE
    return _named_in(path, *_stamp(path))


@lru_cache(maxsize=256)
def _named_in(path: Path, changed: int, size: int) -> Path | None:
    try:
        return folder_of(wave_items.later_wave(read_file(path)))
    except (CannotRead, DefinitionError):
        return None


def _later(files: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """None where no file names a later wave, or it cannot be read: that study's own check says why."""
    folder = folder_of(wave_items.later_wave(files.get(wave_items.FILE)))
    try:
        return read_folder(folder) if folder else None
    except (CannotRead, DefinitionError):
        return None


def _read(folder: Path | None) -> tuple[dict[str, Any], list[Problem]]:
    files: dict[str, Any] = {}
    unread: list[Problem] = []
    for name in sorted(_files) if folder and folder.is_dir() else ():
        path = Path(folder or "") / name
        try:
            if path.is_file():
                files[name] = read_file(path) if path.suffix == ".yaml" else read_text(path)
        except DefinitionError as error:
            unread += error.problems
        except CannotRead:
            unread.append(
                Problem(name, "unreadable_file", "The file cannot be read.", "Look at its size and who may read it.")
            )
    return files, unread
