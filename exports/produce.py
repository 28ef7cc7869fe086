"""Make a package and enter it in the export register: the one way out for datasets."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from django.db import transaction

from exports.dataset import dataset
from exports.models import ExportRecord
from exports.package import Package, write_package
from staff import audit
from surveys.models import Study


@dataclass(frozen=True)
class Wish:
    """What somebody wants exported. `edition` None means all editions together."""

    study: str
    formats: tuple[str, ...] = ("sav", "xlsx", "csv")
    language: str = "nl"
    edition: int | None = None
    open_text: bool = False


def produce(
    wish: Wish, directory: Path, *, user, now: datetime, progress: Callable[[int], None] = lambda done: None
) -> Package:
    """Write the files and register the export; nothing is registered that was not written."""
    data = dataset(wish.study, edition=wish.edition, open_text=wish.open_text)
    package = write_package(data, directory, wish.formats, language=wish.language, now=now, progress=progress)
    with transaction.atomic():
        ExportRecord.objects.create(
            study=Study.objects.get(slug=wish.study),
            made_at=now,
            made_by=user,
            rows=package.rows,
            variables=package.variables,
            digest=package.digest,
            details={**asdict(wish), "formats": list(wish.formats), "files": list(package.files)},
        )
        audit.record(user, "export made", wish.study, rows=package.rows, digest=package.digest)
    return package
