"""manage.py audio: how far the sound of a study is, computer voices for what nobody recorded, recordings from a zip."""

import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from staff.progress import bar
from surveys import audio_make
from surveys.audio_import import ImportRefused, Order, import_zip
from surveys.audio_status import definitions_of_all, status_of
from surveys.audio_texts import NothingToHear
from surveys.engine.definition import Definition
from surveys.engine.problems import DefinitionError
from surveys.load import CannotRead
from surveys.management.audio_study import languages_meant, studies_meant

REFUSED, CANNOT_READ = 1, 2


class Command(BaseCommand):
    help = (
        "The sound of a study's texts. --make reads with a computer voice what nobody recorded (never Arabic or "
        "Tigrinya before a native speaker signed off the voice, never where the study wants people's recordings); "
        "broken off, it goes on where it stopped. --import keeps people's recordings from a zip, named ar-0123.wav "
        "after the recording script or after the first 12 or more characters of a text's hash: all of them, or "
        "none and every fault. Then, or without either, it shows how far each language is. Exit code 0: all went "
        "well; 1: some texts could not be read, or nothing was imported; 2: no such study, file or language."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "study", nargs="?", metavar="STUDY", help="default: all that are loaded, or else all shipped ones"
        )
        parser.add_argument("--make", action="store_true", help="computer voices for what nobody recorded")
        parser.add_argument("--import", dest="zip", type=Path, metavar="FILE.zip", help="people's recordings")
        parser.add_argument("--voice", default="", help="with --import: who spoke, kept with the clips")
        parser.add_argument("--languages", default="", metavar="nl,tr", help="default: all of the study's")
        parser.add_argument("--status", action="store_true", help="show how far it is (also shown without it)")

    def handle(self, *args: Any, study: str | None, **options: Any) -> None:
        if options["zip"] and not study:
            self._stop("Name the study that the recordings are for.", CANNOT_READ)
        try:
            meant = studies_meant(study)
            tongues = {slug: languages_meant(options["languages"], found) for slug, found in meant.items()}
        except (CannotRead, DefinitionError, NothingToHear) as error:
            self._stop(error, CANNOT_READ)
        failed = False
        for slug, definitions in meant.items():
            failed |= self._do(slug, definitions, tongues[slug], options)
        if failed:
            sys.exit(REFUSED)

    def _do(self, slug: str, definitions: Sequence[Definition], languages: Sequence[str], options: dict) -> bool:
        """Whether something failed."""
        if options["zip"]:
            self._import(slug, definitions, languages, options)
        failed = options["make"] and self._make(slug, definitions, languages)
        self._show(slug, definitions, languages)
        return failed

    def _import(self, slug: str, definitions: Sequence[Definition], languages: Sequence[str], options: dict) -> None:
        path: Path = options["zip"]
        if not path.is_file():
            self._stop(f"{path} is no file. Name a zip of recordings.", CANNOT_READ)
        order = Order(slug, definitions, languages, options["voice"][:120])
        progress: Any = None

        def advance(done: int, total: int) -> None:
            nonlocal progress
            progress = progress or bar(total, slug)
            progress.update(done - progress.n)

        try:
            kept = import_zip(path, order, now=timezone.now(), advance=advance)
        except ImportRefused as error:
            self._stop(error, REFUSED)
        self.stdout.write(f"{slug}: {kept} recordings kept.")

    def _make(self, slug: str, definitions: Sequence[Definition], languages: Sequence[str]) -> bool:
        wanted = audio_make.wanted(definitions, languages)
        for language, reason in wanted.left_out:
            self.stdout.write(f"{slug}, {language}: no computer voice, because {reason}.")
        progress = bar(len(wanted.texts), slug)
        done = audio_make.make(wanted.texts, study=slug, now=timezone.now(), advance=progress.update)
        progress.close()
        self.stdout.write(f"{slug}: {done.made} texts read by a computer voice.")
        for one, reason in done.failed:
            self.stderr.write(f"{one.language} {one.places[0]} ({one.text_hash[:12]}): {reason}")
        return bool(done.failed)

    def _show(self, slug: str, definitions: Sequence[Definition], languages: Sequence[str]) -> None:
        for status in status_of(definitions, definitions_of_all()):
            if status.language in languages:
                self.stdout.write(
                    f"{slug}, {status.language}: {status.texts} texts, {status.human} recorded by people, "
                    f"{status.synthetic} by a computer voice, {status.none} without sound; "
                    f"{status.silent} may not be played, {status.stale} of texts that are gone, "
                    f"{status.lost} files lost"
                )

    def _stop(self, error: object, code: int) -> None:
        self.stderr.write(str(error))
        sys.exit(code)
