"""manage.py recording_script: what people read out in one language, numbered, as PDF."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from surveys.audio_texts import NothingToHear, spoken_in
from surveys.engine.problems import DefinitionError
from surveys.files import CannotWrite, write_whole
from surveys.load import CannotRead
from surveys.management.audio_study import languages_meant, studies_meant
from surveys.recording_script import WORDS, NothingToRecord, script_of
from surveys.recording_script_file import pdf_of
from surveys.typeset import TypesetError

REFUSED, CANNOT_READ = 1, 2


class Command(BaseCommand):
    help = (
        "The texts that people read out, in the order they come, each with the number that its file is named after. A "
        "number is given out once and never means another text. Exit code 0: done; 1: it cannot be set; 2: there is "
        "nothing to record, no such study or language, or FILE cannot be written."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("study", metavar="STUDY", help="for example perspectief-2024")
        parser.add_argument("--language", required=True, metavar="L")
        parser.add_argument("--out", type=Path, required=True, metavar="FILE.pdf")
        parser.add_argument("--all", action="store_true", help="also texts that have a recording")
        parser.add_argument("--notes", choices=sorted(WORDS), default="nl", help="language of the remarks")
        parser.add_argument("--overwrite", action="store_true", help="replace the file if it is there")

    def handle(self, *args: Any, study: str, language: str, out: Path, **options: Any) -> None:
        try:
            definitions = studies_meant(study)[study]
            (tag,) = languages_meant(language, definitions)
            script = script_of(study, spoken_in(definitions, tag), tag, every=options["all"], notes=options["notes"])
            write_whole(out, pdf_of(script), overwrite=options["overwrite"])
        except TypesetError as error:
            self._stop(error, REFUSED)
        except (CannotRead, CannotWrite, DefinitionError, NothingToHear, NothingToRecord) as error:
            self._stop(error, CANNOT_READ)
        except ValueError:
            self._stop("Name one language.", CANNOT_READ)
        self.stdout.write(f"{out}: {len(script.texts)} texts")

    def _stop(self, error: object, code: int) -> None:
        self.stderr.write(str(error))
        sys.exit(code)
