"""How the proof of a draft stands, in one sentence. Reads; starts nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from surveys.design import proving
from surveys.design.checking import checked
from surveys.design.desk import Desk
from surveys.models import ProofRun, Study

Kind = Literal["none", "blocked", "busy", "proved", "found", "failed"]


@dataclass(frozen=True)
class ProofState:
    """`run`: the proof that is told about; `shown`: the finished one whose findings are shown, `older` where the draft
    has changed since.
    """

    kind: Kind
    sentence: str
    run: ProofRun | None = None
    shown: ProofRun | None = None
    older: bool = False

    @property
    def token(self) -> str:
        """Changes with everything that a page shows of it."""
        run, shown = (one.pk if one else 0 for one in (self.run, self.shown))
        return f"{self.kind}-{run}-{shown}-{int(self.older)}"

    @property
    def busy(self) -> bool:
        return self.kind == "busy"

    @property
    def may_start(self) -> bool:
        return self.kind in ("none", "failed")

    @property
    def findings(self) -> list[dict[str, Any]]:
        return self.shown.found if self.shown else []


def proof_of(study: Study, desk: Desk) -> ProofState | None:
    """The finished proof of this very draft; None where there is none. Looks at no checks, so it is quick."""
    run = proving.run_of(study, desk)
    return _done(run) if run is not None and run.state == ProofRun.State.DONE else None


def proof_state(study: Study, desk: Desk) -> ProofState:
    """Looks at the checks of the draft, which takes a moment where nobody did before."""
    run = proving.run_of(study, desk)
    if run is not None and run.state == ProofRun.State.DONE:
        return _done(run)
    shown = proving.last_done(study)
    kind, sentence = _under_way(study, desk, run)
    if shown is not None:
        sentence += " " + _("What is shown was found in revision %(revision)s; the draft has changed since.") % {
            "revision": shown.revision
        }
    return ProofState(kind, sentence, run, shown, older=shown is not None)


def _under_way(study: Study, desk: Desk, run: ProofRun | None) -> tuple[Kind, str]:
    if desk.definition is None or checked(study, desk).routing:
        return "blocked", _("The proof waits until the errors are mended.")
    if run is None:
        return "none", _("This version of the draft was not proved yet.")
    if run.state == ProofRun.State.FAILED:
        return "failed", _("The proof could not be made: %(why)s") % {"why": run.error or _("the work was broken off")}
    return "busy", _("The proof of revision %(revision)s is being made.") % {"revision": run.revision}


def _done(run: ProofRun) -> ProofState:
    found = run.found
    errors = sum(one["severity"] == "error" for one in found)
    warnings = len(found) - errors
    if errors or warnings:
        told = [
            ngettext("%(count)s error", "%(count)s errors", errors) % {"count": errors},
            ngettext("%(count)s warning", "%(count)s warnings", warnings) % {"count": warnings},
        ]
        return ProofState("found", _("The proof found %(what)s.") % {"what": ", ".join(told)}, run, run)
    sentence = _("Proved: everything can be reached, nobody gets stuck, and every statement holds for everybody.")
    return ProofState("proved", sentence, run, run)


def scope_rows(scopes: Iterable[Mapping[str, Any]], labels: Mapping[str, str]) -> list[dict[str, Any]]:
    """How much was looked at: per group ('' = the screening) with its name, the screening first."""
    return [{**scope, "label": labels.get(scope["group"], scope["group"])} for scope in scopes]
