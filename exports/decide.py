"""The only writer of decisions about flags and texts. Each is one row more, and one line of the audit trail."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from exports.columns import Column
from exports.decisions import Action, Decision, can_undo, check_variables
from exports.flags.rules import BY_NAME
from exports.judge import open_columns
from exports.models import CleaningDecision, Flagged, TextDecision
from respondents.models import Interview
from respondents.state import last_seq
from staff import audit
from staff.models import Role, User
from staff.roles import may
from surveys.editions import definition_of
from surveys.engine.definition import Definition
from surveys.models import Study

Kinds = CleaningDecision.Action
MAY_KEEP = Role.PRIVACY
"""Who may let a text leave with what was found in it."""


class CannotDecide(ValueError):
    """Why nothing was decided, in words for who asked for it."""


@dataclass(frozen=True)
class Wish:
    """What is asked for: a rule, what to do, for whom (None: everybody flagged now), which questions, and why."""

    rule: str
    action: Action
    why: str
    respnrs: Collection[int] | None = None
    variables: tuple[str, ...] = ()


def decisions_of(slug: str) -> tuple[Decision, ...]:
    """Every decision about a study's flags, oldest first."""
    return tuple(_plain(row) for row in CleaningDecision.objects.filter(study__slug=slug).order_by("pk"))


def _plain(row: CleaningDecision) -> Decision:
    action: Action = "leave" if row.action == Kinds.UNDO else row.action
    return Decision(row.pk, row.rule, action, frozenset(row.respnrs), tuple(row.variables), row.undoes_id)


def decide(study: Study, wish: Wish, *, by: User | None, now: datetime) -> CleaningDecision:
    """Raises CannotDecide; NoSuchVariable for questions that the study does not have."""
    _check(study, wish)
    flagged = set(Flagged.objects.filter(judgement__study=study, rule=wish.rule).values_list("respnr", flat=True))
    about = flagged if wish.respnrs is None else set(wish.respnrs)
    if not about:
        raise CannotDecide(_("Nobody is flagged, so there is nothing to decide."))
    if about - flagged:
        others = ", ".join(str(number) for number in sorted(about - flagged)[:5])
        raise CannotDecide(_("Not flagged by this rule: %(numbers)s. Look at the list again.") % {"numbers": others})
    with transaction.atomic():
        made = CleaningDecision.objects.create(
            study=study,
            rule=wish.rule,
            action=wish.action,
            respnrs=sorted(about),
            variables=list(wish.variables),
            why=_why(wish.why),
            made_at=now,
            by=by,
        )
        told = {"rule": wish.rule, "decision": made.pk, "interviews": len(about), "variables": list(wish.variables)}
        audit.record(by, f"cleaning.{wish.action}", study.slug, **told)
    return made


def _check(study: Study, wish: Wish) -> None:
    if wish.rule not in BY_NAME:
        raise CannotDecide(
            _("There is no rule “%(name)s”. Choose from %(names)s.")
            % {"name": wish.rule[:30], "names": ", ".join(BY_NAME)}
        )
    if (wish.action == "blank") != bool(wish.variables):
        raise CannotDecide(_("Name the questions to empty, and only where answers are to be emptied."))
    _why(wish.why)
    check_variables(wish.variables, definitions_of(study))


def _why(why: str) -> str:
    if not why.strip():
        raise CannotDecide(_("Say why. It stands beside the decision for good."))
    return why.strip()[:500]


def definitions_of(study: Study) -> list[Definition]:
    """Of all editions, newest first."""
    return [definition_of(one) for one in study.editions.order_by("-number")]


def undo(study: Study, number: int, why: str, *, by: User | None, now: datetime) -> CleaningDecision:
    """Take a decision (or an undo) out of force. Raises CannotDecide, NotToUndo."""
    found = can_undo(decisions_of(study.slug), number)
    with transaction.atomic():
        made = CleaningDecision.objects.create(
            study=study, rule=found.rule, action=Kinds.UNDO, undoes_id=number, why=_why(why), made_at=now, by=by
        )
        audit.record(by, "cleaning.undo", study.slug, rule=found.rule, decision=made.pk, undoes=number)
    return made


def decide_text(interview: Interview, column: str, choice: str, why: str, *, by: User, now: datetime) -> TextDecision:
    """What to do with one text. Raises CannotDecide: no such text, or no right to let it leave as it is."""
    study = interview.edition.study
    if choice == TextDecision.Choice.KEEP and not may(by, MAY_KEEP, study.slug):
        raise CannotDecide(_("Only the privacy coordinator may let a text leave as it is."))
    with transaction.atomic():
        made = TextDecision.objects.create(
            study=study,
            respnr=interview.respnr,
            column=column,
            seq=last_seq(interview, column_of(interview, column).question),
            choice=choice,
            why=_why(why),
            made_at=now,
            by=by,
        )
        audit.record(by, f"text.{choice}", study.slug, column=column, decision=made.pk)
    return made


def column_of(interview: Interview, name: str) -> Column:
    """The column of an open text. Raises CannotDecide where the edition has none of this name."""
    found = next((one for one in open_columns(definition_of(interview.edition)) if one.name == name), None)
    if found is None:
        raise CannotDecide(_("There is no such text."))
    return found
