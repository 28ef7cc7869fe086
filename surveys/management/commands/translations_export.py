"""manage.py translations_export: texts of a study's draft → an XLIFF file or a workbook for translators."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand
from django.utils import translation

from surveys import drafts
from surveys.exchange.delivery import NoSuchLanguage, languages_to, packed, write
from surveys.exchange.files import WRITERS
from surveys.exchange.rows import Unwritable
from surveys.exchange.words import say
from surveys.files import CannotWrite, write_whole
from surveys.management.states_argument import states_from
from surveys.models import Study
from surveys.text_states import STATES

NOTHING, CANNOT = 1, 2


class Command(BaseCommand):
    help = (
        "Write the texts of a study's draft, with their states, for translators: XLIFF 1.2 for translation programs, "
        "or a workbook. translations_import reads both back. Exit code 0: done; 1: no text is in these states, nothing "
        "is written; 2: the study, the language or the file is not as it should be."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("study", metavar="STUDY", help="for example perspectief-2024")
        parser.add_argument("--language", required=True, metavar="L", help="into which language: ar, ti, …")
        parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="FILE.xlf or FILE.xlsx")
        parser.add_argument(
            "--state",
            type=states_from,
            default=STATES,
            metavar="S,S",
            help=f"only texts in these states: {', '.join(STATES)}",
        )
        parser.add_argument("--overwrite", action="store_true", help="replace the file if it is there")

    def handle(self, *args: Any, study: str, language: str, out: Path, **options: Any) -> None:
        form = out.suffix.lower().lstrip(".").replace("xliff", "xlf")
        if form not in WRITERS:
            self._stop(f"{out.name}: name the file .xlf (XLIFF) or .xlsx (workbook).", CANNOT)
        with translation.override("en"):
            made = self._made(study, language, form, out, **options)
        self.stdout.write(f"{out}: {made} texts of {study} in {language}.")

    def _made(self, slug: str, language: str, form: str, out: Path, *, overwrite: bool, state: Any, **_: Any) -> int:
        """How many texts were written."""
        try:
            study = Study.objects.get(slug=slug)
            package = packed(study, language, state)
            if not package.rows:
                self._stop(f"No text of {slug} in {language} is {' or '.join(state)}. Nothing is written.", NOTHING)
            write_whole(out, write(package, form), overwrite=overwrite)
            return len(package.rows)
        except Study.DoesNotExist:
            self._stop(f"There is no study {slug}. Load it: manage.py load_study {slug}", CANNOT)
        except NoSuchLanguage:
            known = ", ".join(languages_to(study))
            self._stop(f"{slug} is not translated into {language}. Languages: {known or 'none'}.", CANNOT)
        except Unwritable as error:
            self._stop(say(error.code, error.details), CANNOT)
        except (drafts.NoDraft, CannotWrite) as error:
            self._stop(str(error), CANNOT)

    def _stop(self, message: str, code: int) -> NoReturn:
        self.stderr.write(message)
        sys.exit(code)
