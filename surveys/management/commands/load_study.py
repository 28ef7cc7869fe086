"""manage.py load_study: a study's files → its draft, and with --publish its editions. All of it or nothing."""

import sys
from argparse import ArgumentParser
from datetime import date, timedelta
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from staff import audit
from staff.progress import bar
from surveys import drafts, loading, text_record, translations
from surveys.engine.editions import Basis, basis_of, edition_numbers, select_edition
from surveys.engine.problems import DefinitionError
from surveys.load import CannotRead, notes_of, place_of, read_folder
from surveys.models import Study
from surveys.publish import (
    BasisUnknown,
    EditionExists,
    NotSigned,
    OnlyReconstructed,
    OtherStudy,
    PublishedAsDemo,
    PublishRefused,
    next_number,
    publish,
)
from surveys.text_record import RecordBroken
from surveys.text_states import Event

REFUSED, CANNOT_READ = 1, 2
REFUSALS = (
    *(DefinitionError, PublishRefused, EditionExists, OtherStudy, BasisUnknown),
    *(loading.DraftWasChanged, RecordBroken, NotSigned, OnlyReconstructed, PublishedAsDemo),
)


class Command(BaseCommand):
    help = (
        "Load a study's files as its draft; with --publish, publish its editions in order. All of it or nothing: after "
        "a refusal the draft and the editions are as before. Loading twice is safe. A draft that was changed since it "
        "was last loaded is not overwritten, unless with --replace. Exit code 0: done, or nothing to do; 1: refused, "
        "with every problem; 2: there is nothing to read."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("study", metavar="SLUG", help="a shipped study, a folder or a file")
        parser.add_argument("--publish", action="store_true", help="publish too")
        parser.add_argument(
            "--real",
            action="store_true",
            help="with --publish: refuse where native speakers have not signed every text, instead of marking the "
            "edition as a demo",
        )
        parser.add_argument(
            "--replace", action="store_true", help="overwrite a draft that was changed since it was last loaded"
        )
        parser.add_argument("--edition", type=int, metavar="N", help="publish this edition only (default: all)")
        parser.add_argument(
            "--as-new", action="store_true", help="with --edition: publish it under the next free number"
        )

        parser.add_argument(
            "--basis",
            type=basis_word,
            metavar="N|none",
            help="the edition it follows, with the same codes; none for another questionnaire (default: as the file "
            "says, else the previous one)",
        )
        parser.add_argument(
            "--open-days", type=int, metavar="N", help="open from today for N days, instead of the dates in the file"
        )
        parser.add_argument(
            "--open-since", type=int, default=0, metavar="N", help="with --open-days: it opened N days before today"
        )

    def handle(self, *args: Any, study: str, **options: Any) -> None:
        if options["as_new"] and not (options["edition"] and options["publish"]):
            self._stop("--as-new needs --publish and --edition N.", CANNOT_READ)
        if options["real"] and not options["publish"]:
            self._stop("--real needs --publish.", CANNOT_READ)
        try:
            document = read_folder(study)
            if options["open_days"]:
                document["dates"] = dates_from(timezone.localdate(), options["open_days"], options["open_since"])
            with transaction.atomic():
                self._load(document, text_record.recorded(place_of(study), document), **options)
        except CannotRead as error:
            self._stop(str(error), CANNOT_READ)
        except REFUSALS as error:
            self._stop(str(error), REFUSED)

    def _load(
        self, document: dict[str, Any], record: list[Event], *, publish: bool, edition: int | None, **options: Any
    ) -> None:
        stored = study_of(document)
        draft = loading.load(stored, document, replace=options["replace"])
        translations.take_record(stored, record)
        audit.record(None, "draft.load", stored.slug, revision=draft.revision)
        self.stdout.write(f"{stored.slug}: the draft is now revision {draft.revision}.")
        if publish:
            for number in bar((edition,) if edition else edition_numbers(document), stored.slug):
                basis = options["basis"] or ("previous" if options["as_new"] else basis_of(document, number))
                target = next_number(stored) if options["as_new"] else number
                about = {"number": target, "basis": basis, "real": options["real"]}
                self._publish(stored, select_edition(document, number), notes_of(document).get(number, ""), about)

    def _publish(self, study: Study, document: dict[str, Any], note: str, about: dict[str, Any]) -> None:
        before = study.editions.filter(number=about["number"]).exists()
        done = publish(study, document, note=note, **about)
        if before:
            self.stdout.write(f"Edition {done.number} was published before with the same contents. Nothing to do.")
            return
        languages = ", ".join(done.offered)
        demo = " A demo: native speakers have not signed every text." if done.demo else ""
        self.stdout.write(
            f"Edition {done.number} is published. Languages: {languages}.{demo} {done.document_hash[:12]}"
        )

    def _stop(self, message: str, code: int) -> None:
        self.stderr.write(message)
        sys.exit(code)


def basis_word(text: str) -> Basis:
    """A number or `none`. Raises ValueError, which the parser explains."""
    return "none" if text == "none" else int(text)


def dates_from(today: date, days: int, since: int = 0) -> dict[str, date]:
    """Dates of a study that opens today, or opened days ago, and closes after so many days; withdrawing can be done for
    30 days more.
    """
    close = today + timedelta(days=days)
    return {"open": today - timedelta(days=since), "close": close, "withdraw_until": close + timedelta(days=30)}


def study_of(document: dict[str, Any]) -> Study:
    """The study that the document names, made where it is new. Raises DefinitionError where it names none."""
    slug = document.get("study")
    drafts.require_slug(slug)
    title = document.get("title")
    words = [text for text in title.values() if isinstance(text, str) and text] if isinstance(title, dict) else []
    study, _ = Study.objects.update_or_create(slug=slug, defaults={"title": (words or [slug])[0][:200]})
    return study
