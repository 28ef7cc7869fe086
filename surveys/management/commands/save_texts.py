"""manage.py save_texts: the draft's texts, and the record of what was done to them → the study's files."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from surveys import drafts
from surveys.engine.problems import DefinitionError
from surveys.load import CannotRead
from surveys.models import Study
from surveys.saving import save
from surveys.study_files import PlaceGone, folder_of
from surveys.text_record import RecordBroken

REFUSED, CANNOT_READ = 1, 2


class Command(BaseCommand):
    help = (
        "Write the texts of a study's draft into its YAML files, and what was done to the translations into "
        "translations/<language>.csv beside them. Comments and the order of keys stay. Only texts are written: where "
        "questions, pages or options differ between draft and files, nothing is. Exit code 0: done; 1: refused; 2: "
        "there is nothing to read."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("study", metavar="SLUG", help="a study that has a draft")
        parser.add_argument("--folder", type=Path, metavar="DIR", help="where the files are (default: as shipped)")

    def handle(self, *args: Any, study: str, folder: Path | None, **options: Any) -> None:
        try:
            stored = Study.objects.get(slug=study)
            saved = save(stored, folder_of(folder or study))
        except Study.DoesNotExist:
            self._stop(f"There is no study “{study}”. Load one first: manage.py load_study {study}", CANNOT_READ)
        except (CannotRead, NotADirectoryError, drafts.NoDraft) as error:
            self._stop(str(error), CANNOT_READ)
        except (PlaceGone, DefinitionError, RecordBroken) as error:
            self._stop(str(error), REFUSED)
        else:
            self.stdout.write(
                f"{study}: {saved.texts} texts changed in {len(saved.files)} files; {saved.lines} lines of record."
            )

    def _stop(self, message: str, code: int) -> None:
        self.stderr.write(message)
        sys.exit(code)
