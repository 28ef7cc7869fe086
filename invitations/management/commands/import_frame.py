"""import_frame STUDY FILE, or STUDY --source NAME=FILE …: the list of people to invite, whole or not at all."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from invitations import frames, studies
from invitations.frame import FrameSchemaError
from invitations.frame_from_sources import import_sources, report_lines, sources_needed
from invitations.frame_problems import FrameUnreadable
from invitations.problem_report import SHOWN, add_language, refuse


class Command(BaseCommand):
    help = "Imports a sample frame (CSV or XLSX) into a study: whole or not at all. A second import updates."

    sources: dict[str, Any] | None = None
    """How several files fit each other, for JSON."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("study", help="slug of the study, such as perspectief-2024")
        parser.add_argument(
            "file", type=Path, nargs="?", help="CSV in UTF-8 (; , or tab) or XLSX, with the study's columns"
        )
        parser.add_argument(
            "--source",
            action="append",
            default=[],
            metavar="NAME=FILE",
            help="one of the files that the study declares under `frame: sources:`; give all of them, and no FILE",
        )
        parser.add_argument("--dry-run", action="store_true", help="say what would change, store nothing")
        parser.add_argument("--json", action="store_true", help="answer as JSON on standard output")
        add_language(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            imported = self._import(options)
        except FrameUnreadable as error:
            refuse(self, error, options["language"], "imported", as_json=options["json"])
        except (studies.StudyNotReady, FrameSchemaError) as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{error.filename} cannot be read: {error.strerror}.") from error
        else:
            self._tell(imported, options["json"], options["dry_run"])

    def _import(self, options: dict[str, Any]) -> frames.Imported:
        if bool(options["file"]) == bool(options["source"]):
            raise CommandError("Give FILE, or --source NAME=FILE for each file that the study declares.")
        study = studies.study_by_slug(options["study"])
        document = studies.document_of(study)
        schema = studies.frame_schema(document)
        if options["file"]:
            return frames.import_frame(study, schema, options["file"].read_bytes(), dry_run=options["dry_run"])
        sources = sources_needed(studies.frame_sources(document))
        given = {name: path.read_bytes() for name, path in _named(options["source"]).items()}
        done = import_sources(study, schema, sources, given, dry_run=options["dry_run"])
        if options["json"]:
            self.sources = done.reconciled.as_dict()
        else:
            self.stdout.write("\n".join(report_lines(done.reconciled, sources, options["language"])))
        return done.imported

    def _tell(self, imported: frames.Imported, as_json: bool, dry_run: bool) -> None:
        if as_json:
            files = {"sources": self.sources} if self.sources else {}
            self.stdout.write(json.dumps({"ok": True, "dry_run": dry_run, **imported.as_dict(), **files}))
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


def _named(given: list[str]) -> dict[str, Path]:
    """`persons=FILE` as a mapping. Raises CommandError."""
    found: dict[str, Path] = {}
    for one in given:
        name, _, file = one.partition("=")
        if not name or not file or name in found:
            raise CommandError(f"--source {one}: write NAME=FILE, each name once.")
        found[name] = Path(file)
    return found
