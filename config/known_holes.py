"""python -m config.known_holes requirements.lock: what is known against the packages that the lock names.

pip-audit's own service, which asks the index for each version. An index that has no pages of versions is asked for the
newest one instead: what it tells counts where that is the version in the lock. Exit code 0: nothing is known; 1: there
are holes; 2: of some packages nothing could be learnt, which is no good news.
"""

import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from packaging.version import Version

PIN = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)(?:\[[^]]*\])?==([^\s;\\]+)", re.MULTILINE)
HOLES, NOT_TOLD = 1, 2
SECONDS = 30


class NothingPinned(Exception):
    """The file names no package with its version."""


@dataclass(frozen=True)
class Told:
    """`holes`: by package and version the ids of what is known; `unknown`: why nothing is known of a package."""

    packages: int
    holes: Mapping[str, Sequence[str]]
    unknown: Sequence[str]

    @property
    def code(self) -> int:
        return HOLES if self.holes else NOT_TOLD if self.unknown else 0


class NewestToo:
    """A session that asks for a package's newest version where the index has no page of the one that is meant."""

    def __init__(self, session: Any) -> None:
        self._session = session

    def get(self, url: str, timeout: int | None = None) -> Any:
        answer = self._session.get(url=url, timeout=timeout)
        if answer.status_code != 404:
            return answer
        package, version, page = url.rsplit("/", 2)
        newest = self._session.get(url=f"{package}/{page}", timeout=timeout)
        return newest if newest.ok and _version_in(newest) == Version(version) else answer


def _version_in(answer: Any) -> Version:
    return Version(answer.json()["info"]["version"])


def pins(lock: str) -> list[tuple[str, str]]:
    """(name, version) of each package. Raises NothingPinned."""
    found = PIN.findall(lock)
    if not found:
        raise NothingPinned
    return found


def ask(packages: Iterable[tuple[str, str]], session: Any = None) -> Told:
    """What the index knows. `session`: instead of pip-audit's own. Raises pip-audit's ServiceError."""
    from pip_audit._service import PyPIService
    from pip_audit._service.interface import ResolvedDependency, SkippedDependency

    service = PyPIService(timeout=SECONDS)
    service.session = NewestToo(session or service.session)  # type: ignore[assignment]
    asked = [service.query(ResolvedDependency(name=name, version=Version(version))) for name, version in packages]
    return Told(
        packages=len(asked),
        holes={_named(one): sorted({hole.id for hole in found}) for one, found in asked if found},
        unknown=[one.skip_reason for one, _ in asked if isinstance(one, SkippedDependency)],
    )


def _named(package: Any) -> str:
    return f"{package.name} {package.version}"


def lines(told: Told) -> list[str]:
    """In words, worst first."""
    clean = told.packages - len(told.holes) - len(told.unknown)
    return [
        *(
            f"HOLE {package}: {', '.join(ids)}. Take a newer version (`make lock`)."
            for package, ids in told.holes.items()
        ),
        *(f"not told: {reason}" for reason in told.unknown),
        f"{told.packages} packages: {clean} without known holes, {len(told.holes)} with, {len(told.unknown)} not told.",
    ]


def main(arguments: Sequence[str]) -> int:
    from pip_audit._service.interface import ServiceError

    try:
        told = ask(pins(Path(*arguments).read_text(encoding="utf-8")))
    except (OSError, TypeError, NothingPinned):
        print("Name a lock file with packages as name==version, such as requirements.lock.", file=sys.stderr)
        return NOT_TOLD
    except ServiceError as error:
        print(f"The index did not answer: {error or type(error).__name__}. Nothing was learnt.", file=sys.stderr)
        return NOT_TOLD
    print("\n".join(lines(told)))
    return told.code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
