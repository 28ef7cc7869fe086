"""A study's interviews by column in one Parquet file, so that a click need not work out every answer anew.

The file holds no typed texts and is readable by this user only. A withdrawal removes it at once; one that does not fit
the editions and withdrawals is never read. With newer answers it may still be read for a day, and the page says so.
"""

import hashlib
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from secrets import token_hex

from django.conf import settings
from django.db.models import Count, Max, Q, Sum

from exports.columns import Column
from exports.counting import by_column
from exports.dataset import source_of
from exports.models import CleaningDecision, CodeChoice
from exports.tables_data import Scope, prepared, read_scope, scope_of
from exports.tabulate import Prepared
from exports.values import Value
from respondents.models import Interview

AT_ONCE = 400
"""So many interviews are read within a request; more are read by a job."""
LONGEST = timedelta(days=1)
"""How long a snapshot is read that newer answers are not in."""
GONE = Q(state=Interview.State.WITHDRAWN)


class NotPrepared(LookupError):
    """There is no snapshot to read, and the interviews are too many to read within a request."""

    def __init__(self, interviews: int) -> None:
        self.interviews = interviews
        super().__init__(f"{interviews} interviews have to be read first.")


@dataclass(frozen=True)
class State:
    """Of a scope's interviews. `must` changes with editions, columns, weights, withdrawals and decisions of cleaning,
    `may` with every answer and every code given to one.
    """

    interviews: int
    must: str
    may: str
    columns: tuple[Column, ...]


@dataclass(frozen=True)
class Ready:
    """Data of tables. `fresh`: every answer is in it; else those until `read_at` are.

    `version` changes with editions, columns, weights, withdrawals and decisions of cleaning; not with every answer.
    """

    prepared: Prepared
    fresh: bool
    read_at: datetime
    version: str


@dataclass(frozen=True)
class ParquetColumns(Mapping[str, Sequence[Value]]):
    """Columns of a file, each read when it is first asked for."""

    path: Path
    names: tuple[str, ...]
    held: dict[str, Sequence[Value]] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Sequence[Value]:
        if name not in self.held:
            import polars

            if name not in self.names:
                raise KeyError(name)
            self.held[name] = polars.read_parquet(self.path, columns=[name])[name].to_list()
        return self.held[name]

    def __contains__(self, name: object) -> bool:
        return name in self.names

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)

    def __len__(self) -> int:
        return len(self.names)


def state_of(scope: Scope) -> State:
    """Fingerprints of what is in the database now, eight bytes in hexadecimal each."""
    found = Interview.objects.filter(edition__in=scope.editions)
    facts = found.aggregate(
        gone=Count("pk", filter=GONE), kept=Count("pk", filter=~GONE), last=Max("last_at"), events=Sum("seq")
    )
    editions = [(edition.number, edition.document_hash) for edition in scope.editions]
    last = facts["last"] and facts["last"].isoformat()
    columns = source_of(scope.study).columns
    named = [(column.name, column.storage, dict(column.label.by_language)) for column in columns]
    decisions = CleaningDecision.objects.filter(study__slug=scope.study).count()
    must = _digest(editions, named, facts["gone"], decisions)
    return State(facts["kept"], must, _digest(facts["kept"], last, facts["events"], _coded(scope)), columns)


def _coded(scope: Scope) -> tuple[int, int]:
    """Changes with every code that somebody gives or takes back."""
    given = CodeChoice.objects.filter(answer__interview__edition__in=scope.editions)
    return given.count(), given.filter(undone_at=None).count()


def interviews_of(scope: Scope) -> int:
    """How many are to be read."""
    return state_of(scope).interviews


def _digest(*facts: object) -> str:
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:16]


def ready(study: str, edition: int | None, *, now: datetime) -> Ready:
    """The data of tables from a snapshot; few interviews are read here. Raises NotPrepared, NothingToExport."""
    scope = scope_of(study, edition)
    state = state_of(scope)
    path = _path(scope, state)
    if not path.exists():
        older = _older(scope, state, now)
        if state.interviews <= AT_ONCE:
            path = make(scope)
        elif older:
            return _ready(scope, state, older, fresh=False)
        else:
            raise NotPrepared(state.interviews)
    return _ready(scope, state, path, fresh=True)


def _ready(scope: Scope, state: State, path: Path, *, fresh: bool) -> Ready:
    read_at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    return Ready(_read(scope, state.columns, path), fresh, read_at, state.must)


def _folder() -> Path:
    return Path(settings.VAR_DIR) / "tables"


def _scope_files(scope: Scope) -> str:
    return f"{scope.study}.{'-'.join(map(str, scope.numbers))}"


def _path(scope: Scope, state: State) -> Path:
    return _folder() / f"{_scope_files(scope)}.{state.must}.{state.may}.parquet"


def _older(scope: Scope, state: State, now: datetime) -> Path | None:
    """One that lacks newer answers only; what must not be read any more is removed."""
    import polars

    kept = []
    for path in _folder().glob(f"{_scope_files(scope)}.*"):
        age = now - datetime.fromtimestamp(path.stat().st_mtime, UTC)
        fits = path.name.split(".")[2] == state.must and path.suffix == ".parquet" and age <= LONGEST
        if fits and polars.scan_parquet(path).select(polars.len()).collect().item() <= state.interviews:
            kept.append(path)
        elif age > timedelta(hours=1) or path.suffix == ".parquet":
            path.unlink(missing_ok=True)
    return max(kept, key=lambda path: path.stat().st_mtime, default=None)


def make(scope: Scope, progress: Callable[[int], None] = lambda done: None) -> Path:
    """Read all interviews and keep them; the file appears whole or not at all, and takes the place of older ones.

    Named after what was there when it began: an answer that comes meanwhile makes it one that is not fresh. Where
    somebody withdrew meanwhile, it begins again.
    """
    before = state_of(scope)
    path = _path(scope, before)
    columns, rows = read_scope(scope, progress)
    held = by_column(columns, rows)
    kinds = {column.name: column.storage for column in columns}
    _write(path, held, kinds)
    for other in _folder().glob(f"{_scope_files(scope)}.*.parquet"):
        if other != path:
            other.unlink(missing_ok=True)
    if state_of(scope).must != before.must:
        path.unlink(missing_ok=True)
        return make(scope, progress)
    return path


def _write(path: Path, held: Mapping[str, Sequence[Value]], kinds: Mapping[str, str]) -> None:
    import polars

    types = {"integer": polars.Int64, "decimal": polars.Float64, "text": polars.String}
    frame = polars.DataFrame(held, schema={name: types[kind] for name, kind in kinds.items()})
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{token_hex(4)}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            frame.write_parquet(file)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _read(scope: Scope, columns: Sequence[Column], path: Path) -> Prepared:
    import polars

    return prepared(scope, columns, ParquetColumns(path, tuple(polars.read_parquet_schema(path))))


def remove(study: str) -> None:
    """Take away all snapshots of a study."""
    for path in _folder().glob(f"{study}.*"):
        path.unlink(missing_ok=True)
