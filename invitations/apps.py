"""The invitations app: its menu card and its kind of job."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InvitationsConfig(AppConfig):
    name = "invitations"

    def ready(self) -> None:
        from invitations.letter_job import make_letters
        from staff import jobs, menu

        menu.register(menu.Card(_("Letters"), "invitations:letters", ("fieldwork",)))
        jobs.register("letters", make_letters)
