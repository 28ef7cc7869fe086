"""Let made-up respondents answer through the real flow."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from exports.published_files import NoFigures, read_report
from exports.reproduce import CannotReproduce, Recipe, crowd, languages_of
from exports.simulate import AlreadyAnswered, Simulated, simulate, simulate_cover, simulate_published
from staff.progress import bar
from surveys.editions import definition_of
from surveys.models import Edition


class Command(BaseCommand):
    help = "Let made-up respondents fill in a study's newest edition through the real flow. They are marked as made up."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("study", help="slug of the study")
        many = parser.add_mutually_exclusive_group(required=True)
        many.add_argument("--n", type=int, help="how many respondents")
        many.add_argument("--cover", action="store_true", help="the proof's covering set: every page, option and rule")
        many.add_argument(
            "--from",
            dest="source",
            metavar="published|FILE",
            help="people whose answers give the printed figures back: of the study's published.yaml, or of a file",
        )
        parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same answers; default 1")
        parser.add_argument("--edition", type=int, help="number of the edition; default the newest")
        parser.add_argument("--json", action="store_true", help="counts as JSON")

    def handle(self, **options) -> None:
        if options["source"]:
            done, edition = self._printed(options)
        else:
            edition = self._edition(options["study"], options["edition"])
            cover = options["cover"]
            done = simulate_cover(edition, options["seed"], timezone.now()) if cover else self._random(edition, options)
        self.stdout.write(self._json(done) if options["json"] else self._words(done, edition))

    def _random(self, edition: Edition, options: dict[str, Any]) -> Simulated:
        if options["n"] < 1:
            raise CommandError("--n must be 1 or more.")
        with bar(options["n"], f"Simulate {edition}") as progress:
            return simulate(edition, options["n"], options["seed"], timezone.now(), progress=lambda: progress.update(1))

    def _printed(self, options: dict[str, Any]) -> tuple[Simulated, Edition]:
        """A crowd made up from printed figures, in the edition that they are about."""
        try:
            report = read_report(options["study"], options["source"])
            edition = self._edition(options["study"], options["edition"] or report.published.edition)
            recipe = Recipe.read(report.published, report.about)
            languages = languages_of(recipe, edition.offered, options["seed"])
            people = crowd(definition_of(edition), recipe, options["seed"])
            with bar(report.people, f"Simulate {edition}") as progress:
                done = simulate_published(
                    edition,
                    people,
                    options["seed"],
                    timezone.now(),
                    languages=languages,
                    progress=lambda: progress.update(1),
                )
        except (NoFigures, CannotReproduce, AlreadyAnswered) as problem:
            raise CommandError(str(problem)) from problem
        return done, edition

    def _edition(self, study: str, number: int | None) -> Edition:
        editions = Edition.objects.filter(study__slug=study).order_by("-number")
        found = (editions.filter(number=number) if number else editions).first()
        if not found:
            raise CommandError(f"Study {study} has no such published edition. Run: load_study {study} --publish")
        return found

    def _json(self, done: Simulated) -> str:
        return json.dumps(
            {"interviews": done.interviews, "sent": done.sent, "groups": done.groups, "pages": done.pages}
        )

    def _words(self, done: Simulated, edition: Edition) -> str:
        pages = [page.name for page in definition_of(edition).all_pages()]
        unseen = [page for page in pages if page not in done.pages]
        groups = ", ".join(f"{group} {count}" for group, count in sorted(done.groups.items()))
        seen = f"{len(pages) - len(unseen)} of {len(pages)} pages reached"
        lines = [f"{done.interviews} made-up respondents, {done.sent} sent ({groups}).", seen]
        if unseen:
            lines.append(f"Not reached: {', '.join(unseen)}")
        if done.without_letter:
            lines.append(f"{done.without_letter} left out: no letter of theirs waits. Run make_letters first.")
        return "\n".join(lines)
