"""The respondents app: tells invitations who needs no reminder."""

from django.apps import AppConfig


class RespondentsConfig(AppConfig):
    name = "respondents"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from invitations.reminders import done_units
        from respondents import flow

        done_units(flow.done_units)
