"""The room where data leave the house."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExportsConfig(AppConfig):
    name = "exports"
    verbose_name = _("Exports")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from exports import coding_tasks
        from exports.tasks import KIND, make_dataset, may_fetch
        from staff import jobs, menu

        jobs.register(KIND, make_dataset, may_fetch)
        menu.register(menu.Card(_("Data: download datasets"), "exports:datasets", ("analyst", "researcher")))
        self._cleaning()
        coding_tasks.register()
        self._weights()
        self._tables()

    def _cleaning(self) -> None:
        from exports.cleaning_jobs import register_job
        from exports.withdrawn import listen
        from staff import menu

        register_job()
        listen()
        text = _("What stands out in the answers, what to do about it, and personal things in typed texts.")
        menu.register(menu.Card(_("Data: cleaning"), "exports:cleaning", ("analyst", "researcher", "privacy"), text))

    def _weights(self) -> None:
        from django.db.models.signals import post_save

        from exports.weigh import forget_withdrawn
        from exports.weights_tasks import KIND, make_weights
        from respondents.models import Interview
        from staff import jobs, menu

        jobs.register(KIND, make_weights)
        menu.register(menu.Card(_("Data: weights"), "exports:weights", ("analyst", "researcher")))
        post_save.connect(forget_withdrawn, sender=Interview, dispatch_uid="weights of who withdraws")

    def _tables(self) -> None:
        from django.db.models.signals import post_save

        from exports import snapshot, tables_tasks
        from staff import jobs, menu

        jobs.register(tables_tasks.KIND, tables_tasks.read_answers)
        menu.register(menu.Card(_("Tables and charts"), "exports:table_studies", ("analyst", "researcher")))
        post_save.connect(snapshot.forget_withdrawn, "respondents.Interview", dispatch_uid="tables forget who withdrew")
