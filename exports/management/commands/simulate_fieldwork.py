"""simulate_fieldwork STUDY: a whole fieldwork of made-up people, so that pages about it have something to show."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from exports.simulated.course import RealPeople, Wish, run
from exports.simulated.people import register_size
from exports.simulated.plan import Plan, PlanWrong, plan_of
from exports.simulated.truth import Truth
from invitations import studies
from invitations.letter_job import PROBLEMS
from invitations.made_up import MarginsMissing
from staff.progress import bar
from surveys.engine.problems import DefinitionError
from surveys.load import CannotRead, place_of, read_file

FILE = "simulation.yaml"


class Command(BaseCommand):
    help = (
        "Let made-up people go through a whole fieldwork, by the writers that a real one uses: the list in the "
        "register's numbers, sealed letters with codes, reminders, returns, refusals, answers, flyers, messages and "
        "group sessions. It ends yesterday. What was planted and what was done is written to a file, to hold pages "
        "against. Refused where the study has a list or answers already."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("study", help="slug of the study")
        size = parser.add_mutually_exclusive_group()
        size.add_argument("--people", type=int, help="people on the list; by default as many as in the register")
        size.add_argument("--scale", type=float, help="the same as a part of the register, such as 0.02")
        parser.add_argument("--weeks", type=int, help="weeks that have gone by; by default as the plan says")
        parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same people and answers")
        parser.add_argument("--plan", type=Path, help=f"another plan than {FILE} in the study's folder")
        parser.add_argument(
            "--lowest", metavar="COLUMN:CATEGORY,…", help="plant the lowest chance in this stratum instead"
        )
        parser.add_argument("--letters", type=Path, metavar="FOLDER", help="typeset the letters too, into this folder")
        parser.add_argument("--truth", type=Path, help="file for what was done; by default below VAR_DIR")

    def handle(self, **options: Any) -> None:
        try:
            study = studies.study_by_slug(options["study"])
            edition = studies.newest_edition(study)
            plan = _plan(options)
            wish = _wish(options, plan, register_size(studies.document_of(study).get("margins") or {}))
            with bar(0, "questionnaires") as shown:
                truth = run(study, edition, plan, wish, timezone.localdate(), told=lambda: shown.update(1))
        except (*PROBLEMS, RealPeople, PlanWrong, CannotRead, DefinitionError, MarginsMissing) as problem:
            raise CommandError(str(problem)) from problem
        self._tell(truth, self._write(truth, options["truth"]))

    def _write(self, truth: Truth, wished: Path | None) -> Path:
        file = wished or Path(settings.VAR_DIR) / "simulated" / f"{truth.study}-truth.yaml"
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(truth.as_yaml(), encoding="utf-8")
        except OSError as error:
            raise CommandError(f"{file} cannot be written: {error.strerror}.") from error
        return file

    def _tell(self, truth: Truth, file: Path) -> None:
        people = sum(line.size for line in truth.strata.values())
        letters = sum(sum(line.written.values()) for line in truth.strata.values())
        self.stdout.write(
            f"{people} made-up people, {letters} letters, {truth.interviews} questionnaires, "
            f"{truth.first_day} to {truth.last_day}. What was done: {file}"
        )


def _plan(options: dict[str, Any]) -> Plan:
    """Raises PlanWrong, CannotRead, DefinitionError."""
    plan = plan_of(read_file(options["plan"] or place_of(options["study"]) / FILE))
    if not options["lowest"]:
        return plan
    pairs = [one.partition(":") for one in options["lowest"].split(",")]
    if not all(name and code for name, _, code in pairs):
        raise PlanWrong("--lowest: write column:category, such as group:wi2013_asiel,gender:man.")
    return plan.with_lowest({name: code for name, _, code in pairs})


def _wish(options: dict[str, Any], plan: Plan, register: int) -> Wish:
    """Raises PlanWrong."""
    scale = 1.0 if options["scale"] is None else options["scale"]
    people = round(register * scale) if options["people"] is None else options["people"]
    weeks = options["weeks"] or plan.weeks
    if not 1 <= people <= register or not 1 <= weeks <= 52:
        raise PlanWrong(f"A fieldwork has 1 to {register} people and 1 to 52 weeks.")
    return Wish(people, weeks, options["seed"], options["letters"])
