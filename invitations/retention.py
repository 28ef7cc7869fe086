"""The list forgotten: lines, digests of codes, what happened to letters, and the manifests beside them."""

from datetime import datetime, timedelta
from pathlib import Path

from invitations import manifest
from invitations.deletion import overwrite
from invitations.models import Batch, Code, LetterEvent, MissCount, Parcel, SampleUnit
from surveys.models import Study

MISSES_KEPT = timedelta(days=1)


def remove_list(study: Study) -> dict[str, int]:
    """Events of letters, digests of codes and lines of the list; how many. Nothing may refer to them any more.

    Past the collector, which would fetch hundreds of thousands of rows to look who refers to them: the database looks
    too, and then refuses all of it.
    """
    codes, people = Code.objects.filter(study=study), SampleUnit.objects.filter(study=study)
    every = {"letters": LetterEvent.objects.filter(code__in=codes), "codes": codes, "people": people}
    return {name: rows._raw_delete(rows.db) for name, rows in every.items()}


def letters_on_disk(study: Study) -> int:
    """Files with letters or codes that `delete_letters` has not removed yet."""
    batches = Batch.objects.filter(mailing__study=study, state=Batch.State.SEALED, removed_at=None)
    return batches.count() + Parcel.objects.filter(receiver__study=study, removed_at=None).count()


def remove_manifests(study: Study) -> int:
    """Files that say which letter went to which line of the list, overwritten; how many. Raises OSError."""
    found: set[Path] = set()
    for mailing in study.mailings.all():
        folders = {Path(file).parent for file in mailing.batches.exclude(file="").values_list("file", flat=True)}
        names = [f"{manifest.stem(mailing)}{end}" for end in ("-*", ".*", "_*")]
        found |= {path for folder in folders for name in names for path in folder.glob(name) if path.is_file()}
    return sum(bool(overwrite(path, "").found) for path in sorted(found))


def remove_misses(now: datetime) -> int:
    """Minutes in which wrong codes were typed, once no limit looks at them."""
    limit = int((now - MISSES_KEPT).timestamp() // 60)
    return MissCount.objects.filter(minute__lt=limit).delete()[0]
