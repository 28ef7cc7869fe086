"""The respondents app: tells invitations who needs no reminder, and hosts where their sessions are."""

from django.apps import AppConfig
from django.core import checks
from django.utils.translation import gettext_lazy as _


class RespondentsConfig(AppConfig):
    name = "respondents"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from invitations.reminders import done_units
        from respondents import contacts_store, flow
        from respondents.pages_seen import pages_seen
        from staff import menu
        from surveys.design import figures

        checks.register(contacts_store.check_apart)
        checks.register(contacts_store.check_chosen, checks.Tags.security, deploy=True)
        done_units(flow.done_units)
        self._replays()
        figures.register(pages_seen)
        own = _("What you did to reach people, sessions to come, your flyers and texts, and who the contacts are.")
        menu.register(menu.Card(_("Municipality"), "municipality:home", ("fieldwork", "municipality"), own))
        menu.register(menu.Card(_("Group sessions"), "sessions:list", ("fieldwork", "municipality")))
        about = _("Fill in for somebody on the phone or beside you.")
        menu.register(menu.Card(_("Interviewing"), "interviewing:overview", ("fieldwork",), about))
        told = _("Who wishes an interview: the list taken out, encrypted, and thrown away in time.")
        menu.register(menu.Card(_("Contact wishes"), "wishes:studies", ("fieldwork", "privacy"), told))
        about = _("Look a code up, note a refusal, give a code, count calls, and who wants to be called back.")
        readers = ("fieldwork", "researcher", "analyst")
        menu.register(menu.Card(_("Help desk"), "helpdesk:studies", readers, about))

    def _replays(self) -> None:
        """Researchers who are about to publish may try a draft on the answers that are stored here."""
        from respondents.replay import replay_counts
        from surveys.design import replays

        replays.register(replay_counts)
