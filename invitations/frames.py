"""Frames into the database: whole or not at all. The only writer of frames and sample units."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils import timezone

from invitations import frame as frame_rules
from invitations import sheet
from invitations.frame import FrameRows, Row
from invitations.frame_problems import FrameProblem, FrameUnreadable
from invitations.models import Frame, SampleUnit
from staff import audit
from surveys.models import Study

BATCH = 1_000


@dataclass(frozen=True)
class Imported:
    """What an import does, or in a dry run would do. `changed`: frame id → names of the columns that differ.

    `gone`: lines that the file lacks; they get no letters until a list holds them again. `moved`: people whose letter
    came back and who now live in another municipality; they get letters again. `undrawn`: new lines of a study whose
    sample was drawn before they came; they are not in it, and get no letters.
    """

    rows: int
    made_up: bool
    new: int
    unchanged: int
    changed: Mapping[str, Sequence[str]] = field(default_factory=dict)
    gone: Sequence[str] = ()
    moved: Sequence[str] = ()
    undrawn: int = 0

    def as_dict(self) -> dict[str, Any]:
        return {
            "rows": self.rows,
            "made_up": self.made_up,
            "new": self.new,
            "unchanged": self.unchanged,
            "changed": {frame_id: list(names) for frame_id, names in self.changed.items()},
            "gone": list(self.gone),
            "moved": list(self.moved),
            "undrawn": self.undrawn,
        }


def import_frame(
    study: Study,
    schema: frame_rules.Schema,
    data: bytes,
    *,
    user=None,
    dry_run: bool = False,
    today: date | None = None,
) -> Imported:
    """Brings the study's units in line with the file. Units that are gone from it are reported, not removed.

    A sample that was drawn stays as it is. `today`: months and years after it are faults; by default the day it is.
    Raises FrameUnreadable with every problem; nothing is stored then, nor in a dry run.
    """
    checked = frame_rules.check(sheet.look(data), schema, today or timezone.localdate())
    with transaction.atomic():
        Study.objects.select_for_update().get(pk=study.pk)
        _refuse_mixing(study, checked)
        stored = {unit.frame_id: unit for unit in study.units.all()}
        imported = _compare(checked, stored, schema)
        if study.draws.exists():
            imported = replace(imported, undrawn=imported.new)
        if not dry_run:
            _store(study, checked, stored, imported, sha256(data).hexdigest(), user)
    return imported


def _refuse_mixing(study: Study, checked: FrameRows) -> None:
    if study.frames.filter(made_up=not checked.made_up).exists():
        kind, other = ("made-up", "real") if checked.made_up else ("real", "made-up")
        problem = FrameProblem(
            0, "", "mixed", f"These are {kind} people; the study already has {other} ones.", "Use another study."
        )
        raise FrameUnreadable([problem])


def _compare(checked: FrameRows, stored: Mapping[str, SampleUnit], schema: frame_rules.Schema) -> Imported:
    listed = {row.frame_id for row in checked.rows}
    known = [row for row in checked.rows if row.frame_id in stored]
    changed = {row.frame_id: names for row in known if (names := _differences(row, stored[row.frame_id]))}
    return Imported(
        rows=len(checked.rows),
        made_up=checked.made_up,
        new=len(checked.rows) - len(known),
        unchanged=len(known) - len(changed),
        changed=changed,
        gone=sorted(set(stored) - listed),
        moved=[frame_id for frame_id, names in changed.items() if _has_moved(stored[frame_id], names, schema)],
    )


def _has_moved(unit: SampleUnit, names: Sequence[str], schema: frame_rules.Schema) -> bool:
    """Addresses are not kept here: another municipality is the only sign of a new one."""
    known = (schema.columns.get(name) for name in names)
    moved = any(column is not None and column.type == "municipality" for column in known)
    return moved and unit.state == SampleUnit.State.UNDELIVERABLE


def _differences(row: Row, unit: SampleUnit) -> list[str]:
    before = {"group": unit.group, "language": unit.language, **unit.strata}
    after = {"group": row.group, "language": row.language, **row.strata}
    return sorted(name for name in before.keys() | after.keys() if before.get(name, "") != after.get(name, ""))


def _store(
    study: Study, checked: FrameRows, stored: Mapping[str, SampleUnit], imported: Imported, file_hash: str, user
) -> None:
    frame = Frame.objects.create(
        study=study, created_by=user, file_hash=file_hash, rows=len(checked.rows), made_up=checked.made_up
    )
    drawn = study.draws.exists()
    fresh = [_unit(row, study, frame, drawn) for row in checked.rows if row.frame_id not in stored]
    SampleUnit.objects.bulk_create(fresh, batch_size=BATCH)
    changed = [_updated(stored[row.frame_id], row, frame) for row in checked.rows if row.frame_id in imported.changed]
    SampleUnit.objects.bulk_update(changed, ["group", "language", "strata", "listed_in"], batch_size=BATCH)
    _store_lists(study, checked, stored, imported)
    audit.record(
        user,
        "frame.import",
        f"study:{study.slug}",
        rows=imported.rows,
        new=imported.new,
        changed=len(imported.changed),
        gone=len(imported.gone),
        moved=len(imported.moved),
        undrawn=imported.undrawn,
        made_up=imported.made_up,
    )


def _store_lists(study: Study, checked: FrameRows, stored: Mapping[str, SampleUnit], imported: Imported) -> None:
    """Who is on the list, and who has a new address."""
    listed = {row.frame_id for row in checked.rows}
    gone = [unit.pk for unit in stored.values() if unit.listed and unit.frame_id not in listed]
    back = [unit.pk for unit in stored.values() if not unit.listed and unit.frame_id in listed]
    moved = [stored[frame_id].pk for frame_id in imported.moved]
    for keys, values in ((gone, {"listed": False}), (back, {"listed": True}), (moved, {"state": "active"})):
        for start in range(0, len(keys), BATCH):
            study.units.filter(pk__in=keys[start : start + BATCH]).update(**values)


def _unit(row: Row, study: Study, frame: Frame, drawn: bool) -> SampleUnit:
    """A line is in the sample by itself only where none was drawn."""
    chance = None if drawn else 1.0
    return _updated(SampleUnit(study=study, frame_id=row.frame_id, sampled=not drawn, chance=chance), row, frame)


def _updated(unit: SampleUnit, row: Row, frame: Frame) -> SampleUnit:
    unit.group, unit.language, unit.strata, unit.listed_in = row.group, row.language, dict(row.strata), frame
    return unit
