"""Write the codebook of a study's dataset, with counts."""

import tempfile
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from exports.codebook_files import CODEBOOKS, book_of, write_codebooks
from exports.counts import PROFILES, tally
from exports.dataset import Dataset, NothingToExport, dataset
from exports.package import UnknownFormat, check_formats
from exports.writers.chunks import DoesNotFit, Spool, chunked
from exports.writers.table import table
from staff.progress import bar
from surveys.typeset import TypesetError


class Command(BaseCommand):
    help = (
        "Write the codebook of a study's dataset: every question as it was shown, who was routed to it in words, "
        "options, codes, and counts per code and per reason of the data as they are now. Exit code 0: done; 1: nothing "
        "is written."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("study", help="slug of the study")
        parser.add_argument("--out", required=True, type=Path, help="folder for the files")
        parser.add_argument("--formats", default=",".join(CODEBOOKS), help=f"comma-separated: {', '.join(CODEBOOKS)}")
        parser.add_argument("--labels", default="nl", help="languages, comma-separated; codes get the labels of each")
        parser.add_argument("--edition", type=int, help="only this edition; default all, in one codebook")
        parser.add_argument(
            "--profile", default="internal", choices=PROFILES, help="publication holds back small counts"
        )

    def handle(self, **options) -> None:
        try:
            formats = check_formats(options["formats"].split(","), CODEBOOKS)
            languages = _languages(options["labels"])
            data = dataset(options["study"], edition=options["edition"])
            for path in self._write(data, formats, languages, options):
                self.stdout.write(str(path))
        except (NothingToExport, UnknownFormat, DoesNotFit, TypesetError) as problem:
            raise CommandError(str(problem)) from problem
        except OSError as problem:
            raise CommandError(f"Could not write to {options['out']}: {problem.strerror or problem}.") from problem

    def _write(self, data: Dataset, formats: tuple[str, ...], languages: tuple[str, ...], options) -> list[Path]:
        """All files are made aside first, so that a failure leaves none."""
        out: Path = options["out"]
        out.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=out, prefix=".making-") as aside:
            labelled = table(data, languages[0], ())
            with bar(data.interviews, f"Codebook {data.study}") as progress:
                frames = chunked(data.rows, labelled.variables)
                rows = Spool(Path(aside) / "rows").fill(frames, lambda done: progress.update(done - progress.n))
            figures = tally(table(data, languages[0], rows))
            files = Path(aside) / "files"
            files.mkdir()
            book = book_of(data, figures, rows.rows, languages, options["profile"])
            made = write_codebooks(data, book, files, formats, timezone.localdate())
            return [path.replace(out / path.name) for path in made]


def _languages(asked: str) -> tuple[str, ...]:
    known = [code for code, _ in settings.LANGUAGES]
    found = tuple(dict.fromkeys(asked.split(",")))
    for language in found:
        if language not in known:
            raise CommandError(f"There are no labels in {language[:20]!r}. Choose from {', '.join(known)}.")
    return found
