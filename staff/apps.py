from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StaffConfig(AppConfig):
    name = "staff"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("Staff")

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in, user_logged_out

        from staff import home_cards, jobs, security_log, self_test, sessions

        user_logged_in.connect(sessions.began, dispatch_uid="staff.sessions")
        user_logged_out.connect(sessions.left, dispatch_uid="staff.sessions")
        home_cards.register_cards()
        security_log.listen()
        jobs.register(self_test.KIND, self_test.count)
