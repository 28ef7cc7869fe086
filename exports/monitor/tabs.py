"""The pages of a study's fieldwork, as they stand above those of the monitor."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from staff.models import User
from staff.roles import may


@dataclass(frozen=True)
class Tab:
    """`url_name` takes the study's slug. `roles`: who sees it; () everybody who sees the monitor."""

    url_name: str
    title: str | Promise
    roles: tuple[str, ...] = ()


TABS = (
    Tab("fieldwork:morning", _("This morning")),
    Tab("fieldwork:response", _("Response")),
    Tab("fieldwork:days", _("Days")),
    Tab("fieldwork:answering", _("How people answer")),
    Tab("fieldwork:questions", _("Questions")),
    Tab("fieldwork:times", _("Time per page")),
    Tab("advice:page", _("Advice")),
    Tab("fieldwork:sending", _("Mail and files")),
    Tab("municipality:overview", _("Municipalities"), ("fieldwork",)),
    Tab("helpdesk:numbers", _("Calls")),
    Tab("closing:end", _("End of fieldwork"), ("fieldwork", "researcher")),
)


def tabs_for(user: User, study: str, here: str) -> Iterator[tuple[str, str | Promise, bool]]:
    """Address, title, and whether it is the page that is shown."""
    for tab in TABS:
        if not tab.roles or any(may(user, role, study) for role in tab.roles):
            yield reverse(tab.url_name, args=[study]), tab.title, tab.url_name == here
