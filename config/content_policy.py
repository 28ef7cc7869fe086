"""The Content-Security-Policy of responses that do not change it, put together once instead of for each of them."""

from functools import cached_property

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase


class ContentPolicy(CSPMiddleware):
    """django-csp's own; responses with a policy of their own, and nonces, are left to it."""

    @cached_property
    def _usual(self) -> str:
        return str(build_policy())

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if _is_special(request, response):
            return super().process_response(request, response)
        if HEADER not in response:
            response[HEADER] = self._usual
        return response


def _is_special(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Whether a view or a template changed the policy, or the settings want more than one policy for all."""
    asked = any(name.startswith("_csp") for name in (*vars(response), *vars(request)))
    policy = settings.CONTENT_SECURITY_POLICY or {}
    return asked or settings.DEBUG or "EXCLUDE_URL_PREFIXES" in policy or _reports_only()


def _reports_only() -> bool:
    return bool(getattr(settings, "CONTENT_SECURITY_POLICY_REPORT_ONLY", None))
