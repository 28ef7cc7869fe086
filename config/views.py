"""Pages about the site itself: is it up, is it ready, where to report a hole."""

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.core.cache import cache
from django.db import DEFAULT_DB_ALIAS, DatabaseError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_safe
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from redis.exceptions import RedisError

from config import metrics, site_figures
from config.readiness import migrated
from respondents import wishes
from respondents.contacts_store import CONTACTS
from respondents.helpdesk import call_backs
from respondents.sealing import WrongContactsKey


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers. Says nothing about the database: restarting the web would not mend that."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Whether requests can be served now: both databases reachable and migrated, the contacts' key the right one,
    Redis reachable where it is used."""
    checks = {"database": migrated(DEFAULT_DB_ALIAS), "contacts": _contacts_ready(), "queue": _queue_ready()}
    return JsonResponse(checks, status=200 if all(checks.values()) else 503)


def _contacts_ready() -> bool:
    try:
        wishes.need_the_keys()
        call_backs.need_the_keys()
    except (DatabaseError, WrongContactsKey):
        return False
    return migrated(CONTACTS)


def _queue_ready() -> bool:
    if not settings.REDIS_URL:
        return True
    try:
        cache.get("readyz")
    except RedisError:
        return False
    return True


@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """What Prometheus collects, for who shows METRICS_TOKEN from inside. Nothing that came through the proxy is."""
    if not settings.METRICS_TOKEN or (settings.PROXIES and "X-Forwarded-For" in request.headers):
        raise Http404
    if not constant_time_compare(request.headers.get("Authorization", ""), f"Bearer {settings.METRICS_TOKEN}"):
        told = "Show the token of METRICS_TOKEN: Authorization: Bearer ...\n"
        return HttpResponse(told, status=401, content_type="text/plain", headers={"WWW-Authenticate": "Bearer"})
    return HttpResponse(metrics.of_processes() + site_figures.of_the_site(), content_type=CONTENT_TYPE_PLAIN_0_0_4)


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
