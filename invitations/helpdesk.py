"""Codes of the help desk for somebody without a letter: tied to nobody on the list, outside the response rate."""

from typing import Any

from django.db import transaction

from invitations import channels, codes, issue
from invitations.models import Code
from staff import audit
from surveys.models import Study


def issue_code(study: Study, *, user: Any = None) -> str:
    """A fresh code, grouped for reading out. It is told this once and kept nowhere. Raises issue.CodesNotNew."""
    with transaction.atomic():
        channel = channels.channel_named(study, "helpdesk")
        ((_, code),) = issue.issue(study, purpose=Code.Purpose.HELPDESK)
        audit.record(user, "code.helpdesk", f"study:{study.slug}", channel=channel.slug)
    return codes.grouped(code)
