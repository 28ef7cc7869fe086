"""Files of translations of a study: made from its draft, looked at, and brought in whole or not at all."""

from collections.abc import Collection, Sequence

from django.db import transaction

from staff.models import User
from surveys import drafts
from surveys.exchange.files import WRITERS
from surveys.exchange.incoming import Line, Now, Plan, Terms, matched, plan
from surveys.exchange.outgoing import package
from surveys.exchange.rows import MOST_ROWS, Package, Unwritable
from surveys.models import Draft, Study
from surveys.text_states import STATES, standings
from surveys.translation_units import units
from surveys.translations import LONGEST, record, source_language, standings_of
from surveys.translations_bulk import Change, change_all


class NoSuchLanguage(ValueError):
    """The study is not translated into this language."""


class Refused(Exception):
    """Rows of the file are refused, so nothing was changed. `plan` says which."""

    def __init__(self, plan: Plan) -> None:
        super().__init__(f"{len(plan.refused)} rows are refused; nothing was changed.")
        self.plan = plan


class PlanChanged(Exception):
    """The draft changed since somebody saw the plan, so nothing was done. `plan` is what would happen now."""

    def __init__(self, plan: Plan) -> None:
        super().__init__("The draft was changed meanwhile; nothing was done. Look at the report again.")
        self.plan = plan


def languages_to(study: Study) -> tuple[str, ...]:
    """Languages that the study is translated into. Raises drafts.NoDraft."""
    source = source_language(study)
    return tuple(language for language in drafts.languages_of(study) if language != source)


def packed(study: Study, language: str, states: Collection[str] = STATES) -> Package:
    """The texts that travel. Raises drafts.NoDraft, NoSuchLanguage, Unwritable."""
    if language not in languages_to(study):
        raise NoSuchLanguage(language)
    document = {**drafts.document_of(study), "study": study.slug}
    found = standings(units(document, language), record(study, language))
    revision = Draft.objects.values_list("revision", flat=True).get(study=study)
    made = package(document, found, language, states=states, revision=revision)
    if len(made.rows) > MOST_ROWS:
        raise Unwritable("too_many_rows", limit=MOST_ROWS)
    return made


def write(made: Package, form: str) -> bytes:
    """`form`: xlf or xlsx. Raises Unwritable."""
    return WRITERS[form](made)


def look(study: Study, packages: Sequence[Package], step: str = "") -> Plan:
    """What the file would do to the draft as it is. Raises drafts.NoDraft; changes nothing."""
    languages = languages_to(study)
    named = {matched(package.language, languages) for package in packages}
    now = {language: Now(standings_of(study, language) if language in named else ()) for language in languages}
    return plan(packages, now, Terms(study.slug, LONGEST, step))


@transaction.atomic
def bring_in(
    study: Study,
    packages: Sequence[Package],
    *,
    user: User | None,
    by: str,
    step: str = "",
    partial: bool = False,
    seen: str = "",
) -> Plan:
    """Do what the plan says, in one transaction. `seen`: the digest of the plan that somebody agreed to.

    Raises Refused where rows are refused (unless `partial`: then the others are brought in), PlanChanged.
    """
    drafts.locked(study)
    found = look(study, packages, step)
    if seen and found.digest != seen:
        raise PlanChanged(found)
    if found.refused and not partial:
        raise Refused(found)
    for language in found.languages:
        changes = [change for line in found.sound if line.language == language for change in _changes(line)]
        change_all(study, language, changes, user=user, by=by)
    return found


def _changes(line: Line) -> list[Change]:
    """A line's steps and notes once, its text for each of its units: they differ in spaces only."""
    first, *others = line.units
    changes = [Change(first, line.text, line.kinds, line.back, line.remark)]
    return changes + [Change(unit, line.text) for unit in others if line.text != unit.translation]
