"""Make the printed tables of a study."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone, translation

from exports.areas import read
from exports.breakdowns import CannotTabulate
from exports.coded_tables import declared_of
from exports.dataset import NothingToExport
from exports.declared import WronglyDeclared
from exports.disclosure import NothingToRelease, Protected
from exports.measures import MeasureTable
from exports.package import Package, UnknownFormat, check_formats, summary
from exports.printed_words import printed_words
from exports.releases import Occasion, digest_of, release, weight_key
from exports.table_declarations import of_edition, used_breakdowns
from exports.tables import POINTS, Table
from exports.tables_data import data_of
from exports.tables_files import FORMATS, write_tables
from exports.tables_release import PROFILES, LetOut
from exports.tabulate import Prepared, TablesWish, notes_language, report
from surveys.languages import LANGUAGES
from surveys.typeset import TypesetError

UNKNOWN = 2


class Command(BaseCommand):
    help = (
        "Write tables of all questions of a study by one or more breakdowns: percentages, bases in words, differences "
        "that matter, and charts. Exit code 2 for a name that the study does not have."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("study", help="slug of the study")
        parser.add_argument("--out", required=True, type=Path, help="folder for the files")
        parser.add_argument(
            "--by",
            help="comma-separated: group,gender,group+gender …; '' for the total; default what the study declares",
        )
        parser.add_argument("--formats", default=",".join(FORMATS), help=f"comma-separated: {', '.join(FORMATS)}")
        parser.add_argument("--questions", default="", help="comma-separated names; default all")
        parser.add_argument(
            "--where", action="append", default=[], metavar="NAME=CODE,CODE", help="only who chose so; may be repeated"
        )
        parser.add_argument("--edition", type=int, help="default the newest with interviews, and those it follows")
        parser.add_argument("--weight", default="", help="name of a weight of the dataset")
        parser.add_argument("--lang", default="nl", choices=LANGUAGES, help="language of labels")
        parser.add_argument("--profile", default="internal", choices=PROFILES)
        parser.add_argument("--points", type=float, default=POINTS, help="a difference counts from so many points")
        parser.add_argument("--means", action="store_true", help="means of scored questions and scales too")
        parser.add_argument(
            "--tags", default="", metavar="KIND,KIND", help="chapters by what questions are about: kinds of tag"
        )
        parser.add_argument(
            "--areas",
            type=Path,
            metavar="FILE.csv",
            help="groups of municipalities to break down by: columns code and your own; default the study's, else ours",
        )
        parser.add_argument("--only-tagged", action="store_true", help="leave out what bears no tag of these kinds")
        parser.add_argument("--json", action="store_true", help="say what was made as JSON")

    def handle(self, **options: Any) -> None:
        try:
            with translation.override("en"):
                package = self._made(options)
        except (CannotTabulate, NothingToExport, NothingToRelease, UnknownFormat, WronglyDeclared) as problem:
            raise CommandError(str(problem), returncode=UNKNOWN) from problem
        except TypesetError as problem:
            raise CommandError(str(problem)) from problem
        except OSError as problem:
            raise CommandError(f"Could not write to {options['out']}: {problem.strerror or problem}.") from problem
        self.stdout.write(summary(package) if options["json"] else _sentence(package))

    def _made(self, options: dict[str, Any]) -> Package:
        now = timezone.now()
        formats = check_formats(_names(options["formats"]), FORMATS)
        if not formats:
            raise UnknownFormat(f"Name one format or more: {', '.join(FORMATS)}.")
        wish = _wish(options)
        areas = read(options["areas"]) if options["areas"] else None
        prepared = data_of(wish.study, wish.edition, areas)
        if options["by"] is None:
            wish = replace(wish, by=used_breakdowns(of_edition(prepared.data.definition), prepared.data.variables))
        words = printed_words(notes_language(wish.language))
        made = report(prepared, wish, words, timezone.localdate(now), _let_out(prepared, wish, now))
        return write_tables(made, wish, options["out"], formats, user=None, now=now, people=len(prepared.data))


def _let_out(prepared: Prepared, wish: TablesWish, now: datetime) -> LetOut:
    """Tables that leave the house are entered in the register of releases, and held against it."""

    def let_out(tables: Sequence[Table], means: Sequence[MeasureTable]) -> Protected:
        columns = prepared.data.columns
        occasion = Occasion(wish.study, wish.profile, digest_of(columns), None, now, weight_key(columns, wish.weight))
        return release(tables, occasion, declared_of(prepared.data), means=means)

    return let_out


def _wish(options: dict[str, Any]) -> TablesWish:
    return TablesWish(
        study=options["study"],
        by=_names(options["by"] or ""),
        questions=_names(options["questions"]),
        where=tuple(options["where"]),
        edition=options["edition"],
        weight=options["weight"],
        language=options["lang"],
        profile=options["profile"],
        points=options["points"],
        means=options["means"],
        tags=_names(options["tags"]),
        only_tagged=options["only_tagged"],
    )


def _names(listed: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in listed.split(",") if name.strip())


def _sentence(package: Package) -> str:
    files = ", ".join(package.files)
    return f"{package.variables} tables of {package.rows} interviews: {files} in {package.directory}"
