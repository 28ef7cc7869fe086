"""The earlier wave of a study: the last one before it of the same series that somebody works on."""

from collections.abc import Mapping
from typing import Any

from staff.models import User
from surveys.design.bank import editions_for, entries_of, index_of
from surveys.models import Edition, Study
from surveys.wave_items import declared_by


def earlier_wave(user: User, study: Study, document: Mapping[str, Any]) -> Edition | None:
    """None where the study is in no series, or nobody published another one of it that this person researches.

    By the name of the wave, so that one that was published late, such as a reconstruction, is not taken for the last. A
    wave without a name comes by the day it was published.
    """
    series, wave = document.get("series"), str(document.get("wave") or "")
    if not series:
        return None
    found = [
        edition
        for edition in editions_for(user, "researcher")
        if edition.study_id != study.pk
        and series in (index_of(edition).series, edition.study.slug)
        and (not wave or index_of(edition).wave < wave)
    ]
    return max(found, key=lambda one: (index_of(one).wave, one.published_at, one.pk), default=None)


def names_in(edition: Edition) -> frozenset[str]:
    """Every question that it asks; of a reconstruction also what it may have asked, as far as anybody knows."""
    declared = declared_by(edition.study.slug)
    maybe = (one.name for one in declared.items if one.standing != "not_asked") if declared else ()
    return frozenset(entry.name for entry in entries_of(edition)).union(maybe)
