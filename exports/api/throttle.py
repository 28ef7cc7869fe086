"""How often a token, and an address, may ask: so many times in a minute. Fails open: tokens are not guessed.

The counters are in the cache: with REDIS_URL one for all processes, without it one for each.
"""

import logging
from datetime import datetime
from hashlib import sha256

from django.core.cache import cache
from redis.exceptions import RedisError

log = logging.getLogger(__name__)
MINUTE = 60
PER_TOKEN, PER_ADDRESS = 120, 300
"""Requests in a minute."""


class TooMany(Exception):
    """More than so many requests in this minute; `wait` is the number of seconds until the next."""

    def __init__(self, most: int, wait: int) -> None:
        self.most, self.wait = most, wait
        super().__init__(most)


def count(kind: str, whose: str, most: int, now: datetime) -> None:
    """Counts one request. Raises TooMany. What is counted for is kept as a digest only, and for two minutes."""
    minute, second = divmod(int(now.timestamp()), MINUTE)
    key = f"api:{kind}:{sha256(whose.encode()).hexdigest()[:32]}:{minute}"
    try:
        cache.add(key, 0, timeout=2 * MINUTE)
        number = cache.incr(key)
    except (RedisError, OSError, ValueError):
        log.exception("The counter of requests to the API does not work; they are let through uncounted.")
        return
    if number > most:
        raise TooMany(most, MINUTE - second)
