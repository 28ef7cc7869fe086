"""A frame from several files of a register into the database: whole or not at all. Nothing of the files is stored."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from invitations import frames
from invitations.frame import FrameSchemaError, Schema
from invitations.frame_problems import FrameProblem, FrameUnreadable
from invitations.frame_reconcile import Reconciled, reconcile
from invitations.frame_sources import Sources
from staff.models import User
from surveys.models import Study


@dataclass(frozen=True)
class ImportedSources:
    """How the files fit each other, and what the import of the frame made of them did, or would do."""

    reconciled: Reconciled
    imported: frames.Imported


def sources_needed(sources: Sources | None) -> Sources:
    """Raises FrameSchemaError where the study declares none."""
    if sources is None:
        raise FrameSchemaError("sources", "The study declares no files of a register.", "Give the list as one file.")
    return sources


def import_sources(
    study: Study,
    schema: Schema,
    sources: Sources,
    given: Mapping[str, bytes],
    *,
    user: User | None = None,
    dry_run: bool = False,
    today: date | None = None,
) -> ImportedSources:
    """Brings the study's units in line with the files. Raises FrameUnreadable; nothing is stored then."""
    made = reconcile(sources, given, today or timezone.localdate())
    try:
        imported = frames.import_frame(study, schema, made.table, user=user, dry_run=dry_run, today=today)
    except FrameUnreadable as error:
        raise FrameUnreadable(_in_the_file(error.problems, made, sources.people)) from None
    return ImportedSources(made, imported)


def _in_the_file(problems: Iterable[FrameProblem], made: Reconciled, people: str) -> Iterable[FrameProblem]:
    """Faults of the frame that was made, by the row of the person in the file of people."""
    for problem in problems:
        row = made.numbers[problem.row - 2] if 2 <= problem.row < len(made.numbers) + 2 else problem.row
        yield FrameProblem(row, problem.column, problem.code, problem.message, problem.what_to_do, people)


def report_lines(made: Reconciled, sources: Sources, language: str) -> list[str]:
    """How the files fit each other, in Dutch (`nl`) or English."""
    words = WORDS["nl" if language == "nl" else "en"]
    lines = [words["listed"].format(listed=made.listed, kept=made.kept)]
    for name, found in made.files.items():
        lines.append(words["file"].format(name=name, **vars(found)))
    for title, counts, rules in (
        ("left_out", made.left_out, sources.leave_out),
        ("contradiction", made.contradictions, sources.contradictions),
    ):
        lines += [
            words[title].format(n=counts[rule.name], text=rule.text.get(language) or next(iter(rule.text.values())))
            for rule in rules
        ]
    return lines


WORDS = {
    "en": {
        "listed": "{listed} people in the files, {kept} of them on the list.",
        "file": (
            "  {name}: {rows} rows of {people} people; {unmatched} people are not in the file of people, "
            "{doubles} rows stand there twice, it says nothing of {without} people."
        ),
        "left_out": "  left out, {text}: {n}",
        "contradiction": "  does not fit, {text}: {n}",
    },
    "nl": {
        "listed": "{listed} mensen in de bestanden, {kept} daarvan op de lijst.",
        "file": (
            "  {name}: {rows} rijen van {people} mensen; {unmatched} mensen staan niet in het bestand met mensen, "
            "{doubles} rijen staan er dubbel in, over {without} mensen staat er niets in."
        ),
        "left_out": "  weggelaten, {text}: {n}",
        "contradiction": "  klopt niet, {text}: {n}",
    },
}
