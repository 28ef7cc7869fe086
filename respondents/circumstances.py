"""On what kind of device people answer, and in which language they listen: told to whoever counts, kept with nobody.

People are promised that nobody saves which phone they have (docs/decisions/0090): no questionnaire, visit, cookie or
event holds any of this. Whoever registers with `counting` is told of one more, and of nothing else.
"""

import logging
import re
from collections.abc import Callable
from typing import Literal

from django.core.cache import cache
from django.db import DatabaseError
from django.http import HttpRequest
from redis.exceptions import RedisError

from respondents import visits
from respondents.models import Interview, Visit
from surveys.models import Study

log = logging.getLogger(__name__)
What = Literal["device", "sound"]
Step = Literal["started", "sent"]
Hook = Callable[[Study, What, str, Step], None]
_hooks: list[Hook] = []

TABLET = re.compile(r"iPad|Tablet|PlayBook|Silk(?!.*Mobile)|Android(?!.*Mobile)")
PHONE = re.compile(r"Mobi|iPhone|iPod|Android|Opera Mini|KAIOS")


def counting(hook: Hook) -> None:
    """Registers who counts: the study, what, which, and how far somebody is."""
    if hook not in _hooks:
        _hooks.append(hook)


def device_class(request: HttpRequest) -> str:
    """phone, tablet or computer, as far as the browser tells."""
    agent = request.headers.get("User-Agent", "")
    if TABLET.search(agent):
        return "tablet"
    return "phone" if PHONE.search(agent) else "computer"


def began(request: HttpRequest, interview: Interview) -> None:
    """Somebody began a questionnaire; what an interviewer fills in says nothing about people's devices."""
    themselves = interview.mode != Interview.Mode.INTERVIEWER and not interview.synthetic
    if themselves and _first(f"began:{interview.pk}"):
        _tell(interview.edition.study, "device", device_class(request), "started")


def sent(request: HttpRequest, visit: Visit) -> None:
    """Somebody sent one, here."""
    if visit.interviewed or visit.interview.synthetic:
        return
    study = visit.interview.edition.study
    _tell(study, "device", device_class(request), "sent")
    language = _remembered(_key(visit.token_digest))
    if language:
        _tell(study, "sound", language, "sent")


def listened(request: HttpRequest, language: str) -> None:
    """Somebody has something read to them: counted once a visit, by the language they first hear."""
    digest = visits.digest_here(request)
    if not digest or _remembered(_key(digest)):
        return
    visit = visits.find(request, visits.IDLE, interviewed=False)
    if visit and not visit.interview.synthetic and _first(_key(digest), language):
        _tell(visit.interview.edition.study, "sound", language, "started")


def _first(key: str, value: str | int = 1) -> bool:
    """Whether nobody noted this before. Where Redis is away nobody can tell, and nothing is counted."""
    try:
        return cache.add(key, value, visits.IDLE.total_seconds())
    except RedisError:
        log.warning("Redis is away: the circumstances of somebody are not counted.")
        return False


def _remembered(key: str) -> str | None:
    try:
        return cache.get(key)
    except RedisError:
        return None


def _key(digest: bytes) -> str:
    return f"listened:{bytes(digest).hex()}"


def _tell(study: Study, what: What, value: str, step: Step) -> None:
    """A page or a clip is more than a count: it is sent where counting fails."""
    try:
        for hook in _hooks:
            hook(study, what, value, step)
    except DatabaseError:
        log.exception("The circumstances of somebody could not be counted.")
