"""The room where data leave the house."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from surveys.declarations import Declarations
    from surveys.engine.problems import Problem


class ExportsConfig(AppConfig):
    name = "exports"
    verbose_name = _("Exports")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from exports import coding_tasks
        from exports.tasks import KIND, make_dataset, may_fetch
        from exports.withdrawn import listen
        from staff import jobs, menu

        jobs.register(KIND, make_dataset, may_fetch)
        menu.register(menu.Card(_("Data: download datasets"), "exports:datasets", ("analyst", "researcher")))
        listen()
        self._item_bank()
        self._cleaning()
        coding_tasks.register()
        self._weights()
        self._tables()
        self._advice()
        self._end_of_fieldwork()
        self._declarations()
        self._monitor()
        self._api()
        self._retention()

    def _monitor(self) -> None:
        from exports.monitor.register import register

        register()

    def _api(self) -> None:
        from exports.api.endings import listen
        from exports.api.models import ROLES
        from staff import menu

        listen()
        text = _("Tables, codebooks and figures for programs and dashboards, and the tokens they need.")
        menu.register(menu.Card(_("Data: the API"), "exports:api", ROLES, text))

    def _retention(self) -> None:
        from exports.retention import tasks

        tasks.register()

    def _item_bank(self) -> None:
        from exports.bank_results import results_of, times_of
        from surveys.design import results

        results.register(results_of, times_of)

    def _cleaning(self) -> None:
        from exports.cleaning_jobs import register_job
        from staff import menu

        register_job()
        text = _("What stands out in the answers, what to do about it, and personal things in typed texts.")
        menu.register(menu.Card(_("Data: cleaning"), "exports:cleaning", ("analyst", "researcher", "privacy"), text))

    def _weights(self) -> None:
        from exports.weights_tasks import KIND, make_weights
        from staff import jobs, menu

        jobs.register(KIND, make_weights)
        menu.register(menu.Card(_("Data: weights"), "exports:weights", ("analyst", "researcher")))

    def _tables(self) -> None:
        from exports import tables_tasks
        from staff import jobs, menu

        jobs.register(tables_tasks.KIND, tables_tasks.read_answers)
        menu.register(menu.Card(_("Tables and charts"), "exports:table_studies", ("analyst", "researcher")))

    def _advice(self) -> None:
        from exports import advice_tasks
        from staff import jobs, menu

        jobs.register(advice_tasks.KIND, advice_tasks.make_advice)
        text = _("Who lags, what reaches them, what a reminder may bring.")
        menu.register(menu.Card(_("Fieldwork: advice"), "advice:studies", ("fieldwork", "researcher", "analyst"), text))

    def _end_of_fieldwork(self) -> None:
        from exports.closing import tasks
        from staff import menu

        tasks.register()
        text = _("Close it, see what goes when, and make the report of it.")
        menu.register(menu.Card(_("End of fieldwork"), "closing:studies", ("fieldwork", "researcher"), text))

    def _declarations(self) -> None:
        from surveys import declarations

        declarations.register(
            "analysis", _wrongly_declared, "coding.yaml", "wave_items.yaml", "published.yaml", "areas.csv"
        )


def _wrongly_declared(asked: "Declarations") -> "Iterable[Problem]":
    from exports.declared_checks import problems  # numpy comes with it: not when the site starts

    return problems(asked)
