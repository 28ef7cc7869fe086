"""draw_sample STUDY: a stratified random sample of the frame, the same for the same list and seed."""

import json
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from invitations import sample_table, samples, sampling, sheet, studies
from invitations.frame import FrameSchemaError
from invitations.frame_problems import FrameUnreadable
from invitations.problem_report import add_language, refuse
from invitations.sampling import Plan, SampleRefused, Wish


class Command(BaseCommand):
    help = (
        "Draws who of the frame is written to, before the first letter is made; an earlier draw is replaced. Shows the "
        "allocation. The same list and seed give the same people, whatever the order of the rows."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("study", help="slug of the study")
        parser.add_argument("--by", default="", metavar="COLUMNS", help="strata: columns of the list, with commas")
        size = parser.add_mutually_exclusive_group()
        size.add_argument("--n", type=int, help="so many people in all")
        size.add_argument("--fraction", type=_fraction, metavar="F", help="0.5, 50%% or 1/2 of all")
        size.add_argument(
            "--per-stratum", type=Path, metavar="FILE", help="CSV or XLSX: the columns of --by, n or fraction, months"
        )
        parser.add_argument(
            "--allocation",
            choices=("proportional", "equal"),
            default="proportional",
            help="how --n or --fraction is divided over the strata (default: proportional, by largest remainder)",
        )
        months = parser.add_mutually_exclusive_group()
        months.add_argument("--odd", metavar="COLUMN", help="only who started in an odd month, by this column")
        months.add_argument("--even", metavar="COLUMN", help="only who started in an even month")
        months.add_argument("--months", metavar="COLUMN", help="the column that “months” of --per-stratum is about")
        parser.add_argument("--seed", type=int, required=True, help="any whole number; keep it with the report")
        parser.add_argument("--dry-run", action="store_true", help="show the allocation, store nothing")
        parser.add_argument("--json", action="store_true", help="answer as JSON on standard output")
        add_language(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            plan = self._drawn(options)
        except FrameUnreadable as error:
            refuse(self, error, options["language"], "drawn", as_json=options["json"])
        except SampleRefused as error:
            self._refuse(error, options["language"], options["json"])
        except (studies.StudyNotReady, FrameSchemaError) as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{options['per_stratum']} cannot be read: {error.strerror}.") from error
        else:
            self._tell(plan, options)

    def _drawn(self, options: dict[str, Any]) -> Plan:
        study = studies.study_by_slug(options["study"])
        schema = studies.frame_schema(studies.document_of(study))
        wish = _wish(options)
        if options["dry_run"]:
            return samples.look(study, schema, wish).plan
        return samples.plan_of(samples.draw(study, schema, wish, now=timezone.now()))

    def _tell(self, plan: Plan, options: dict[str, Any]) -> None:
        if options["json"]:
            told = {"ok": True, "dry_run": options["dry_run"], "seed": options["seed"], **_as_dict(plan)}
            self.stdout.write(json.dumps(told, ensure_ascii=False))
            return
        for line in _table(plan):
            self.stdout.write(line)
        if plan.without_anybody:
            self.stdout.write(f"Of {plan.without_anybody} strata nobody is drawn; nobody stands for their people.")
        would = "Nothing stored; it would be: " if options["dry_run"] else ""
        self.stdout.write(f"{would}{plan.drawn} of {plan.size} people drawn, seed {options['seed']}.")

    def _refuse(self, error: SampleRefused, language: str, as_json: bool) -> None:
        said = [refusal.in_language(language) for refusal in error.refusals]
        if as_json:
            self.stdout.write(json.dumps({"ok": False, "problems": said}, ensure_ascii=False))
        raise CommandError("\n".join(said)) from error


def _fraction(text: str) -> Fraction:
    """Raises ArgumentTypeError, which the parser tells."""
    found = sample_table.fraction_of(text)
    if found is None:
        raise ArgumentTypeError("a fraction lies between 0 and 1; write a half as 0.5")
    return found


def _wish(options: dict[str, Any]) -> Wish:
    by = tuple(dict.fromkeys(name.strip() for name in options["by"].split(",") if name.strip()))
    table = options["per_stratum"]
    return Wish(
        seed=options["seed"],
        by=by,
        n=options["n"],
        fraction=options["fraction"],
        allocation=options["allocation"],
        per_stratum=sample_table.shares(sheet.read(table.read_bytes()), by) if table else None,
        month_column=options["odd"] or options["even"] or options["months"] or "",
        months="odd" if options["odd"] else "even" if options["even"] else "all",
    )


def _as_dict(plan: Plan) -> dict[str, Any]:
    strata = [{**vars(stratum), "chance": float(stratum.chance)} for stratum in plan.strata]
    return {"by": plan.by, "drawn": plan.drawn, "size": plan.size, "strata": strata}


def _table(plan: Plan) -> Iterator[str]:
    names = [sampling.name(stratum.key) or "everyone" for stratum in plan.strata]
    width = max(map(len, (*names, " · ".join(plan.by))))
    yield f"{' · '.join(plan.by):<{width}}  {'people':>8}  {'to draw from':>12}  {'drawn':>8}  chance"
    for told, stratum in zip(names, plan.strata, strict=True):
        counts = f"{stratum.size:>8}  {stratum.eligible:>12}  {stratum.drawn:>8}"
        yield f"{told:<{width}}  {counts}  {float(stratum.chance):.4f}"
