"""The response of a list as counts, so that figures against the register outlive it. Writes KeptResponse."""

from datetime import datetime

from django.utils import timezone

from exports.clean_people import CleanPeople, clean_people
from exports.dataset import NothingToExport
from exports.frame_store import definitions_of
from exports.monitor import gather
from exports.monitor.limits import monitoring_of
from exports.monitor.listed import to_keep, worked_out
from exports.refusals import Refused
from exports.response import cells_of
from exports.retention_models import KeptResponse
from respondents.retention import midnight
from surveys.models import Study


def keep(study: Study, now: datetime) -> int:
    """Counts of everybody on the list, before it goes; how many cells. A list that was kept before is not kept again.

    Raises BadMonitoring where what the study declares about its monitor cannot be used.
    """
    if KeptResponse.objects.filter(study=study).exists() or not study.units.exists():
        return 0
    definition = definitions_of(study.pk)[0]
    asked = monitoring_of(definition)
    interviews = gather.counted(study, made_up=gather.are_made_up(study))
    rows = gather.answered(study, asked, interviews, now).rows
    columns, cells = cells_of(study, definition, _people(study))
    KeptResponse.objects.create(
        study=study,
        made_at=midnight(timezone.localdate(now)),
        monitor=to_keep(worked_out(study, asked, rows)),
        columns=columns,
        cells=cells,
    )
    return len(cells)


def _people(study: Study) -> CleanPeople | None:
    """None where nobody answered."""
    try:
        return clean_people(study.slug)
    except (NothingToExport, Refused):
        return None
