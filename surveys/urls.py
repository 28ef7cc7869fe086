"""Addresses of the researchers' pages, below /staff/studies/."""

from django.urls import include, path

from surveys.views import studies, workbench

app_name = "surveys"
urlpatterns = [
    path("", include("surveys.audio_urls")),
    path("", studies.study_list, name="studies"),
    path("to-translate/", workbench.studies, name="to_translate"),
    path("", include("surveys.exchange_urls")),
    path("<slug:study>/", studies.study_detail, name="study"),
    path("<slug:study>/translate/", include("surveys.workbench_urls")),
    path("<slug:study>/design/", include("surveys.design.urls")),
]
