"""Release tables of a study: held against all that left before, and entered in the register in the same transaction."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from exports.attack import Fact
from exports.counting import Where
from exports.disclosure import Protected, protected, told
from exports.disclosure_models import Release
from exports.disclosure_rules import Declared, Limits, Profile
from exports.suppress import Told
from exports.tables import Table
from exports.values import Value
from staff import audit
from surveys.models import Study

THEN = frozenset({"then"})
"""Who had answered at an earlier release, where the data have changed since: a part of those who have now."""


@dataclass(frozen=True)
class Occasion:
    """Which study's tables leave, under which profile, of which data (see `digest_of`), for whom and when."""

    study: str
    profile: Profile
    digest: str
    user: Any
    now: datetime


def release(tables: Sequence[Table], occasion: Occasion, known: Declared, limits: Limits | None = None) -> Protected:
    """The tables as they may leave, beside all that did. Internal ones stay in the house: no register.

    Raises NothingToRelease; then nothing is registered either.
    """
    limits = limits or Limits()
    if occasion.profile == "internal":
        return protected(tables, occasion.profile, known, limits)
    with transaction.atomic():
        study = Study.objects.select_for_update().get(slug=occasion.study)
        found = protected(tables, occasion.profile, known, limits, earlier(study.releases.all(), occasion.digest))
        _register(study, found, occasion, told(found.tables, occasion.profile, known, limits))
    return found


def _register(study: Study, found: Protected, occasion: Occasion, numbers: Mapping[str, Told]) -> None:
    Release.objects.create(
        study=study,
        made_at=occasion.now,
        made_by=occasion.user,
        profile=occasion.profile,
        digest=occasion.digest,
        tables=len(found.tables),
        hidden=found.hidden,
        numbers={name: _as_json(one) for name, one in numbers.items()},
    )
    audit.record(occasion.user, "tables released", study.slug, tables=len(found.tables), profile=occasion.profile)


def earlier(releases: Iterable[Release], digest: str) -> dict[str, Told]:
    """Per question what was told before. Numbers of other data are of who had answered then, among those of now."""
    found: dict[str, Told] = {}
    for one in releases:
        then = {} if one.digest == digest else {f"@{one.pk}": THEN}
        for name, said in one.numbers.items():
            before, more = found.get(name, Told()), _from_json(said, then)
            facts = (*before.facts, *(fact for fact in more.facts if fact not in before.facts))
            found[name] = Told(facts, (*before.watched, *more.watched))
    return found


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
    }


def _where(where: Where) -> dict[str, list[str]]:
    return {name: sorted(codes) for name, codes in where.items()}


def _from_json(said: Mapping[str, Any], then: Where) -> Told:
    def where(stored: Mapping[str, list[str]]) -> Where:
        return {**{name: frozenset(codes) for name, codes in stored.items()}, **then}

    facts = (
        Fact(where(stored), None if codes is None else frozenset(codes), count)
        for stored, codes, count in said["facts"]
    )
    return Told(tuple(facts), tuple(map(where, said["watched"])))
