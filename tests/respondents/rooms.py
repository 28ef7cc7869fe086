"""Group sessions for tests."""

from datetime import timedelta
from random import Random
from typing import Any

from django.utils import timezone

from respondents.models import GroupSession
from respondents.sessions import Wish, open_session
from staff.models import User
from surveys.models import Study


def room(study: Study, *, random: Random | None = None, host: User | None = None, **changes: Any) -> GroupSession:
    """An open session of 20 places."""
    now = timezone.now()
    host = host or User.objects.get_or_create(email="host@example.org")[0]
    usual = {"label": "Library", "opens_at": now - timedelta(minutes=5), "closes_at": now + timedelta(hours=2)}
    wish = Wish(study=study, **{**usual, "most": 20, **changes})
    return open_session(host, wish, random or Random())
