"""Counts well-formed codes that do not exist, per study and minute: somebody guessing. Fails open."""

import logging
from datetime import datetime

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import F
from redis.exceptions import RedisError

from invitations.models import MissCount
from surveys.models import Study

log = logging.getLogger(__name__)

PER_MINUTE = 120
"""At two a second, guessing meets one of 65,000 codes of 15 digits once in about 240 years."""

SESSIONS = 2**62
"""The counter of group session numbers; keys of studies do not come this far."""


def limit() -> int:
    """Misses a minute that are answered as usual."""
    return getattr(settings, "CODE_MISSES_PER_MINUTE", PER_MINUTE)


def count(study: Study | None, now: datetime) -> int:
    """This minute's misses, this one included; 0 where the counter does not work. None: codes without a study."""
    return count_at(study.pk if study else 0, now)


def count_at(counter: int, now: datetime) -> int:
    """This minute's misses of one counter: a study's key, 0, or SESSIONS."""
    minute = int(now.timestamp()) // 60
    try:
        misses = _in_redis(counter, minute) if settings.REDIS_URL else _in_database(counter, minute)
    except (DatabaseError, OSError, RedisError, ValueError):
        log.exception("The counter of wrong codes does not work; codes are let through uncounted.")
        return 0
    if misses == limit() + 1:
        log.warning("More than %s unknown codes in a minute (counter %s): somebody may be guessing.", limit(), counter)
    return misses


def _in_redis(counter: int, minute: int) -> int:
    key = f"code-misses:{counter}:{minute}"
    cache.add(key, 0, timeout=120)
    return cache.incr(key)


def _in_database(counter: int, minute: int) -> int:
    """In its own savepoint, so that a failing counter leaves the caller's transaction whole."""
    with transaction.atomic():
        row = MissCount.objects.filter(counter=counter, minute=minute)
        if not row.update(misses=F("misses") + 1):
            _start(counter, minute)
        return row.values_list("misses", flat=True).first() or 0


def _start(counter: int, minute: int) -> None:
    """The first miss of a minute; the counts of earlier minutes go. Another process may have been first."""
    try:
        with transaction.atomic():
            MissCount.objects.create(counter=counter, minute=minute, misses=1)
    except IntegrityError:
        MissCount.objects.filter(counter=counter, minute=minute).update(misses=F("misses") + 1)
    MissCount.objects.filter(counter=counter, minute__lt=minute).delete()
