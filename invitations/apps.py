"""The invitations app: its menu cards and its kinds of jobs."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.apps import AppConfig
from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from surveys.declarations import Declarations
    from surveys.engine.problems import Problem


def check_printer_columns(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Three columns are read: number, status, date."""
    if len(set(settings.PRINTER_COLUMNS)) == 3 and all(settings.PRINTER_COLUMNS):
        return []
    hint = "Such as PRINTER_COLUMNS=reference,status,date."
    return [Error("PRINTER_COLUMNS does not name three columns.", hint=hint, id="invitations.E001")]


def wrong_list(asked: "Declarations") -> "Iterable[Problem]":
    from invitations.frame_checks import problems

    return problems(asked)


class InvitationsConfig(AppConfig):
    name = "invitations"

    def ready(self) -> None:
        from invitations import deletion_job, file_job, flyer_job, pack_job
        from invitations.letter_job import KIND, make_letters
        from staff import jobs, menu
        from surveys import declarations

        checks.register(check_printer_columns)
        declarations.register("list", wrong_list)
        menu.register(menu.Card(_("Letters"), "invitations:letters", ("fieldwork",)))
        about = _("Flyers and messages of your own, and how many people came by them.")
        menu.register(menu.Card(_("Flyers and messages"), "channels:list", ("fieldwork", "municipality"), about))
        jobs.register(KIND, make_letters)
        jobs.register(file_job.KIND, file_job.read_rows)
        jobs.register(flyer_job.KIND, flyer_job.make_flyers, flyer_job.may_fetch)
        told = _("Receivers and their keys; letters packed so that only the receiver can open them.")
        card = menu.Card(_("To the printer, encrypted"), "invitations:parcel_studies", ("fieldwork", "privacy"), told)
        menu.register(card)
        jobs.register(pack_job.KIND, pack_job.pack_letters)
        jobs.register(deletion_job.KIND, deletion_job.delete_letters)
