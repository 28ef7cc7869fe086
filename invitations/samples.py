"""Samples of a study: who of the frame is written to. The only writer of draws."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from invitations import sampling
from invitations.frame import Schema
from invitations.models import Batch, Code, Draw, SampleUnit
from invitations.sampling import Candidate, Plan, Refusal, Sample, SampleRefused, Share, Stratum, Wish
from staff import audit
from surveys.models import Study

OUTSIDE = (SampleUnit.State.EXCLUDED, SampleUnit.State.DECEASED)
"""States of people who are not drawn from. Who refused is: they belong to those whom the sample stands for."""
CHUNK = 500


@dataclass(frozen=True)
class Looked:
    """What a wish would come to. `mark` stands for wish and allocation, so that a later draw can be held to them."""

    plan: Plan
    mark: str


def look(study: Study, schema: Schema, wish: Wish) -> Looked:
    """The allocation, nothing stored. Raises SampleRefused."""
    _refuse_late(study)
    _refuse_unknown_columns(wish, schema)
    found = sampling.plan(_candidates(study, schema, wish), wish)
    return Looked(found, _mark(found, wish))


def draw(study: Study, schema: Schema, wish: Wish, *, now: datetime, user: Any = None, mark: str = "") -> Draw:
    """Draws and stores the sample in place of an earlier one. Raises SampleRefused; nothing is stored then.

    `mark`: what `look` showed; a list that changed since is refused.
    """
    _refuse_unknown_columns(wish, schema)
    with transaction.atomic():
        Study.objects.select_for_update().get(pk=study.pk)
        _refuse_late(study)
        candidates = _candidates(study, schema, wish)
        sample = sampling.draw(candidates, wish)
        if mark and mark != _mark(sample.plan, wish):
            message = "The list was changed since the table was shown."
            raise SampleRefused(Refusal("changed", message, "Look at the table again."))
        drawn = _store(study, sample, wish, now, user)
        _mark_units(study, candidates, sample)
        columns_named, counts = ",".join(wish.by), {"drawn": drawn.drawn, "size": drawn.size}
        audit.record(
            user, "sample.draw", f"study:{study.slug}", seed=wish.seed, by=columns_named, **counts, wish=drawn.wish
        )
    return drawn


def sample_of(study: Study) -> QuerySet[SampleUnit]:
    """Those whom the study writes to, and so the base of its response: everyone where no sample was drawn.

    Includes who refused, died or moved: what became of them is their outcome.
    """
    return study.units.filter(sampled=True)


def newest(study: Study) -> Draw | None:
    """The draw that counts; None where everyone is in the sample."""
    return study.draws.first()


def plan_of(draw: Draw) -> Plan:
    """The allocation as it was drawn."""
    by = tuple(draw.wish["by"])
    lines = ({**line, "key": tuple(line["key"])} for line in draw.strata)
    return Plan(by, tuple(Stratum(**line) for line in lines))


def may_draw(study: Study) -> bool:
    """Whether no letter of the study was made yet."""
    sealed = Batch.objects.filter(mailing__study=study, state=Batch.State.SEALED)
    return not sealed.exists() and not Code.objects.filter(study=study, unit__isnull=False).exists()


def _refuse_late(study: Study) -> None:
    if not may_draw(study):
        message = "Letters of this study were made already, so its sample is fixed."
        raise SampleRefused(Refusal("letters_made", message, "Draw before the first letter; else use another study."))


def columns_of(schema: Schema) -> list[str]:
    """Columns by which a sample can be stratified."""
    return [name for name in schema.columns if name != "frame_id"]


def _refuse_unknown_columns(wish: Wish, schema: Schema) -> None:
    known = columns_of(schema)
    for name in (*wish.by, *([wish.month_column] if wish.month_column else [])):
        if name not in known:
            message = f"The list has no column “{name}”."
            raise SampleRefused(Refusal("column_unknown", message, f"Use one of: {', '.join(known)}."))


def _candidates(study: Study, schema: Schema, wish: Wish) -> list[Candidate]:
    units = study.units.filter(listed=True).exclude(state__in=OUTSIDE).order_by("pk")
    found = []
    for frame_id, group, language, strata in units.values_list("frame_id", "group", "language", "strata").iterator():
        values = {**strata, "group": group, schema.language_column: language}
        key = tuple(values.get(name, "") for name in wish.by)
        found.append(Candidate(frame_id, key, values.get(wish.month_column, "") if wish.month_column else ""))
    return found


def _store(study: Study, sample: Sample, wish: Wish, now: datetime, user: Any) -> Draw:
    plan = sample.plan
    return Draw.objects.create(
        study=study,
        created_at=now,
        created_by=user,
        seed=wish.seed,
        wish=_as_json(wish),
        strata=[{**vars(stratum), "key": list(stratum.key)} for stratum in plan.strata],
        size=plan.size,
        drawn=plan.drawn,
    )


def _mark_units(study: Study, candidates: Sequence[Candidate], sample: Sample) -> None:
    study.units.update(sampled=False, chance=None)
    chances = {stratum.key: float(stratum.chance) for stratum in sample.plan.strata}
    ways: dict[tuple[bool, float], list[str]] = {}
    for one in candidates:
        ways.setdefault((one.frame_id in sample.drawn, chances[one.stratum]), []).append(one.frame_id)
    for (sampled, chance), frame_ids in ways.items():
        for start in range(0, len(frame_ids), CHUNK):
            some = study.units.filter(frame_id__in=frame_ids[start : start + CHUNK])
            some.update(sampled=sampled, chance=chance)


def _as_json(wish: Wish) -> dict[str, Any]:
    table = [{"key": list(key), **_share(share)} for key, share in sorted((wish.per_stratum or {}).items())]
    return {
        "by": list(wish.by),
        "n": wish.n,
        "fraction": str(wish.fraction) if wish.fraction is not None else None,
        "allocation": wish.allocation,
        "month_column": wish.month_column,
        "months": wish.months,
        "per_stratum": table,
    }


def _share(share: Share) -> dict[str, Any]:
    fraction = str(share.fraction) if share.fraction is not None else None
    return {"n": share.n, "fraction": fraction, "months": share.months}


def _mark(plan: Plan, wish: Wish) -> str:
    shown = {"seed": wish.seed, **_as_json(wish), "strata": [vars(stratum) for stratum in plan.strata]}
    return sha256(json.dumps(shown, sort_keys=True).encode()).hexdigest()
