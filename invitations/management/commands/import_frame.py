"""import_frame STUDY FILE: the list of people to invite, whole or not at all."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from invitations import frames, studies
from invitations.frame import FrameSchemaError
from invitations.frame_problems import FrameUnreadable
from invitations.problem_report import SHOWN, add_language, refuse


class Command(BaseCommand):
    help = "Imports a sample frame (CSV or XLSX) into a study: whole or not at all. A second import updates."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("study", help="slug of the study, such as perspectief-2024")
        parser.add_argument("file", type=Path, help="CSV in UTF-8 (; , or tab) or XLSX, with the study's columns")
        parser.add_argument("--dry-run", action="store_true", help="say what would change, store nothing")
        parser.add_argument("--json", action="store_true", help="answer as JSON on standard output")
        add_language(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            imported = self._import(options["study"], options["file"], options["dry_run"])
        except FrameUnreadable as error:
            refuse(self, error, options["language"], "imported", as_json=options["json"])
        except (studies.StudyNotReady, FrameSchemaError) as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{options['file']} cannot be read: {error.strerror}.") from error
        else:
            self._tell(imported, options["json"], options["dry_run"])

    def _import(self, slug: str, file: Path, dry_run: bool) -> frames.Imported:
        study = studies.study_by_slug(slug)
        schema = studies.frame_schema(studies.document_of(study))
        return frames.import_frame(study, schema, file.read_bytes(), dry_run=dry_run)

    def _tell(self, imported: frames.Imported, as_json: bool, dry_run: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps({"ok": True, "dry_run": dry_run, **imported.as_dict()}))
            return
        kind = "made-up people" if imported.made_up else "people"
        would = "Nothing stored; it would be: " if dry_run else ""
        self.stdout.write(
            f"{would}{imported.rows} {kind}: {imported.new} new, {len(imported.changed)} changed, "
            f"{imported.unchanged} as before, {len(imported.gone)} no longer listed."
        )
        if imported.undrawn:
            self.stdout.write(
                f"  {imported.undrawn} new people are in no draw: the sample was drawn before, so they get no letters."
            )
        for frame_id, names in list(imported.changed.items())[:SHOWN]:
            self.stdout.write(f"  changed {frame_id}: {', '.join(names)}")
        for frame_id in imported.gone[:SHOWN]:
            self.stdout.write(f"  no longer listed: {frame_id} (kept, but gets no letters)")
        for frame_id in imported.moved[:SHOWN]:
            self.stdout.write(f"  moved, gets letters again: {frame_id}")
