"""manage.py new_wave: a study as a new wave of another, with what is left to do."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import translation

from staff.models import User
from staff.roles import may
from surveys import translations
from surveys.design import making
from surveys.design.copying import wave_from
from surveys.design.questionnaires import Questionnaire
from surveys.design.trends import texts_with_years
from surveys.drafts import NoDraft
from surveys.engine.problems import DefinitionError
from surveys.models import Study

REFUSED, CANNOT_READ = 1, 2
WHY = {
    "bad_slug": "Use lower-case letters, digits and hyphens, at most 60, and begin with a letter or digit.",
    "taken": "This name is taken. Choose another one.",
    "reserved": "This name is the address of another page. Choose another one.",
}


class Command(BaseCommand):
    help = (
        "Make a study as a new wave of another: the same questions under the same names, with their translations and "
        "the record of these; no dates, no editions, no printed figures. Exit code 0: made; 1: refused; 2: there is no "
        "such study, edition or member of staff."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("study", metavar="STUDY", help="the earlier wave")
        parser.add_argument("slug", metavar="SLUG", help="name in addresses of the new one; it never changes")
        parser.add_argument("--wave", required=True, metavar="WAVE", help="such as 2027")
        parser.add_argument(
            "--title", default="", help="in the study's first language; default that of the earlier one"
        )
        parser.add_argument("--edition", type=int, metavar="N", help="default the newest published; else the draft")
        parser.add_argument("--by", required=True, metavar="EMAIL", help="the researcher whose study it will be")

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override("nl"):
            source = self._source(options)
            user = self._researcher(options["by"], source.study)
            try:
                document = self._document(source, options)
                record = [translations.event_of(row) for row in source.study.text_events.all()]
                title = document["title"][document["languages"][0]]
                made = making.make(options["slug"], title, document, user, how=source.key, record=record)
            except making.CannotMake as problem:
                self._stop(f"{options['slug']}: {WHY[problem.code]}", REFUSED)
            except DefinitionError as error:
                self._stop("\n".join(map(str, error.problems)), REFUSED)
            except NoDraft as problem:
                self._stop(str(problem), CANNOT_READ)
        self._tell(made, source, document)

    def _document(self, source: Questionnaire, options: dict[str, Any]) -> dict[str, Any]:
        before = source.document()
        first = (before.get("languages") or ["nl"])[0]
        return wave_from(
            before,
            slug=options["slug"],
            title=options["title"] or before["title"][first],
            wave=options["wave"],
            origin=f"Overgenomen uit {source.label}.",
            series=source.study.slug,
        )

    def _source(self, options: dict[str, Any]) -> Questionnaire:
        study = Study.objects.filter(slug=options["study"]).first()
        if study is None:
            self._stop(f"There is no study “{options['study']}”.", CANNOT_READ)
        editions = study.editions.order_by("-number")
        chosen = editions.filter(number=options["edition"]) if options["edition"] is not None else editions
        edition = chosen.first()
        if edition is None and options["edition"] is not None:
            known = ", ".join(str(one.number) for one in editions) or "none"
            self._stop(f"{study.slug} has no published edition {options['edition']}. Published: {known}.", CANNOT_READ)
        return Questionnaire(study, edition)

    def _researcher(self, email: str, study: Study) -> User:
        user = User.objects.filter(email__iexact=email.strip(), is_active=True).first()
        if user is None:
            self._stop("There is no active staff account with this address. Make one with create_staff.", CANNOT_READ)
        if not may(user, "researcher", study.slug):
            self._stop(f"This account is no researcher of {study.slug}. Give it that role first.", REFUSED)
        return user

    def _tell(self, made: Study, source: Questionnaire, document: dict[str, Any]) -> None:
        dated = texts_with_years(document)
        margins = (
            "Margins are those of the earlier wave: put the register's new ones in.\n"
            if document.get("margins")
            else ""
        )
        listed = "".join(f"  {one.where}: {one.text[:100]}\n" for one in dated)
        self.stdout.write(
            f"{made.slug} is made from {source.key}: a draft of wave {document['wave']} in {document['series']}.\n"
            f"It has no dates yet. {margins}{len(dated)} texts name a year; look whether they still hold:\n{listed}"
            f"Beside the earlier wave: /staff/studies/compare/?a={source.key}&b={made.slug}:draft"
        )

    def _stop(self, message: str, code: int) -> Any:
        self.stderr.write(message)
        sys.exit(code)
