"""Release tables of a study: held against all that left before, and entered in the register in the same transaction."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction

from exports.attack import Fact
from exports.attack_means import Mean
from exports.attack_weighted import Share
from exports.counting import Where
from exports.disclosure import Protected, protected, told
from exports.disclosure_means import protected_means, told_means
from exports.disclosure_models import Release
from exports.disclosure_rules import Declared, Limits, Profile
from exports.measures import MeasureTable
from exports.suppress import Told
from exports.tables import Table
from exports.tables_release import marked
from exports.values import Value
from staff import audit
from surveys.models import Study

THEN = frozenset({"then"})
"""Who had answered at an earlier release, where the data have changed since: a part of those who have now."""


@dataclass(frozen=True)
class Occasion:
    """Which study's tables leave, under which profile, of which data (see `digest_of`), for whom and when.

    `weight`: which weights of whom (see `weight_key`), '' for none.
    """

    study: str
    profile: Profile
    digest: str
    user: Any
    now: datetime
    weight: str = ""


def release(
    tables: Sequence[Table],
    occasion: Occasion,
    known: Declared,
    limits: Limits | None = None,
    means: Sequence[MeasureTable] = (),
) -> Protected:
    """The tables as they may leave, beside all that did. Internal ones stay in the house: no register.

    Raises NothingToRelease; then nothing is registered either.
    """
    limits = limits or Limits()
    if occasion.profile == "internal":
        return replace(protected(tables, occasion.profile, known, limits), means=marked(means))
    with transaction.atomic():
        study = Study.objects.select_for_update().get(slug=occasion.study)
        before = earlier(study.releases.all(), occasion.digest, occasion.weight)
        found = protected(tables, occasion.profile, known, limits, before)
        told_before = {name: one.means for name, one in before.items()}
        averages = protected_means(means, occasion.profile, known, limits, told_before)
        found = replace(found, means=averages.in_place, notes=(*found.notes, *averages.notes))
        _register(study, found, occasion, _told(found, occasion, known, limits))
    return found


def _told(found: Protected, occasion: Occasion, known: Declared, limits: Limits) -> dict[str, Told]:
    """By name what these tables tell, shares and means alike."""
    numbers = told(found.tables, occasion.profile, known, limits)
    for name, averages in told_means([one for one in found.means if one], known).items():
        numbers[name] = replace(numbers.get(name, Told()), means=averages)
    return numbers


def _register(study: Study, found: Protected, occasion: Occasion, numbers: Mapping[str, Told]) -> None:
    Release.objects.create(
        study=study,
        made_at=occasion.now,
        made_by=occasion.user,
        profile=occasion.profile,
        digest=occasion.digest,
        tables=len(found.tables) + sum(one is not None for one in found.means),
        hidden=found.hidden,
        numbers={name: {**_as_json(one), "weight": occasion.weight} for name, one in numbers.items()},
    )
    count = len(found.tables) + sum(one is not None for one in found.means)
    audit.record(occasion.user, "tables released", study.slug, tables=count, profile=occasion.profile)


def earlier(releases: Iterable[Release], digest: str, weight: str = "") -> dict[str, Told]:
    """Per question what was told before. Numbers of other data are of who had answered then, among those of now.

    Weighted numbers are those of the same weights of the same people; of others they cannot be subtracted.
    """
    found: dict[str, Told] = {}
    for one in releases:
        then = {} if one.digest == digest else {f"@{one.pk}": THEN}
        for name, said in one.numbers.items():
            found[name] = _both(found.get(name, Told()), _from_json(said, then, weight))
    return found


def _both(before: Told, more: Told) -> Told:
    """Without saying anything twice."""
    return Told(
        (*before.facts, *(fact for fact in more.facts if fact not in before.facts)),
        (*before.watched, *more.watched),
        (*before.shares, *(share for share in more.shares if share not in before.shares)),
        (*before.means, *(mean for mean in more.means if mean not in before.means)),
    )


def weight_key(columns: Mapping[str, Sequence[Value]], weight: str) -> str:
    """The name of a weight and a digest of whom it weighs how much; '' for no weight."""
    if not weight:
        return ""
    held = sorted((str(who), value) for who, value in zip(columns["respnr"], columns[weight], strict=True) if value)
    return f"{weight}:{hashlib.sha256(repr(held).encode()).hexdigest()[:16]}"


def digest_of(columns: Mapping[str, Sequence[Value]]) -> str:
    """SHA-256 of a dataset held by column, in the order of names: equal where every cell is."""
    found = hashlib.sha256()
    for name in sorted(columns):
        found.update(repr((name, list(columns[name]))).encode())
    return found.hexdigest()


def _as_json(one: Told) -> dict[str, Any]:
    return {
        "facts": [
            [_where(fact.where), None if fact.codes is None else sorted(fact.codes), fact.count] for fact in one.facts
        ],
        "watched": [_where(where) for where in one.watched],
        "shares": [
            [_where(share.where), None if share.codes is None else sorted(share.codes), share.low, share.high]
            for share in one.shares
        ],
        "means": [[_where(mean.where), mean.n, mean.weight, mean.mean, mean.square] for mean in one.means],
    }


def _where(where: Where) -> dict[str, list[str]]:
    return {name: sorted(codes) for name, codes in where.items()}


def _from_json(said: Mapping[str, Any], then: Where, weight: str) -> Told:
    def where(stored: Mapping[str, list[str]], since: Where = then) -> Where:
        return {**{name: frozenset(codes) for name, codes in stored.items()}, **since}

    facts = tuple(
        Fact(where(stored), None if codes is None else frozenset(codes), count)
        for stored, codes, count in said["facts"]
    )
    watched = tuple(map(where, said["watched"]))
    same = said.get("weight", "") == weight
    people = {} if weight else then
    shares = (
        Share(where(stored, people), None if codes is None else frozenset(codes), low, high)
        for stored, codes, low, high in (said.get("shares", ()) if same else ())
    )
    means = (
        Mean(where(stored, people), n, tuple(weighed), mean and tuple(mean), square and tuple(square))
        for stored, n, weighed, mean, square in (said.get("means", ()) if same else ())
    )
    return Told(facts, watched, tuple(shares), tuple(means))
