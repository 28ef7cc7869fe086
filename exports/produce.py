"""Make a package and enter it in the export register: the one way out for datasets."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from random import Random, SystemRandom

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from exports.clean_data import clean_data
from exports.closing.kept import promised
from exports.codebook_files import CODEBOOKS
from exports.dataset import Dataset, dataset
from exports.decide import decisions_of
from exports.decisions import rules_of
from exports.deposit import deposit
from exports.deposit_words import File, deposit_told, lines, research_told
from exports.judge import is_stale, judge
from exports.judged_words import judged_words
from exports.models import ExportRecord, Judgement
from exports.package import WRITERS, Order, Package, made
from respondents.models import Interview
from staff import audit
from surveys.models import Study


@dataclass(frozen=True)
class Wish:
    """What somebody wants exported. `edition` None means all editions together.

    A research file is for a named `recipient`, with a `purpose`; a deposit file is for anybody. Neither has open text.
    """

    study: str
    formats: tuple[str, ...] = tuple(WRITERS)
    language: str = "nl"
    edition: int | None = None
    open_text: bool = False
    codebooks: tuple[str, ...] = tuple(CODEBOOKS)
    file: File = "full"
    recipient: str = ""
    purpose: str = ""


class CannotMakeFile(ValueError):
    """What was asked for and the kind of file do not go together. The message says what to do."""


def check_wish(wish: Wish) -> None:
    """Raises CannotMakeFile."""
    if wish.file != "full" and wish.open_text:
        raise CannotMakeFile(gettext("A research or deposit file has no texts that people typed. Leave open text out."))
    if wish.file == "research" and not (wish.recipient.strip() and wish.purpose.strip()):
        raise CannotMakeFile(
            gettext("A research file is for a named researcher or organisation, with a purpose. Say both.")
        )
    if wish.file != "research" and (wish.recipient or wish.purpose):
        raise CannotMakeFile(
            gettext("Only a research file is for somebody in particular. Choose it, or leave the name out.")
        )


def produce(
    wish: Wish,
    directory: Path,
    *,
    user,
    now: datetime,
    progress: Callable[[int], None] = lambda done: None,
    archive: Path | None = None,
) -> Package:
    """Write the files and register the export: both happen, or neither.

    With `archive` (on the same disk) one zip is handed over there, and `directory` is only where it is made. Flags are
    worked out first where somebody answered since the last time and interviews are not more than `LOOK_FIRST`.
    """
    check_wish(wish)
    _refuse_too_early(wish, now)
    data = _judged_dataset(wish, now, progress)
    usual = _order(wish, data, now, progress)
    if wish.file == "deposit":
        data = clean_data(data)
    data, order = for_file(data, usual, wish, SystemRandom())
    with made(data, directory, order) as files:
        zipped = files.zipped() if archive else None
        with transaction.atomic():
            _register(wish, files.package, usual, user)
            if zipped and archive:
                zipped.replace(archive)
            else:
                files.hand_over()
    return files.package


def _refuse_too_early(wish: Wish, now: datetime) -> None:
    """A deposit file cannot be called back: not while people can still have their answers removed."""
    study = Study.objects.filter(slug=wish.study).first()
    if wish.file != "deposit" or study is None or not has_real_people(study):
        return
    day = promised(study)
    if day and timezone.localdate(now) <= day:
        raise CannotMakeFile(
            gettext(
                "A deposit file cannot be called back, and until %(day)s people can have their answers removed. Make "
                "it after that day."
            )
            % {"day": day}
        )


def has_real_people(study: Study) -> bool:
    return Interview.objects.filter(edition__study=study, synthetic=False).exists()


def for_file(data: Dataset, order: Order, wish: Wish, random: Random) -> tuple[Dataset, Order]:
    """The dataset as this kind of file may hold it, with what its README says of that.

    Raises CannotDeposit, WronglyDeclared.
    """
    if wish.file == "research":
        return data, replace(order, told=research_told(wish.recipient, wish.purpose, wish.language))
    if wish.file == "deposit":
        data, report = deposit(data, random=random)
        told = deposit_told(report, wish.study, wish.language)
        return data, replace(order, rules=(), told=told, coarsened=tuple(lines(report, wish.language)))
    return data, order


LOOK_FIRST = 20_000
"""More interviews are not looked at anew by an export (half a minute each 20,000): the last look stands."""


def _judged_dataset(wish: Wish, now: datetime, progress: Callable[[int], None]) -> Dataset:
    """Looking at interviews writes none of their rows yet: it shows life, and no progress."""
    data = dataset(wish.study, edition=wish.edition, open_text=wish.open_text)
    if data.interviews <= LOOK_FIRST and is_stale(wish.study):
        judge(wish.study, now=now, progress=lambda done: progress(0))
    return data


def _order(wish: Wish, data: Dataset, now: datetime, progress: Callable[[int], None]) -> Order:
    """With the decisions that are in force, and what is said of the flags."""
    judgement = Judgement.objects.filter(study__slug=wish.study).first()
    return Order(
        wish.formats,
        wish.language,
        now,
        wish.codebooks,
        rules=rules_of(decisions_of(wish.study), data.definitions),
        judged=judged_words(judgement.made_at, judgement.limits, wish.language) if judgement else "",
        progress=progress,
    )


def _register(wish: Wish, package: Package, order: Order, user) -> None:
    ExportRecord.objects.create(
        study=Study.objects.get(slug=wish.study),
        made_at=order.now,
        made_by=user,
        rows=package.rows,
        variables=package.variables,
        digest=package.digest,
        details={
            **asdict(wish),
            "formats": list(wish.formats),
            "codebooks": list(wish.codebooks),
            "files": list(package.files),
            "decisions": [rule.decision for rule in order.rules],
            "shortened": len(package.cuts),
        },
    )
    audit.record(user, "export made", wish.study, rows=package.rows, digest=package.digest, file=wish.file)
