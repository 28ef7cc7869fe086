"""Checks of what a study declares for rooms behind this one. Each room registers its own in AppConfig.ready.

`surveys` knows no weights, tables or code frames; it only asks everybody who does, when a study is checked, when its
draft is shown and when it is published.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from surveys.engine.definition import Definition
from surveys.engine.problems import DefinitionError, Problem
from surveys.load import STUDIES, CannotRead, read_file


@dataclass(frozen=True)
class Declarations:
    """What an edition declares, beside the study's other ones: `editions` are newest first, itself among them.

    `complete`: these are all that the study announces, so a name that none of them has is wrong. `files`: what the
    study's files beside its definition hold, of those that a check asked for and that are there.
    """

    definition: Definition
    editions: Sequence[Definition]
    complete: bool = True
    files: Mapping[str, Any] = field(default_factory=dict)


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
    asked = Declarations(definition, editions, complete, files)
    found = {problem for check in _checks.values() for problem in check(asked)}
    return tuple(sorted(found.union(unread)))


def folder_of(slug: str) -> Path | None:
    """The folder of a shipped study; None where it lives in the database alone."""
    folder = STUDIES / slug
    return folder if slug and folder.is_dir() else None


def _read(folder: Path | None) -> tuple[dict[str, Any], list[Problem]]:
    files: dict[str, Any] = {}
    unread: list[Problem] = []
    for name in sorted(_files) if folder and folder.is_dir() else ():
        path = Path(folder or "") / name
        try:
            if path.is_file():
                files[name] = read_file(path)
        except DefinitionError as error:
            unread += error.problems
        except CannotRead:
            unread.append(
                Problem(name, "unreadable_file", "The file cannot be read.", "Look at its size and who may read it.")
            )
    return files, unread
