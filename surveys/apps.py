from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from staff.menu import Card, register


class SurveysConfig(AppConfig):
    name = "surveys"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("Studies")

    def ready(self) -> None:
        text = _("Editions, languages, and what is still wrong in a draft.")
        from surveys import audio_jobs
        from surveys.design import figures_jobs, proving

        for jobs in (audio_jobs, proving, figures_jobs):
            jobs.register_jobs()
        self._design()
        register(Card(_("Studies"), "surveys:studies", ("researcher",), text))
        text = _("Read, translate and review the texts of a study.")
        register(Card(_("Translations"), "surveys:to_translate", ("translator",), text))
        heard = _("Recordings and computer voices of the texts, per language.")
        register(Card(_("Sound"), "surveys:audio_studies", ("researcher", "translator"), heard))

    def _design(self) -> None:
        from staff import jobs
        from surveys.design import publishing, replays

        jobs.register(publishing.KIND, publishing.publish_asked)
        jobs.register(replays.KIND, replays.replay_answers)
