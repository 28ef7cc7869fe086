"""manage.py prove_study: an exact answer to who can see what. Reads files only; the database is not touched."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from time import perf_counter
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand

from staff.progress import bar
from surveys.engine.definition import Definition
from surveys.engine.editions import edition_numbers, select_edition
from surveys.engine.parse import parse
from surveys.engine.problems import DefinitionError, Problem, errors
from surveys.load import CannotRead, read_folder

if TYPE_CHECKING:
    from surveys.engine.prove import Proof

HAS_ERRORS, CANNOT_READ = 1, 2


class NoSuchGroup(LookupError):
    """The study has no group of that name in any of the editions asked for."""


class CannotProve(Exception):
    """The solver and the engine do not agree, which is a fault of the program. The message says about what."""


@dataclass(frozen=True)
class Outcome:
    """One edition: its proof and how many seconds that took, or the problems that keep it from being read."""

    edition: int
    seconds: float = 0.0
    proof: "Proof | None" = None
    problems: tuple[Problem, ...] = ()

    @property
    def wrong(self) -> bool:
        return bool(self.problems) if self.proof is None else not self.proof.holds


class Command(BaseCommand):
    help = (
        "Prove a study: a shipped one by its slug, a folder, or one YAML or JSON file. Says which pages, questions and "
        "options nobody can reach, which rules never or always hold, where people get stuck or fall between outcomes, "
        "and which statements do not hold, each with the smallest respondent who shows it. Exit code 0: nothing wrong "
        "(warnings may be there); 1: errors; 2: nothing to read, no such group, or no proof."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("study", metavar="SLUG|FILE", help="for example perspectief-2024")
        parser.add_argument(
            "--group", metavar="G", help="prove the questionnaire of this group only (and the screening)"
        )
        parser.add_argument("--edition", type=int, metavar="N", help="prove this edition only (default: all of them)")
        parser.add_argument("--json", action="store_true", help="write the findings as JSON, for a program to read")

    def handle(self, *args: Any, study: str, group: str | None, edition: int | None, **options: Any) -> None:
        try:
            found = proofs(study, group, edition)
        except (CannotRead, NoSuchGroup, CannotProve) as error:
            self.stderr.write(str(error))
            sys.exit(CANNOT_READ)
        if options["json"]:
            self.stdout.write(as_json(study, found))
        else:
            self.stdout.write("\n".join(line for outcome in found for line in in_lines(study, outcome)))
        if any(outcome.wrong for outcome in found):
            sys.exit(HAS_ERRORS)


def proofs(study: str, group: str | None, only: int | None) -> list[Outcome]:
    """One outcome per edition. Raises CannotRead, NoSuchGroup and CannotProve."""
    try:
        document = read_folder(study)
    except DefinitionError as error:
        return [Outcome(0, problems=error.problems)]
    numbers = (only,) if only is not None else edition_numbers(document)
    read = [_read(document, number) for number in numbers]
    _must_have(group, [definition for definition in read if isinstance(definition, Definition)])
    pairs = list(zip(numbers, read, strict=True))
    return [_outcome(number, definition, group) for number, definition in bar(pairs, study)]


def _read(document: dict[str, Any], number: int) -> Definition | tuple[Problem, ...]:
    try:
        return parse(select_edition(document, number))
    except DefinitionError as error:
        return error.problems


def _must_have(group: str | None, definitions: Sequence[Definition]) -> None:
    """A group of one edition only is fine; one of none is not."""
    known = list(dict.fromkeys(name for definition in definitions for name in definition.groups))
    if group is not None and definitions and group not in known:
        raise NoSuchGroup(f"There is no group “{group[:60]}”. Groups: {', '.join(known)}.")


def _outcome(number: int, definition: Definition | tuple[Problem, ...], group: str | None) -> Outcome:
    from surveys.engine.prove import ProofMismatch, prove  # the solver is heavy, and nothing else needs it

    if not isinstance(definition, Definition):
        return Outcome(number, problems=definition)
    if group is not None and group not in definition.groups:
        return Outcome(number)
    start = perf_counter()
    try:
        proof = prove(definition, group)
    except ProofMismatch as error:
        raise CannotProve(f"Edition {number}: the proof and the engine differ; please report this. {error}") from error
    return Outcome(number, perf_counter() - start, proof)


def as_json(study: str, found: Sequence[Outcome]) -> str:
    editions = [
        {
            "edition": outcome.edition,
            "seconds": round(outcome.seconds, 3),
            "problems": [asdict(problem) for problem in outcome.problems],
            **(outcome.proof.as_json() if outcome.proof else {"ok": not outcome.problems}),
        }
        for outcome in found
    ]
    ok = not any(outcome.wrong for outcome in found)
    return json.dumps({"study": study, "ok": ok, "editions": editions}, ensure_ascii=False, indent=2)


def in_lines(study: str, outcome: Outcome) -> Iterator[str]:
    """Each finding with its smallest respondent, then what was looked at and how long it took."""
    yield from map(str, outcome.problems)
    which = f"{study}, edition {outcome.edition}" if outcome.edition else study
    if outcome.proof is None:
        yield (
            f"{which}: not proved, {len(outcome.problems)} problems" if outcome.problems else f"{which}: no such group"
        )
        return
    for finding in outcome.proof.findings:
        yield str(finding.problem)
        yield from (f"    {language}: {words}" for language, words in finding.words.items())
        if finding.respondent:
            yield f"    {json.dumps(finding.respondent.as_json(outcome.proof.definition), ensure_ascii=False)}"
    for scope in outcome.proof.scopes:
        looked = f"{scope.targets} things looked at, {scope.met} met by somebody, {scope.impossible} by nobody"
        yield f"  {scope.group or 'screening'}: {looked}"
    wrong = len(errors(outcome.proof.problems))
    warnings = len(outcome.proof.findings) - wrong
    yield f"{which}: {wrong} errors, {warnings} warnings, {outcome.seconds:.2f} seconds"
