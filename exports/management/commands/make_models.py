"""Print a study's scales and regressions in the lay-out of its report."""

from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext

from exports.management.sheets_command import Printed, SheetsCommand
from exports.report_models import Made, NoModels, make, read_specs
from exports.sheets_wish import Wish


class Command(SheetsCommand):
    help = (
        "Cronbach's alpha of a study's scales and its linear regressions (models.yaml in the study's folder), as HTML, "
        "Word, Excel and CSV. A table that cannot be made is named with the reason; exit code 1 when none could be."
    )
    refusals = (NoModels,)

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--no-clusters", action="store_true", help="classic standard errors, as the report has them"
        )

    def printed(self, wish: Wish, options: dict[str, Any]) -> Printed:
        made = make(wish, read_specs(wish.study), clusters=not options["no_clusters"])
        _refuse_none(made)
        told = f"{len(made.sheets)} tables of {made.people} interviews"
        not_made = [f"Not made: {title}. {why}" for title, why in made.refused.items()]
        return Printed(made.sheets, "models", gettext("scales and regressions"), told, not_made)


def _refuse_none(made: Made) -> None:
    if not made.sheets:
        told = " ".join(f"{title}: {why}" for title, why in made.refused.items())
        raise CommandError(f"No table could be made. {told}")
