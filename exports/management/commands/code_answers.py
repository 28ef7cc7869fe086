"""Find a study's open answers, and let the program code those that leave no doubt."""

import json
from dataclasses import asdict

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from exports.code_frames import FrameFault
from exports.frame_store import NoFrame, frames_of, load_file
from exports.open_answers import Counted, collect
from respondents.models import Interview
from staff.progress import bar
from surveys.models import Edition, Study


class Command(BaseCommand):
    help = (
        "Find the open answers of a study's questions with a code frame (coding.yaml in its folder, or made on the "
        "page) and code those whose words leave no doubt. The rest waits on the coding page. Texts are not printed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("study", help="slug of the study")
        parser.add_argument("--question", default="", help="only this question")
        parser.add_argument("--json", action="store_true", help="counts as JSON")

    def handle(self, **options) -> None:
        study = self._study(options["study"])
        try:
            load_file(study, now=timezone.now())
            self._require(study, options["question"])
            counts = self._collect(study, options["question"])
        except FrameFault as fault:
            raise CommandError(f"The code frames cannot be used.\n{fault}") from fault
        except NoFrame as missing:
            raise CommandError(str(missing)) from missing
        told = {name: asdict(counted) for name, counted in counts.items()}
        self.stdout.write(json.dumps(told) if options["json"] else _words(counts))

    def _study(self, slug: str) -> Study:
        found = Study.objects.filter(slug=slug).first()
        if found is None or not Edition.objects.filter(study=found).exists():
            raise CommandError(f"Study {slug} has no published edition. Run: load_study {slug} --publish")
        return found

    def _require(self, study: Study, question: str) -> None:
        """Raises NoFrame where there is nothing to code by."""
        frames = frames_of(study)
        if not frames or (question and question not in frames):
            raise NoFrame(study.slug, question or "any question")

    def _collect(self, study: Study, question: str) -> dict[str, Counted]:
        total = Interview.objects.filter(edition__study=study).count()
        with bar(total, f"Code {study.slug}") as progress:
            return collect(
                study,
                now=timezone.now(),
                question=question,
                progress=lambda done: progress.update(done - progress.n),
            )


def _words(counts: dict[str, Counted]) -> str:
    lines = ["question: texts (new), coded by the program, by people, with a suggestion, left"]
    lines += [
        f"{name}: {one.texts} ({one.new}), {one.automatic}, {one.by_people}, {one.suggestion}, {one.left}"
        for name, one in counts.items()
    ]
    return "\n".join(lines)
