"""Make a package and enter it in the export register: the one way out for datasets."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from django.db import transaction

from exports.codebook_files import CODEBOOKS
from exports.dataset import dataset
from exports.models import ExportRecord
from exports.package import WRITERS, Order, Package, made
from staff import audit
from surveys.models import Study


@dataclass(frozen=True)
class Wish:
    """What somebody wants exported. `edition` None means all editions together."""

    study: str
    formats: tuple[str, ...] = tuple(WRITERS)
    language: str = "nl"
    edition: int | None = None
    open_text: bool = False
    codebooks: tuple[str, ...] = tuple(CODEBOOKS)


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

    With `archive` (on the same disk) one zip is handed over there, and `directory` is only where it is made.
    """
    data = dataset(wish.study, edition=wish.edition, open_text=wish.open_text)
    order = Order(wish.formats, wish.language, now, wish.codebooks, progress=progress)
    with made(data, directory, order) as files:
        zipped = files.zipped() if archive else None
        with transaction.atomic():
            _register(wish, files.package, user, now)
            if zipped and archive:
                zipped.replace(archive)
            else:
                files.hand_over()
    return files.package


def _register(wish: Wish, package: Package, user, now: datetime) -> None:
    ExportRecord.objects.create(
        study=Study.objects.get(slug=wish.study),
        made_at=now,
        made_by=user,
        rows=package.rows,
        variables=package.variables,
        digest=package.digest,
        details={
            **asdict(wish),
            "formats": list(wish.formats),
            "codebooks": list(wish.codebooks),
            "files": list(package.files),
            "shortened": len(package.cuts),
        },
    )
    audit.record(user, "export made", wish.study, rows=package.rows, digest=package.digest)
