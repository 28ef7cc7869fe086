from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StaffConfig(AppConfig):
    name = "staff"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("Staff")

    def ready(self) -> None:
        from staff import home_cards, jobs, self_test

        home_cards.register_cards()
        jobs.register(self_test.KIND, self_test.count)
