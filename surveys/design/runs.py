"""Which run's numbers a page of the routing shows, and how they are said."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext as _

from surveys.design.desk import Desk
from surveys.design.figures import Kind, Run, run_of
from surveys.models import Study

NONE = "none"


@dataclass(frozen=True)
class Runs:
    """The runs at hand, by kind, and which of them is shown."""

    simulated: Run | None
    real: Run | None
    wanted: str

    @property
    def shown(self) -> Run | None:
        if self.wanted == NONE:
            return None
        asked = self.real if self.wanted == Kind.REAL else self.simulated if self.wanted == Kind.SIMULATED else None
        return asked or self.simulated or self.real

    def page(self, group: str, name: str) -> str:
        """`57 / 250`; '' without a run, or where the run knows nothing of the group."""
        run = self.shown
        found = run.seen.groups.get(group) if run else None
        return _said(found.page(name), found.people) if found else ""

    def question(self, group: str, name: str) -> str:
        run = self.shown
        found = run.seen.groups.get(group) if run else None
        return _said(found.question(name), found.people) if found else ""

    def most(self, group: str, names: tuple[str, ...]) -> str:
        """The numbers of several pages that the same people get: the first."""
        return self.page(group, names[0]) if names else ""


def _said(number: int | None, people: int | None) -> str:
    if people is None:
        return _("too few")
    return " / ".join((_("too few") if number is None else str(number), str(people)))


def runs_of(request: HttpRequest, study: Study, desk: Desk) -> Runs:
    simulated = run_of(study, Kind.SIMULATED, desk.document_hash)
    real = run_of(study, Kind.REAL, desk.document_hash)
    return Runs(simulated, real, request.GET.get("run", ""))
