"""Pages about the site itself: is it up, is it ready, where to report a hole."""

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connections
from django.db.migrations.executor import MigrationExecutor
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe
from redis.exceptions import RedisError

from respondents import wishes
from respondents.contacts_store import CONTACTS
from respondents.sealing import WrongContactsKey


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers. Says nothing about the database: restarting the web would not mend that."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Whether requests can be served now: both databases reachable and migrated, the contacts' key the right one,
    Redis reachable where it is used."""
    checks = {"database": _database_ready("default"), "contacts": _contacts_ready(), "queue": _queue_ready()}
    return JsonResponse(checks, status=200 if all(checks.values()) else 503)


def _contacts_ready() -> bool:
    try:
        wishes.need_the_keys()
    except (DatabaseError, WrongContactsKey):
        return False
    return _database_ready(CONTACTS)


def _database_ready(alias: str) -> bool:
    try:
        executor = MigrationExecutor(connections[alias])
        return not executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return False


def _queue_ready() -> bool:
    if not settings.REDIS_URL:
        return True
    try:
        cache.get("readyz")
    except RedisError:
        return False
    return True


@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """RFC 9116. Exists where SECURITY_CONTACT is set: an address nobody reads is worse than none."""
    if not settings.SECURITY_CONTACT:
        raise Http404
    lines = (
        f"Contact: {settings.SECURITY_CONTACT}",
        f"Expires: {datetime.now(UTC) + timedelta(days=180):%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: nl, en",
        f"Canonical: {settings.PUBLIC_URL}/.well-known/security.txt",
    )
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
