"""What the monitor tells of the list: worked out from people, or read from what was kept when it was purged."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from exports.monitor import count, gather
from exports.monitor.figures import Representative, Stratum
from exports.monitor.limits import Monitoring
from exports.monitor.rows import Filled, Letters
from exports.monitor.written import as_json, read
from exports.retention_models import KeptResponse
from surveys.models import Study


@dataclass(frozen=True)
class Listed:
    """`variables`: columns that strata are crossed by. `register`: lines of the newest list. `letters`: by day."""

    variables: tuple[str, ...]
    strata: tuple[Stratum, ...]
    representative: Representative
    letters: tuple[Letters, ...]
    register: int

    @property
    def waiting(self) -> int:
        return sum(stratum.waiting for stratum in self.strata)


def listed(study: Study, asked: Monitoring, rows: Mapping[UUID, Filled]) -> Listed:
    """`rows`: the study's questionnaires, by their key."""
    return kept(study) or worked_out(study, asked, rows)


def kept(study: Study) -> Listed | None:
    """None where the list was not purged. Raises NotOurs where another version of the software kept it."""
    found = KeptResponse.objects.filter(study=study).first()
    return read(Listed, found.monitor) if found else None


def worked_out(study: Study, asked: Monitoring, rows: Mapping[UUID, Filled]) -> Listed:
    from exports.monitor.evenness import representative  # numpy comes with it

    people = list(gather.people(study, asked, rows))
    return Listed(
        asked.by,
        count.strata(people),
        representative(people, asked.evenness),
        tuple(gather.posted(study)),
        study.units.filter(listed=True).count(),
    )


def to_keep(found: Listed) -> dict[str, object]:
    """As JSON; nobody is waiting for a reminder any more, and nobody is busy."""
    return dict(as_json(found))
